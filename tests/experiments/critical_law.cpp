#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/numerics/random.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using catapult::test::aligned_memory;

namespace {

// Steps the universal map of the warmup model, by definition, until the loss is down to `ratio`. Returns the number of
// steps.
long map_steps(double distance, double phi, double ratio)
{
    const double goal = phi * phi * ratio;
    const double a0 = 2 + distance;
    double change = 0;
    for (long t = 0; t < 100000000; ++t) {
        if (phi * phi <= goal && a0 + change < 2) return t;
        const double square = phi * phi;
        phi *= (1 - a0) - change + square;
        change += square * ((a0 - 4) + change);
    }
    return -1;
}

}  // namespace

TEST_CASE("the near-critical law predicts the map's steps on both sides and at the centre")
{
    const double ratio = 1e-8;
    for (const double phi : {1e-4, 1e-5, 1e-6})
        for (const double x : {-30.0, -3.0, -0.5, 0.0, 0.5, 3.0, 30.0}) {
            const double distance = x * phi;
            const double predicted = critical_steps(distance, phi, ratio);
            const auto measured = static_cast<double>(map_steps(distance, phi, ratio));
            CAPTURE(phi);
            CAPTURE(x);
            // The law drops terms of relative order κ = √(ε² + 2φ²), and counts fractions of a step.
            const double kappa = std::sqrt(distance * distance + 2 * phi * phi);
            CHECK(std::fabs(measured - predicted) <= 2 * kappa * predicted + 2);
        }
}

TEST_CASE("the law's limits: −1 below, a logarithm above, saturation at the centre")
{
    const double ratio = 1e-8, phi = 1e-7;
    CHECK(critical_steps(-1e-2, phi, ratio) * 1e-2 == doctest::Approx(std::log(1e4)).epsilon(1e-6));
    CHECK(critical_steps(1e-2, phi, ratio) * 1e-2 ==
          doctest::Approx(2 * std::log(std::sqrt(2.0) * 1e5) + std::log(1e4)).epsilon(1e-6));
    CHECK(critical_steps(0, phi, ratio) * phi == doctest::Approx(std::acosh(1e4) / std::sqrt(2.0)).epsilon(1e-12));
    CHECK(std::isnan(critical_steps(0, 0, ratio)));
    CHECK(std::isnan(critical_steps(0, 1, 1)));
}

TEST_CASE("fit_line finds a line exactly, with the textbook errors")
{
    const double x[] = {0, 1, 2, 3}, y[] = {1, 3, 5, 7};
    line_fit fit;
    REQUIRE(fit_line(x, y, {}, fit) == status::ok);
    CHECK(fit.slope == 2);
    CHECK(fit.intercept == 1);
    CHECK(fit.slope_error == 0);
    // Residuals (1, −1, −1, 1)/2 do not change the line. Their variance is 1/2, over Sxx = 5.
    const double scattered[] = {1.5, 2.5, 4.5, 7.5};
    REQUIRE(fit_line(x, scattered, {}, fit) == status::ok);
    CHECK(fit.slope == doctest::Approx(2));
    CHECK(fit.slope_error == doctest::Approx(std::sqrt(0.5 / 5)));
    // A point with almost no weight must not count.
    const double outlier[] = {1, 3, 5, 100}, weights[] = {1, 1, 1, 1e-14};
    REQUIRE(fit_line(x, outlier, weights, fit) == status::ok);
    CHECK(fit.slope == doctest::Approx(2).epsilon(1e-10));
}

TEST_CASE("fit_line refuses data without a line, and leaves its output unchanged")
{
    const double x[] = {1, 1}, y[] = {1, 2}, bad[] = {1, NAN};
    line_fit fit;
    fit.slope = 42;
    CHECK(fit_line(x, y, {}, fit) == status::invalid_argument);
    CHECK(fit_line(y, bad, {}, fit) == status::not_finite);
    CHECK(fit_line(span<const double>(x, 1), span<const double>(y, 1), {}, fit) == status::invalid_argument);
    CHECK(fit_line(span<const double>(x, 1), y, {}, fit) == status::shape_mismatch);
    CHECK(fit.slope == 42);
}

TEST_CASE("the bootstrap interval covers a known exponent about as often as it says")
{
    // t = ε^{-1}·exp(0.1 g_seed + 0.05 g) in 200 experiments. The number of misses is binomial. A 95 % percentile
    // interval over 20 seeds covers a little less (about 92 %). Then fewer than 84 % has probability below 1e-4.
    constexpr std::size_t points = 8, seeds = 20, resamples = 400;
    std::size_t bytes = 0;
    REQUIRE(exponent_bytes({points, seeds, resamples}, bytes) == status::ok);
    aligned_memory space(bytes);
    int covered = 0;
    double largest = 0, smallest = 100, misses = 0, errors = 0;
    for (std::uint64_t experiment = 0; experiment < 200; ++experiment) {
        std::vector<double> distance, steps;
        for (std::size_t i = 0; i < points; ++i) {
            distance.push_back(1e-3 * std::pow(2.0, static_cast<double>(i)));
            for (std::size_t j = 0; j < seeds; ++j) {
                const double common = normal({experiment, 900}, j), own = normal({experiment, 901}, i * seeds + j);
                steps.push_back(std::exp(0.1 * common + 0.05 * own) / distance.back());
            }
        }
        exponent_estimate estimate;
        REQUIRE(estimate_exponent(distance, {steps.data(), points, seeds}, resamples, experiment, space.span(), estimate) ==
                status::ok);
        CHECK(estimate.points == points);
        CHECK(estimate.seeds == seeds);
        CHECK(estimate.range.low == distance.front());
        CHECK(estimate.range.high == distance.back());
        // 95 % of a normal law lie within 1.96 standard deviations. 400 resamples determine each end to about 10 %.
        const double ratio = (estimate.interval_high - estimate.interval_low) / (2 * estimate.standard_error);
        largest = std::fmax(largest, ratio), smallest = std::fmin(smallest, ratio);
        misses += (estimate.exponent + 1) * (estimate.exponent + 1);
        errors += estimate.standard_error * estimate.standard_error;
        covered += estimate.interval_low <= -1 && -1 <= estimate.interval_high;
    }
    MESSAGE("covered " << covered << " of 200");
    CHECK(largest < 1.96 * 1.25);
    CHECK(smallest > 1.96 * 0.75);
    // Mean squares over 200 experiments agree to about 1/√100 of themselves. The bootstrap of 20 seeds is low by 1/20.
    CHECK(misses / errors > 0.65);
    CHECK(misses / errors < 1.45);
    CHECK(covered >= 168);
    CHECK(covered < 200);
}

TEST_CASE("the standard error comes from the seeds alone, and a bend of the points is in the line's error")
{
    // Seeds that differ by a factor tilt no line. But the points are not on a line: t = c_j ε^{-1} (1 + ε).
    constexpr std::size_t points = 8, seeds = 16, resamples = 200;
    std::size_t bytes = 0;
    REQUIRE(exponent_bytes({points, seeds, resamples}, bytes) == status::ok);
    aligned_memory space(bytes);
    std::vector<double> distance, steps;
    for (std::size_t i = 0; i < points; ++i) {
        distance.push_back(0.01 * std::pow(2.0, static_cast<double>(i)));
        for (std::size_t j = 0; j < seeds; ++j)
            steps.push_back(1e6 * (1 + 0.1 * static_cast<double>(j)) / distance[i] * (1 + distance[i]));
    }
    exponent_estimate estimate;
    REQUIRE(estimate_exponent(distance, {steps.data(), points, seeds}, resamples, 3, space.span(), estimate) == status::ok);
    CHECK(estimate.standard_error < 1e-6);
    CHECK(estimate.interval_high - estimate.interval_low < 1e-5);
    CHECK(estimate.line_error > 1e-2);
}

TEST_CASE("steps of the law without its logarithm have the exponent -1, at any width and on both sides")
{
    for (const double amplitude : {1e-3, 1e-6})
        for (const double distance : {-0.3, -1e-5, 1e-5, 0.3}) {
            const double law = critical_steps(distance, amplitude, 1e-8);
            CHECK(steps_without_logarithm(law, distance, amplitude, 1e-8) * std::fabs(distance) ==
                  doctest::Approx(1).epsilon(1e-15));
            CHECK(steps_without_logarithm(3 * law, distance, amplitude, 1e-8) * std::fabs(distance) ==
                  doctest::Approx(3).epsilon(1e-15));
        }
}

TEST_CASE("exponents: memory and arguments")
{
    std::size_t bytes = 0;
    REQUIRE(exponent_bytes({3, 1, 0}, bytes) == status::ok);
    aligned_memory space(bytes);
    const double distance[] = {1, 2, 4}, steps[] = {400, 200, 100};
    const matrix_view<const double> column{steps, 3, 1};
    exponent_estimate estimate;
    CHECK(estimate_exponent(distance, column, 0, 1, space.span().subspan(0, bytes - 1), estimate) == status::workspace_too_small);
    CHECK(estimate_exponent(span<const double>(distance, 2), column, 0, 1, space.span(), estimate) == status::shape_mismatch);
    REQUIRE(estimate_exponent(distance, column, 0, 1, space.span(), estimate) == status::ok);
    CHECK(estimate.exponent == doctest::Approx(-1));
    CHECK(estimate.standard_error == estimate.line_error);
    const double not_a_number[] = {1, NAN, 4}, none[] = {400, 0, 100};
    CHECK(estimate_exponent(not_a_number, column, 0, 1, space.span(), estimate) == status::not_finite);
    CHECK(estimate_exponent(distance, {none, 3, 1}, 0, 1, space.span(), estimate) == status::invalid_argument);
}

TEST_CASE("the fit range follows the width")
{
    fit_range range;
    REQUIRE(critical_fit_range(1e-6, range) == status::ok);
    CHECK(range.low == 8e-6);
    CHECK(range.high == doctest::Approx(std::sqrt(8e-6)));
    CHECK(critical_fit_range(0.04, range) == status::invalid_argument);
    CHECK(critical_fit_range(0, range) == status::invalid_argument);
}
