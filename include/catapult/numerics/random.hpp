// Random numbers as a function of (seed, stream, index): any element at any time, in any order, nothing stored.
// The same numbers on every processor, compiler and instruction set.
#ifndef CATAPULT_NUMERICS_RANDOM_HPP
#define CATAPULT_NUMERICS_RANDOM_HPP

#include <cstdint>

#include "catapult/vocabulary/span.hpp"

namespace catapult {

/// Philox4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw, SC'11): 128 random bits for a counter and a key.
void philox4x32(const std::uint32_t counter[4], const std::uint32_t key[2], std::uint32_t result[4]) noexcept;

struct random_stream {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< streams of one seed are independent
};

/// Uniform on (0, 1): an odd multiple of 2⁻⁵³, so that it is never 0 or 1.
double uniform(random_stream s, std::uint64_t index) noexcept;

/// Standard normal, of magnitude at most 8.6 (Box–Muller).
double normal(random_stream s, std::uint64_t index) noexcept;

/// out[i] ← normal(s, first + i), for float rounded once. first + out.size() ≤ 2⁶⁴.
/// Fastest where `first` and the size are multiples of 16.
template <class T>
void fill_normals(random_stream s, std::uint64_t first, span<T> out) noexcept;

/// χ²_ν / ν − 1 for any real degrees of freedom ν > 0, 10¹⁵ and more included: the deviation itself, computed as
/// such, which is what survives of a χ² at widths where 1 + O(ν^{-1/2}) would round it away. Exact in law
/// (Marsaglia and Tsang, 2000); rounded to a few ulp of |deviation| + 1/ν. Zero for ν = ∞, NaN unless ν > 0.
double chi_squared_deviation(random_stream s, std::uint64_t index, double degrees_of_freedom) noexcept;

}  // namespace catapult

#endif
