# The change of the kernel against the width.
changes = data.'deep-S13.csv'
eval open(1, 1, 760, 560)
eval panel(1)
set title 'change of λ'
set logscale xy
set format xy powers
set xlabel 'width n'
set ylabel '|λ/λ_0 − 1|'
set yrange [1e-4:3]
set key bottom left Left reverse
stats changes using 1:2 nooutput
plot changes using 1:2:3 with yerrorbars linetype 2 title 'ηλ_0 = 0.5', \
    changes using 1:4:5 with yerrorbars linetype 6 title 'ηλ_0 = 3', \
    changes using 1:(STATS_max_y * STATS_min_x / $1) with lines linecolor '#777777' dashtype 2 title '∝ 1/n'
unset multiplot
