#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/observables/borders.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using test::fraction;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("2, 4 and 12 over lambda")
{
    learning_rate_borders b;
    REQUIRE(borders(0.32, b) == status::ok);
    CHECK(b.critical == doctest::Approx(6.25));  // LBDSG, figure 3
    CHECK(b.largest == doctest::Approx(12.5));
    CHECK(b.relu == doctest::Approx(37.5));
    CHECK(predicted_phase(b, 6.2) == phase::lazy);
    CHECK(predicted_phase(b, 6.3) == phase::catapult);
    CHECK(predicted_phase(b, 12.6) == phase::divergent);
    CHECK(borders(0, b) == status::zero_inputs);
    CHECK(borders(-1, b) == status::invalid_argument);
    CHECK(borders(infinity, b) == status::not_finite);
    CHECK(borders(std::nan(""), b) == status::not_finite);
    CHECK(b.largest == doctest::Approx(12.5));
}

TEST_CASE("without a label the exact largest step is 4/lambda, at infinite width 2/lambda")
{
    warmup_borders b;
    REQUIRE(warmup_exact_borders(100, 3, 0, 1, 18, b) == status::ok);
    CHECK(b.critical == doctest::Approx(2 / 18.0));
    CHECK(b.largest == doctest::Approx(4 / 18.0));
    CHECK(b.bounded == infinity);
    REQUIRE(warmup_exact_borders(infinity, 1, 5, 1, 2, b) == status::ok);
    CHECK(b.largest == 1);
}

TEST_CASE("runs with a label converge below the exact largest step and not above it, for any input x")
{
    int bounded = 0, divergent = 0, catapults = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        CAPTURE(i);
        const double n = std::exp2(8 * fraction(6 * i));
        const double x = 0.5 + 2 * fraction(6 * i + 1);
        // The two sums ‖u ± v‖²/2n, and the start of a network that has them.
        const double plus = 3 * fraction(6 * i + 2), minus = 3 * fraction(6 * i + 3);
        const warmup_start<double> start{x * std::sqrt(n) * (plus - minus) / 2, x * x * (plus + minus)};
        const double label = (4 * fraction(6 * i + 4) - 2) * std::sqrt(n) * x;
        warmup_borders b;
        REQUIRE(warmup_exact_borders(n, x, label, start.output, start.lambda, b) == status::ok);
        CHECK(b.largest >= 0);
        stopping_rule rule;
        rule.max_steps = 20000;
        for (const double ratio : {0.97, 1.03}) {
            CAPTURE(ratio);
            warmup_model<double> m;
            REQUIRE(warmup_model<double>::create({n, x, label, ratio * b.largest}, start, m) == status::ok);
            const run_summary run = catapult::run(m, rule);
            if (ratio < 1) {
                CHECK(run.end == outcome::converged);
                catapults += classify(run) == phase::catapult;
            } else {
                CHECK(run.end != outcome::converged);
                bounded += classify(run) == phase::bounded;
                divergent += classify(run) == phase::divergent;
                if (ratio * b.largest > b.escape) CHECK(classify(run) == predicted_phase(b, ratio * b.largest));
            }
        }
    }
    MESSAGE("above the largest step: " << bounded << " bounded, " << divergent << " divergent");
    CHECK(bounded > 50);
    CHECK(divergent > 50);
    CHECK(catapults > 50);
}

TEST_CASE("a start that no network can have is refused")
{
    warmup_borders b;
    CHECK(warmup_exact_borders(100, 1, 0, 10, 1.9, b) == status::invalid_argument);  // 2|f|/√n = 2
    CHECK(warmup_exact_borders(100, 1, 0, 10, 2, b) == status::ok);
    CHECK(warmup_exact_borders(0.5, 1, 0, 0, 2, b) == status::invalid_argument);
    CHECK(warmup_exact_borders(100, 0, 0, 0, 2, b) == status::zero_inputs);
    CHECK(warmup_exact_borders(100, 1, 0, 0, 0, b) == status::zero_inputs);
    CHECK(warmup_exact_borders(100, 1, infinity, 0, 2, b) == status::not_finite);
    CHECK(warmup_exact_borders(std::nan(""), 1, 0, 0, 2, b) == status::not_finite);
}
