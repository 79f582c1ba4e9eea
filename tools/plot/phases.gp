# Phase diagrams: by width, and by label.
set multiplot
set border 15
unset grid
set lmargin at screen 0.085
set rmargin at screen 0.40
set bmargin at screen 0.13
set tmargin at screen 0.9
set title '(a) steps to convergence'
set logscale cb
set format cb '10^{%T}'
set cbrange [1:1e3]
set xlabel 'ηλ_0'
set ylabel 'width n'
set xrange [0:4.5]
set yrange [0.875:10.125]
set ytics ('10' 1, '10^2' 2, '10^4' 4, '10^6' 6, '10^8' 8, '10^{10}' 10)
set for [i = 1:2] arrow i from first 2 * i, graph 0 to first 2 * i, graph 1 nohead front linecolor '#ffffff' linewidth 1.6 dashtype i
set arrow 2 linecolor '#000000'
plot data.'phases-width.csv' using 2:(log10($1)):4 with image @pixels notitle
unset arrow
unset logscale cb
set lmargin at screen 0.56
set rmargin at screen 0.83
set title '(b) phases with a label, n = 10^6'
set ylabel 'y / √n'
set xrange [0:4.8]
set yrange [0:1.5]
set ytics 0.25
unset colorbox
set cbrange [0:4]
set palette maxcolors 5 defined (0 '#31688e', 1 '#35b779', 2 '#fde725', 3 '#440154', 4 '#aaaaaa')
set key at screen 0.845,0.85 left Left reverse samplen 1.4
set style fill solid
borders = data.'phases-label-borders.csv'
plot data.'phases-label.csv' using 1:2:3 with image @pixels notitle, \
    borders using 2:1 with lines linecolor '#ffffff' linewidth 2 title '', \
    borders using ($3 < 4.8 ? $3 : NaN):1 with lines linecolor '#e8702a' linewidth 2.5 title '√n/|y|', \
    borders using 4:1 with lines linecolor '#e8702a' dashtype 2 linewidth 2.5 title 'escape', \
    NaN with boxes linecolor '#31688e' title 'lazy', NaN with boxes linecolor '#35b779' title 'catapult', \
    NaN with boxes linecolor '#fde725' title 'bounded', NaN with boxes linecolor '#440154' title 'divergent', NaN with boxes linecolor '#aaaaaa' title 'undecided'
unset multiplot
