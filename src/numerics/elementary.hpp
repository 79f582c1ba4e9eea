// The elementary functions of the library: the same bits on every processor, compiler and C library, which libm's are
// not. The errors stated are the largest that tests/numerics/elementary.cpp, which asks for less than 1 ulp, has seen.
#ifndef CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP
#define CATAPULT_SRC_NUMERICS_ELEMENTARY_HPP

namespace catapult::detail {

/// Natural logarithm, within 0.80 ulp; −∞ at 0, NaN below.
double log(double x) noexcept;

/// Within 0.85 ulp; underflows gradually, overflows to infinity.
double exp(double x) noexcept;

/// sin 2πu and cos 2πu, within 0.87 ulp, for 2⁻⁵⁰⁰ ≤ |u| ≤ 2⁵⁰ and u = 0; exact at multiples of 1/4.
void sincos_two_pi(double u, double& sine, double& cosine) noexcept;

}  // namespace catapult::detail

#endif
