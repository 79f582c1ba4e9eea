#include "catapult/c_interface/critical_law.h"

#include "c_interface/matrices.hpp"
#include "c_interface/objects.hpp"
#include "catapult/experiments/critical_law.hpp"

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

double catapult_critical_steps(double distance, double amplitude, double converged_ratio)
{
    return critical_steps(distance, amplitude, converged_ratio);
}

double catapult_steps_without_logarithm(double steps, double distance, double amplitude, double converged_ratio)
{
    return steps_without_logarithm(steps, distance, amplitude, converged_ratio);
}

catapult_status catapult_critical_fit_range(double amplitude, catapult_fit_range* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<fit_range>(
        result, [&](fit_range& found) { return critical_fit_range(amplitude, found); },
        [](const fit_range& r) {
            return catapult_fit_range{r.low, r.high};
        });
}

catapult_status catapult_fit_line(const double* x, const double* y, const double* weights, std::size_t points,
                                  catapult_line_fit* result)
{
    if (any_null(x, y, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<line_fit>(
        result,
        [&](line_fit& found) {
            return fit_line({x, points}, {y, points}, {weights, weights == nullptr ? 0 : points}, found);
        },
        [](const line_fit& f) {
            return catapult_line_fit{f.slope, f.intercept, f.slope_error, f.intercept_error, f.points};
        });
}

catapult_status catapult_exponent_bytes(catapult_exponent_dims dims, std::size_t* bytes)
{
    return any_null(bytes) ? CATAPULT_INVALID_ARGUMENT
                           : answer(exponent_bytes({dims.points, dims.seeds, dims.resamples}, *bytes));
}

catapult_status catapult_estimate_exponent(const double* distance, catapult_matrix steps, std::size_t resamples,
                                           std::uint64_t resample_seed, void* memory, std::size_t bytes,
                                           catapult_exponent_estimate* result)
{
    if (any_null(distance, result)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(steps); s != status::ok) return answer(s);
    return write_if_ok<exponent_estimate>(
        result,
        [&](exponent_estimate& found) {
            return with_scratch(memory, bytes, [&](workspace space) {
                return estimate_exponent({distance, steps.rows}, to_view(steps), resamples, resample_seed, space, found);
            });
        },
        [](const exponent_estimate& e) {
            return catapult_exponent_estimate{e.exponent,      e.standard_error, e.interval_low,
                                              e.interval_high, e.line_error,     {e.range.low, e.range.high},
                                              e.points,        e.seeds};
        });
}
}
