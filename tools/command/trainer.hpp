// What `train` and `rates` need of an engine.
#ifndef CATAPULT_TOOLS_TRAINER_HPP
#define CATAPULT_TOOLS_TRAINER_HPP

#include <memory>

#include "catapult/data.hpp"
#include "catapult/status.hpp"
#include "command/network.hpp"
#include "command/parallel.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

/// Of the λ that trainers report, relative.
constexpr double lambda_tolerance = 1e-8;

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
    /// The largest eigenvalue of the tangent kernel now.
    virtual double lambda() = 0;
    /// The weights now, as .npy files.
    virtual void write_weights(output_file& u, output_file& v) = 0;
};

/// Where the Gram engine's network comes from.
enum class drawing {
    law,      ///< the state itself, in law, at any width
    weights,  ///< every weight, one by one, so that there are weights to go back to
};

/// The Gram engine. The data must outlive the trainer; it holds the basis unless the network is drawn in law.
std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team);

/// The parameter-space engine, on the reduced samples ΣPᵀ and QᵀY, which give the weights the same steps as the samples.
std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network, thread_team& team);

}  // namespace catapult::tools

#endif
