// Networks in training by a rule, with any loss, as the figures train them.
#ifndef CATAPULT_TOOLS_ENGINES_RULED_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_RULED_NETWORK_HPP

#include "catapult/owned.hpp"

namespace catapult::tools {

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

/// A run from the network's present state to its end (phase.hpp).
run_summary trained(ruled_network& network, double eta, const stopping_rule& rule = {});

}  // namespace catapult::tools

#endif
