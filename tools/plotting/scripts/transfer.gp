# Learning rates against the width, by parametrisation.
table = data.'transfer.csv'
curves = data.'transfer-curves.csv'
forms = 'standard ntk mup'
names = 'standard NTK "maximal update"'
widths = '1000 100000 10000000'
exponents = '3 5 7'
colour(p) = p == 1 ? 6 : p == 2 ? 2 : 4
eval open(4, 2, 680, 560)
set logscale xy
set format xy powers
set ylabel 'loss over its start'
set xlabel 'learning rate η'
set yrange [1e-8:1e2]
set ytics 1e-20, 10
set key bottom left Left reverse
do for [p = 1:3] {
    eval panel(p)
    set title sprintf('(%s) %s', word('a b c', p), word(names, p))
    if (p == 1) { set xrange [1e-8:1]; set xtics 1e-20, 100 } else { set xrange [0.1:30]; set xtics 1e-20, 10 }
    plot for [i = 1:3] curves using (strcol(1) eq word(forms, p) && $2 == real(word(widths, i)) ? $3 : NaN):4 with lines linetype 2 * i linewidth (5 - i) dashtype i title 'n = 10^'.word(exponents, i)
}
eval panel(4)
set title '(d) largest and best rate'
set xlabel 'width n'
set ylabel 'η'
set xrange [3e3:3e8]
set yrange [1e-9:1e18]
set xtics 1e-20, 10
set ytics 1e-18, 1000
set key top right noreverse Right
plot for [p = 1:3] table using (strcol(1) eq word(forms, p) ? $2 : NaN):3 with linespoints linetype colour(p) pointtype 6 linewidth 1.2 pointsize 1.4 * point title word(names, p).', largest', \
    for [p = 1:3] table using (strcol(1) eq word(forms, p) ? $2 : NaN):5 with linespoints linetype colour(p) pointtype 7 linewidth 1.2 pointsize 0.8 * point title word(names, p).', best'
unset multiplot
