// The figures. Each file defines one family of them.
#ifndef CATAPULT_TOOLS_REPRODUCE_FAMILIES_HPP
#define CATAPULT_TOOLS_REPRODUCE_FAMILIES_HPP

namespace catapult::tools {

class figure_run;

void run_weight_plane(figure_run& run);
void run_warmup_curves(figure_run& run);
void run_critical_steps(figure_run& run);
void run_log_width(figure_run& run);
void run_full_model(figure_run& run);
void run_given_data(figure_run& run);
void run_linearised(figure_run& run);
void run_relu(figure_run& run);
void run_alignment(figure_run& run);
void run_phase_diagrams(figure_run& run);
void run_bifurcations(figure_run& run);
void run_momentum(figure_run& run);
void run_softmax(figure_run& run);
void run_logistic(figure_run& run);
void run_criticals(figure_run& run);
void run_batches(figure_run& run);
void run_warmup_schedule(figure_run& run);
void run_transfer(figure_run& run);
void run_stages(figure_run& run);
void run_edges(figure_run& run);
void run_balance(figure_run& run);
void run_subspace(figure_run& run);
void run_late_sharpness(figure_run& run);

}  // namespace catapult::tools

#endif
