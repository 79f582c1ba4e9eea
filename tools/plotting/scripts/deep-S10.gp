# Activations and depths: curvature and largest loss up to the largest rate at which each trains.
curves = data.'deep-S10-curvature.csv'
borders = data.'deep-S10-borders.csv'
acts = 'identity tanh erf tanh relu relu relu'
depths = '1 1 1 3 1 2 3'
eval open(2, 2, 680, 560)
set xlabel 'ηλ_0'
set xrange [0:12]
named(i) = sprintf('%s, %s', word(acts, i), word(depths, i))
eval panel(1)
set title '(a) curvature at ηλ_0t = 80'
set ylabel 'λ / λ_0'
set yrange [0:1.4]
set key top right title 'hidden layers'
plot for [i = 1:words(acts)] curves using (strcol(1) eq word(acts, i) && $2 == real(word(depths, i)) ? $3 : NaN):4 with linespoints linetype i title named(i)
eval panel(2)
set title '(b) largest loss'
set ylabel 'peak over first loss'
set logscale y
set format y powers
set yrange [0.5:*]
unset key
plot for [i = 1:words(acts)] curves using (strcol(1) eq word(acts, i) && $2 == real(word(depths, i)) ? $3 : NaN):5 with linespoints linetype i
unset multiplot
