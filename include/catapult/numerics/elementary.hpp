// Elementary functions with the same bits on every processor, compiler and C library, which libm's do not have.
// The errors stated are the largest that tests/numerics/elementary.cpp, which asks for less than 1 ulp, has seen.
#ifndef CATAPULT_NUMERICS_ELEMENTARY_HPP
#define CATAPULT_NUMERICS_ELEMENTARY_HPP

#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// ln x, within 0.80 ulp, of subnormal numbers too. −∞ at 0, ∞ at ∞, NaN below 0 and at NaN.
CATAPULT_EXPORT double logarithm(double x) noexcept;

/// eˣ, within 0.85 ulp. It underflows gradually and overflows to infinity; NaN at NaN.
CATAPULT_EXPORT double exponential(double x) noexcept;

}  // namespace catapult

#endif
