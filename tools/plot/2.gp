# Figure 2: the warmup model at n = 1,000, by learning rate.
curves = data.'2-curves.csv'
fixed = data.'2-fixed-time.csv'
rates = '0.6 1 1.7 2.2 2.6 3 3.5 4.2'
set multiplot layout 2,2 margins 0.08,0.97,0.08,0.93 spacing 0.1,0.14
set title '(a) loss'
set logscale y
set format y '10^{%T}'
set yrange [1e-8:1e6]
set xrange [0:60]
set xlabel 'steps t'
set ylabel 'loss'
set key top right title 'ηλ_0'
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):5 with lines linetype i title word(rates, i)
unset logscale y
set format y '%g'
unset key
set title '(b) curvature against steps'
set yrange [0:4]
set ylabel 'curvature λ'
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $2 : NaN):6 with lines linetype i
set title '(c) curvature against physical time'
set xlabel 'physical time ηt'
set xrange [0:40]
plot for [i = 1:words(rates)] curves using ($1 == real(word(rates, i)) ? $3 : NaN):6 with lines linetype i
set title '(d) curvature at physical time ηt = 100'
set xlabel 'ηλ_0'
set xrange [0:4.4]
set key bottom left notitle
set arrow from first 2, graph 0 to first 2, graph 1 nohead linecolor '#000000' linewidth 1.4
set arrow from first 4, graph 0 to first 4, graph 1 nohead linecolor '#000000' linewidth 1.4 dashtype 2
set label '2/λ_0' at first 2, graph 0.92 offset 0.6,0
set label '4/λ_0' at first 4, graph 0.92 right offset -0.6,0
plot fixed using 1:($7 == 1 ? 4 : NaN) with boxes fillstyle solid 0.35 noborder linecolor '#c8344a' title 'divergent', \
    fixed using 1:6 with lines linecolor '#777777' dashtype 3 linewidth 2 title '2/η', \
    fixed using 1:4 with points linetype 1 pointsize 0.45 title 'λ'
unset multiplot
