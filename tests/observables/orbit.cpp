#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "catapult/observables/orbit.hpp"

using namespace catapult;

namespace {

orbit_summary orbit_at(double omega, double sum, double difference, std::size_t transient = 100000)
{
    std::vector<double> record(4096);
    orbit_options options;
    options.transient = transient;
    orbit_summary summary;
    REQUIRE(follow_orbit({sum, difference}, omega, options, record, summary) == status::ok);
    return summary;
}

}  // namespace

TEST_CASE("on u = v the period doubles at the known labels")
{
    const double doublings[] = {1, std::sqrt(5.0) - 1, 1.2880, 1.2992};
    const double margin = 1e-3;  // the published values of the last two have four digits
    std::size_t period = 1;
    for (const double omega : doublings) {
        CAPTURE(omega);
        CHECK(orbit_at(omega - margin, 1.0, 0.0).period == period);
        CHECK(orbit_at(omega + margin, 1.0, 0.0).period == 2 * period);
        period *= 2;
    }
}

TEST_CASE("next to a bifurcation the period is right long before the orbit settles; at a bifurcation it is not known")
{
    // The last two were found by bisection on the multipliers. They agree with the known values to their four digits.
    const double doublings[] = {1, std::sqrt(5.0) - 1, 1.288032, 1.299228};
    std::size_t period = 1;
    for (const double omega : doublings) {
        const double nearest = period < 4 ? 1e-7 : 1e-5;
        for (const double distance : {nearest, 1e-5, 1e-4, 1e-3})
            for (const std::size_t transient : {std::size_t{3000}, std::size_t{100000}}) {
                CAPTURE(omega);
                CAPTURE(distance);
                CAPTURE(transient);
                if (period > 1) {
                    const orbit_summary below = orbit_at(omega - distance, 1.0, 0.0, transient);
                    CHECK(below.settled);
                    CHECK(below.period == period);
                    CHECK(below.multiplier < 1);
                    CHECK(below.lyapunov < 0);
                }
                const orbit_summary above = orbit_at(omega + distance, 1.0, 0.0, transient);
                CHECK(above.settled);
                CHECK(above.period == 2 * period);
                CHECK(above.multiplier < 1);
            }
        period *= 2;
    }
    for (const double omega : {1.0, std::sqrt(5.0) - 1}) {
        const orbit_summary at = orbit_at(omega, 1.0, 0.0);
        CHECK(at.bounded);
        CHECK_FALSE(at.settled);
        CHECK(at.period == 0);
    }
}

TEST_CASE("the multiplier of a periodic orbit is the product of the derivatives along it")
{
    // On u = v, z = ω + ρ obeys z' = z (1 − ρ)², and dz'/dz = (1 − ρ)(1 − ρ − 2z). Off it, B' = (1 + ρ)² B.
    for (const double omega : {1.05, 1.15, 1.2}) {
        std::vector<double> record(64);
        orbit_options options;
        options.transient = 100000;
        options.steps = record.size();
        orbit_summary summary;
        REQUIRE(follow_orbit({1, 0}, omega, options, record, summary) == status::ok);
        REQUIRE(summary.period == 2);
        double within = 1, across = 1;
        for (std::size_t i = 0; i < 2; ++i) {
            within *= (1 - record[i]) * (1 - record[i] - 2 * (omega + record[i]));
            across *= (1 + record[i]) * (1 + record[i]);
        }
        const double larger = std::fmax(std::fabs(within), across);
        CHECK(summary.multiplier == doctest::Approx(larger).epsilon(1e-9));
        CHECK(summary.lyapunov == doctest::Approx(std::log(larger) / 2).epsilon(1e-9));
    }
}

TEST_CASE("on u = v a bounded orbit escapes beyond omega = 2")
{
    CHECK(orbit_at(1.99, 1.0, 0.0).bounded);
    CHECK_FALSE(orbit_at(2.01, 1.0, 0.0).bounded);
}

TEST_CASE("where training converges the period is 1 and the Lyapunov exponent 0")
{
    // ρ = 0 is a line of fixed points A − B = 2ω, along which the map is neutral. So where training converges, the
    // largest exponent is 0. Over 4,096 steps after the transient, only rounding is left of it.
    const double omega = 0.3;
    const orbit_summary summary = orbit_at(omega, 0.7, 0.2);
    REQUIRE(summary.bounded);
    CHECK(summary.period == 1);
    CHECK(summary.highest == doctest::Approx(0).epsilon(1e-9));
    CHECK(std::fabs(summary.lyapunov) < 1e-3);
}

TEST_CASE("chaos shows as no period and a positive exponent, windows as a period and none")
{
    const orbit_summary chaotic = orbit_at(1.9, 1.0, 0.0);
    REQUIRE(chaotic.bounded);
    CHECK(chaotic.period == 0);
    CHECK(chaotic.lyapunov > 0.1);
    // Two close orbits separate at about the rate of the exponent.
    double x = 1.0, y = 1.0 * (1 + 1e-12);
    int steps = 0;
    for (; steps < 200 && std::fabs(x - y) < 1e-4; ++steps) {
        x *= (1 - (x / 2 - 1.9)) * (1 - (x / 2 - 1.9));
        y *= (1 - (y / 2 - 1.9)) * (1 - (y / 2 - 1.9));
    }
    CHECK(steps < 200);
    const double rate = std::log(1e8) / steps;
    CHECK(chaotic.lyapunov > rate / 3);
    CHECK(chaotic.lyapunov < rate * 3);
}

TEST_CASE("bad arguments")
{
    std::vector<double> record(4096);
    orbit_summary summary;
    summary.period = 42;
    CHECK(follow_orbit({-1, 0}, 1, {}, record, summary) == status::invalid_argument);
    CHECK(follow_orbit({0, 0}, 1, {}, record, summary) == status::invalid_argument);
    CHECK(follow_orbit({1, NAN}, 1, {}, record, summary) == status::not_finite);
    CHECK(follow_orbit({1, 0}, 1, {}, span<double>(record.data(), 100), summary) == status::shape_mismatch);
    orbit_options bad;
    bad.tolerance = NAN;
    CHECK(follow_orbit({1, 0}, 1, bad, record, summary) == status::not_finite);
    CHECK(follow_orbit({1, 0}, INFINITY, {}, record, summary) == status::not_finite);
    bad.tolerance = -1;
    CHECK(follow_orbit({1, 0}, 1, bad, record, summary) == status::invalid_argument);
    bad = {};
    bad.steps = 3;
    CHECK(follow_orbit({1, 0}, 1, bad, record, summary) == status::invalid_argument);
    CHECK(summary.period == 42);
}
