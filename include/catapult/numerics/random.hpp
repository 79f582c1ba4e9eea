// Random numbers as a function of (seed, stream, index). Any element can be computed at any time and in any order, and
// nothing is stored. The numbers are the same on every processor, compiler and instruction set.
#ifndef CATAPULT_NUMERICS_RANDOM_HPP
#define CATAPULT_NUMERICS_RANDOM_HPP

#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"

namespace catapult CATAPULT_EXPORT {

/// Philox4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw, SC'11): 128 random bits for a counter and a key.
CATAPULT_EXPORT void philox4x32(const std::uint32_t counter[4], const std::uint32_t key[2], std::uint32_t result[4]) noexcept;

/// Names one sequence of random numbers.
struct random_stream {
    std::uint64_t seed = 0;    ///< any number
    std::uint32_t stream = 0;  ///< the streams of one seed are independent
};

/// Uniform on (0, 1). The value is an odd multiple of 2⁻⁵³, so that it is never 0 or 1.
CATAPULT_EXPORT double uniform(random_stream s, std::uint64_t index) noexcept;

/// Standard normal (Box–Muller). Its magnitude is at most 8.6.
CATAPULT_EXPORT double normal(random_stream s, std::uint64_t index) noexcept;

/// out[i] ← normal(s, first + i), rounded once to T. first + out.size() must not exceed 2⁶⁴. The call is fastest if
/// `first` and the size are multiples of 16.
template <class T>
CATAPULT_EXPORT void fill_normals(random_stream s, std::uint64_t first, span<T> out) noexcept;

/// The deviation χ²_ν / ν − 1 for any real `degrees_of_freedom` ν > 0, also for 10¹⁵ and more. It is computed directly,
/// without forming χ²_ν / ν, which would lose its digits at large ν. Exact in law (Marsaglia and Tsang, 2000), and
/// right to a few ulp of |deviation| + 1/ν. Zero for ν = ∞, NaN unless ν > 0.
CATAPULT_EXPORT double chi_squared_deviation(random_stream s, std::uint64_t index, double degrees_of_freedom) noexcept;

}  // namespace catapult

#endif
