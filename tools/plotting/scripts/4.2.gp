# Section 4.2: the linearised model and the exact one.
runs = data.'4.2-linearised.csv'
eval open(2, 2, 680, 600)
eval panel(1)
set title '(a) loss'
set logscale y
set format y powers
# Room above the curves for the key.
set yrange [1e-6:1e30]
set ytics 1e-5, 1e5
set xrange [0:80]
set xlabel 'steps t'
set ylabel 'loss'
set key top right Left reverse
plot runs using ($1 == 1000 && $2 == 1.5 ? $3 : NaN):4 with lines linetype 2 title 'exact, ηλ_0 = 1.5, n = 10^3', \
    runs using ($1 == 1000 && $2 == 1.5 ? $3 : NaN):5 with lines linetype 5 dashtype 2 title 'linearised, ηλ_0 = 1.5', \
    runs using ($1 == 1000 && $2 == 2.5 ? $3 : NaN):4 with lines linetype 6 title 'exact, ηλ_0 = 2.5, n = 10^3', \
    runs using ($1 == 100 && $2 == 2.5 ? $3 : NaN):4 with lines linetype 3 linewidth 1.6 title 'exact, ηλ_0 = 2.5, n = 10^2', \
    runs using ($1 == 1000 && $2 == 2.5 ? $3 : NaN):5 with lines linetype 6 dashtype 2 title 'linearised, ηλ_0 = 2.5'
eval panel(2)
set title '(b) error of the linearised loss, ηλ_0 = 1.5'
set logscale x
set format x powers
set xrange [50:2e6]
set yrange [1e-7:1e-1]
set ytics 10
set xlabel 'width n'
set ylabel 'largest error / loss at the start'
plot data.'4.2-widths.csv' using 1:2:3 with yerrorbars linetype 2 title 'measured', 1 / x with lines linecolor '#777777' dashtype 2 title '1/n'
unset multiplot
