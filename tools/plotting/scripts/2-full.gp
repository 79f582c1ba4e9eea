# The full model's version of figure 2: a row for each number of outputs, at most two.
curves = data.name.'-curves.csv'
fixed = data.name.'-fixed-time.csv'
stats fixed using 1 nooutput
few = int(STATS_min)
many = int(STATS_max)
rows = few == many ? 1 : 2
rates = '0.5 1 1.7 2.2 2.6 3 3.5 4.6'
eval open(3 * rows, 3, 500, 480)
do for [row = 1:rows] {
    k = row == 1 ? few : many
    eval panel(3 * row - 2)
    set xrange [0:60]
    set xlabel 'steps t'
    set logscale y
    set format y powers
    set yrange [1e-4:1e8]
    set ylabel 'loss'
    set title sprintf('(%s) loss, k = %d', word('a d', row), k)
    set key default
    set key top right samplen 2 spacing 1.15 title 'ηλ_0' maxrows 4 width 1
    plot for [i = 1:words(rates)] curves using ($1 == k && $2 == real(word(rates, i)) ? $3 : NaN):5 with lines linetype i title word(rates, i)
    unset logscale y
    set format y '%h'
    unset key
    eval panel(3 * row - 1)
    set yrange [0:*]
    set ylabel 'curvature λ'
    set title sprintf('(%s) curvature, k = %d', word('b e', row), k)
    plot for [i = 1:words(rates) - 1] curves using ($1 == k && $2 == real(word(rates, i)) ? $3 : NaN):6 with lines linetype i
    eval panel(3 * row)
    set title sprintf('(%s) curvature, ηλ_0t = 60, k = %d', word('c f', row), k)
    set xlabel 'ηλ_0'
    set xrange [0:5]
    set yrange [0:1.4]
    set ylabel 'λ / λ_0'
    set key at graph 0.04, graph 0.34 left top Left reverse notitle maxrows 9 width 0
    eval border_line(1, 2, 1)
    eval border_line(2, 4, 2)
    set label 1 '2/λ_0' at first 2, graph 0.94 offset 0.6,0
    set label 2 '4/λ_0' at first 4, graph 0.94 right offset -0.6,0
    plot fixed using ($1 == k && $8 == 1 ? $2 : NaN):(1.4) with filledcurves x1 fillstyle solid 0.35 linecolor '#c8344a' title 'divergent', \
        fixed using ($1 == k ? $2 : NaN):(2 / $2) with lines linecolor '#777777' dashtype 3 linewidth 2 title '2/η', \
        fixed using ($1 == k ? $2 : NaN):($5 / $7) with points linetype 1 pointsize 0.6 * point title 'λ/λ_0'
    unset arrow
    unset label
}
unset multiplot
