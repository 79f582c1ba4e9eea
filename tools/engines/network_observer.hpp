// What is observed of a network in training beside its loss and λ. Each observation is computed when it is first asked for.
#ifndef CATAPULT_TOOLS_ENGINES_NETWORK_OBSERVER_HPP
#define CATAPULT_TOOLS_ENGINES_NETWORK_OBSERVER_HPP

#include <map>
#include <optional>

#include "catapult/observables/sharpness.hpp"
#include "engines/samples.hpp"
#include "engines/trainer.hpp"

namespace catapult::tools {

/// Outputs, and what they say of samples.
struct evaluation {
    double loss = 0;  ///< mean over the samples
    double accuracy =
        0;  ///< share of samples of which the largest output is that of the largest target; of one output: the same sign
    double margin = 0;  ///< the least over samples of the target's output minus the largest other; of one output: y f
};

/// What an observer may need to look at. All of it must outlive the observer.
struct observed_run {
    const reduced_data<double>& data;
    output_loss<double> loss;
    bool sampled;                           ///< whether the loss is that of the samples, or squared error of the reduced data
    const projected_samples* samples;       ///< null unless asked for
    const projected_samples* test_samples;  ///< null without a test set
};

class network_observer {
public:
    network_observer(const observed_run& run, trainer& network) : run_(run), network_(network) {}

    /// Forgets what was observed: the network has taken a step.
    void step() { state_known_ = false; }

    /// request_error without samples.
    const evaluation& training();
    /// request_error without a test set.
    const evaluation& test();
    /// The largest eigenvalue of the loss Hessian.
    double sharpness_value();

private:
    const network_state<double>& state();
    evaluation evaluate(const projected_samples& samples);

    const observed_run run_;
    trainer& network_;
    bool state_known_ = false;
    memory state_memory_;
    network_state<double> state_;
    std::optional<evaluation> training_;
    std::optional<evaluation> test_;
    std::optional<double> sharpness_found_;
    memory sharpness_memory_;
    std::optional<sharpness<double>> sharpness_;
};

}  // namespace catapult::tools

#endif
