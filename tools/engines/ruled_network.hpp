// Networks in training by a rule, with any loss, as the figures train them.
#ifndef CATAPULT_TOOLS_ENGINES_RULED_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_RULED_NETWORK_HPP

#include <vector>

#include "catapult/owned.hpp"

namespace catapult::tools {

/// Samples one by one, for losses and batches that need them so.
class sampled_data {
public:
    /// X (m × d) and Y (m × k), row by row.
    sampled_data(const std::vector<double>& inputs, std::vector<double> targets, std::size_t samples);

    /// Refers to this object.
    training_objective<double> objective(const output_loss<double>& loss) const;

private:
    owned_data<double> data_;
    std::vector<double> projected_;
    std::vector<double> targets_;
};

/// Gaussian inputs whose samples have mean square norm 1, of `classes` classes by turns, with one-hot targets.
sampled_data gaussian_classes(std::uint64_t seed, std::size_t samples, std::size_t inputs, std::size_t classes);

/// The ηλ below which squared error settles in a minimum whose kernel has the largest eigenvalue λ: 2(1 + μ) for the heavy
/// ball, 2(1 + μ)/(1 + 2μ) in Nesterov's form, 2 for plain steps (theory.md, 9, border of momentum).
double stable_eta_lambda(const training_rule& rule);

/// Weights at the start: entries of U and V are normal with these standard deviations.
struct weight_scales {
    double first = 1;
    double second = 1;
};

/// A network drawn in law, and its λ. It is an engine of run.hpp, in which ηλ counts in units of half its stable value, so
/// that a run ends as converged below that value for any rule.
class ruled_network {
public:
    ruled_network(const training_objective<double>& objective, double width, const training_rule& rule, std::uint64_t seed,
                  const weight_scales& scales = {});

    double lambda0() const { return start_; }
    double lambda();

    status step(double eta) { return model_->step(eta); }
    double excess_loss() { return model_->excess_loss(); }
    double relative_step(double eta) { return model_->relative_step(eta); }
    status lambda(double& result);
    double eta_lambda(double eta) { return eta * lambda() * (2 / stable_); }

    gram_training<double>& model() { return *model_; }

private:
    owned<gram_training<double>> model_;
    owned<training_top_eigenvalue<double>> eigenvalue_;
    double start_ = 0;
    double stable_ = 2;
};

/// The largest eigenvalue of the loss Hessian along a trajectory.
class followed_sharpness {
public:
    /// Refers to the network.
    explicit followed_sharpness(ruled_network& network);

    double value();

private:
    ruled_network& network_;
    owned<network_state<double>> state_;
    owned<sharpness<double>> sharpness_;
};

/// A run from the network's present state to its end (phase.hpp).
run_summary trained(ruled_network& network, double eta, const stopping_rule& rule = {});

}  // namespace catapult::tools

#endif
