# A trajectory: loss and curvature against steps.
set multiplot layout 1,2 margins 0.08,0.98,0.13,0.92 spacing 0.1,0.1
set xlabel 'steps t'
unset key
set title 'loss'
set ylabel 'loss'
set logscale y
set format y '10^{%T}'
plot file using (column('step')):(column('loss') > 0 ? column('loss') : NaN) with lines linetype 2
unset logscale y
set format y '%g'
set title 'curvature'
set ylabel 'λ'
set yrange [0:*]
plot file using (column('step')):(column(lambda)) with lines linetype 2
unset multiplot
