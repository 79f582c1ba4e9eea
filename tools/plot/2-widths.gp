# What grows and what vanishes with the width.
widths = data.'2-widths.csv'
set multiplot layout 1,3 margins 0.08,0.98,0.13,0.9 spacing 0.1,0.1
set logscale x
set format x '10^{%T}'
set xtics 100
set xrange [50:2e8]
set xlabel 'width n'
set logscale y
set format y '10^{%T}'
set title 'lazy: drift of λ at ηλ_0 = 1'
set ylabel '|λ_{end} − λ_0|'
plot widths using 1:2:3 with yerrorbars linetype 2 title 'measured', widths using 1:(1/$1) with lines linecolor '#777777' dashtype 2 title '1/n'
set title 'peak loss at ηλ_0 = 3'
set ylabel 'largest loss'
set key top left
plot widths using 1:4:5 with yerrorbars linetype 2 title 'measured', widths using 1:($1/10) with lines linecolor '#777777' dashtype 2 title 'n/10'
unset logscale y
set format y '%g'
set yrange [0:1]
set title 'final curvature at ηλ_0 = 3'
set ylabel 'λ_{end}/λ_0'
set key top right
plot widths using 1:6:7 with yerrorbars linetype 2 title 'measured', 2.0/3 with lines linecolor '#000000' linewidth 1.4 title 'the border 2/η'
unset multiplot
