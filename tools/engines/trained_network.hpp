// The full model's networks, as the figures train them.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINED_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINED_NETWORK_HPP

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

constexpr std::size_t gaussian_samples = 16;
constexpr std::size_t gaussian_inputs = 32;

/// Gaussian inputs of mean square 1 a sample, standard normal targets.
struct gaussian_data {
    gaussian_data(std::uint64_t seed, std::size_t outputs);

    memory storage;
    reduced_data<double> reduced;
};

/// A network in training, with the top eigenvalue of its kernel.
class trained_network {
public:
    /// A network of `width` drawn in law, or the same network linearised at its start.
    trained_network(const reduced_data<double>& data, double width, bool linearised, std::uint64_t seed);

    double lambda();
    double lambda0() const { return start_; }
    /// False once it has left every bound.
    bool step(double eta) { return model.step(eta) == status::ok && model.excess_loss() < 1e15; }

    gram_model<double> model;

private:
    memory model_memory_;
    memory eigenvalue_memory_;
    top_eigenvalue<double> eigenvalue_;
    double start_ = 0;
};

}  // namespace catapult::tools

#endif
