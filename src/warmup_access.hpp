// What the batch needs of a warmup model: its state in the universal variables.
#ifndef CATAPULT_SRC_WARMUP_ACCESS_HPP
#define CATAPULT_SRC_WARMUP_ACCESS_HPP

#include <cmath>

#include "catapult/warmup.hpp"
#include "kernels/table.hpp"

namespace catapult::detail {

template <class T>
struct warmup_access {
    static warmup_coefficients<T> coefficients(const warmup_model<T>& m) noexcept
    {
        const bool linear = !std::isfinite(m.problem_.width);
        const auto map = linear ? warmup_map::linear : m.label_ != 0 ? warmup_map::labelled : warmup_map::plain;
        return {m.eta_lambda_start_, m.label_, map};
    }
    static T residual(const warmup_model<T>& m) noexcept { return m.residual_; }
    static T drift(const warmup_model<T>& m) noexcept { return m.eta_drift_; }
    /// `steps` steps later.
    static void set(warmup_model<T>& m, T residual, T drift, std::size_t steps) noexcept
    {
        m.residual_ = residual;
        m.eta_drift_ = drift;
        m.steps_ += steps;
    }
    /// Steps until the monitor stops it; the summary in the caller's units.
    static run_summary finish(warmup_model<T>& m, run_monitor& monitor) noexcept;
    static T lambda(const warmup_model<T>& m) noexcept { return m.lambda_start_ + m.eta_drift_ / m.problem_.eta; }
    /// A loss in the caller's units for ρ² = 1.
    static double loss_unit(const warmup_model<T>& m) noexcept
    {
        const double unit = m.residual_unit_;
        return 0.5 * unit * unit;
    }
    /// Losses from ρ² to the caller's units.
    static void to_units(const warmup_model<T>& m, run_summary& run) noexcept
    {
        const double scale = loss_unit(m);
        run.loss_initial *= scale;
        run.loss_peak *= scale;
        run.loss_final *= scale;
    }
};

}  // namespace catapult::detail

#endif
