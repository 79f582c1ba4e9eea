#include "catapult/warmup.hpp"

#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"

namespace catapult {

namespace {

// Steps taken in one call of the kernel during a run, the most that a run computes in vain.
constexpr std::size_t trace_steps = 16;

template <class T>
bool finite(T x) noexcept
{
    return std::isfinite(x);
}

template <class T>
detail::warmup_coefficients<T> coefficients(const warmup_problem<T>& problem, T eta_lambda_start, T label) noexcept
{
    const bool linear = !finite(problem.width);
    const auto map = linear       ? detail::warmup_map::linear
                     : label != 0 ? detail::warmup_map::labelled
                                  : detail::warmup_map::plain;
    return {eta_lambda_start, label, map};
}

/// A run's losses are followed in units of ρ²/(2 unit²).
void to_units(run_summary& run, double unit) noexcept
{
    const double scale = 0.5 * unit * unit;
    run.loss_initial *= scale;
    run.loss_peak *= scale;
    run.loss_final *= scale;
}

template <class T>
status check_problem(const warmup_problem<T>& p) noexcept
{
    if (std::isnan(p.width) || !finite(p.input) || !finite(p.label) || !finite(p.eta)) return status::not_finite;
    if (!(p.width >= 1) || !(p.eta > 0)) return status::invalid_argument;
    return p.input == 0 ? status::zero_inputs : status::ok;
}

template <class T>
status check_start(const warmup_problem<T>& p, const warmup_start<T>& start) noexcept
{
    if (!finite(start.output) || !finite(start.lambda)) return status::not_finite;
    if (start.lambda == 0) return status::zero_inputs;
    const T least = finite(p.width) ? 2 * std::fabs(p.input * start.output) / std::sqrt(p.width) : T(0);
    const T rounding = 16 * std::numeric_limits<T>::epsilon();
    return start.lambda > 0 && start.lambda >= least * (1 - rounding) ? status::ok : status::invalid_argument;
}

}  // namespace

template <class T>
status warmup_start_from_weights(span<const T> u, span<const T> v, T input, warmup_start<T>& result) noexcept
{
    if (u.size() != v.size() || u.empty()) return status::shape_mismatch;
    if (!finite(input)) return status::not_finite;
    const auto dot = detail::kernels<T>().dense.dot;
    const T width = static_cast<T>(u.size());
    const T squares = dot(u.size(), u.data(), u.data()) + dot(v.size(), v.data(), v.data());
    const T product = dot(u.size(), u.data(), v.data());
    if (!finite(squares)) return status::not_finite;
    const warmup_start<T> start{input * (product / std::sqrt(width)), input * input * (squares / width)};
    if (!(start.lambda > 0)) return status::zero_inputs;
    result = start;
    return status::ok;
}

template <class T>
status warmup_model<T>::create(const warmup_problem<T>& problem, const warmup_start<T>& start,
                               warmup_model& result) noexcept
{
    if (const status s = check_problem(problem); s != status::ok) return s;
    if (const status s = check_start(problem, start); s != status::ok) return s;
    warmup_model m;
    m.problem_ = problem;
    m.lambda_start_ = start.lambda;
    m.eta_lambda_start_ = problem.eta * start.lambda;
    const T root = finite(problem.width) ? std::sqrt(problem.width) : T(1);
    m.residual_unit_ = root / (problem.eta * problem.input);
    m.residual_ = (start.output - problem.label) / m.residual_unit_;
    m.label_ = finite(problem.width) ? problem.label / m.residual_unit_ : T(0);
    if (!finite(m.residual_unit_) || !finite(m.residual_) || !finite(m.label_) || !finite(m.eta_lambda_start_))
        return status::invalid_argument;
    result = m;
    return status::ok;
}

template <class T>
status warmup_model<T>::step() noexcept
{
    T residual = 0;
    T drift = 0;
    detail::kernels<T>().warmup.trace(coefficients(problem_, eta_lambda_start_, label_), 1, residual_, eta_drift_,
                                      &residual, &drift);
    if (!finite(residual) || !finite(drift)) return status::diverged;
    residual_ = residual;
    eta_drift_ = drift;
    ++steps_;
    return status::ok;
}

template <class T>
run_summary warmup_model<T>::run(const stopping_rule& rule) noexcept
{
    const auto trace = detail::kernels<T>().warmup.trace;
    const auto c = coefficients(problem_, eta_lambda_start_, label_);
    T residuals[trace_steps];
    T drifts[trace_steps];
    run_monitor monitor;
    monitor.start(rule, problem_.eta, residual_ * residual_, lambda(), eta_lambda());
    while (monitor.running()) {
        trace(c, trace_steps, residual_, eta_drift_, residuals, drifts);
        for (std::size_t i = 0; i < trace_steps && monitor.running(); ++i) {
            if (!finite(residuals[i]) || !finite(drifts[i])) {
                monitor.lose(lambda());
                break;
            }
            residual_ = residuals[i];
            eta_drift_ = drifts[i];
            ++steps_;
            if (monitor.observe(residual_ * residual_, relative_step())) monitor.settle(lambda(), eta_lambda());
        }
    }
    run_summary result = monitor.summary();
    to_units(result, residual_unit_);
    return result;
}

template <class T>
T warmup_model<T>::output() const noexcept
{
    return problem_.label + residual();
}
template <class T>
T warmup_model<T>::residual() const noexcept
{
    return residual_ * residual_unit_;
}
template <class T>
T warmup_model<T>::loss() const noexcept
{
    return residual() * residual() / 2;
}
template <class T>
T warmup_model<T>::lambda() const noexcept
{
    return lambda_start_ + lambda_drift();
}
template <class T>
T warmup_model<T>::lambda_drift() const noexcept
{
    return eta_drift_ / problem_.eta;
}
template <class T>
T warmup_model<T>::eta_lambda() const noexcept
{
    return eta_lambda_start_ + eta_drift_;
}
template <class T>
T warmup_model<T>::relative_step() const noexcept
{
    return finite(problem_.width) ? std::fabs(residual_) : T(0);
}

template <class T>
status warmup_network<T>::create(const warmup_problem<T>& problem, span<T> u, span<T> v, warmup_network& result) noexcept
{
    if (const status s = check_problem(problem); s != status::ok) return s;
    if (u.size() != v.size() || static_cast<T>(u.size()) != problem.width) return status::shape_mismatch;
    warmup_network m;
    m.problem_ = problem;
    m.u_ = u;
    m.v_ = v;
    m.root_width_ = std::sqrt(problem.width);
    const auto dot = detail::kernels<T>().dense.dot;
    m.product_ = dot(u.size(), u.data(), v.data());
    m.squares_ = dot(u.size(), u.data(), u.data()) + dot(v.size(), v.data(), v.data());
    if (!finite(m.squares_) || !finite(m.product_)) return status::not_finite;
    if (!(m.lambda() > 0)) return status::zero_inputs;
    if (!finite(m.lambda()) || !finite(m.loss())) return status::invalid_argument;
    result = m;
    return status::ok;
}

template <class T>
status warmup_network<T>::step() noexcept
{
    const T c = problem_.eta * problem_.input * residual() / root_width_;
    // No element grows by more than this factor, so the pass below stays finite if this does.
    const T growth = 1 + std::fabs(c);
    if (!finite(growth * growth * squares_)) return status::diverged;
    detail::kernels<T>().warmup.weights(u_.size(), c, u_.data(), v_.data(), &product_, &squares_);
    ++steps_;
    return status::ok;
}

template <class T>
run_summary warmup_network<T>::run(const stopping_rule& rule) noexcept
{
    run_monitor monitor;
    monitor.start(rule, problem_.eta, loss(), lambda(), eta_lambda());
    while (monitor.running()) {
        if (step() != status::ok)
            monitor.lose(lambda());
        else if (monitor.observe(loss(), relative_step()))
            monitor.settle(lambda(), eta_lambda());
    }
    return monitor.summary();
}

template <class T>
T warmup_network<T>::output() const noexcept
{
    return problem_.input * (product_ / root_width_);
}
template <class T>
T warmup_network<T>::residual() const noexcept
{
    return output() - problem_.label;
}
template <class T>
T warmup_network<T>::loss() const noexcept
{
    return residual() * residual() / 2;
}
template <class T>
T warmup_network<T>::lambda() const noexcept
{
    return problem_.input * problem_.input * (squares_ / problem_.width);
}
template <class T>
T warmup_network<T>::eta_lambda() const noexcept
{
    return problem_.eta * lambda();
}
template <class T>
T warmup_network<T>::relative_step() const noexcept
{
    return std::fabs(problem_.eta * problem_.input * residual() / root_width_);
}

template status warmup_start_from_weights(span<const float>, span<const float>, float, warmup_start<float>&) noexcept;
template status warmup_start_from_weights(span<const double>, span<const double>, double, warmup_start<double>&) noexcept;
template class warmup_model<float>;
template class warmup_model<double>;
template class warmup_network<float>;
template class warmup_network<double>;

}  // namespace catapult
