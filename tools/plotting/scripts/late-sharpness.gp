# The sharpness late in training.
late = data.'late-sharpness.csv'
eval open(2, 1, 1300, 520)
set xrange [0:2]
set yrange [0:6.6]
set xlabel 'ω = ηy/√n'
set ylabel 'ηλ late in training'
set key top left Left reverse
# λ₀ tells the two starts apart.
small = 1
eval panel(1)
set title '(a) from small weights'
plot 2 with lines linecolor '#999999' linewidth 1 title '2/η', 2 * x with lines linecolor '#c8344a' linewidth 1 title 'balanced minimum', \
    late using ($1 < small ? $2 : NaN):3 with points pointtype 7 pointsize 0.3 * point linecolor '#3b528b' notitle
eval panel(2)
set title '(b) from usual weights'
plot 2 with lines linecolor '#999999' linewidth 1 title '2/η', 2 * x with lines linecolor '#c8344a' linewidth 1 title 'balanced minimum', \
    late using ($1 > small ? $2 : NaN):3 with points pointtype 7 pointsize 0.3 * point linecolor '#3b528b' notitle
unset multiplot
