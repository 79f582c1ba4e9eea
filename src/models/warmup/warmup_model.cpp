#include "catapult/models/warmup_model.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

#include "kernels/dispatch.hpp"
#include "models/warmup/universal_variables.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

template <class T>
bool finite(T x) noexcept
{
    return std::isfinite(x);
}

template <class T>
status check_problem(const warmup_problem<T>& p) noexcept
{
    if (!finite(p.input) || !finite(p.label) || !finite(p.eta)) return status::not_finite;
    if (const status wrong = detail::check_width(p.width); wrong != status::ok) return wrong;
    if (!(p.eta > 0)) return status::invalid_argument;
    return p.input == 0 ? status::zero_inputs : status::ok;
}

/// The error to report when the sum of squares of u and v is not finite.
template <class T>
status too_large_or_not_finite(span<const T> u, span<const T> v) noexcept
{
    return detail::all_finite(u.size(), u.data()) && detail::all_finite(v.size(), v.data()) ? status::invalid_argument
                                                                                            : status::not_finite;
}

template <class T>
status check_start(const warmup_problem<T>& p, const warmup_start<T>& start) noexcept
{
    if (!finite(start.output) || !finite(start.lambda)) return status::not_finite;
    if (start.lambda == 0) return status::zero_inputs;
    if (start.lambda > 0 && start.lambda < std::numeric_limits<T>::min()) return status::invalid_argument;
    const T least = finite(p.width) ? 2 * std::fabs(p.input * start.output) / std::sqrt(static_cast<T>(p.width)) : T(0);
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
    if (!finite(squares)) return too_large_or_not_finite(u, v);
    const warmup_start<T> start{input * (product / std::sqrt(width)), input * input * (squares / width)};
    if (!finite(start.lambda)) return status::invalid_argument;
    if (!(start.lambda > 0)) return status::zero_inputs;
    result = start;
    return status::ok;
}

template <class T>
status warmup_model<T>::create(const warmup_problem<T>& problem, const warmup_start<T>& start, warmup_model& result) noexcept
{
    if (const status s = check_problem(problem); s != status::ok) return s;
    if (const status s = check_start(problem, start); s != status::ok) return s;
    warmup_model m;
    m.problem_ = problem;
    const bool finite_width = finite(problem.width);
    const auto u = detail::to_universal(problem, start, finite_width ? std::sqrt(static_cast<T>(problem.width)) : T(1),
                                        finite_width);
    m.lambda_start_ = start.lambda;
    m.eta_lambda_start_ = u.eta_lambda;
    m.residual_unit_ = u.residual_unit;
    m.residual_ = u.residual;
    m.label_ = u.label;
    if (const status s = m.check(); s != status::ok) return s;
    result = m;
    return status::ok;
}

/// Checks that the rate makes no stored value infinite, nor the unit of the loss. That is a double, which the square of no
/// float exceeds: float objects do without arithmetic in double.
template <class T>
status warmup_model<T>::check() const noexcept
{
    bool unit_finite = finite(residual_unit_);
    if constexpr (std::is_same_v<T, double>) unit_finite = unit_finite && finite(detail::warmup_access<T>::loss_unit(*this));
    return unit_finite && finite(residual_) && finite(label_) && finite(eta_lambda_start_) && finite(eta_drift_) && finite(loss())
               ? status::ok
               : status::invalid_argument;
}

template <class T>
status warmup_model<T>::change_eta(T eta) noexcept
{
    if (!(problem_.eta > 0)) return status::invalid_argument;
    warmup_model m = *this;
    m.problem_.eta = eta;
    if (const status s = check_problem(m.problem_); s != status::ok) return s;
    // ρ, ω, a and δ are proportional to the rate.
    const T part = eta / problem_.eta;
    for (T* number : {&m.eta_lambda_start_, &m.label_, &m.residual_, &m.eta_drift_}) *number *= part;
    m.residual_unit_ = residual_unit_ / part;
    if (const status s = m.check(); s != status::ok) return s;
    *this = m;
    return status::ok;
}

template <class T>
status warmup_model<T>::step() noexcept
{
    if (!(problem_.eta > 0)) return status::invalid_argument;
    T residual = 0;
    T drift = 0;
    detail::kernels<T>().warmup.trace(detail::warmup_access<T>::coefficients(*this), 1, residual_, eta_drift_, &residual, &drift);
    if (!finite(residual) || !finite(drift)) return status::diverged;
    residual_ = residual;
    eta_drift_ = drift;
    ++steps_;
    return status::ok;
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
    return detail::warmup_access<T>::lambda(*this);
}
template <class T>
T warmup_model<T>::lambda_drift() const noexcept
{
    return detail::warmup_access<T>::lambda_drift(*this);
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
    if (u.size() != v.size() || static_cast<double>(u.size()) != problem.width) return status::shape_mismatch;
    warmup_network m;
    m.problem_ = problem;
    m.u_ = u;
    m.v_ = v;
    m.root_width_ = std::sqrt(static_cast<T>(problem.width));
    const auto dot = detail::kernels<T>().dense.dot;
    m.product_ = dot(u.size(), u.data(), v.data());
    m.squares_ = dot(u.size(), u.data(), u.data()) + dot(v.size(), v.data(), v.data());
    if (!finite(m.squares_) || !finite(m.product_)) return too_large_or_not_finite<T>(u, v);
    if (!(m.lambda() > 0)) return status::zero_inputs;
    if (!finite(m.lambda()) || !finite(m.loss())) return status::invalid_argument;
    result = m;
    return status::ok;
}

template <class T>
status warmup_network<T>::step() noexcept
{
    if (u_.empty()) return status::invalid_argument;
    const T c = problem_.eta * problem_.input * residual() / root_width_;
    // No element grows by more than this factor. So if the bound below is finite, the pass stays finite.
    const T growth = 1 + std::fabs(c);
    if (!finite(growth * growth * squares_)) return status::diverged;
    detail::kernels<T>().warmup.weights(u_.size(), c, u_.data(), v_.data(), &product_, &squares_);
    ++steps_;
    return status::ok;
}

template <class T>
status warmup_network<T>::change_eta(T eta) noexcept
{
    if (u_.empty()) return status::invalid_argument;
    warmup_problem<T> changed = problem_;
    changed.eta = eta;
    if (const status s = check_problem(changed); s != status::ok) return s;
    problem_ = changed;
    return status::ok;
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
    return problem_.input * problem_.input * (squares_ / static_cast<T>(problem_.width));
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
