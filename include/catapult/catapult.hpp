// Everything a caller may name, but for owned.hpp. The full model, in this order:
//     data     data_reduction: samples to reduced_data                                (models/data_reduction.hpp)
//     state    network_state: draw_initial() in law, or weights_reduction             (initial_state.hpp, weights.hpp)
//     model    gram_model: copies the state, refers to the data                       (models/gram_model.hpp)
//     λ        top_eigenvalue: follows the model; certify() for λ₀                    (observables/tangent_kernel.hpp)
//     run      run(model_engine{model, lambda}, η, λ₀, rule, summary), then classify  (experiments/run.hpp)
// Each of the first four asks by bytes() for memory of its own, which the caller owns (vocabulary/workspace.hpp). That of the data
// and the model must last as long as what comes after them; that of the state is free once the model has been created.
// draw_initial and certify take memory for the time of their call. A run takes none. owned.hpp sees to all of it in
// programs that may allocate; tools/examples/ has two. The warmup model (models/warmup_model.hpp) takes no memory at all.
// Any other training rule, loss or batch (theory.md, 8 and 9) takes a gram_training as its model:
//     objective  training_objective: reduced_data, and with a loss the samples of project_inputs() (training_objective.hpp)
//     rule       training_rule, and where they are wanted rate_schedule, batch_order, parametrisation
//     model      gram_training: copies the state, refers to the objective             (models/gram_training.hpp)
//     observed   sharpness, kernel_spectrum, batch_sharpness of its state()           (observables/)
#ifndef CATAPULT_CATAPULT_HPP
#define CATAPULT_CATAPULT_HPP

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/gram_runs.hpp"
#include "catapult/experiments/measured_borders.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/kernels/isa.hpp"
#include "catapult/models/batch_order.hpp"
#include "catapult/models/data_reduction.hpp"
#include "catapult/models/draw_weights.hpp"
#include "catapult/models/function_space_model.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/gram_training.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/models/output_loss.hpp"
#include "catapult/models/parameter_model.hpp"
#include "catapult/models/parametrisation.hpp"
#include "catapult/models/rate_schedule.hpp"
#include "catapult/models/training_objective.hpp"
#include "catapult/models/training_rule.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/numerics/dense.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/numerics/elementary.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/batch_sharpness.hpp"
#include "catapult/observables/borders.hpp"
#include "catapult/observables/orbit.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/observables/sharpness.hpp"
#include "catapult/observables/spectrum.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/version.hpp"
#include "catapult/vocabulary/chunks.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

/// All that a caller may name. Names in `catapult::detail` are not for callers.
namespace catapult {
}

#endif
