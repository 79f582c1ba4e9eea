# What gradient descent does to the balance of the layers.
flow = data.'balance-flow.csv'
layers = data.'balance-layers.csv'
rates = '0.5 1.5 2.2 3 3.6'
eval open(2, 2, 680, 560)
eval panel(1)
set title '(a) ηλ, and where flow would end'
set xlabel 'steps t'
set ylabel 'ηλ'
set xrange [0:40]
set yrange [0:6]
set key top right maxrows 3 title 'ηλ_0'
plot 2 with lines linecolor '#000000' linewidth 1.2 notitle, \
    for [i = 1:5] flow using ($1 == real(word(rates, i)) ? $2 : NaN):4 with lines linetype i linewidth 1.6 notitle, \
    for [i = 1:5] flow using ($1 == real(word(rates, i)) ? $2 : NaN):3 with points linetype i pointsize 0.7 * point title word(rates, i)
eval panel(2)
set title '(b) imbalance of the layers'
set xlabel 'ηλ_0'
set ylabel 'end over start'
set xrange [0:4.2]
set yrange [0:1.2]
eval border_line(1, 2, 1)
unset key
plot layers using 1:2:3 with yerrorbars linetype 2
unset multiplot
