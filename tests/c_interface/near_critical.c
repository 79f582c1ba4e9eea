// Orbits where training does not converge, and the steps that it takes near 2/λ₀.
#include <math.h>

#include "c_interface/check.h"

enum { recorded = 512 };
static catapult_orbit_options short_orbit(void)
{
    catapult_orbit_options options = catapult_default_orbit_options();
    CHECK(options.transient == 10000 && options.steps == 4096 && options.tolerance == 1e-9);
    options.steps = recorded;
    return options;
}

// On B = 0 the period doubles at ω = 1, √5 − 1 and 1.2880, and from 2 on the orbit escapes. There A = 2(ρ + ω), so that each
// residual follows from the one before; rounding is that of numbers below 8.
static void orbits(void)
{
    const double labels[] = {0.5, 1.1, 1.25, 1.29, 1.99, 2.1};
    const size_t periods[] = {1, 2, 4, 8, 0};
    double residuals[recorded];
    catapult_orbit_summary found;
    for (int i = 0; i < 6; ++i) {
        const catapult_orbit_point start = {2 * labels[i] + 0.125, 0};
        memset(&found, 0, sizeof found);
        CHECK_STATUS(CATAPULT_OK, catapult_follow_orbit(start, labels[i], short_orbit(), residuals, recorded, &found));
        CHECK(found.bounded == (i < 5));
        if (!found.bounded) continue;
        CHECK(found.settled && found.period == periods[i]);
        CHECK(found.period == 0 ? found.lyapunov > 0.01 : i == 0 ? fabs(found.lyapunov) < 1e-3 : found.lyapunov < 0);
        double lowest = residuals[0], highest = residuals[0];
        for (int t = 0; t < recorded; ++t) {
            lowest = fmin(lowest, residuals[t]), highest = fmax(highest, residuals[t]);
            if (t > 0)
                CHECK(fabs(pow(1 - residuals[t - 1], 2) * (residuals[t - 1] + labels[i]) - labels[i] - residuals[t]) < 1e-13);
        }
        CHECK(found.lowest == lowest && found.highest == highest);
    }
    const catapult_orbit_point start = {1, 0}, nowhere = {0, 0}, not_finite = {1, (double)NAN};
    catapult_orbit_options options = short_orbit();
#define REFUSED(expected, start, omega, residuals, count) \
    CHECK_REFUSED(expected, found, catapult_follow_orbit(start, omega, options, residuals, count, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, start, 1, NULL, recorded);
    REFUSED(CATAPULT_SHAPE_MISMATCH, start, 1, residuals, recorded - 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, nowhere, 1, residuals, recorded);
    REFUSED(CATAPULT_NOT_FINITE, not_finite, 1, residuals, recorded);
    REFUSED(CATAPULT_NOT_FINITE, start, (double)INFINITY, residuals, recorded);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_follow_orbit(start, 1, options, residuals, recorded, NULL));
    options.steps = 3;
    REFUSED(CATAPULT_INVALID_ARGUMENT, start, 1, residuals, 3);
    options = short_orbit(), options.tolerance = -1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, start, 1, residuals, recorded);
#undef REFUSED
}

/// The law of critical_law.hpp, by the C library.
static double law(double distance, double amplitude, double ratio)
{
    const double x = distance / amplitude, w = sqrt(x * x + 2);
    return (log((w + x) / sqrt(2)) + acosh(w / sqrt(2 * ratio))) / w / amplitude;
}

static void the_law(void)
{
    const double distances[] = {-0.1, -1e-3, 0, 1e-4, 0.02}, amplitudes[] = {1e-5, 1e-3, 0.02};
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j < 3; ++j) {
            const double steps = catapult_critical_steps(distances[i], amplitudes[j], 1e-8);
            // (w + x)/√2 loses digits below the border where |x| is large.
            CHECK_NEAR(steps, law(distances[i], amplitudes[j], 1e-8), distances[i] < 0 ? 1e-6 : 1e-13);
            if (distances[i] != 0)
                CHECK_NEAR(catapult_steps_without_logarithm(steps, distances[i], amplitudes[j], 1e-8), 1 / fabs(distances[i]),
                           1e-14);
        }
    CHECK(isnan(catapult_critical_steps(0.1, -1, 1e-8)) && isnan(catapult_critical_steps(0.1, 1e-3, 1)));
    catapult_fit_range range = {7, 8};
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, range, catapult_critical_fit_range(0, &range));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, range, catapult_critical_fit_range(0.04, &range));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, range, catapult_critical_fit_range((double)NAN, &range));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_critical_fit_range(1e-4, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_critical_fit_range(1e-4, &range));
    CHECK_NEAR(range.low, 8e-4, 1e-15);
    CHECK_NEAR(range.high, sqrt(8e-4), 1e-15);
}

static void lines(void)
{
    const double x[] = {0, 1, 2, 4}, y[] = {1, 3, 5, 9}, bent[] = {1, 3, 5, 8}, weights[] = {1, 1, 1, 1e-12},
                 zero[] = {1, 1, 1, 0};
    const double same[] = {2, 2, 2, 2}, bad[] = {0, 1, (double)NAN, 4};
    catapult_line_fit found = {0, 0, 0, 0, 0};
    CHECK_STATUS(CATAPULT_OK, catapult_fit_line(x, y, NULL, 4, &found));
    CHECK_NEAR(found.slope, 2, 1e-14);
    CHECK_NEAR(found.intercept, 1, 1e-14);
    CHECK(found.points == 4 && found.slope_error < 1e-12);
    // The point that lies off the line counts as little as its weight.
    CHECK_STATUS(CATAPULT_OK, catapult_fit_line(x, bent, weights, 4, &found));
    CHECK_NEAR(found.slope, 2, 1e-11);
    CHECK_STATUS(CATAPULT_OK, catapult_fit_line(x, bent, NULL, 4, &found));
    CHECK(found.slope < 1.9 && found.slope_error > 0.01);
#define REFUSED(expected, x, y, weights, points) CHECK_REFUSED(expected, found, catapult_fit_line(x, y, weights, points, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, y, NULL, 4);
    REFUSED(CATAPULT_INVALID_ARGUMENT, x, NULL, NULL, 4);
    REFUSED(CATAPULT_INVALID_ARGUMENT, same, y, NULL, 4);
    REFUSED(CATAPULT_INVALID_ARGUMENT, x, y, zero, 4);
    REFUSED(CATAPULT_INVALID_ARGUMENT, x, y, NULL, 1);
    REFUSED(CATAPULT_NOT_FINITE, bad, y, NULL, 4);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_fit_line(x, y, NULL, 4, NULL));
}

// Steps that follow a power of the distance, times a factor of each seed: the power is found, and as the factors move all
// points alike, no choice of seeds changes it.
static void exponents(void)
{
    enum { points = 6, most_seeds = 4 };
    const double factors[most_seeds] = {1, 1.5, 0.75, 1.25};
    double distance[points], steps[points * most_seeds];
    for (size_t seeds = 1; seeds <= most_seeds; seeds += most_seeds - 1) {
        free_all();
        for (int i = 0; i < points; ++i) {
            distance[i] = ldexp(1, i - 10);
            for (size_t s = 0; s < seeds; ++s) steps[(size_t)i * seeds + s] = factors[s] * 1e6 * pow(distance[i], -0.75);
        }
        const catapult_exponent_dims dims = {points, seeds, 50};
        const catapult_matrix m = {steps, points, seeds, seeds};
        catapult_exponent_estimate found;
        size_t bytes = 0;
        memset(&found, 0, sizeof found);
        CHECK_STATUS(CATAPULT_OK, catapult_exponent_bytes(dims, &bytes));
        CHECK(bytes > 0 && bytes % CATAPULT_ALIGNMENT == 0);
        unsigned char* const memory = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, distance, m, resamples, memory, bytes) \
    CHECK_REFUSED(expected, found, catapult_estimate_exponent(distance, m, resamples, 1, memory, bytes, &found))
        REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, m, 50, memory, bytes);
        REFUSED(CATAPULT_INVALID_ARGUMENT, distance, m, 50, NULL, bytes);
        REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, distance, m, 50, memory, bytes - 1);
        REFUSED(CATAPULT_WORKSPACE_MISALIGNED, distance, m, 50, memory + 8, bytes);
        catapult_matrix bad = m;
        bad.stride = seeds - 1;
        REFUSED(CATAPULT_SHAPE_MISMATCH, distance, bad, 50, memory, bytes);
        bad = m, bad.columns = 0;
        REFUSED(CATAPULT_INVALID_ARGUMENT, distance, bad, 50, memory, bytes);
        bad = m, bad.data = NULL;
        REFUSED(CATAPULT_INVALID_ARGUMENT, distance, bad, 50, memory, bytes);
        if (seeds > 1) REFUSED(CATAPULT_INVALID_ARGUMENT, distance, m, 1, memory, bytes);
#undef REFUSED
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_estimate_exponent(distance, m, 50, 1, memory, bytes, NULL));
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_exponent_bytes(dims, NULL));
        CHECK_STATUS(CATAPULT_OK, catapult_estimate_exponent(distance, m, 50, 1, memory, bytes, &found));
        CHECK_NEAR(found.exponent, -0.75, 1e-10);
        CHECK(found.standard_error < 1e-2 && found.interval_low <= found.exponent + 1e-10);
        CHECK(found.exponent <= found.interval_high + 1e-10);
        CHECK(found.points == points && found.seeds == seeds);
        CHECK(found.range.low == distance[0] && found.range.high == distance[points - 1]);
    }
}

int main(void)
{
    orbits();
    the_law();
    lines();
    exponents();
    return finish();
}
