#include "catapult/experiments/critical_law.hpp"

#include <cmath>
#include <limits>

#include "catapult/numerics/elementary.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "numerics/random_streams.hpp"

namespace catapult {

namespace {

constexpr double root_two = 1.41421356237309504880;

bool positive(span<const double> values) noexcept
{
    for (const double v : values)
        if (!(v > 0)) return false;
    return true;
}

bool finite(span<const double> values) noexcept
{
    for (const double v : values)
        if (!std::isfinite(v)) return false;
    return true;
}

}  // namespace

double critical_steps(double distance, double amplitude, double converged_ratio) noexcept
{
    if (!std::isfinite(distance) || !(amplitude > 0) || !(converged_ratio > 0) || !(converged_ratio < 1))
        return std::numeric_limits<double>::quiet_NaN();
    const double x = distance / amplitude;
    const double w = std::sqrt(x * x + 2);
    // (w + x)(w − x) = 2. Each side uses the form that has no cancellation.
    const double rise = x >= 0 ? logarithm((w + x) / root_two) : -logarithm((w - x) / root_two);
    const double peak = w / (root_two * std::sqrt(converged_ratio));
    const double fall = logarithm(peak + std::sqrt((peak - 1) * (peak + 1)));
    return (rise + fall) / (w * amplitude);
}

double steps_without_logarithm(double steps, double distance, double amplitude, double converged_ratio) noexcept
{
    return steps / (critical_steps(distance, amplitude, converged_ratio) * std::fabs(distance));
}

status critical_fit_range(double amplitude, fit_range& result) noexcept
{
    if (!std::isfinite(amplitude)) return status::not_finite;
    if (!(amplitude > 0) || !(amplitude <= 1.0 / 32)) return status::invalid_argument;
    result.low = 8 * amplitude;
    result.high = std::sqrt(result.low);
    return status::ok;
}

status fit_line(span<const double> x, span<const double> y, span<const double> weights, line_fit& result) noexcept
{
    const std::size_t n = x.size();
    if (y.size() != n || (!weights.empty() && weights.size() != n)) return status::shape_mismatch;
    if (!finite(x) || !finite(y) || !finite(weights)) return status::not_finite;
    if (n < 2 || !positive(weights)) return status::invalid_argument;
    const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };

    double total = 0, mean_x = 0, mean_y = 0;
    for (std::size_t i = 0; i < n; ++i) total += weight(i);
    for (std::size_t i = 0; i < n; ++i) {
        mean_x += weight(i) / total * x[i];
        mean_y += weight(i) / total * y[i];
    }
    double xx = 0, xy = 0;
    for (std::size_t i = 0; i < n; ++i) {
        xx += weight(i) * (x[i] - mean_x) * (x[i] - mean_x);
        xy += weight(i) * (x[i] - mean_x) * (y[i] - mean_y);
    }
    if (!(xx > 0) || !std::isfinite(xx)) return status::invalid_argument;

    line_fit fit;
    fit.points = n;
    fit.slope = xy / xx;
    fit.intercept = mean_y - fit.slope * mean_x;
    if (n > 2) {
        double scatter = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double miss = y[i] - fit.intercept - fit.slope * x[i];
            scatter += weight(i) * miss * miss;
        }
        // Without weights, the scatter alone gives the error. With weights, the scatter may widen the error but not
        // narrow it.
        double inflation = scatter / static_cast<double>(n - 2);
        if (!weights.empty() && inflation < 1) inflation = 1;
        fit.slope_error = std::sqrt(inflation / xx);
        fit.intercept_error = std::sqrt(inflation * (1 / total + mean_x * mean_x / xx));
    }
    if (!std::isfinite(fit.slope) || !std::isfinite(fit.intercept)) return status::invalid_argument;
    result = fit;
    return status::ok;
}

namespace {

struct exponent_arrays {
    double* log_distance;
    double* log_steps;
    double* weights;
    std::size_t* chosen;
    double* exponents;
};

auto exponent_layout(const exponent_dims& dims, exponent_arrays& arrays) noexcept
{
    return [&dims, &arrays](detail::layout& l) {
        arrays.log_distance = l.take<double>(dims.points);
        arrays.log_steps = l.take<double>(dims.points);
        arrays.weights = l.take<double>(dims.points);
        arrays.chosen = l.take<std::size_t>(dims.seeds);
        arrays.exponents = l.take<double>(dims.seeds > 1 ? dims.resamples : 0);
    };
}

/// The weight of each distance: one over the variance of its mean.
void weigh(matrix_view<const double> steps, const exponent_arrays& arrays) noexcept
{
    const auto seeds = static_cast<double>(steps.columns);
    for (std::size_t i = 0; i < steps.rows; ++i) {
        double mean = 0, mean_square_rounding = 0;
        for (std::size_t j = 0; j < steps.columns; ++j) {
            mean += logarithm(steps(i, j)) / seeds;
            mean_square_rounding += 1 / (12 * steps(i, j) * steps(i, j)) / seeds;
        }
        double spread = 0;
        for (std::size_t j = 0; j < steps.columns; ++j) {
            const double miss = logarithm(steps(i, j)) - mean;
            spread += miss * miss;
        }
        arrays.weights[i] = 1 / ((steps.columns > 1 ? spread / (seeds - 1) / seeds : 0) + mean_square_rounding);
    }
}

/// The fit over the seeds named in `chosen`. The weights stay those of all seeds, because a resample that draws one
/// seed many times says nothing about the spread between seeds.
status fit_chosen(matrix_view<const double> steps, const exponent_arrays& arrays, line_fit& fit) noexcept
{
    const auto seeds = static_cast<double>(steps.columns);
    for (std::size_t i = 0; i < steps.rows; ++i) {
        double mean = 0;
        for (std::size_t j = 0; j < steps.columns; ++j) mean += logarithm(steps(i, arrays.chosen[j])) / seeds;
        arrays.log_steps[i] = mean;
    }
    return fit_line({arrays.log_distance, steps.rows}, {arrays.log_steps, steps.rows}, {arrays.weights, steps.rows}, fit);
}

void sort(span<double> values) noexcept
{
    // Shell sort (Ciura's gaps): short, in place, no recursion.
    constexpr std::size_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    for (const std::size_t gap : gaps)
        for (std::size_t i = gap; i < values.size(); ++i) {
            const double value = values[i];
            std::size_t j = i;
            for (; j >= gap && values[j - gap] > value; j -= gap) values[j] = values[j - gap];
            values[j] = value;
        }
}

double percentile(span<const double> sorted, double fraction) noexcept
{
    const double position = fraction * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = below + 1 < sorted.size() ? below + 1 : below;
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

status exponent_bytes(const exponent_dims& dims, std::size_t& result) noexcept
{
    exponent_arrays arrays{};
    return detail::measure(exponent_layout(dims, arrays), result);
}

status estimate_exponent(span<const double> distance, matrix_view<const double> steps, std::size_t resamples,
                         std::uint64_t resample_seed, workspace memory, exponent_estimate& result) noexcept
{
    if (steps.rows != distance.size()) return status::shape_mismatch;
    if (steps.rows < 2 || steps.columns < 1 || (steps.columns > 1 && resamples < 2)) return status::invalid_argument;
    if (!finite(distance)) return status::not_finite;
    for (std::size_t i = 0; i < steps.rows; ++i)
        if (!finite({steps.row(i), steps.columns})) return status::not_finite;
    if (!positive(distance)) return status::invalid_argument;
    for (std::size_t i = 0; i < steps.rows; ++i)
        if (!positive({steps.row(i), steps.columns})) return status::invalid_argument;

    const exponent_dims dims{steps.rows, steps.columns, resamples};
    exponent_arrays arrays{};
    if (const status s = detail::place(exponent_layout(dims, arrays), memory); s != status::ok) return s;

    exponent_estimate estimate;
    estimate.points = dims.points;
    estimate.seeds = dims.seeds;
    estimate.range = {distance[0], distance[0]};
    for (std::size_t i = 0; i < dims.points; ++i) {
        arrays.log_distance[i] = logarithm(distance[i]);
        if (distance[i] < estimate.range.low) estimate.range.low = distance[i];
        if (distance[i] > estimate.range.high) estimate.range.high = distance[i];
    }
    if (estimate.range.low == estimate.range.high) return status::invalid_argument;
    for (std::size_t j = 0; j < dims.seeds; ++j) arrays.chosen[j] = j;
    weigh(steps, arrays);
    line_fit fit;
    if (const status s = fit_chosen(steps, arrays, fit); s != status::ok) return s;
    estimate.exponent = fit.slope;
    estimate.standard_error = estimate.line_error = fit.slope_error;
    estimate.interval_low = fit.slope - 1.96 * fit.slope_error;
    estimate.interval_high = fit.slope + 1.96 * fit.slope_error;

    if (dims.seeds > 1) {
        const random_stream draws = detail::stream_of(resample_seed, detail::stream::bootstrap);
        for (std::size_t b = 0; b < resamples; ++b) {
            for (std::size_t j = 0; j < dims.seeds; ++j) {
                const double u = uniform(draws, static_cast<std::uint64_t>(b) * dims.seeds + j);
                arrays.chosen[j] = static_cast<std::size_t>(u * static_cast<double>(dims.seeds));
            }
            if (const status s = fit_chosen(steps, arrays, fit); s != status::ok) return s;
            arrays.exponents[b] = fit.slope;
        }
        const span<double> exponents{arrays.exponents, resamples};
        sort(exponents);
        double mean = 0, squares = 0;
        for (const double e : exponents) mean += (e - fit.slope) / static_cast<double>(resamples);
        for (const double e : exponents) squares += (e - fit.slope - mean) * (e - fit.slope - mean);
        estimate.standard_error = std::sqrt(squares / static_cast<double>(resamples - 1));
        estimate.interval_low = percentile(exponents, 0.025);
        estimate.interval_high = percentile(exponents, 0.975);
    }
    result = estimate;
    return status::ok;
}

}  // namespace catapult
