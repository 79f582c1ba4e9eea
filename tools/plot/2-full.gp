# The full model's version of figure 2: a row for each number of outputs, at most two.
curves = data.name.'-curves.csv'
fixed = data.name.'-fixed-time.csv'
stats fixed using 1 nooutput
few = int(STATS_min)
many = int(STATS_max)
rows = few == many ? 1 : 2
rates = '0.5 1 1.7 2.2 2.6 3 3.5 4.6'
set multiplot layout rows,3 margins 0.075,0.985,0.17 / rows,1 - 0.12 / rows spacing 0.085,0.17
do for [row = 1:rows] {
    k = row == 1 ? few : many
    set xrange [0:60]
    set xlabel 'steps t'
    set logscale y
    set format y '10^{%T}'
    set yrange [1e-4:1e6]
    set ylabel 'loss'
    set title sprintf('(%s) loss, k = %d', word('a d', row), k)
    set key top right title 'ηλ_0' maxrows 4
    plot for [i = 1:words(rates)] curves using ($1 == k && $2 == real(word(rates, i)) ? $3 : NaN):5 with lines linetype i title word(rates, i)
    unset logscale y
    set format y '%g'
    unset key
    set yrange [0:*]
    set ylabel 'curvature λ'
    set title sprintf('(%s) curvature, k = %d', word('b e', row), k)
    plot for [i = 1:words(rates) - 1] curves using ($1 == k && $2 == real(word(rates, i)) ? $3 : NaN):6 with lines linetype i
    set title sprintf('(%s) curvature at ηλ_0t = 60, k = %d', word('c f', row), k)
    set xlabel 'ηλ_0'
    set xrange [0:5]
    set yrange [0:1.4]
    set ylabel 'λ / λ_0'
    set key bottom left notitle
    set arrow 1 from first 2, graph 0 to first 2, graph 1 nohead linecolor '#000000' linewidth 1.4
    set arrow 2 from first 4, graph 0 to first 4, graph 1 nohead linecolor '#000000' linewidth 1.4 dashtype 2
    set label 1 '2/λ_0' at first 2, graph 0.94 offset 0.6,0
    set label 2 '4/λ_0' at first 4, graph 0.94 right offset -0.6,0
    plot fixed using ($1 == k && $8 == 1 ? $2 : NaN):(1.4) with boxes fillstyle solid 0.35 noborder linecolor '#c8344a' title 'divergent', \
        fixed using ($1 == k ? $2 : NaN):(2 / $2) with lines linecolor '#777777' dashtype 3 linewidth 2 title '2/η', \
        fixed using ($1 == k ? $2 : NaN):($5 / $7) with points linetype 1 pointsize 0.6 title 'λ/λ_0'
    unset arrow
    unset label
}
unset multiplot
