# Exponents against the width, with their 95 % intervals.
set logscale x
set format x '10^{%T}'
set xlabel 'width n'
set ylabel 'exponent of t*'
set offsets graph 0.1, graph 0.1, graph 0.15, graph 0.15
set key bottom right
plot file using (strcol('side') eq 'below' ? column('width') : NaN):(column('exponent')):(column('ci_low')):(column('ci_high')) with yerrorbars linetype 2 title 'below 2/λ_0', \
    file using (strcol('side') eq 'above' ? column('width') : NaN):(column('exponent')):(column('ci_low')):(column('ci_high')) with yerrorbars linetype 6 title 'above 2/λ_0', \
    -1 with lines linecolor '#777777' dashtype 2 title '−1'
