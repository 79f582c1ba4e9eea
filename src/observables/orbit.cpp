#include "catapult/observables/orbit.hpp"

#include <cmath>

#include "catapult/numerics/elementary.hpp"

namespace catapult {

namespace {

constexpr double escape = 100;

double residual(const orbit_point& p, double omega) noexcept { return (p.sum - p.difference) / 2 - omega; }

void advance(orbit_point& p, double rho) noexcept
{
    p.sum *= (1 - rho) * (1 - rho);
    p.difference *= (1 + rho) * (1 + rho);
}

/// The derivative of the map over some number of steps, by columns.
struct derivative {
    orbit_point by_sum{1, 0};
    orbit_point by_difference{0, 1};
};

void advance_tangent(const orbit_point& p, double rho, orbit_point& t) noexcept
{
    const double change = (t.sum - t.difference) / 2;
    t = {(1 - rho) * ((1 - rho) * t.sum - 2 * p.sum * change),
         (1 + rho) * ((1 + rho) * t.difference + 2 * p.difference * change)};
}

/// Applies the derivative of one step at `p` to `tangent`, and makes it a unit vector again. Returns its length before
/// that.
double stretch(const orbit_point& p, double rho, orbit_point& tangent) noexcept
{
    advance_tangent(p, rho, tangent);
    const double length = std::sqrt(tangent.sum * tangent.sum + tangent.difference * tangent.difference);
    if (length > 0) tangent = {tangent.sum / length, tangent.difference / length};
    return length;
}

/// Takes `steps` steps from `point`, and accumulates their derivative in `d`. False if the orbit escapes.
bool advance(std::size_t steps, double omega, orbit_point& point, derivative& d) noexcept
{
    for (std::size_t t = 0; t < steps; ++t) {
        const double rho = residual(point, omega);
        if (!(std::fabs(rho) <= escape)) return false;
        advance_tangent(point, rho, d.by_sum);
        advance_tangent(point, rho, d.by_difference);
        advance(point, rho);
    }
    return true;
}

/// The larger modulus of the two eigenvalues.
double radius(const derivative& d) noexcept
{
    const double half = (d.by_sum.sum + d.by_difference.difference) / 2;
    const double determinant = d.by_sum.sum * d.by_difference.difference - d.by_difference.sum * d.by_sum.difference;
    const double square = half * half - determinant;
    return square >= 0 ? std::fabs(half) + std::sqrt(square) : std::sqrt(determinant);
}

/// Newton's method for a point that returns to itself after `period` steps. Also finds the modulus of its larger
/// multiplier.
bool find_periodic(std::size_t period, double omega, orbit_point& point, double& multiplier) noexcept
{
    double last = __builtin_inf();
    for (int iteration = 0; iteration < 60; ++iteration) {
        orbit_point after = point;
        derivative d;
        if (!advance(period, omega, after, d)) return false;
        const double a = d.by_sum.sum - 1, b = d.by_difference.sum, c = d.by_sum.difference, e = d.by_difference.difference - 1;
        const double fa = after.sum - point.sum, fb = after.difference - point.difference, determinant = a * e - b * c;
        const double da = -(e * fa - b * fb) / determinant, db = -(a * fb - c * fa) / determinant;
        const double size = std::fabs(da) + std::fabs(db), scale = point.sum + point.difference;
        if (!(size <= scale)) return false;
        // The iteration has come as near as rounding allows: its steps are small and no longer shrink.
        if (size <= 1e-15 * scale || (size <= 1e-8 * scale && size >= last)) {
            multiplier = radius(d);
            return std::isfinite(multiplier);
        }
        last = size;
        point.sum += da;
        point.difference = point.difference + db > 0 ? point.difference + db : 0;
    }
    return false;
}

/// max |values[i] − values[i − apart]| over the last `count` values. Stops early once this exceeds `limit`.
double return_distance(span<const double> values, std::size_t apart, std::size_t count, double limit) noexcept
{
    double largest = 0;
    for (std::size_t i = values.size() - count; i < values.size() && largest <= limit; ++i) {
        const double distance = std::fabs(values[i] - values[i - apart]);
        if (distance > largest) largest = distance;
    }
    return largest;
}

/// Finds the periodic orbit that an orbit approaches. `values` are the recorded residuals, `end` is the state after
/// them, and `range` is the difference between the largest and the smallest value.
class period_search {
public:
    period_search(span<const double> values, orbit_point end, double omega, double tolerance, double range) noexcept
        : values_(values), end_(end), omega_(omega), tolerance_(tolerance), range_(range)
    {
    }

    /// The smallest period of an attracting periodic orbit that this orbit approaches, or 0.
    std::size_t find(double& multiplier) noexcept
    {
        // Near a bifurcation the orbit returns close to itself long before it has settled, and after fewer steps than
        // its period too. A close return is therefore only a candidate. approaches() finds the periodic orbit and tests
        // whether it attracts.
        double best = 0.01 * range_ + tolerance_;
        for (std::size_t p = 1; p <= values_.size() / 2; ++p) {
            const double distance = return_distance(values_, p, p, best);
            if (distance > best) continue;
            if (approaches(p, multiplier)) return p;
            best = distance / 2;
        }
        return 0;
    }

private:
    bool approaches(std::size_t period, double& multiplier) noexcept
    {
        // Three orbits meet at a bifurcation: two that attract, and a repelling one between them. From a point between
        // the outer ones Newton's method may find the repelling one. So later starts are farther from the repelling
        // orbit of a shorter period that an earlier call found.
        for (const double stretch : {1.0, 3.0, 10.0, 30.0}) {
            orbit_point found = {repelling_.sum + stretch * (end_.sum - repelling_.sum),
                                 repelling_.difference + stretch * (end_.difference - repelling_.difference)};
            if (found.sum < 0 || found.difference < 0 || !find_periodic(period, omega_, found, multiplier)) continue;
            if (multiplier < 1 - neutral && !shorter(period, found) && contracts(period, found)) return true;
            if (stretch == 1.0 && multiplier > 1) next_repelling_ = found, have_repelling_ = true;
            if (!have_repelling_) break;
        }
        if (have_repelling_) repelling_ = next_repelling_;
        return false;
    }

    /// True if the point already returns after a proper divisor of `period`.
    bool shorter(std::size_t period, orbit_point point) const noexcept
    {
        const orbit_point start = point;
        for (std::size_t t = 1; t < period; ++t) {
            advance(point, residual(point, omega_));
            const double distance = std::fabs(point.sum - start.sum) + std::fabs(point.difference - start.difference);
            if (period % t == 0 && distance <= 1e-8 * range_) return true;
        }
        return false;
    }

    /// True if the record is nearer to the periodic orbit at its end than in its middle.
    bool contracts(std::size_t period, orbit_point point) const noexcept
    {
        const std::size_t n = values_.size(), back = n / 2 / period * period;
        double at_end = 0, before = 0;
        for (std::size_t i = n - period; i < n; ++i) {
            const double rho = residual(point, omega_);
            at_end = std::fmax(at_end, std::fabs(values_[i] - rho));
            before = std::fmax(before, std::fabs(values_[i - back] - rho));
            advance(point, rho);
        }
        return at_end <= tolerance_ || at_end < before;
    }

    // A multiplier within this distance of 1 cannot be told from 1, because of rounding.
    static constexpr double neutral = 1e-9;

    span<const double> values_;
    orbit_point end_;
    double omega_;
    double tolerance_;
    double range_;
    orbit_point repelling_;
    orbit_point next_repelling_;
    bool have_repelling_ = false;
};

// A Lyapunov exponent of the record above this means chaos. An orbit that has not settled yet has a smaller one.
constexpr double chaotic = 0.01;

}  // namespace

status follow_orbit(orbit_point start, double omega, const orbit_options& options, span<double> residuals,
                    orbit_summary& result) noexcept
{
    if (!std::isfinite(start.sum) || !std::isfinite(start.difference) || !std::isfinite(omega)) return status::not_finite;
    if (start.sum < 0 || start.difference < 0 || start.sum + start.difference == 0) return status::invalid_argument;
    if (!std::isfinite(options.tolerance)) return status::not_finite;
    if (options.steps < 4 || options.tolerance < 0) return status::invalid_argument;
    if (residuals.size() != options.steps) return status::shape_mismatch;

    orbit_point point = start;
    // The direction is generic: a tangent along an axis of the map could stay on an invariant line.
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
            total += logarithm(length);
        else
            superstable = true;
        advance(point, rho);
    }
    summary.bounded = true;
    summary.lyapunov = superstable ? -HUGE_VAL : total / static_cast<double>(options.steps);
    if (std::fmax(std::fabs(summary.lowest), std::fabs(summary.highest)) <= options.tolerance) {
        // Training converges. A minimum is one point of a curve of minima, so that its larger multiplier is 1, along
        // the curve.
        summary.period = 1;
        summary.multiplier = 1;
        summary.settled = true;
    } else if (summary.lyapunov > chaotic) {
        summary.settled = true;
    } else {
        period_search search({residuals.data(), residuals.size()}, point, omega, options.tolerance,
                             summary.highest - summary.lowest);
        summary.period = search.find(summary.multiplier);
        summary.settled = summary.period > 0;
        if (!summary.settled)
            summary.multiplier = 0;
        else if (summary.multiplier > 0)
            summary.lyapunov = logarithm(summary.multiplier) / static_cast<double>(summary.period);
    }
    result = summary;
    return status::ok;
}

}  // namespace catapult
