# Figure S12: steps to convergence near 2/λ₀, and the same in units of the width.
steps = data.'S12-steps.csv'
width(i) = i == 1 ? 16000 : i == 2 ? 1e6 : i == 3 ? 1e9 : 1e12
name(i) = i == 1 ? 'n = 16,000' : i == 2 ? 'n = 10^6' : i == 3 ? 'n = 10^9' : 'n = 10^{12}'
eval open(3, 3, 500, 560)
set logscale xy
set format powers
set xrange [3e-6:1]
set yrange [1:1e7]
set xtics 100
set ytics 10
set ylabel 'steps to convergence t*'
set key bottom left Left reverse
do for [p = 1:2] {
    side = word('below above', p)
    eval panel(p)
    set title sprintf('(%s) %s 2/λ_0', word('a b', p), side)
    set xlabel p == 1 ? '2 − ηλ_0' : 'ηλ_0 − 2'
    # The widest first: where the curves lie on each other, the shorter ones stay in sight.
    plot for [i = 4:1:-1] steps using ($1 == width(i) && strcol(2) eq side ? $3 : NaN):6 with lines linetype i linewidth 1.6 notitle, \
        for [i = 4:1:-1] steps using ($1 == width(i) && strcol(2) eq side ? $3 : NaN):4:5 with yerrorbars linetype i linewidth 1.5 pointsize (0.4 + 0.15 * i) * point notitle, \
        for [i = 1:4] NaN with linespoints linetype i title name(i)
}
eval panel(3)
set title '(c) one curve for all widths'
set xlabel '|ηλ_0 − 2| / φ_0'
set ylabel 't* φ_0'
set xrange [0.02:2e5]
set yrange [1e-5:30]
plot data.'S12-collapse.csv' using (strcol(2) eq 'below' ? -$3 : NaN):4 with points linetype 2 pointsize 0.35 * point notitle, \
    data.'S12-collapse.csv' using (strcol(2) eq 'above' ? $3 : NaN):4 with points linetype 6 pointsize 0.35 * point notitle, \
    data.'S12-law.csv' every 2::0 using (-$1):2 with lines linecolor '#000000' linewidth 1.4 notitle, \
    data.'S12-law.csv' every 2::1 using 1:2 with lines linecolor '#000000' linewidth 1.4 notitle, \
    NaN with points linetype 2 title 'below', NaN with points linetype 6 title 'above', NaN with lines linecolor '#000000' linewidth 1.4 title 'the law'
unset multiplot
