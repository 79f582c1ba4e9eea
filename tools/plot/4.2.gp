# Section 4.2: the linearised model and the exact one.
runs = data.'4.2-linearised.csv'
set multiplot layout 1,2 margins 0.08,0.98,0.14,0.91 spacing 0.1,0.1
set title '(a) loss'
set logscale y
set format y '10^{%T}'
set yrange [1e-6:1e18]
set xrange [0:80]
set xlabel 'steps t'
set ylabel 'loss'
set key top right
plot runs using ($1 == 1000 && $2 == 1.5 ? $3 : NaN):4 with lines linetype 2 title 'exact, ηλ_0 = 1.5', \
    runs using ($1 == 1000 && $2 == 1.5 ? $3 : NaN):5 with lines linetype 2 dashtype 2 title 'linearised', \
    runs using ($1 == 1000 && $2 == 2.5 ? $3 : NaN):4 with lines linetype 6 title 'exact, ηλ_0 = 2.5', \
    runs using ($1 == 1000 && $2 == 2.5 ? $3 : NaN):5 with lines linetype 6 dashtype 2 title 'linearised', \
    runs using ($1 == 100 && $2 == 2.5 ? $3 : NaN):4 with lines linetype 5 linewidth 1.4 title 'n = 100'
set title '(b) error of the linearised loss, ηλ_0 = 1.5'
set logscale x
set format x '10^{%T}'
set xrange [50:2e6]
set yrange [*:*]
set xlabel 'width n'
set ylabel 'largest error / loss at the start'
plot data.'4.2-widths.csv' using 1:2:3 with yerrorbars linetype 2 title 'measured', 1 / x with lines linecolor '#777777' dashtype 2 title '1/n'
unset multiplot
