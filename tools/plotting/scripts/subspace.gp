# Oscillations in the subspace of the strongest mode.
modes = data.'subspace.csv'
curves = data.'subspace-curves.csv'
omegas = '0.9 1.1 1.3'
strengths = '8 4 2 1'
eval open(2, 2, 680, 560)
eval panel(1)
set title '(a) modes after 4,000 steps'
set xlabel 'ω_1 = ηs_1/√n'
set ylabel 'mode p'
set xrange [0.88:1.36]
set xtics 0.1
set yrange [0:18]
set key top left Left reverse
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor '#999999' linewidth 1
set arrow 2 from first 1.2360680, graph 0 to first 1.2360680, graph 1 nohead linecolor '#999999' linewidth 1
set arrow 3 from first 4.0 / 3, graph 0 to first 4.0 / 3, graph 1 nohead linecolor '#999999' linewidth 1
plot for [i = 1:4] modes using ($2 == i ? $1 : NaN):3 with points linetype 2 * i - 1 pointtype 7 pointsize 0.35 * point notitle, \
    for [i = 1:4] NaN with points linetype 2 * i - 1 pointtype 7 title 's = '.word(strengths, i)
unset arrow
eval panel(2)
set title '(b) loss'
set xlabel 'steps t'
set ylabel 'loss'
set xrange [0:100]
set xtics 20
set yrange [1e-12:1e12]
set logscale y
set format y powers
set ytics 1e-20, 100
set key top right noreverse Right title 'ω_1'
plot for [i = 1:3] curves using ($1 == real(word(omegas, i)) ? $2 : NaN):3 with lines linetype 2 * i linewidth 1.4 title word(omegas, i)
unset multiplot
