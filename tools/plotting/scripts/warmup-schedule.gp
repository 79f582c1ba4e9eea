# Linear warm-up of the learning rate.
curves = data.'warmup-schedule-curves.csv'
largest = data.'warmup-schedule-largest.csv'
ends = data.'warmup-schedule-ends.csv'
momenta = '0 0.9'
names = '"gradient descent" "heavy ball, μ = 0.9"'
colour(p) = p == 1 ? 2 : 6
border(p) = p == 1 ? 2 : 3.8
eval open(4, 2, 680, 560)
set xrange [0:3500]
set xlabel 'steps t'
eval panel(1)
set title '(a) ηλ over the border'
set ylabel 'ηλ / (ηλ)_{border}'
set yrange [0:2]
set key bottom right
plot curves using ($1 == 0 ? $2 : NaN):3 with lines linecolor '#777777' dashtype 2 title 'if λ stayed λ_0', \
    1 with lines linecolor '#000000' linewidth 1.4 notitle, \
    for [p = 1:2] curves using ($1 == real(word(momenta, p)) ? $2 : NaN):4 with lines linetype colour(p) linewidth 1.6 title word(names, p)
eval panel(2)
set title '(b) loss'
set logscale y
set format y powers
set yrange [1e-40:1e25]
set ytics 1e-40, 1e10
set ylabel 'loss'
set key top right
plot for [p = 1:2] curves using ($1 == real(word(momenta, p)) ? $2 : NaN):5 with lines linetype colour(p) linewidth 1.4 title word(names, p)
set logscale x
set format x powers
eval panel(3)
set title '(c) largest rate'
set xlabel 'steps of warm-up'
set ylabel 'ηλ_0'
set xrange [0.7:5e3]
set yrange [1:300]
set format y '%h'
set xtics 1e-20, 10
set ytics 1e-20, 10
set key top left Left reverse
plot for [p = 1:2] largest using ($1 == real(word(momenta, p)) ? $2 : NaN):3:4 with yerrorbars linetype colour(p) title word(names, p), \
    x * 0.0225 with lines linecolor '#777777' dashtype 2 title '∝ length'
eval panel(4)
set title '(d) curvature at the end'
set xlabel 'ηλ_0'
set ylabel 'λ_{end} / λ_0'
set xrange [3:40]
set yrange [0.08:1]
set xtics (3, 5, 10, 20, 40)
set ytics (0.1, 0.2, 0.5, 1)
set format xy '%h'
set key top right
plot for [p = 1:2] border(p) / x with lines linetype colour(p) linewidth 1.4 notitle, \
    for [p = 1:2] ends using ($1 == real(word(momenta, p)) ? $2 : NaN):3:4 with yerrorbars linetype colour(p) title word(names, p)
unset multiplot
