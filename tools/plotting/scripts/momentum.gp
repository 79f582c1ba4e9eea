# Momentum: borders against μ, peaks against the width, and curves on both sides of the border.
borders = data.'momentum.csv'
divergence = data.'momentum-divergence.csv'
peaks = data.'momentum-peaks.csv'
curves = data.'momentum-curves.csv'
rules = 'heavy-ball nesterov'
names = '"heavy ball" Nesterov'
limit(p, mu) = 2 * (1 + mu) / (p == 1 ? 1 : 1 + 2 * mu)
colour(p) = p == 1 ? 2 : 6
eval open(4, 2, 680, 560)
eval panel(1)
set title '(a) borders'
set xlabel 'momentum μ'
set ylabel 'ηλ_0'
set xrange [-0.03:1.03]
set yrange [0:11]
set samples 400
set key top left Left reverse
plot for [p = 1:2] (x < 0 || x > 1 ? NaN : limit(p, x)) with lines linetype colour(p) linewidth 1.6 notitle, \
    for [p = 1:2] borders using (strcol(1) eq word(rules, p) && strcol(3) eq 'inf' ? $2 : NaN):5 with points linetype colour(p) pointtype 7 title word(names, p).', n = ∞', \
    for [p = 1:2] borders using (strcol(1) eq word(rules, p) && $3 == 1e9 ? $2 : NaN):5 with points linetype colour(p) pointtype 6 pointsize 1.7 * point title word(names, p).', n = 10^9', \
    for [p = 1:2] divergence using (strcol(1) eq word(rules, p) && $3 == 1e9 ? $2 : NaN):5:6 with yerrorbars linetype colour(p) pointtype 2 title word(names, p).' diverges'
eval panel(2)
set title '(b) peak loss, μ = 0.9'
set logscale xy
set format xy powers
set xrange [3e3:3e12]
set yrange [0.3:1e15]
set xtics 1e-20, 100
set ytics 1e-20, 100
set xlabel 'width n'
set ylabel 'peak over first loss'
plot for [p = 1:2] peaks using (strcol(1) eq word(rules, p) ? $2 : NaN):3:4 with yerrorbars linetype colour(p) title word(names, p).', 5 % above', \
    for [p = 1:2] peaks using (strcol(1) eq word(rules, p) ? $2 : NaN):5:6 with yerrorbars linetype colour(p) pointtype 6 pointsize (0.8 + 0.6 * p) * point title word(names, p).', 10 % below', \
    x * 1e-3 with lines linecolor '#777777' dashtype 2 title '∝ n'
unset logscale x
set format x '%h'
set xtics autofreq
set xrange [0:200]
set xlabel 'steps t'
eval panel(3)
set title '(c) loss, μ = 0.9, n = 10^6'
set ylabel 'loss'
set yrange [1e-9:1e12]
set key top right Left reverse
plot for [p = 1:2] curves using (strcol(1) eq word(rules, p) && $2 > 1 ? $3 : NaN):4 with lines linetype colour(p) title word(names, p).', 5 % above', \
    for [p = 1:2] curves using (strcol(1) eq word(rules, p) && $2 < 1 ? $3 : NaN):4 with lines linetype colour(p) dashtype 2 linewidth 1.6 title word(names, p).', 10 % below'
unset logscale y
set format y '%h'
set ytics autofreq
eval panel(4)
set title '(d) λ over that of the border'
set ylabel 'λ / λ_{border}'
set yrange [0:2.2]
plot 1 with lines linecolor '#000000' linewidth 1.4 notitle, \
    for [p = 1:2] curves using (strcol(1) eq word(rules, p) && $2 > 1 ? $3 : NaN):5 with lines linetype colour(p) title word(names, p).', 5 % above', \
    for [p = 1:2] curves using (strcol(1) eq word(rules, p) && $2 < 1 ? $3 : NaN):5 with lines linetype colour(p) dashtype 2 linewidth 1.6 title word(names, p).', 10 % below'
unset multiplot
