# Phase diagrams: by width, and by label.
top_room = 4.1
right_room = 8
eval open(2, 2, 740, 640)
set border 15
unset grid
set xlabel 'ηλ_0'
eval border_line(1, 2, 1)
set label 1 '2/λ_0' at first 2, graph 1 center offset 0,0.8
eval panel(1)
set title '(a) steps to convergence' offset 0,1.2
set logscale cb
set format cb powers
set cbrange [1:1e3]
set ylabel 'width n'
set xrange [0:4.5]
set yrange [0.875:10.125]
set ytics ('10^1' 1, '10^2' 2, '10^4' 4, '10^6' 6, '10^8' 8, '10^{10}' 10)
eval border_line(2, 4, 2)
set label 2 '4/λ_0' at first 4, graph 1 center offset 0,0.8
plot data.'phases-width.csv' using 2:(log10($1)):4 with image @pixels notitle
unset arrow 2
unset label 2
unset logscale cb
eval panel(2)
set title '(b) phases with a label, n = 10^6' offset 0,1.2
set ylabel 'y / √n'
set xrange [0:4.8]
set yrange [0:1.5]
set ytics 0.25
unset colorbox
set style fill solid border
labels = data.'phases-label.csv'
borders = data.'phases-label-borders.csv'
colour_of(name) = phase_colour(phase_number(name))
set key at graph 1.02, graph 1 left top Left reverse samplen 1.2
# Cells of the grid, 96 by 60.
plot labels using 1:2:(0.025):(0.0125):(colour_of(strcol(4))) with boxxyerror linewidth 0.5 linecolor rgb variable notitle, \
    borders using 2:1 with lines linecolor '#000000' linewidth 1.5 notitle, \
    borders using ($3 < 4.8 ? $3 : NaN):1 with lines linecolor '#e8702a' linewidth 2.5 title '√n/|y|', \
    borders using 4:1 with lines linecolor '#e8702a' dashtype 2 linewidth 2.5 title 'escape', \
    for [i = 1:5] NaN with boxes linecolor rgb phase_colour(i) title word(phase_names, i)
unset multiplot
