# A trajectory: loss and curvature against steps. What is not on an axis is marked at its edge.
set datafile separator whitespace
unset datafile columnheaders
above = loss_above || curvature_above
below = loss_below || curvature_below
head_room = above || below ? 1.8 : 0
eval open(2, 2, 650, 560)
unset key
set xrange [step_from:step_to]
set xlabel 'steps t'
if (step_to >= 1e5) { set format x '%.0t·10^{%T}'; set xtics add ('0' 0) }
high = "points pointtype 8 pointsize 1.6 * point linewidth 1.5 linecolor '#c8344a'"
low = "points pointtype 10 pointsize 1.6 * point linewidth 1.5 linecolor '#c8344a'"
eval panel(1)
set title 'loss'
set ylabel 'loss'
set logscale y
set format y powers
set yrange [loss_from:loss_to]
if (!has_loss) { set label 1 'no values' at graph 0.5, graph 0.5 center }
plot NaN, $loss using 1:2 with lines linetype 2, \
    $loss using (few ? $1 : NaN):2 with points linetype 2 pointsize 0.7 * point, \
    $loss_marks using ($3 > 0 ? $1 : NaN):2 with @high, \
    $loss_marks using ($3 < 0 ? $1 : NaN):2 with @low
unset label 1
eval panel(2)
set title 'curvature'
set ylabel 'λ'
if (!curvature_log) { unset logscale y; set format y '%h' }
set yrange [curvature_from:curvature_to]
if (!has_curvature) { set label 1 'no values' at graph 0.5, graph 0.5 center }
plot NaN, $curvature using 1:2 with lines linetype 2, \
    $curvature using (few ? $1 : NaN):2 with points linetype 2 pointsize 0.7 * point, \
    $curvature_marks using ($3 > 0 ? $1 : NaN):2 with @high, \
    $curvature_marks using ($3 < 0 ? $1 : NaN):2 with @low
if (above || below) {
    eval strip
    set key center center horizontal Left reverse samplen 1
    plot NaN with @high title above ? 'infinite, or above the axis' : '', NaN with @low title below ? 'zero, or below the axis' : ''
}
unset multiplot
