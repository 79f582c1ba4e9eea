# The sharpness at which SAM and Muon hover.
curve = data.'edges-sam-curve.csv'
sam = data.'edges-sam.csv'
muon = data.'edges-muon-curves.csv'
radii = '0.01 0.1 1'
rates = '0.04 0.08 0.16 0.32'
eval open(3, 3, 500, 560)
eval panel(1)
set title '(a) SAM, ηλ_0 = 1, ρ = 1'
set xlabel 'steps t'
set ylabel 'sharpness'
set xrange [0:3000]
set xtics 1000
set yrange [0:0.9]
set key at graph 0.97, graph 0.68 right
plot curve using 1:4 with lines linecolor '#000000' dashtype 2 title '2/η', curve using 1:2 with lines linetype 2 linewidth 6 title 'sharpness', \
    curve using 1:3 with lines linetype 5 linewidth 1.8 title 'edge of SAM'
eval panel(2)
set title '(b) where SAM hovers'
set xlabel 'edge of SAM'
set ylabel 'sharpness'
set xrange [0:0.5]
set yrange [0:0.5]
set xtics 0.1
set key default
set key top left Left reverse samplen 2 spacing 1.15
plot x with lines linecolor '#777777' linewidth 1.2 notitle, \
    for [i = 1:3] sam using ($1 == real(word(radii, i)) ? $6 : NaN):5 with points linetype 2 * i title 'ρ = '.word(radii, i)
eval panel(3)
set title '(c) Muon'
set xlabel 'steps t'
set ylabel 'λ/λ_0'
set xrange [0:22500]
set xtics 10000
set yrange [0.6:1.15]
set key top right maxrows 2
plot for [i = 1:4] muon using ($1 == real(word(rates, i)) ? $2 : NaN):4 with lines linetype 2 * i - 1 dashtype 2 linewidth 1.4 notitle, \
    for [i = 1:4] muon using ($1 == real(word(rates, i)) ? $2 : NaN):3 with lines linetype 2 * i - 1 title 'η = '.word(rates, i)
unset multiplot
