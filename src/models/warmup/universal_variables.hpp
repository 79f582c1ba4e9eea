// The state of a warmup model in universal variables. The kernels step trajectories in these variables.
#ifndef CATAPULT_SRC_MODELS_WARMUP_UNIVERSAL_VARIABLES_HPP
#define CATAPULT_SRC_MODELS_WARMUP_UNIVERSAL_VARIABLES_HPP

#include <cmath>

#include "catapult/models/warmup_model.hpp"
#include "kernels/table.hpp"

namespace catapult::detail {

/// A problem and its start in the universal variables of theory.md, 5.
template <class T>
struct universal_start {
    T eta_lambda;     // a₀
    T residual_unit;  // (f − y)/ρ
    T residual;       // ρ
    T label;          // ω
};

/// `root` is √n, or 1 at infinite width. ω is not used at infinite width and is set to 0.
template <class T>
universal_start<T> to_universal(const warmup_problem<T>& p, const warmup_start<T>& start, T root, bool finite_width) noexcept
{
    const T unit = root / (p.eta * p.input);
    return {p.eta * start.lambda, unit, (start.output - p.label) / unit, finite_width ? p.label / unit : T(0)};
}

template <class T>
warmup_map map_of(bool finite_width, T label) noexcept
{
    return !finite_width ? warmup_map::linear : label != 0 ? warmup_map::labelled : warmup_map::plain;
}

template <class T>
struct warmup_access {
    static warmup_coefficients<T> coefficients(const warmup_model<T>& m) noexcept
    {
        return {m.eta_lambda_start_, m.label_, map_of(std::isfinite(m.problem_.width), m.label_)};
    }
    static T residual(const warmup_model<T>& m) noexcept { return m.residual_; }
    static T drift(const warmup_model<T>& m) noexcept { return m.eta_drift_; }
    /// Moves the model to the state `steps` steps later.
    static void set(warmup_model<T>& m, T residual, T drift, std::size_t steps) noexcept
    {
        m.residual_ = residual;
        m.eta_drift_ = drift;
        m.steps_ += steps;
    }
    /// λ − λ₀; an empty model has no rate.
    static T lambda_drift(const warmup_model<T>& m) noexcept { return m.problem_.eta > 0 ? m.eta_drift_ / m.problem_.eta : T(0); }
    static T lambda(const warmup_model<T>& m) noexcept { return m.lambda_start_ + lambda_drift(m); }
    /// A loss in the caller's units for ρ² = 1.
    static double loss_unit(const warmup_model<T>& m) noexcept
    {
        const double unit = m.residual_unit_;
        return 0.5 * unit * unit;
    }
};

}  // namespace catapult::detail

#endif
