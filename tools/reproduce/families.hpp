// The figures, one file for each family.
#ifndef CATAPULT_TOOLS_FAMILIES_HPP
#define CATAPULT_TOOLS_FAMILIES_HPP

namespace catapult::tools {

class figure_run;

void run_weight_plane(figure_run& run);
void run_warmup_curves(figure_run& run);

}  // namespace catapult::tools

#endif
