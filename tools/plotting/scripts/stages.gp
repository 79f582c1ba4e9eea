# Singular modes learned from small weights.
modes = data.'stages.csv'
times = data.'stages-times.csv'
strengths = '8 4 2 1'
start(j) = 10.0 ** (-3 * j)
exponents = '−3 −6 −9 −12'
eval open(4, 2, 680, 560)
set yrange [0:14]
set ylabel 'mode p'
set xlabel 'ηt'
set key top left Left reverse
eval panel(1)
set title '(a) gradient descent'
set xrange [0:16500]
set xtics 5000
plot for [i = 1:4] modes using (strcol(1) eq 'gd' ? $3 : NaN):(column(4 + i)) with lines linetype i title 's = '.word(strengths, i)
eval panel(2)
set title '(b) Muon'
set xrange [0:100]
set xtics 20
plot for [i = 1:4] modes using (strcol(1) eq 'muon' ? $3 : NaN):(column(4 + i)) with lines linetype i title 's = '.word(strengths, i)
eval panel(3)
set title '(c) loss'
set xlabel 'ηt over 15,000 and over 100'
set ylabel 'loss'
set xrange [0:1]
set xtics 0.2
set yrange [0:50]
set key top right
plot modes using (strcol(1) eq 'gd' ? $3 / 15000 : NaN):4 with lines linetype 2 title 'gradient descent', \
    modes using (strcol(1) eq 'muon' ? $3 / 100 : NaN):4 with lines linetype 6 title 'Muon'
eval panel(4)
set title '(d) time of half strength'
set xlabel 'strength s'
set ylabel 'ηt'
set logscale xy
set xrange [0.8:10]
set yrange [10:1e8]
set xtics (1, 2, 4, 8)
set ytics 1e-20, 10
set format y powers
plot for [j = 1:4] times using (strcol(1) eq 'gd' && abs($2 / start(j) - 1) < 0.1 ? $3 : NaN):4 with points linetype j title 'ε^2√n = 10^{'.word(exponents, j).'}', \
    for [j = 1:4] 500 / x * log(2 * x / start(j)) with lines linetype j linewidth 1.2 notitle, \
    times using (strcol(1) eq 'muon' ? $3 : NaN):4 with points linetype 6 title 'Muon', sqrt(500 * x) with lines linetype 6 linewidth 1.2 notitle
unset multiplot
