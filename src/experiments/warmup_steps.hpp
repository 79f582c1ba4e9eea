// One warmup model alone, as an engine of run.hpp. The kernel computes its steps several at a time. Its losses are ρ²,
// and only the final summary is converted to the caller's units. So a run alone and runs side by side decide on the
// same bits.
#ifndef CATAPULT_SRC_EXPERIMENTS_WARMUP_STEPS_HPP
#define CATAPULT_SRC_EXPERIMENTS_WARMUP_STEPS_HPP

#include <cmath>
#include <cstddef>

#include "catapult/experiments/run.hpp"
#include "kernels/dispatch.hpp"
#include "models/warmup/universal_variables.hpp"

namespace catapult::detail {

/// step() ignores its argument and always uses the η of the model.
template <class T>
class warmup_steps {
    using access = warmup_access<T>;

public:
    explicit warmup_steps(warmup_model<T>& model) noexcept : model_(model), coefficients_(access::coefficients(model)) {}

    status step(double) noexcept
    {
        if (next_ == ahead) {
            kernels<T>().warmup.trace(coefficients_, ahead, access::residual(model_), access::drift(model_), residuals_, drifts_);
            next_ = 0;
        }
        const T residual = residuals_[next_], drift = drifts_[next_];
        if (!std::isfinite(residual) || !std::isfinite(drift)) return status::diverged;
        ++next_;
        access::set(model_, residual, drift, 1);
        return status::ok;
    }
    double excess_loss() const noexcept { return access::residual(model_) * access::residual(model_); }
    double relative_step(double) const noexcept
    {
        return coefficients_.map == warmup_map::linear ? 0 : std::fabs(access::residual(model_));
    }
    status lambda(double& result) const noexcept
    {
        result = access::lambda(model_);
        return status::ok;
    }
    double eta_lambda(double) const noexcept { return coefficients_.start + access::drift(model_); }

    /// Starts a run from the present state with the model's own η and λ in T.
    void start(training_run<warmup_steps>& run, const stopping_rule& rule) noexcept
    {
        run.start(*this, model_.problem().eta, access::lambda(model_), rule);
    }
    /// The summary of the run in the caller's units.
    run_summary summary(const training_run<warmup_steps>& run) const noexcept
    {
        run_summary result = run.summary();
        const double scale = access::loss_unit(model_);
        for (double* loss : {&result.loss_initial, &result.loss_peak, &result.loss_final}) *loss *= scale;
        return result;
    }

private:
    static constexpr std::size_t ahead = 16;  // steps computed at a time; at most this many are wasted when a run ends

    warmup_model<T>& model_;
    warmup_coefficients<T> coefficients_;
    std::size_t next_ = ahead;
    T residuals_[ahead];
    T drifts_[ahead];
};

/// Runs the model to the end of its run. Calls on_step() after each step.
template <class T, class OnStep>
run_summary run_alone(warmup_model<T>& model, const stopping_rule& rule, OnStep on_step) noexcept
{
    warmup_steps<T> engine(model);
    training_run<warmup_steps<T>> run;
    engine.start(run, rule);
    while (run.running()) {
        (void)run.step();  // always `ok`, as the engine refuses nothing
        on_step();
    }
    return engine.summary(run);
}

/// Like run_alone, but continues at a state that lies `steps` steps after the model's. The caller knows that none of
/// these steps could end the run. The peak step is not known and is left 0.
template <class T>
run_summary finish_alone(warmup_model<T>& model, const stopping_rule& rule, std::size_t steps, T residual, T drift,
                         T peak) noexcept
{
    warmup_steps<T> engine(model);
    training_run<warmup_steps<T>> run;
    engine.start(run, rule);
    warmup_access<T>::set(model, residual, drift, steps);
    run.skip(steps, residual * residual, peak);
    while (run.running()) (void)run.step();
    run_summary result = engine.summary(run);
    result.peak_step = 0;
    return result;
}

}  // namespace catapult::detail

#endif
