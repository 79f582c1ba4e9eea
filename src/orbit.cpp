#include "catapult/orbit.hpp"

#include <cmath>

#include "elementary.hpp"

namespace catapult {

namespace {

constexpr double escape = 100;

double residual(const orbit_point& p, double omega) noexcept { return (p.sum - p.difference) / 2 - omega; }

void advance(orbit_point& p, double rho) noexcept
{
    p.sum *= (1 - rho) * (1 - rho);
    p.difference *= (1 + rho) * (1 + rho);
}

/// One step of the derivative of the map along `tangent`, renormalised; answers its stretching.
double stretch(const orbit_point& p, double rho, orbit_point& tangent) noexcept
{
    const double change = (tangent.sum - tangent.difference) / 2;
    const double a = (1 - rho) * ((1 - rho) * tangent.sum - 2 * p.sum * change);
    const double b = (1 + rho) * ((1 + rho) * tangent.difference + 2 * p.difference * change);
    const double length = std::sqrt(a * a + b * b);
    if (length > 0) tangent = {a / length, b / length};
    return length;
}

std::size_t period_of(span<const double> values, double tolerance) noexcept
{
    for (std::size_t p = 1; p <= values.size() / 2; ++p) {
        bool same = true;
        for (std::size_t i = 0; same && i + p < values.size(); ++i) same = std::fabs(values[i + p] - values[i]) <= tolerance;
        if (same) return p;
    }
    return 0;
}

}  // namespace

status follow_orbit(orbit_point start, double omega, const orbit_options& options, span<double> residuals,
                    orbit_summary& result) noexcept
{
    if (!std::isfinite(start.sum) || !std::isfinite(start.difference) || !std::isfinite(omega)) return status::not_finite;
    if (start.sum < 0 || start.difference < 0 || start.sum + start.difference == 0) return status::invalid_argument;
    if (options.steps < 4 || !(options.tolerance >= 0)) return status::invalid_argument;
    if (residuals.size() != options.steps) return status::shape_mismatch;

    orbit_point point = start;
    // A generic direction: along an axis of the map it could stay on an invariant line.
    orbit_point tangent{0.8, -0.6};
    for (std::size_t t = 0; t < options.transient; ++t) {
        const double rho = residual(point, omega);
        if (!(std::fabs(rho) <= escape)) {
            result = orbit_summary{};
            return status::ok;
        }
        (void)stretch(point, rho, tangent);
        advance(point, rho);
    }
    orbit_summary summary;
    double total = 0;
    bool superstable = false;
    for (std::size_t t = 0; t < options.steps; ++t) {
        const double rho = residual(point, omega);
        if (!(std::fabs(rho) <= escape)) {
            result = orbit_summary{};
            return status::ok;
        }
        residuals[t] = rho;
        if (t == 0 || rho < summary.lowest) summary.lowest = rho;
        if (t == 0 || rho > summary.highest) summary.highest = rho;
        const double length = stretch(point, rho, tangent);
        if (length > 0)
            total += detail::log(length);
        else
            superstable = true;
        advance(point, rho);
    }
    summary.bounded = true;
    summary.period = period_of({residuals.data(), residuals.size()}, options.tolerance);
    summary.lyapunov = superstable ? -HUGE_VAL : total / static_cast<double>(options.steps);
    result = summary;
    return status::ok;
}

}  // namespace catapult
