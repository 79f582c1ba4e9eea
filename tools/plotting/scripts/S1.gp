# Figures 1a and S1. Panels a to d: the plane of the weights, with one trajectory each; e: curvature against correlation.
surface = data.'S1-surface.csv'
runs = data.'S1-trajectories.csv'
borders = data.'S1-borders.csv'
rates = '0.5 1.7 3 4.2'
phases = 'lazy lazy catapult divergent'
# Four squares of `side` dots, and the tall panel beside them or below.
side = narrow ? 200 : 290
across = side + 5.2 * em
up = side + 6.4 * em
if (narrow) { eval canvas(700, 2 * up + 760) } else { eval canvas(1500, 2 * up) }
set logscale cb
set cbrange [1e-2:1e4]
set format cb powers
unset grid
unset colorbox
unset key
set border 15
set xtics 1
set ytics 1
# The start of each run: the lazy ones end a hundredth away from it, which their insets show.
array start_a[4]
array start_b[4]
do for [i = 1:4] {
    stats runs using ($1 == i && $3 == 0 ? $4 : NaN):5 name 'START' nooutput
    start_a[i] = START_mean_x
    start_b[i] = START_mean_y
}
do for [i = 1:4] {
    left = 4.6 * em + across * ((i - 1) % 2)
    bottom = canvas_height - up * ((i - 1) / 2 + 1) + 3.8 * em
    eval place(left, left + side, bottom, bottom + side)
    set border 15 linecolor '#444444'
    set xrange [-2:2]
    set yrange [-2:2]
    set xtics 1
    set ytics 1
    set xlabel narrow ? 'a, along u + v' : 'a, along u + v, over √n'
    set ylabel narrow ? 'b, along u − v' : 'b, along u − v, over √n' offset 0.6,0
    set title sprintf('(%s) ηλ_0 = %s%s', word('a b c d', i), word(rates, i), narrow ? '' : ': '.word(phases, i))
    plot surface using 1:2:3 with image @pixels, \
        borders using ($1 == i ? 0 : NaN):(0):(sqrt($5)) with circles linecolor '#ffffff' linewidth 1.8 fillstyle empty, \
        borders using ($1 == i ? 0 : NaN):(0):(sqrt($6)) with circles linecolor '#ffffff' linewidth 1.8 dashtype 2 fillstyle empty, \
        runs using ($1 == i && i > 2 ? $4 : NaN):5 with linespoints linecolor '#ff9f80' linewidth 2.4 pointtype 7 pointsize 0.8 * point, \
        runs using ($1 == i && $3 == 0 ? $4 : NaN):5 with points linecolor '#ffffff' pointtype 7 pointsize 1.3 * point
    if (i <= 2) {
        # Forty times as large, around the start.
        eval place(left + 0.05 * side, left + 0.49 * side, bottom + 0.05 * side, bottom + 0.49 * side)
        set border 15 linecolor '#ffffff' linewidth 1.5
        unset title
        unset xlabel
        unset ylabel
        unset xtics
        unset ytics
        set xrange [start_a[i] - 0.017 : start_a[i] + 0.028]
        set yrange [start_b[i] - 0.028 : start_b[i] + 0.017]
        set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb '#26828e' fillstyle solid
        set label 1 '× 40' at graph 0.06, graph 0.87 textcolor rgb '#ffffff' front
        plot x with lines linecolor '#440154' linewidth 4, \
            runs using ($1 == i ? $4 : NaN):5 with linespoints linecolor '#ff9f80' linewidth 2.4 pointtype 7 pointsize 0.8 * point, \
            runs using ($1 == i && $3 == 0 ? $4 : NaN):5 with points linecolor '#ffffff' pointtype 7 pointsize 1.3 * point
        unset object 1
        unset label 1
    }
}
set border 15 linecolor '#444444' linewidth 1.2
if (narrow) { eval place(4.4 * em, 700 - 6.5 * em, 4 * em, 760 - 5.4 * em) } else { eval place(2 * across + 4.8 * em, 1500 - 7 * em, 3.8 * em, 2 * up - 4.4 * em) }
set title '(e) curvature and correlation' offset 0,narrow ? 2.6 : 1.5
set colorbox
set cblabel 'loss'
set xrange [-1:1]
set yrange [0:4]
set xtics 0.5
set ytics 1
set xlabel 'correlation of u and v'
set ylabel 'curvature λ' offset 0,0
set key at graph 0.5, graph 1.0 center bottom horizontal maxcols 3 Left reverse samplen 1 width narrow ? 0 : -2
plot data.'S1-curvature.csv' using 1:2:3 with image @pixels notitle, \
    runs using ($1 == 4 ? $8 : NaN):7 with linespoints linecolor '#ff4040' linewidth 2.5 pointtype 5 pointsize 1 * point notitle, \
    runs using ($1 == 3 ? $8 : NaN):7 with linespoints linecolor '#ff9f80' linewidth 2.5 pointtype 7 pointsize 1 * point notitle, \
    runs using ($1 == 2 ? $8 : NaN):7 with linespoints linecolor '#ffffff' linewidth 2 pointtype 7 pointsize 0.7 * point notitle, \
    NaN with linespoints linecolor '#999999' linewidth 2 pointtype 6 pointsize 1 * point title 'ηλ_0 = 1.7', \
    NaN with linespoints linecolor '#ff9f80' linewidth 2.5 pointtype 7 pointsize 1 * point title 'ηλ_0 = 3', \
    NaN with linespoints linecolor '#ff4040' linewidth 2.5 pointtype 5 pointsize 1 * point title 'ηλ_0 = 4.2'
unset multiplot
