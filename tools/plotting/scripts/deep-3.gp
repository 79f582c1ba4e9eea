# Three hidden layers: loss and curvature by learning rate.
curves = data.'deep-3-curves.csv'
ends = data.'deep-3-ends.csv'
rates = '0.5 1 1.5 2.5 4 6 10'
eval open(3, 3, 560, 520)
stats ends using 3 nooutput
first = STATS_max
eval panel(1)
set title '(a) loss'
set xlabel 'steps t'
set ylabel 'loss'
set logscale y
set format y powers
set xrange [0:60]
set key top right title 'ηλ_0' maxrows 4 width 1
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):4 with lines linetype i title word(rates, i)
unset logscale y
set format y '%h'
unset key
eval panel(2)
set title '(b) curvature'
set ylabel 'λ / λ_0'
set yrange [0:*]
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):($5 / first) with lines linetype i
eval panel(3)
set title '(c) curvature at ηt = 250'
set xlabel 'ηλ_0'
set xrange [0:13]
set yrange [0:1.3]
set key default
set key top right samplen 2 spacing 1.15 notitle
eval border_line(1, 2, 1)
eval border_line(2, 4, 2)
eval border_line(3, 12, 3)
set label 1 '2/λ_0' at first 2, graph 0.62 offset 0.4,0
set label 2 '4/λ_0' at first 4, graph 0.62 offset 0.4,0
set label 3 '12/λ_0' at first 12, graph 0.62 right offset -0.4,0
plot ends using 1:($7 / $3) with points linetype 1 title 'λ/λ_0', \
    ends using ($1 > 1.6 ? $1 : NaN):(2 / $1) with lines linecolor '#777777' dashtype 3 linewidth 2 title '2/η'
unset multiplot
