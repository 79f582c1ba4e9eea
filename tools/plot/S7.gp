# Figure S7: two hidden ReLU layers, at physical time 100.
relu = data.'S7-relu.csv'
set multiplot layout 1,3 margins 0.065,0.985,0.16,0.88 spacing 0.075,0.1
set xrange [0:16.3]
set xlabel 'ηλ_0'
set for [i = 1:3] arrow i from first word('2 4 12', i) + 0, graph 0 to first word('2 4 12', i) + 0, graph 1 nohead linecolor '#000000' linewidth 1.3 dashtype i
set for [i = 1:3] label i word('2/λ_0 4/λ_0 12/λ_0', i) at first word('2 4 12', i) + 0, graph 1.035 center
set title '(a) loss' offset 0,0.6
set ylabel 'loss'
set logscale y
set format y '10^{%T}'
set yrange [1e-16:1e3]
unset key
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):($5 > 1e-16 ? $5 : 1e-16) with linespoints linetype i linewidth 1.4 pointsize 0.9
unset logscale y
set format y '%g'
set title '(b) curvature' offset 0,0.6
set ylabel 'λ'
set yrange [0:1.4]
set label 4 '2/η' at first 1.5, first 1.25 right textcolor '#777777'
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):6 with linespoints linetype i linewidth 1.4 pointsize 0.9 notitle, \
    relu using ($1 == 1 ? $2 : NaN):(2 / $3) with lines linecolor '#777777' dashtype 3 notitle
unset label 4
set title '(c) dead units, second layer' offset 0,0.6
set ylabel 'fraction'
set yrange [0:1.05]
unset key
plot for [i = 1:6] relu using ($1 == i ? $2 : NaN):7 with linespoints linetype i linewidth 1.4 pointsize 0.9
unset multiplot
