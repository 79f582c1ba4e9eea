# A sweep over widths and learning rates: maps of the phase, the steps to convergence and the final curvature.
set datafile separator whitespace
unset datafile columnheaders
right_room = 4
top_room = 4.1
head_room = narrow ? 4 : 2
eval open(3, 3, 530, 520)
set border 15
unset grid
set style fill solid border
set xrange [x_from:x_to]
set yrange [y_from:y_to]
set xlabel x_name
set ylabel 'width n'
if (x_log) { set logscale x; set format x powers }
if (y_log) { set logscale y; set format y powers }
if (strlen(y_tics)) { eval 'set ytics ('.y_tics.')' }
eval border_names(critical)
unset key
eval panel(1)
set title '(a) '.phase_title offset 0,1.2
plot $cells using 1:4:2:3:5:6:(phase_colour($7)) with boxxyerror linewidth 0.5 linecolor rgb variable, \
    $borders using 1:3 with lines linecolor '#000000' linewidth 2, \
    $borders using 2:3 with lines linecolor '#000000' linewidth 2 dashtype 2
eval panel(2)
set logscale cb
set format cb powers
set cbrange [steps_from < 1 ? 1 : steps_from : steps_to]
set title '(b) '.median.'steps to convergence' offset 0,1.2
if (!has_steps) { set label 9 'no run converged' at graph 0.5, graph 0.5 center front }
plot NaN, $cells using 1:4:2:3:5:6:8 with boxxyerror linewidth 0.5 linecolor palette, \
    $borders using 1:3 with lines linecolor '#000000' linewidth 2, \
    $borders using 2:3 with lines linecolor '#000000' linewidth 2 dashtype 2
unset label 9
unset logscale cb
set format cb '%h'
eval panel(3)
set cbrange [ratio_from:ratio_to]
set title '(c) '.median.'λ_{end}/λ_0' offset 0,1.2
if (!has_ratio) { set label 9 'every run diverged' at graph 0.5, graph 0.5 center front }
plot NaN, $cells using 1:4:2:3:5:6:9 with boxxyerror linewidth 0.5 linecolor palette, \
    $borders using 1:3 with lines linecolor '#000000' linewidth 2, \
    $borders using 2:3 with lines linecolor '#000000' linewidth 2 dashtype 2
eval strip
set key center center horizontal Left reverse maxcols narrow ? 3 : 7 samplen 2
plot for [i in phases_here] NaN with boxes linecolor rgb phase_colour(int(i)) title word(phase_names, int(i)), \
    NaN with lines linecolor '#000000' linewidth 2 title '2/λ_0', \
    NaN with lines linecolor '#000000' linewidth 2 dashtype 2 title '4/λ_0'
unset multiplot
