# Mini-batches: borders and curvature against the size, and the batch sharpness on a ramp of the learning rate.
table = data.'batches.csv'
ramp = data.'batches-ramp.csv'
sizes = '1 2 16'
eval open(3, 3, 500, 560)
set logscale x 2
set xrange [0.8:20]
set xlabel 'batch size'
eval panel(1)
set title '(a) where catapults begin'
set ylabel 'ηλ_0'
set yrange [0:2.5]
plot 2 with lines linecolor '#000000' linewidth 1.4 notitle, table using 1:2:3 with yerrorbars linetype 2 notitle
eval panel(2)
set title '(b) curvature, ηλ_0 = 0.5'
set ylabel 'λ_{end}/λ_0'
set yrange [0:1.2]
plot table using 1:4:5 with yerrorbars linetype 2 notitle
unset logscale x
eval panel(3)
set title '(c) on a ramp of η'
set xrange [0:8]
set yrange [0:5.5]
set xlabel 'ηλ_0'
set ylabel 'η times curvature'
set key top left Left reverse
plot 2 with lines linecolor '#000000' linewidth 1.4 notitle, \
    for [i = 1:3] ramp using ($1 == real(word(sizes, i)) ? $3 : NaN):4 with points linetype 2 * i title 'batch sharpness, b = '.word(sizes, i), \
    for [i = 1:3] ramp using ($1 == real(word(sizes, i)) ? $3 : NaN):5 with lines linetype 2 * i title 'λ, b = '.word(sizes, i)
unset multiplot
