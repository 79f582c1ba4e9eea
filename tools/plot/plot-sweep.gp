# A sweep: steps to convergence and final curvature against the learning rate; colour is the width.
set multiplot layout 1,2 margins 0.09,0.88,0.15,0.9 spacing 0.12,0.1
set xlabel 'ηλ_0'
unset key
unset colorbox
set logscale cb
set format cb '10^{%T}'
set arrow from first 2, graph 0 to first 2, graph 1 nohead linecolor '#000000' linewidth 1.3
set arrow from first 4, graph 0 to first 4, graph 1 nohead linecolor '#000000' linewidth 1.3 dashtype 2
set title 'steps to convergence (solid: 2/λ_0, dashed: 4/λ_0)'
set ylabel 'steps'
set logscale y
set format y '10^{%T}'
plot file using (column('eta_lambda0')):(column('steps_to_converge')):(column('width')) with points pointtype 7 pointsize 0.6 palette
unset logscale y
set format y '%g'
set title 'final curvature'
set ylabel 'λ_{end} / λ_0'
set yrange [0:1.5]
set colorbox
set cblabel 'width n'
plot file using (column('eta_lambda0')):(column('lambda_final') / column('lambda0')):(column('width')) with points pointtype 7 pointsize 0.6 palette
unset multiplot
