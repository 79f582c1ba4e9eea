# Logistic regression at large learning rates.
curves = data.'logistic-curves.csv'
oscillation = data.'logistic-oscillation.csv'
budgets = data.'logistic-budgets.csv'
parts = '1 4 64'
eval open(3, 3, 500, 560)
set logscale xy
set format xy powers
eval panel(1)
set title '(a) loss'
set xrange [1:1e4]
set yrange [1e-7:1e5]
set ytics 1e-20, 100
set xlabel 'step + 1'
set ylabel 'loss'
set key top right title 'η over 8/λ_0'
plot for [i = 1:3] curves using ($1 == real(word(parts, i)) ? $2 : NaN):4 with lines linetype 2 * i dashtype 2 linewidth 1.4 notitle, \
    for [i = 1:3] curves using ($1 == real(word(parts, i)) ? $2 : NaN):3 with lines linetype 2 * i title word(parts, i), \
    NaN with lines linecolor '#777777' dashtype 2 title '1/(2ηγ^2t)'
eval panel(2)
set title '(b) steps that oscillate'
set autoscale x
set yrange [1:3e4]
set ytics 1e-20, 10
set xlabel 'learning rate η'
set ylabel 'steps'
set key default
set key top left Left reverse samplen 2 spacing 1.15
plot oscillation using 1:2:3 with yerrorbars linetype 2 title 'measured', x / 4 with lines linecolor '#777777' dashtype 2 title '∝ η'
eval panel(3)
set title '(c) loss after T steps'
set xrange [700:3e4]
set yrange [1e-6:1e-1]
set xtics 1e-20, 10
set xlabel 'budget T'
set ylabel 'last loss'
set key top right Left reverse
plot budgets using 1:4:5 with yerrorbars linetype 2 title 'η = 8/λ_0', budgets using 1:2:3 with yerrorbars linetype 6 title 'η = T/200', \
    5 / x with lines linecolor '#777777' dashtype 2 title '1/T', 1e4 / x / x with lines linecolor '#777777' dashtype 3 linewidth 2 title '1/T^2'
unset multiplot
