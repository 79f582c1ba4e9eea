// What is observed of a network in training beside its loss and λ. Each observation is computed when it is first asked for.
#ifndef CATAPULT_TOOLS_ENGINES_NETWORK_OBSERVER_HPP
#define CATAPULT_TOOLS_ENGINES_NETWORK_OBSERVER_HPP

#include <optional>
#include <vector>

#include "catapult/observables/batch_sharpness.hpp"
#include "catapult/observables/sharpness.hpp"
#include "catapult/observables/spectrum.hpp"
#include "engines/samples.hpp"
#include "engines/trainer.hpp"
#include "writers/table_writer.hpp"

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
    training_rule rule;                     ///< whose rates of the layers weight their parts of the kernel, as in λ
    std::size_t directions = 0;             ///< of the kernel, that will be asked for
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
    /// The largest eigenvalue of the loss Hessian by which η acts: in weights over the roots of their rates. Empty where rounding
    /// has taken the Gram matrix out of those of networks, as it may in a run that stays bounded for long.
    std::optional<double> sharpness_value();
    /// gᵀHg/‖g‖² of the batch of the next step, in these weights.
    double batch_sharpness_value();
    /// Of the kernel by which η acts, as λ is: its trace, its eigenvalue number `direction` (from 1 on), and the residual
    /// along the eigenvector of that. Empty beyond the number of directions that there are.
    double trace();
    cell eigenvalue(std::size_t direction);
    cell residual_along(std::size_t direction);
    /// The cosine of the kernels of both layers (layer_alignment).
    double alignment();

private:
    const network_state<double>& state();
    /// The state with U times √of_first and V times √of_second, but the same predictor.
    const network_state<double>& weighted_state(double of_first, double of_second);
    const network_state<double>& kernel_state();
    struct balanced_rates {
        double factor;     ///< of the Hessian of weighted_state(of_first, of_second)
        double of_first;   ///< of UᵀU
        double of_second;  ///< of VᵀV
    };
    balanced_rates balance() const;
    evaluation evaluate(const projected_samples& samples);
    void find_spectrum();
    training_objective<double> objective() const;
    std::vector<double> residual_coordinates();

    const observed_run run_;
    trainer& network_;
    bool state_known_ = false;
    memory state_memory_;
    network_state<double> state_;
    std::optional<evaluation> training_;
    std::optional<evaluation> test_;
    bool sharpness_known_ = false;
    std::optional<double> sharpness_found_;
    memory weighted_memory_;
    network_state<double> weighted_;
    bool spectrum_known_ = false;
    memory spectrum_memory_;
    std::optional<kernel_spectrum<double>> spectrum_;
    std::vector<eigenvalue_result<double>> eigenvalues_;
    std::vector<double> residuals_;
    memory batch_memory_;
    std::optional<batch_sharpness<double>> batch_;
    memory sharpness_memory_;
    std::optional<sharpness<double>> sharpness_;
};

}  // namespace catapult::tools

#endif
