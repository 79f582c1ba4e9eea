// The interface of an engine for `train` and `rates`.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINER_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINER_HPP

#include <memory>
#include <string>

#include "catapult/models/data_reduction.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/vocabulary/status.hpp"
#include "concurrency/parallel.hpp"
#include "engines/network.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

class trainer {
public:
    trainer() = default;
    trainer(const trainer&) = delete;
    trainer& operator=(const trainer&) = delete;
    virtual ~trainer() = default;

    /// Takes a step. `diverged` leaves the state as it was.
    virtual status step(double eta) = 0;
    virtual double loss() = 0;
    virtual double excess_loss() = 0;
    /// η‖Z‖/√n, by which a run notices divergence; zero at infinite width.
    virtual double relative_step(double eta) = 0;
    /// λ before the first step, to rounding, with the evidence that it is the largest eigenvalue of the tangent kernel.
    virtual eigenvalue_result<double> lambda0() = 0;
    /// λ of the present state, followed from the previous call, to lambda_tolerance if the solver converges.
    virtual eigenvalue_result<double> lambda() = 0;
    /// Writes the present weights as .npy files.
    virtual void write_weights(output_file& u, output_file& v) = 0;
    /// The samples of which the next step takes its gradient; empty for all of them.
    virtual span<const std::size_t> next_batch() { return {}; }
    /// The size of the network in reduced coordinates, and its present state, for what is observed of it. request_error
    /// for an engine that does not hold such a state.
    virtual network_dims reduced_dims() const;
    virtual void reduced_state(network_state<double>& result);
};

/// A sentence on λ₀, its error bound and its evidence.
std::string describe_lambda0(const eigenvalue_result<double>& lambda0);

/// The source of the network for the Gram and function-space engines.
enum class drawing {
    law,      ///< the state itself is drawn in law, at any width
    weights,  ///< the weights themselves are stored or drawn one by one, so that the run can end with weights
};

/// Makes the Gram engine. The data must outlive the trainer, and must hold the basis unless the network is drawn in
/// law.
std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team);

/// Makes the engine of the paper's recurrence in function space, in reduced coordinates. request_error for several
/// outputs, and for a width below the rank plus one. It has no weights to write.
std::unique_ptr<trainer> make_function_space_trainer(const reduced_data<double>& data, const network_options& network,
                                                     drawing how, thread_team& team);

/// Makes the parameter-space engine. It trains on the reduced samples ΣPᵀ and QᵀY, with which the weights take the same
/// steps as with the samples.
std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network,
                                                thread_team& team);

}  // namespace catapult::tools

#endif
