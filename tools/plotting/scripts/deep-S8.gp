# Momentum: curvature and largest loss by the learning rate over the border.
ends = data.'deep-S8.csv'
acts = 'relu tanh identity'
eval open(2, 2, 680, 560)
set xlabel 'η λ_0 / 2(1+β)'
set xrange [0:1.8]
eval panel(1)
set title '(a) curvature after 200 steps'
set ylabel 'λ / λ_0'
set yrange [0:1.4]
set key bottom left Left reverse
eval border_line(1, 1, 1)
plot for [i = 1:3] ends using (strcol(1) eq word(acts, i) && strcol(5) eq 'trains' ? $2 : NaN):3 with linespoints linetype 2 * i - 1 title word(acts, i)
eval panel(2)
set title '(b) largest loss'
set ylabel 'peak over first loss'
set logscale y
set format y powers
set yrange [0.5:*]
unset key
plot for [i = 1:3] ends using (strcol(1) eq word(acts, i) && strcol(5) eq 'trains' ? $2 : NaN):4 with linespoints linetype 2 * i - 1
unset multiplot
