# Figures 1a and S1. Panels a to d: the plane of the weights, with one trajectory each; e: curvature against correlation.
surface = data.'S1-surface.csv'
runs = data.'S1-trajectories.csv'
borders = data.'S1-borders.csv'
rates = '0.5 1.7 3 4.2'
phases = 'lazy lazy catapult divergent'
set multiplot
set logscale cb
set cbrange [1e-2:1e4]
set format cb '10^{%T}'
unset grid
unset colorbox
set border 15
set xrange [-2:2]
set yrange [-2:2]
set xtics 1
set ytics 1
set xlabel 'a, along u + v, over √n'
set ylabel 'b, along u − v, over √n' offset 1,0
do for [i = 1:4] {
    left = 0.055 + 0.245 * ((i - 1) % 2)
    bottom = i < 3 ? 0.59 : 0.09
    set lmargin at screen left
    set rmargin at screen left + 0.19
    set bmargin at screen bottom
    set tmargin at screen bottom + 0.19 * 1500 / 900
    set title sprintf('(%s) ηλ_0 = %s: %s', word('a b c d', i), word(rates, i), word(phases, i))
    plot surface using 1:2:3 with image @pixels notitle, \
        borders using ($1 == i ? 0 : NaN):(0):(sqrt($5)) with circles linecolor '#ffffff' linewidth 1.8 fillstyle empty notitle, \
        borders using ($1 == i ? 0 : NaN):(0):(sqrt($6)) with circles linecolor '#ffffff' linewidth 1.8 dashtype 2 fillstyle empty notitle, \
        runs using ($1 == i ? $4 : NaN):5 with linespoints linecolor '#ff9f80' linewidth 2.2 pointtype 7 pointsize 0.8 notitle, \
        runs using ($1 == i && $3 == 0 ? $4 : NaN):5 with points linecolor '#ffffff' pointtype 7 pointsize 1.5 notitle
}
set lmargin at screen 0.575
set rmargin at screen 0.9
set bmargin at screen 0.09
set tmargin at screen 0.87
set title '(e) curvature and correlation' offset 0,2.2
set colorbox
set cblabel 'loss'
set xrange [-1:1]
set yrange [0:4]
set xtics 0.5
set xlabel 'correlation of u and v: f over the largest f at this λ'
set ylabel 'curvature λ' offset 0,0
set key at screen 0.74,0.905 center horizontal maxrows 1 samplen 1.2
plot data.'S1-curvature.csv' using 1:2:3 with image @pixels notitle, \
    runs using ($1 == 2 ? $8 : NaN):7 with linespoints linecolor '#ffffff' linewidth 2.5 pointtype 7 pointsize 1 notitle, \
    runs using ($1 == 3 ? $8 : NaN):7 with linespoints linecolor '#ff9f80' linewidth 2.5 pointtype 7 pointsize 1 title 'ηλ_0 = 3', \
    runs using ($1 == 4 ? $8 : NaN):7 with linespoints linecolor '#ff4040' linewidth 2.5 pointtype 5 pointsize 1 title 'ηλ_0 = 4.2'
unset multiplot
