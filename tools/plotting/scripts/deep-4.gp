# The network beside its linearisations: accuracy and loss by learning rate.
ends = data.'deep-4.csv'
eval open(2, 2, 680, 560)
set xlabel 'ηλ_0'
set xrange [0:8.5]
eval panel(1)
set title '(a) accuracy'
set ylabel 'accuracy'
set yrange [0:1]
set key at graph 0.99, graph 0.88 right top
eval border_line(1, 2, 1)
eval border_line(2, 4, 2)
set label 1 '2/λ_0' at first 2, graph 0.96 offset 0.4,0
set label 2 '4/λ_0' at first 4, graph 0.96 offset 0.4,0
plot ends using 1:2 with linespoints linetype 1 title 'network', \
    ends using 1:3 with linespoints linetype 6 title 'linearised at 0', \
    ends using 1:4 with linespoints linetype 3 title 'linearised at 10'
eval panel(2)
set title '(b) loss'
set ylabel 'loss'
set logscale y
set format y powers
set yrange [1e-4:1e3]
set key top right
plot ends using 1:5 with linespoints linetype 1 title 'network', \
    ends using 1:6 with linespoints linetype 6 title 'linearised at 0', \
    ends using 1:7 with linespoints linetype 3 title 'linearised at 10'
unset multiplot
