// Whole runs of deep networks, and their records.
#ifndef CATAPULT_TOOLS_DEEP_RUNS_HPP
#define CATAPULT_TOOLS_DEEP_RUNS_HPP

#include <cmath>
#include <cstdint>

#include "catapult/experiments/sweep.hpp"
#include "catapult/observables/phase.hpp"
#include "deep/training.hpp"

namespace catapult::tools {

/// The steps that come closest to the physical time ηt = `time`, at least one. Both may be multiplied by λ₀.
inline std::uint64_t steps_until(double time, double eta)
{
    return static_cast<std::uint64_t>(std::fmax(1, std::fmin(std::round(time / eta), 1e9)));
}

struct deep_run {
    stopping_rule rule;
    bool follow = false;  ///< find λ after every step, for the highest
};

/// Linearises the model if its training says so of the present step.
void linearise_if_due(deep_training& training);

/// Trains to the end of the run. The record has the run, and λ and its highest value where it was followed.
sweep_record train_deep(deep_training& training, double eta, double lambda0, const deep_run& how);

}  // namespace catapult::tools

#endif
