# Cross-entropy: curves by learning rate, and what scales with η and with √n.
curves = data.'softmax-curves.csv'
rates = data.'softmax-rates.csv'
parts = '0.5 1 8 32 128'
widths = '10000 1000000 100000000'
exponents = '4 6 8'
eval open(4, 2, 680, 560)
eval panel(1)
set title '(a) loss, n = 10^6'
set logscale y
set format y powers
set xrange [0:60]
set yrange [1e-9:1e5]
set ytics 1e-20, 100
set xlabel 'steps t'
set ylabel 'loss'
set key top right title 'η over 4/λ_0' maxrows 3 width 1
plot for [i = 1:5] curves using ($1 == real(word(parts, i)) ? $2 : NaN):3 with lines linetype i + (i > 4) title word(parts, i)
eval panel(2)
set title '(b) η times the sharpness'
set ylabel 'η s'
set yrange [1e-8:1e6]
plot 2 with lines linecolor '#000000' linewidth 1.4 notitle, \
    for [i = 1:5] curves using ($1 == real(word(parts, i)) ? $2 : NaN):4 with lines linetype i + (i > 4) title word(parts, i)
eval panel(3)
set title '(c) peak of the loss'
set logscale x
set format x powers
set xrange [1:1e5]
set yrange [0.5:1e6]
set xtics 1e-20, 10
set ytics 1e-20, 10
set xlabel 'learning rate η'
set ylabel 'peak over first loss'
set key default
set key top left Left reverse samplen 2 spacing 1.15
plot for [i = 1:3] rates using ($1 == real(word(widths, i)) ? $2 : NaN):4 with linespoints linetype 2 * i pointsize (1.5 - 0.3 * i) * point title 'n = 10^'.word(exponents, i), \
    x / 45 with lines linecolor '#777777' dashtype 2 title '∝ η'
eval panel(4)
set title '(d) curvature at the end'
set xrange [1e-3:20]
unset logscale y
set format y '%h'
set ytics autofreq
set yrange [0.6:1.6]
set xlabel 'η / √n'
set ylabel 'λ_{end} / λ_0'
plot 1 with lines linecolor '#777777' linewidth 1 notitle, \
    for [i = 1:3] rates using ($1 == real(word(widths, i)) ? $3 : NaN):5 with linespoints linetype 2 * i pointsize (1.5 - 0.3 * i) * point title 'n = 10^'.word(exponents, i)
unset multiplot
