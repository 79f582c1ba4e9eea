# Orbits of the warmup model with a label.
eval open(2, 1, 1300, 520)
set xrange [0.96:2]
set xlabel 'ω = ηy/√n'
# Where the period doubles, and where the orbit escapes; the last doublings stand too close to be told apart.
set for [i = 1:4] arrow i from first word('1 1.2360680 1.2880 2', i) + 0, graph 0 to first word('1 1.2360680 1.2880 2', i) + 0, graph 1 nohead linecolor '#999999' linewidth 1
eval panel(1)
set title '(a) residuals of the orbit'
set ylabel 'ρ = η(f − y)/√n'
set label 1 'period 1 ends' at first 1, graph 0.93 left offset 0.5,0
set label 2 '2 ends' at first 1.2360680, graph 0.08 right offset -0.5,0
set label 3 '4 ends' at first 1.2880, graph 0.08 left offset 0.5,0
unset key
plot data.'bifurcation.csv' using 1:2 with points pointtype 7 pointsize 0.22 * point linecolor '#3b528b'
unset label
eval panel(2)
# Rounding leaves an exponent of zero a little off.
chaotic = 1e-9
set title '(b) Lyapunov exponent (red: chaotic)'
set ylabel 'exponent a step'
set yrange [-1:1]
plot 0 with lines linecolor '#000000' linewidth 1, \
    data.'bifurcation-lyapunov.csv' using 1:($2 <= chaotic ? $2 : NaN) with points pointtype 7 pointsize 0.5 * point linecolor '#21918c', \
    data.'bifurcation-lyapunov.csv' using 1:($2 > chaotic ? $2 : NaN) with points pointtype 5 pointsize 0.5 * point linecolor '#c8344a'
unset multiplot
