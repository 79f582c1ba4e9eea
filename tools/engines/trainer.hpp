// What `train` and `rates` need of an engine.
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

    /// `diverged` leaves the state as it was.
    virtual status step(double eta) = 0;
    virtual double loss() const = 0;
    virtual double excess_loss() const = 0;
    /// η‖Z‖/√n, zero at infinite width: for run_monitor.
    virtual double relative_step(double eta) const = 0;
    /// The largest eigenvalue of the tangent kernel before the first step, to rounding, and how it is known to be the largest.
    virtual eigenvalue_result<double> lambda0() = 0;
    /// The same now, followed from the last time to lambda_tolerance, or as well as it could be.
    virtual eigenvalue_result<double> lambda() = 0;
    /// The weights now, as .npy files.
    virtual void write_weights(output_file& u, output_file& v) = 0;
};

/// What is known of a λ₀, in words.
std::string describe_lambda0(const eigenvalue_result<double>& lambda0);

/// Where the network of the Gram engine and of function space comes from.
enum class drawing {
    law,      ///< the state itself, in law, at any width
    weights,  ///< every weight, one by one, so that there are weights to go back to
};

/// The Gram engine. The data must outlive the trainer; it holds the basis unless the network is drawn in law.
std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team);

/// The paper's recurrence in function space, in reduced coordinates. request_error for several outputs, and for a width below
/// the rank plus one. It has no weights to write.
std::unique_ptr<trainer> make_function_space_trainer(const reduced_data<double>& data, const network_options& network,
                                                     drawing how, thread_team& team);

/// The parameter-space engine, on the reduced samples ΣPᵀ and QᵀY, which give the weights the same steps as the samples.
std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network,
                                                thread_team& team);

}  // namespace catapult::tools

#endif
