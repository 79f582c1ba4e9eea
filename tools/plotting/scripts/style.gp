# Before every other script. `form` is svg or png, `narrow` says that a phone is to show it.
em = narrow ? 26 : 21
# An SVG takes a font's size in dots, a PNG in points of 4/3 dots. Its lines are a quarter farther apart for the same font, so it
# gets a quarter more dots, which can be shown at any size.
more_dots = form eq 'svg' ? 1.25 : 1
# Its points are larger too.
point = form eq 'svg' ? 0.65 : 1
set pointsize point
terminal = form eq 'svg' ? sprintf("svg enhanced font 'DejaVu Sans,%d' background '#ffffff'", em) : \
    sprintf("pngcairo enhanced font 'DejaVu Sans,%.2f'", 0.75 * em)
# The pixels of an image would be a second file beside an SVG; rectangles are not.
pixels = form eq 'svg' ? 'pixels' : ''

# A picture begins with `eval open(COUNT, COLUMNS, WIDTH, HEIGHT)`, a grid of that many panels of that many dots each, labels
# included, and each panel with `eval panel(NUMBER)`, from 1 on. `eval strip` is what is left above all panels, for a key.
# Rooms are in heights of the type. Elsewhere `eval place(…)`: a frame in dots from the lower left, on a canvas of w by h.
left_room = 5.4
right_room = 1.3
bottom_room = 3.6
top_room = 3.1
head_room = 0
canvas(w, h) = sprintf("canvas_width = %f; canvas_height = %f; set terminal %s size %d,%d; set multiplot", w, h, terminal, more_dots * w, more_dots * h)
open_grid(columns, rows, w, h) = sprintf("grid_columns = %d; panel_width = %f; panel_height = %f; ", columns, w, h).canvas(columns * w, rows * h + head_room * em)
open(count, columns, w, h) = narrow ? open_grid(1, count, 700.0, h) : open_grid(columns, (count + columns - 1) / columns, real(w), real(h))
place(left, right, bottom, top) = sprintf("set lmargin at screen %f; set rmargin at screen %f; set bmargin at screen %f; set tmargin at screen %f", \
    left / canvas_width, right / canvas_width, bottom / canvas_height, top / canvas_height)
panel(i) = place(((i - 1) % grid_columns) * panel_width + left_room * em, ((i - 1) % grid_columns + 1) * panel_width - right_room * em, \
    canvas_height - head_room * em - ((i - 1) / grid_columns + 1) * panel_height + bottom_room * em, \
    canvas_height - head_room * em - ((i - 1) / grid_columns) * panel_height - top_room * em)
place_strip = 'eval place(0.01 * canvas_width, 0.99 * canvas_width, canvas_height - head_room * em, canvas_height - 0.3 * em)'
strip = "unset title; unset xlabel; unset ylabel; unset tics; unset border; unset arrow; unset label; unset logscale; unset grid; unset colorbox; ". \
    "set xrange [0:1]; set yrange [0:1]; ".place_strip
set datafile separator comma
set datafile columnheaders
set minussign
# The default begins with a blank, which moves the numbers aside.
set format '%h'
set border 3 linewidth 1.2 linecolor '#444444'
set tics nomirror
set grid linecolor '#cccccc' linewidth 0.8
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
# Colours that colour-blind readers can tell apart, for surfaces and for the phases.
set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', 6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')
phase_names = 'lazy catapult bounded undecided divergent'
phase_number(name) = name eq 'lazy' ? 1 : name eq 'catapult' ? 2 : name eq 'bounded' ? 3 : name eq 'undecided' ? 4 : 5
phase_colour(i) = i == 1 ? 0x31688e : i == 2 ? 0x35b779 : i == 3 ? 0xe3b10f : i == 4 ? 0xb4b4b4 : 0x440154
phase_mark(i) = i == 1 ? 7 : i == 2 ? 5 : i == 3 ? 9 : i == 4 ? 13 : 11
powers = '10^{%T}'
# The borders of an axis of ηλ₀, or of η where `critical` is the value of 2/λ₀ on it. Their names stand above the frame, and turn
# away from each other: they are as far apart as the axis has it.
# In an SVG a line that differs from the last one by its dashes alone is drawn like that one: the width differs too.
border_line(tag, at, dash) = sprintf("set arrow %d from first %.15g, graph 0 to first %.15g, graph 1 nohead front linecolor '#000000' linewidth %.1f dashtype %d", tag, at, at, 1.4 + 0.1 * dash, dash)
border_name(tag, at, text, side) = sprintf("set label %d '%s' at first %.15g, graph 1 %s offset %s,0.9", tag, text, at, side, side eq 'right' ? '0.8' : '-0.8')
border_names(critical) = (critical >= x_from && critical <= x_to ? border_name(1, critical, '2/λ_0', 'right') : '').'; '. \
    (2 * critical >= x_from && 2 * critical <= x_to ? border_name(2, 2 * critical, '4/λ_0', 'left') : '')
