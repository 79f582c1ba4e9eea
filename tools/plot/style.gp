# Before every other script. Colours that colour-blind readers can tell apart; `viridis` is a palette for surfaces.
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 1.2 linecolor '#444444'
set tics nomirror
set grid linecolor '#dddddd' linewidth 0.8
set key samplen 2 spacing 1.15
set linetype 1 linecolor '#440154' linewidth 2.2 pointtype 7
set linetype 2 linecolor '#3b528b' linewidth 2.2 pointtype 5
set linetype 3 linecolor '#21918c' linewidth 2.2 pointtype 9
set linetype 4 linecolor '#5ec962' linewidth 2.2 pointtype 13
set linetype 5 linecolor '#d9a800' linewidth 2.2 pointtype 11
set linetype 6 linecolor '#e8702a' linewidth 2.2 pointtype 7
set linetype 7 linecolor '#c8344a' linewidth 2.2 pointtype 5
set linetype 8 linecolor '#777777' linewidth 2.2 pointtype 9
set linetype cycle 8
set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', 6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')
border_style = "linecolor '#000000' linewidth 1.5"
powers = '10^{%T}'
