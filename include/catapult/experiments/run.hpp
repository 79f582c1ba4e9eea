// Trajectories of the Gram engine under a stopping rule (phase.hpp).
#ifndef CATAPULT_EXPERIMENTS_RUN_HPP
#define CATAPULT_EXPERIMENTS_RUN_HPP

#include "catapult/models/gram_model.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// η‖Z‖/√n of the model as it is, and zero at infinite width: for run_monitor.
template <class T>
CATAPULT_EXPORT T relative_step(const gram_model<T>& model, T eta) noexcept;

/// One trajectory, step by step: the model's steps, watched by a run_monitor. λ is found where the monitor or the caller
/// asks for it only. Losses are excess losses. A view of the model and of its eigenvalue.
///     run.start(model, lambda, eta, lambda0, rule);
///     while (run.running()) check(run.step());
template <class T>
class gram_run {
public:
    /// From the present state of `model` as step 0. `lambda` follows the model; `lambda0`: what it says of it now.
    void start(const gram_model<T>& model, const top_eigenvalue<T>& lambda, T eta, T lambda0, const stopping_rule& rule) noexcept;

    bool running() const noexcept { return monitor_.running(); }
    /// One step. `not_finite` and `invalid_argument` as gram_model::step and top_eigenvalue::update; a divergence ends the
    /// run, at the last finite state, and is `ok`.
    status step() noexcept;
    /// λ of the model as it is now; found once a step, to the tolerance or as well as it could be.
    status lambda(T& result) noexcept;
    const run_summary& summary() const noexcept { return monitor_.summary(); }

private:
    gram_model<T> model_;
    top_eigenvalue<T> eigenvalue_;
    run_monitor monitor_;
    T eta_ = 0;
    T lambda_ = 0;
    bool lambda_known_ = false;
};

/// From the present state until the rule ends it.
template <class T>
CATAPULT_EXPORT status run(gram_model<T>& model, top_eigenvalue<T>& lambda, T eta, T lambda0, const stopping_rule& rule,
                           run_summary& result) noexcept;

}  // namespace catapult

#endif
