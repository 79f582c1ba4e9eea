# A sweep over one axis: steps to convergence, final curvature and peak loss, each run coloured by its phase.
set datafile separator whitespace
unset datafile columnheaders
head_room = narrow ? 5.6 : 3.8
top_room = 4.1
eval open(3, 3, 500, 520)
unset key
set xrange [x_from:x_to]
set xlabel x_name
if (x_log) { set logscale x; set format x powers }
if (strlen(x_tics)) { eval 'set xtics ('.x_tics.')' }
if (critical >= x_from && critical <= x_to) { eval border_line(1, critical, 1) }
if (2 * critical >= x_from && 2 * critical <= x_to) { eval border_line(2, 2 * critical, 2) }
eval border_names(critical)
size = joined ? 0.8 : 0.5
# The marks of one phase on the axis, at its upper edge, and at its lower.
on = "($3 == int(i) && $4 == 0 ? $1 : NaN):2 with points pointtype phase_mark(int(i)) pointsize size * point linecolor rgb phase_colour(int(i))"
high = "($3 == int(i) && $4 > 0 ? $1 : NaN):2 with points pointtype 8 pointsize 1.2 * point linecolor rgb phase_colour(int(i))"
low = "($3 == int(i) && $4 < 0 ? $1 : NaN):2 with points pointtype 10 pointsize 1.2 * point linecolor rgb phase_colour(int(i))"
eval panel(1)
set title '(a) steps to convergence' offset 0,1.2
set ylabel 'steps'
set logscale y
set format y powers
set yrange [steps_from:steps_to]
if (!has_steps) { set label 9 'no run converged' at graph 0.5, graph 0.5 center front }
plot $steps_line using 1:2 with lines linecolor '#888888' linewidth 1.5, \
    for [i in phases_here] $steps using @on, for [i in phases_here] $steps using @high, for [i in phases_here] $steps using @low
unset label 9
eval panel(2)
set title '(b) final curvature' offset 0,1.2
set ylabel 'λ_{end}/λ_0'
if (ratio_log) { set logscale y; set format y powers } else { unset logscale y; set format y '%h' }
set yrange [ratio_from:ratio_to]
if (!has_ratio) { set label 9 'no values' at graph 0.5, graph 0.5 center front }
plot $ratio_line using 1:2 with lines linecolor '#888888' linewidth 1.5, \
    for [i in phases_here] $ratio using @on, for [i in phases_here] $ratio using @high, for [i in phases_here] $ratio using @low
unset label 9
eval panel(3)
set title '(c) largest loss' offset 0,1.2
set ylabel 'loss'
set logscale y
set format y powers
set yrange [peak_from:peak_to]
if (!has_peak) { set label 9 'no values' at graph 0.5, graph 0.5 center front }
plot $peak_line using 1:2 with lines linecolor '#888888' linewidth 1.5, \
    for [i in phases_here] $peak using @on, for [i in phases_here] $peak using @high, for [i in phases_here] $peak using @low
eval strip
set label 1 heading at screen 0.5, screen 1 center offset 0,-1
set key at screen 0.5, screen 1 - 1.9 * em / canvas_height center top horizontal Left reverse maxcols narrow ? 3 : 7 samplen 1
plot for [i in phases_here] NaN with points pointtype phase_mark(int(i)) pointsize 1.2 * point linecolor rgb phase_colour(int(i)) title word(phase_names, int(i)), \
    NaN with points pointtype 8 pointsize 1.2 * point linecolor '#000000' title steps_above || ratio_above || peak_above ? 'above the axis' : '', \
    NaN with points pointtype 10 pointsize 1.2 * point linecolor '#000000' title steps_below || ratio_below || peak_below ? 'zero, or below' : ''
unset multiplot
