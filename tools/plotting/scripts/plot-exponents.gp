# Steps to convergence against the distance from 2/λ₀, on both sides: measured, by the law, and the fitted powers.
set datafile separator whitespace
unset datafile columnheaders
eval open(2, 2, 650, 600)
set logscale xy
set format powers
set xrange [x_from:x_to]
# A phone's type needs another decade for the key.
set yrange [narrow ? y_from / 10 : y_from:y_to]
set key bottom left Left reverse samplen 1.5
do for [p = 1:2] {
    eval panel(p)
    side = 2 * p - 3
    slopes = p == 1 ? slopes_below : slopes_above
    set title sprintf('(%s) %s 2/λ_0', word('a b', p), word('below above', p))
    set xlabel p == 1 ? '2 − ηλ_0' : 'ηλ_0 − 2'
    set ylabel 'steps to convergence t*'
    plot for [i = widths:1:-1] $points using ($1 == side && $2 == i ? $3 : NaN):6 with lines linetype i linewidth 1 dashtype 3 notitle, \
        for [i = 1:widths] $fits using ($1 == side && $2 == i ? $3 : NaN):4 with lines linetype i linewidth 2 notitle, \
        for [i = widths:1:-1] $points using ($1 == side && $2 == i ? $3 : NaN):4:5 with yerrorbars linetype i linewidth 1.2 pointsize 0.7 * point notitle, \
        for [i = 1:widths] NaN with linespoints linetype i linewidth 2 pointsize 1 * point title sprintf('n = %s: exponent %s', word(width_names, i), word(slopes, i)), \
        NaN with lines linecolor '#444444' linewidth 1 dashtype 3 title 'near-critical law'
}
unset multiplot
