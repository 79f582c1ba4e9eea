// The pictures that `catapult plot` draws of each result: the script, and its variables and data.
#ifndef CATAPULT_TOOLS_PLOTTING_PICTURES_HPP
#define CATAPULT_TOOLS_PLOTTING_PICTURES_HPP

#include <string>

#include "plotting/gnuplot.hpp"
#include "plotting/result_table.hpp"

namespace catapult::tools {

struct prepared_picture {
    std::string script;
    plot_input input;
};

prepared_picture sweep_picture(const result_table& table);
prepared_picture trajectory_picture(const result_table& table);
/// This measures the fitted steps again. The file gives the seeds of its networks, and the same seeds take the same
/// steps.
prepared_picture exponents_picture(const result_table& table);

}  // namespace catapult::tools

#endif
