// Pictures, drawn by gnuplot through a pipe from the scripts in tools/plot.
#ifndef CATAPULT_TOOLS_GNUPLOT_HPP
#define CATAPULT_TOOLS_GNUPLOT_HPP

#include <string>
#include <utility>
#include <vector>

#include "reproduce/figure.hpp"

namespace catapult::tools {

struct plot_script {
    const char* name;
    const char* text;
};

/// tools/plot/*.gp; `style` goes before every other.
const std::vector<plot_script>& plot_scripts();

/// Whether there is a gnuplot that draws PNG with text (the terminal pngcairo).
bool gnuplot_found();

/// What to do where gnuplot_found() is false, in one line.
extern const char* const gnuplot_advice;

/// Draws `p` as `target`.svg and `target`.png with its script. `variables` are set for it as strings.
/// run_error with gnuplot's first words if it fails.
void draw(const picture& p, const std::string& target, const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace catapult::tools

#endif
