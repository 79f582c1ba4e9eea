// One warmup model alone, as an engine of run.hpp that takes its steps from the kernel several at a time. Its losses are ρ²;
// summaries are turned into the caller's units at the end, so that runs side by side decide on the same bits.
#ifndef CATAPULT_SRC_EXPERIMENTS_WARMUP_STEPS_HPP
#define CATAPULT_SRC_EXPERIMENTS_WARMUP_STEPS_HPP

#include <cmath>
#include <cstddef>

#include "catapult/experiments/run.hpp"
#include "kernels/dispatch.hpp"
#include "models/warmup/universal_variables.hpp"

namespace catapult::detail {

/// η is that of the model, whatever a step is given.
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

    /// A run of these steps, from its start: T's own η and λ.
    void start(training_run<warmup_steps>& run, const stopping_rule& rule) noexcept
    {
        run.start(*this, model_.problem().eta, access::lambda(model_), rule);
    }
    /// What became of it, in the caller's units.
    run_summary summary(const training_run<warmup_steps>& run) const noexcept
    {
        run_summary result = run.summary();
        const double scale = access::loss_unit(model_);
        for (double* loss : {&result.loss_initial, &result.loss_peak, &result.loss_final}) *loss *= scale;
        return result;
    }

private:
    static constexpr std::size_t ahead = 16;  // the most that a run computes in vain

    warmup_model<T>& model_;
    warmup_coefficients<T> coefficients_;
    std::size_t next_ = ahead;
    T residuals_[ahead];
    T drifts_[ahead];
};

/// To its end; `on_step()` after each step.
template <class T, class OnStep>
run_summary run_alone(warmup_model<T>& model, const stopping_rule& rule, OnStep on_step) noexcept
{
    warmup_steps<T> engine(model);
    training_run<warmup_steps<T>> run;
    engine.start(run, rule);
    while (run.running()) {
        (void)run.step();  // `ok`: nothing is refused
        on_step();
    }
    return engine.summary(run);
}

/// The same from a state `steps` steps after that of the model, none of which could end the run; the peak step is left open.
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
