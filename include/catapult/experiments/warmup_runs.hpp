// Many warmup trajectories side by side across the lanes of the processor: for sweeps, where a phase diagram is
// thousands of them.
#ifndef CATAPULT_EXPERIMENTS_WARMUP_RUNS_HPP
#define CATAPULT_EXPERIMENTS_WARMUP_RUNS_HPP

#include "catapult/models/warmup_model.hpp"
#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// summaries[i] ← models[i].run(rule), and the models end in the same states, bit for bit and in any company; but
/// `peak_step` is left 0. `shape_mismatch` if the lengths differ. About 28 KiB of stack, whatever the number of models.
template <class T>
CATAPULT_EXPORT status run_warmup_models(span<warmup_model<T>> models, const stopping_rule& rule,
                                         span<run_summary> summaries) noexcept;

}  // namespace catapult

#endif
