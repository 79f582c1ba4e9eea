# Figure 2: the warmup model at n = 1,000, by learning rate.
curves = data.'2-curves.csv'
fixed = data.'2-fixed-time.csv'
rates = '0.6 1 1.7 2.2 2.6 3 3.5 4.2'
eval open(4, 2, 600, 500)
eval panel(1)
set title '(a) loss'
set logscale y
set format y powers
set yrange [1e-8:1e6]
set xrange [0:60]
set xlabel 'steps t'
set ylabel 'loss'
set key top right title 'ηλ_0' maxrows 4 width 1
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):5 with lines linetype i title word(rates, i)
unset logscale y
set format y '%h'
unset key
eval panel(2)
set title '(b) curvature against steps'
set yrange [0:4]
set ylabel 'curvature λ'
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):6 with lines linetype i
eval panel(3)
set title '(c) curvature against physical time'
set xlabel 'physical time ηt'
set xrange [0:40]
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $3 : NaN):6 with lines linetype i
eval panel(4)
set title '(d) curvature at physical time ηt = 100'
set xlabel 'ηλ_0'
set xrange [0:4.4]
set key at graph 0.04, graph 0.32 left top Left reverse notitle maxrows 9 width 0
eval border_line(1, 2, 1)
eval border_line(2, 4, 2)
set label 1 '2/λ_0' at first 2, graph 0.93 offset 0.6,0
set label 2 '4/λ_0' at first 4, graph 0.93 right offset -0.6,0
plot fixed using ($7 == 1 ? $1 : NaN):(4) with filledcurves x1 fillstyle solid 0.35 linecolor '#c8344a' title 'divergent', \
    fixed using 1:6 with lines linecolor '#777777' dashtype 3 linewidth 2 title '2/η', \
    fixed using 1:4 with points linetype 1 pointsize 0.45 * point title 'λ'
unset multiplot
