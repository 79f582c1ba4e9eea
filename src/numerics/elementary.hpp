// Beside the public logarithm and exponential, what random numbers and losses need: the same bits everywhere as well.
// The errors stated are the largest that tests/numerics/elementary.cpp has seen.
#ifndef CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP
#define CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP

#include "catapult/numerics/elementary.hpp"

namespace catapult::detail {

/// sin 2πu and cos 2πu, within 0.93 ulp, for 2⁻⁵⁰⁰ ≤ |u| ≤ 2⁵⁰ and u = 0; exact at multiples of 1/4.
void sincos_two_pi(double u, double& sine, double& cosine) noexcept;

/// ln(1 + x), within 1.1 ulp, for finite x ≥ 0, also of x far below an ulp of 1. NaN at NaN.
double log_one_plus(double x) noexcept;

/// exp(a − b), within 1.2 ulp, for a ≤ b. The rounding of a − b, which a large difference turns into many ulp, does not
/// enter. Zero where the difference is infinite.
double exponential_of_difference(double a, double b) noexcept;

}  // namespace catapult::detail

#endif
