// Equality of the summaries of two runs.
#ifndef CATAPULT_TESTS_SUPPORT_SAME_RUN_HPP
#define CATAPULT_TESTS_SUPPORT_SAME_RUN_HPP

#include <doctest/doctest.h>

#include "catapult/observables/phase.hpp"
#include "support/kernel_harness.hpp"

namespace catapult::test {

/// Requires the same bits in both, except for peak_step: two engines may round losses so differently that another of two
/// nearly equal losses is the peak.
inline void check_same_run(const run_summary& a, const run_summary& b)
{
    REQUIRE(a.end == b.end);
    REQUIRE(a.steps == b.steps);
    REQUIRE(same_bits(a.eta, b.eta));
    REQUIRE(same_bits(a.loss_initial, b.loss_initial));
    REQUIRE(same_bits(a.loss_peak, b.loss_peak));
    REQUIRE(same_bits(a.loss_final, b.loss_final));
    REQUIRE(same_bits(a.lambda_initial, b.lambda_initial));
    REQUIRE(same_bits(a.lambda_final, b.lambda_final));
    REQUIRE(a.falling == b.falling);
    REQUIRE(a.steady == b.steady);
}

}  // namespace catapult::test

#endif
