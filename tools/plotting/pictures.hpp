// What `catapult plot` draws of each result: the script, and what it finds when it starts.
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
/// The steps that were fitted are measured again: the file has its networks' seeds, and the same seeds take the same steps.
prepared_picture exponents_picture(const result_table& table);

}  // namespace catapult::tools

#endif
