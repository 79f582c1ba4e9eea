# Steps of a catapult against the width.
rates = '2.5 3 3.5'
fits = data.'log-n-fits.csv'
array intercept[3]
array law[3]
do for [i = 1:3] {
    stats fits using ($1 == real(word(rates, i)) ? $4 : NaN) name 'S' nooutput
    intercept[i] = S_mean
    stats fits using ($1 == real(word(rates, i)) ? $5 : NaN) name 'L' nooutput
    law[i] = L_mean
    stats fits using ($1 == real(word(rates, i)) ? $2 : NaN) name 'M' nooutput
    # The law's slope, through the middle of the fitted points (n = 10^8).
    intercept[i] = S_mean + (M_mean - L_mean) * log(1e8)
}
set multiplot layout 1,2 margins 0.07,0.98,0.14,0.91 spacing 0.1,0.1
set logscale x
set format x '10^{%T}'
set xtics 100
set xlabel 'width n'
set ylabel 'steps'
set title '(a) to the peak of the loss'
set xrange [50:2e12]
set yrange [0:62]
set key top left
plot for [i = 1:3] data.'log-n.csv' using ($1 == real(word(rates, i)) ? $2 : NaN):3:4 with yerrorbars linetype 2 * i title 'ηλ_0 = '.word(rates, i), \
    for [i = 1:3] intercept[i] + law[i] * log(x) with lines linetype 2 * i dashtype 2 linewidth 1.5 title sprintf('slope ½/ln(ηλ_0 − 1) = %.3f', law[i])
set title '(b) to convergence'
set logscale y
set yrange [8:2000]
plot for [i = 1:3] data.'log-n.csv' using ($1 == real(word(rates, i)) ? $2 : NaN):5:6 with yerrorbars linetype 2 * i title 'ηλ_0 = '.word(rates, i)
unset multiplot
