# The critical constants against the width.
warmup = data.'criticals-warmup.csv'
full = data.'criticals-full.csv'
eval open(3, 3, 500, 560)
set logscale x
set format x powers
set xtics 1e-20, 100
set xlabel 'width n'
set ylabel 'c = ηλ_0'
set yrange [1.5:6.5]
set key top right
eval panel(1)
set title '(a) warmup model'
set xrange [5:2e6]
plot warmup using 1:6 with points linetype 7 pointtype 6 pointsize 1.5 * point title 'c_{max}', \
    warmup using 1:5 with points linetype 5 pointtype 7 pointsize 0.7 * point title 'c_{sharp}', \
    warmup using 1:3 with points linetype 2 title 'c_{loss}', \
    warmup using 1:4 with points linetype 8 pointtype 1 linewidth 1.4 title 'law'
eval panel(2)
set title '(b) full model'
set xrange [50:2e7]
plot 2 with lines linecolor '#777777' linewidth 1 notitle, 4 with lines linecolor '#777777' linewidth 1 notitle, \
    full using 1:6:7 with yerrorbars linetype 7 pointtype 6 pointsize 1.5 * point title 'c_{max}', \
    full using 1:4:5 with yerrorbars linetype 5 pointtype 7 pointsize 0.8 * point title 'c_{sharp}', \
    full using 1:2:3 with yerrorbars linetype 2 title 'c_{loss}'
eval panel(3)
set title '(c) c_{loss} − 2, full model'
set logscale y
set format y powers
set yrange [1e-5:1e1]
set ytics 1e-20, 10
set ylabel 'c_{loss} − 2'
plot full using 1:($2 - 2):3 with yerrorbars linetype 2 title 'measured', 2 / sqrt(x) with lines linecolor '#777777' dashtype 2 title '2 n^{−1/2}'
unset multiplot
