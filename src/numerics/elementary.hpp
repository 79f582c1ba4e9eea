// Beside the public logarithm and exponential, what drawing normal numbers needs: the same bits everywhere as well.
#ifndef CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP
#define CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP

#include "catapult/numerics/elementary.hpp"

namespace catapult::detail {

/// sin 2πu and cos 2πu, within 0.87 ulp, for 2⁻⁵⁰⁰ ≤ |u| ≤ 2⁵⁰ and u = 0; exact at multiples of 1/4.
void sincos_two_pi(double u, double& sine, double& cosine) noexcept;

}  // namespace catapult::detail

#endif
