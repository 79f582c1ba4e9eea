# Figure S12: steps to convergence near 2/λ₀, and the same in units of the width.
steps = data.'S12-steps.csv'
width(i) = i == 1 ? 16000 : i == 2 ? 1e6 : i == 3 ? 1e9 : 1e12
name(i) = i == 1 ? 'n = 16,000' : i == 2 ? 'n = 10^6' : i == 3 ? 'n = 10^9' : 'n = 10^{12}'
set multiplot layout 1,3 margins 0.065,0.985,0.13,0.91 spacing 0.075,0.1
set logscale xy
set format '10^{%T}'
set xrange [5e-6:1]
set yrange [5:1e7]
set xtics 10
set ytics 10
set ylabel 'steps to convergence t*'
set key bottom left
do for [panel = 1:2] {
    side = word('below above', panel)
    set title sprintf('(%s) %s 2/λ_0', word('a b', panel), side)
    set xlabel panel == 1 ? '2 − ηλ_0' : 'ηλ_0 − 2'
    plot for [i = 1:4] steps using ($1 == width(i) && strcol(2) eq side ? $3 : NaN):6 with lines linetype i linewidth 1.6 notitle, \
        for [i = 1:4] steps using ($1 == width(i) && strcol(2) eq side ? $3 : NaN):4:5 with yerrorbars linetype i pointsize 0.8 title name(i)
}
set title '(c) one curve for all widths'
set xlabel '|ηλ_0 − 2| / φ_0'
set ylabel 't* φ_0'
set xrange [0.02:1e5]
set yrange [1e-4:20]
plot data.'S12-collapse.csv' using (strcol(2) eq 'below' ? -$3 : NaN):4 with points linetype 2 pointsize 0.35 title 'below', \
    data.'S12-collapse.csv' using (strcol(2) eq 'above' ? $3 : NaN):4 with points linetype 6 pointsize 0.35 title 'above', \
    data.'S12-law.csv' using ($1 < 0 ? -$1 : NaN):2 with lines linecolor '#000000' linewidth 1.4 title 'the law', \
    data.'S12-law.csv' using ($1 > 0 ? $1 : NaN):2 with lines linecolor '#000000' linewidth 1.4 notitle
unset multiplot
