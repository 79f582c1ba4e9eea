# What grows and what vanishes with the width.
widths = data.'2-widths.csv'
eval open(3, 3, 500, 500)
set logscale x
set format x powers
set xtics 100
set xrange [50:2e8]
set xlabel 'width n'
set logscale y
set format y powers
eval panel(1)
set title '(a) lazy: drift of λ, ηλ_0 = 1'
set ylabel '|λ_{end} − λ_0|'
set ytics 100
set key top right Left reverse
plot widths using 1:2:3 with yerrorbars linetype 2 title 'measured', widths using 1:(1/$1) with lines linecolor '#777777' dashtype 2 title '1/n'
eval panel(2)
set title '(b) peak loss, ηλ_0 = 3'
set ylabel 'largest loss'
set key top left
plot widths using 1:4:5 with yerrorbars linetype 2 title 'measured', widths using 1:($1/10) with lines linecolor '#777777' dashtype 2 title 'n/10'
unset logscale y
set format y '%h'
set ytics autofreq
set yrange [0:1]
eval panel(3)
set title '(c) final curvature, ηλ_0 = 3'
set ylabel 'λ_{end}/λ_0'
set key top right
plot widths using 1:6:7 with yerrorbars linetype 2 title 'measured', 2.0/3 with lines linecolor '#000000' linewidth 1.4 title 'border 2/η'
unset multiplot
