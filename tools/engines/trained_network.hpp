// Networks of the full model as the figures train them.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINED_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINED_NETWORK_HPP

#include "catapult/owned.hpp"

namespace catapult::tools {

constexpr std::size_t gaussian_samples = 16;
constexpr std::size_t gaussian_inputs = 32;

/// Gaussian inputs whose samples have mean square norm 1, and standard normal targets.
struct gaussian_data {
    gaussian_data(std::uint64_t seed, std::size_t outputs);

    owned_data<double> data;
};

/// A network in training, with the largest eigenvalue of its tangent kernel.
class trained_network {
public:
    /// Draws a network of this width in law. `linearised` trains it with the kernel that it has at its start.
    trained_network(const reduced_data<double>& data, double width, bool linearised, std::uint64_t seed);

    double lambda();
    double lambda0() const { return start_; }
    /// Takes a step. False once the loss has left every bound.
    bool step(double eta) { return model_->step(eta) == status::ok && model_->excess_loss() < 1e15; }
    double loss() const { return model_->loss(); }

private:
    owned<gram_model<double>> model_;
    owned<top_eigenvalue<double>> eigenvalue_;
    double start_ = 0;
};

}  // namespace catapult::tools

#endif
