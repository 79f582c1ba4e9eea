# Steps of a catapult against the width.
rates = '2.5 3 3.5'
fits = data.'log-n-fits.csv'
array intercept[3]
array law[3]
do for [i = 1:3] {
    stats fits using ($1 == real(word(rates, i)) ? $4 : NaN) name 'S' nooutput
    stats fits using ($1 == real(word(rates, i)) ? $5 : NaN) name 'L' nooutput
    law[i] = L_mean
    stats fits using ($1 == real(word(rates, i)) ? $2 : NaN) name 'M' nooutput
    # The law's slope, through the middle of the fitted points (n = 10^8).
    intercept[i] = S_mean + (M_mean - L_mean) * log(1e8)
}
eval open(2, 2, 680, 600)
set logscale x
set format x powers
set xtics 100
set xlabel 'width n'
set ylabel 'steps'
eval panel(1)
set title '(a) to the peak of the loss'
set xrange [50:2e12]
set yrange [0:60]
set key top left Left reverse
plot for [i = 1:3] intercept[i] + law[i] * log(x) with lines linetype 2 * i dashtype 2 linewidth 1.5 notitle, \
    for [i = 1:3] data.'log-n.csv' using ($1 == real(word(rates, i)) ? $2 : NaN):3:4 with yerrorbars linetype 2 * i notitle, \
    for [i = 1:3] NaN with linespoints linetype 2 * i dashtype 2 linewidth 1.5 title sprintf('ηλ_0 = %s, slope %.3f', word(rates, i), law[i])
eval panel(2)
set title '(b) to convergence'
set logscale y
set format y powers
set yrange [5:1e4]
plot for [i = 1:3] data.'log-n.csv' using ($1 == real(word(rates, i)) ? $2 : NaN):5:6 with yerrorbars linetype 2 * i title 'ηλ_0 = '.word(rates, i)
unset multiplot
