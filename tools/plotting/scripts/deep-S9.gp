# L2 regularisation: accuracy and curvature by learning rate.
ends = data.'deep-S9.csv'
kinds = 'none L2'
eval open(2, 2, 680, 560)
set xlabel 'ηλ_0'
set xrange [0:11]
stats ends using 3 nooutput
score = STATS_records > 0 ? 3 : 4
eval panel(1)
set title score == 3 ? '(a) test accuracy' : '(a) accuracy'
set ylabel 'accuracy'
set yrange [0:1]
set key bottom left Left reverse
plot for [i = 1:2] ends using (strcol(1) eq word(kinds, i) ? $2 : NaN):score with linespoints linetype 3 * i - 2 title (i == 1 ? 'without L2' : 'with L2')
eval panel(2)
set title '(b) curvature'
set ylabel 'λ / λ_0'
set yrange [0:1.2]
set key top right
plot for [i = 1:2] ends using (strcol(1) eq word(kinds, i) ? $2 : NaN):5 with linespoints linetype 3 * i - 2 title (i == 1 ? 'without L2' : 'with L2')
unset multiplot
