# Orbits of the warmup model with a label.
set multiplot layout 2,1 margins 0.09,0.98,0.1,0.94 spacing 0.1,0.12
set xrange [0.96:2]
set for [i = 1:4] arrow i from first word('1 1.2360680 1.2880 2', i) + 0, graph 0 to first word('1 1.2360680 1.2880 2', i) + 0, graph 1 nohead linecolor '#bbbbbb' linewidth 1
set title '(a) residuals of the orbit'
set ylabel 'ρ = η(f − y)/√n'
unset key
plot data.'bifurcation.csv' using 1:2 with points pointtype 7 pointsize 0.22 linecolor '#3b528b'
set title '(b) Lyapunov exponent'
set xlabel 'ω = ηy/√n'
set ylabel 'exponent a step'
set yrange [-1:1]
plot 0 with lines linecolor '#000000' linewidth 1, \
    data.'bifurcation-lyapunov.csv' using 1:($2 <= 0 ? $2 : NaN) with points pointtype 7 pointsize 0.4 linecolor '#21918c', \
    data.'bifurcation-lyapunov.csv' using 1:($2 > 0 ? $2 : NaN) with points pointtype 7 pointsize 0.4 linecolor '#c8344a'
unset multiplot
