# Convolutional networks: loss and curvature by learning rate. `name` is that of the data.
curves = data.name.'-curves.csv'
rates = '0.5 1 1.5 2.5 4 6 9'
eval open(2, 2, 680, 560)
set xlabel 'steps t'
eval panel(1)
set title '(a) loss'
set ylabel 'loss'
set logscale y
set format y powers
set key top right title 'ηλ_0' maxrows 4 width 1
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):4 with linespoints linetype i pointsize 0.5 * point title word(rates, i)
eval panel(2)
unset logscale y
set format y '%h'
unset key
set title '(b) curvature'
set ylabel 'λ'
set yrange [0:*]
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):5 with linespoints linetype i pointsize 0.5 * point
unset multiplot
