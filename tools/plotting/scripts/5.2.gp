# Section 5.2: the area spanned by u and v, and the cosine between them.
alignment = data.'5.2-alignment.csv'
rates = '1.5 2.5 3 3.5'
eval open(2, 2, 680, 560)
set xrange [0:30]
set xlabel 'steps t'
eval panel(1)
set title '(a) area spanned by u and v'
set ylabel 'area over its start'
set yrange [0:1.2]
unset key
plot for [i = 1:4] alignment using ($1 == real(word(rates, i)) ? $2 : NaN):4 with lines linetype i * 2 - 1 linewidth 1.6, \
    for [i = 1:4] alignment using ($1 == real(word(rates, i)) ? $2 : NaN):3 with points linetype i * 2 - 1 pointsize 0.9 * point
eval panel(2)
set title '(b) cosine between u and v'
set ylabel 'cosine'
set yrange [-1:1]
set key top right title 'ηλ_0'
plot for [i = 1:4] alignment using ($1 == real(word(rates, i)) ? $2 : NaN):5 with linespoints linetype i * 2 - 1 linewidth 1.6 pointsize 0.8 * point title word(rates, i)
unset multiplot
