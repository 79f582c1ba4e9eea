# Figure S7: two hidden ReLU layers, at physical time 100; a colour for each of six networks.
relu = data.'S7-relu.csv'
top_room = 4.1
eval open(3, 3, 500, 540)
set xrange [0:16.3]
set xlabel 'ηλ_0'
set xtics 4
set for [i = 1:3] arrow i from first word('2 4 12', i) + 0, graph 0 to first word('2 4 12', i) + 0, graph 1 nohead linecolor '#000000' linewidth 1.2 + 0.1 * i dashtype i
set label 1 '2/λ_0' at first 2, graph 1 right offset 0.8,0.8
set label 2 '4/λ_0' at first 4, graph 1 left offset -0.8,0.8
set label 3 '12/λ_0' at first 12, graph 1 center offset 0,0.8
eval panel(1)
set title '(a) loss' offset 0,1.2
set ylabel 'loss, at least 10^{−16}'
set logscale y
set format y powers
set yrange [1e-16:1e3]
set ytics 1e4
unset key
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):($5 > 1e-16 ? $5 : 1e-16) with linespoints linetype i linewidth 1.4 pointsize 0.9 * point
unset logscale y
set format y '%h'
set ytics autofreq
eval panel(2)
set title '(b) curvature' offset 0,1.2
set ylabel 'λ'
set yrange [0:1.4]
set label 4 'λ = 2/η' at first 7.3, first 0.34 left textcolor '#555555'
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):6 with linespoints linetype i linewidth 1.4 pointsize 0.9 * point, \
    relu using ($1 == 1 ? $2 : NaN):(2 / $3) with lines linecolor '#777777' dashtype 3 linewidth 2
unset label 4
eval panel(3)
set title '(c) dead units, second layer' offset 0,1.2
set ylabel 'fraction'
set yrange [0:1.05]
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):7 with linespoints linetype i linewidth 1.4 pointsize 0.9 * point
unset multiplot
