// One run of any engine under a stopping rule (phase.hpp). An engine is any object with
//     status step(double eta)            one step of gradient descent; `diverged` leaves the state as it was
//     double excess_loss()
//     double relative_step(double eta)   η‖Z‖/√n, and zero at infinite width
//     status lambda(double& result)      the largest eigenvalue of the tangent kernel now
// An engine that knows ηλ to more digits than the product of η and λ has may also have
//     double eta_lambda(double eta)
// model_engine and warmup_engine make engines of this library's models. ηλ is the only number that this file computes.
#ifndef CATAPULT_EXPERIMENTS_RUN_HPP
#define CATAPULT_EXPERIMENTS_RUN_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult {

/// One run, step by step, watched by a run_monitor. Finding λ can cost more than a step, so λ is found only if the
/// monitor or the caller asks for it.
///     run.start(engine, eta, lambda0, rule);
///     while (run.running()) check(run.step());
/// The run refers to the engine. The engine must outlive it, and nothing else may step the engine meanwhile.
template <class Engine>
class training_run {
public:
    /// Begins a run. The engine's present state is step 0, and `lambda0` is its λ.
    void start(Engine& engine, double eta, double lambda0, const stopping_rule& rule)
    {
        engine_ = &engine;
        eta_ = eta;
        lambda_ = lambda0;
        lambda_known_ = true;
        lost_ = false;
        monitor_.start(rule, eta, engine.excess_loss(), lambda0, product(0));
    }

    /// Whether the run has not ended yet. False before start().
    bool running() const noexcept { return monitor_.running(); }

    /// Takes one step, which may end the run. Errors of the engine and of its λ come back as they are. A divergence is
    /// not an error: it ends the run at the last finite state, and the answer is `ok`. After the end of a run, step()
    /// still steps the engine, and the summary stays. Once a step was lost (see lost()), step() does nothing.
    status step()
    {
        if (engine_ == nullptr) return status::invalid_argument;
        if (lost_) return status::ok;
        const status stepped = engine_->step(eta_);
        if (stepped == status::diverged) {
            if (monitor_.running()) {
                double now = 0;
                if (const status s = lambda(now); s != status::ok) return s;
                monitor_.lose(now);
            }
            lost_ = true;
            return status::ok;
        }
        if (stepped != status::ok) return stepped;
        lambda_known_ = false;
        if (!monitor_.running() || !monitor_.observe(engine_->excess_loss(), engine_->relative_step(eta_))) return status::ok;
        return conclude(&run_monitor::settle);
    }

    /// λ of the present state. It is found at most once a step.
    status lambda(double& result)
    {
        if (engine_ == nullptr) return status::invalid_argument;
        if (!lambda_known_) {
            if (const status s = engine_->lambda(lambda_); s != status::ok) return s;
            lambda_known_ = true;
        }
        result = lambda_;
        return status::ok;
    }

    /// The η of the next step.
    double eta() const noexcept { return eta_; }
    /// The next steps use `eta`, which the engine accepts or refuses at the next step. run_summary::eta stays the first
    /// η.
    void change_eta(double eta) noexcept { eta_ = eta; }

    /// Ends a run that goes on; it finds λ. The outcome is `out_of_steps`: a run that was stopped is one whose budget ended
    /// here, `falling` if it was about to converge.
    status stop()
    {
        if (engine_ == nullptr) return status::invalid_argument;
        return monitor_.running() ? conclude(&run_monitor::stop) : status::ok;
    }

    /// The summary up to now. It is complete once the run has ended. Losses are in the engine's unit.
    const run_summary& summary() const noexcept { return monitor_.summary(); }
    /// Whether the last step could not be taken, because its result would not be finite.
    bool lost() const noexcept { return lost_; }

    /// Tells the run that the engine has been moved by `steps` steps in another way (run_monitor::skip).
    void skip(std::size_t steps, double loss, double loss_peak) noexcept
    {
        monitor_.skip(steps, loss, loss_peak);
        lambda_known_ = false;
    }

private:
    status conclude(void (run_monitor::*end)(double, double) noexcept)
    {
        double now = 0;
        if (const status s = lambda(now); s != status::ok) return s;
        (monitor_.*end)(now, product(0));
        return status::ok;
    }

    // ηλ of the present state; λ must be known.
    template <class E = Engine>
    auto product(int) -> decltype(std::declval<E&>().eta_lambda(0.0))
    {
        return engine_->eta_lambda(eta_);
    }
    double product(long) { return eta_ * lambda_; }

    Engine* engine_ = nullptr;
    run_monitor monitor_;
    double eta_ = 0;
    double lambda_ = 0;
    bool lambda_known_ = false;
    bool lost_ = false;
};

/// Runs from the present state until the rule or `on_step` ends it. `on_step(training_run<Engine>&)` is called before
/// the first step and after each step. It may look at the run, stop it, and change η. It may return a status; any
/// status except `ok` ends this call with that status. `result` is written if the run ends without a failure.
template <class Engine, class OnStep>
status run(Engine&& engine, double eta, double lambda0, const stopping_rule& rule, OnStep&& on_step, run_summary& result)
{
    training_run<std::remove_reference_t<Engine>> one;
    const auto look = [&]() -> status {
        if constexpr (std::is_void_v<decltype(on_step(one))>)
            on_step(one);
        else
            return on_step(one);
        return status::ok;
    };
    one.start(engine, eta, lambda0, rule);
    status s = look();
    while (s == status::ok && one.running()) {
        s = one.step();
        if (s == status::ok) s = look();
    }
    if (s == status::ok) result = one.summary();
    return s;
}

/// The same without a look at the steps.
template <class Engine>
status run(Engine&& engine, double eta, double lambda0, const stopping_rule& rule, run_summary& result)
{
    return run(
        engine, eta, lambda0, rule, [](const auto&) {}, result);
}

/// The engine of a gram_model, parameter_model or function_space_model, that is, of any object with their step,
/// excess_loss and relative_step. `lambda` follows its λ: any object with `status update(eigenvalue_result<T>&)`, such
/// as top_eigenvalue. A λ that is `not_converged` counts with the value that was found. The engine refers to both.
///     model_engine engine{model, lambda};
template <class Model, class Lambda>
struct model_engine {
    /// The type of the numbers of the model: float or double.
    using real = decltype(std::declval<const Model&>().excess_loss());

    Model& model;       ///< what is stepped
    Lambda& following;  ///< follows the λ of the model

    /// Takes one step of the model.
    status step(double eta) { return model.step(static_cast<real>(eta)); }
    /// The excess loss of the model.
    double excess_loss() const { return model.excess_loss(); }
    /// η‖Z‖/√n of the next step.
    double relative_step(double eta) const { return model.relative_step(static_cast<real>(eta)); }
    /// Finds λ of the present state.
    status lambda(double& result)
    {
        eigenvalue_result<real> found;
        const status s = following.update(found);
        if (s != status::ok && s != status::not_converged) return s;
        result = found.value;
        return status::ok;
    }
};
/// The engine of the model and of the λ that it is given.
template <class Model, class Lambda>
model_engine(Model&, Lambda&) -> model_engine<Model, Lambda>;

/// The engine of a warmup_model or a warmup_network, which know their λ. A step with another η first changes the η of
/// the model. The engine refers to the model.
///     warmup_engine engine{model};
template <class Model>
struct warmup_engine {
    /// The type of the numbers of the model: float or double.
    using real = decltype(std::declval<const Model&>().loss());

    Model& model;  ///< what is stepped

    /// Takes one step of the model, at the learning rate `eta`.
    status step(double eta)
    {
        if (const auto rate = static_cast<real>(eta); rate != model.problem().eta)
            if (const status s = model.change_eta(rate); s != status::ok) return s;
        return model.step();
    }
    /// The loss of the model. Training can remove all of it.
    double excess_loss() const { return model.loss(); }
    /// η‖Z‖/√n of a step at the learning rate `eta`.
    double relative_step(double eta) const { return model.relative_step() * part(eta); }
    /// λ of the present state.
    status lambda(double& result) const
    {
        result = model.lambda();
        return status::ok;
    }
    /// ηλ of the present state, rounded less often than the product of η and λ.
    double eta_lambda(double eta) const { return model.eta_lambda() * part(eta); }

private:
    real part(double eta) const { return static_cast<real>(eta) / model.problem().eta; }
};
/// The engine of the model that it is given.
template <class Model>
warmup_engine(Model&) -> warmup_engine<Model>;

}  // namespace catapult

#endif
