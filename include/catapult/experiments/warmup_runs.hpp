// Warmup trajectories: one alone, or many side by side in the lanes of the processor. A phase diagram consists of
// thousands.
#ifndef CATAPULT_EXPERIMENTS_WARMUP_RUNS_HPP
#define CATAPULT_EXPERIMENTS_WARMUP_RUNS_HPP

#include "catapult/experiments/run.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// Steps until the rule ends the run. The present state counts as step 0. At the end the model is at the last step of
/// the summary. Losses and λ are in the caller's units. To look at the steps, to stop, or to change η, use run() of
/// run.hpp with a warmup_engine.
template <class T>
CATAPULT_EXPORT run_summary run(warmup_model<T>& model, const stopping_rule& rule) noexcept;
/// The same for a warmup_network.
template <class T>
CATAPULT_EXPORT run_summary run(warmup_network<T>& network, const stopping_rule& rule) noexcept;

/// summaries[i] ← run(models[i], rule), except that `peak_step` is left 0. The models end in the same states, bit for
/// bit, whatever runs beside them. `shape_mismatch` if the lengths differ. Uses about 28 KiB of stack, whatever the
/// number of models.
template <class T>
CATAPULT_EXPORT status run_warmup_models(span<warmup_model<T>> models, const stopping_rule& rule,
                                         span<run_summary> summaries) noexcept;

}  // namespace catapult

#endif
