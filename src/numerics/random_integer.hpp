// Random integers in a range, beside the real numbers of catapult/numerics/random.hpp.
#ifndef CATAPULT_SRC_NUMERICS_RANDOM_INTEGER_HPP
#define CATAPULT_SRC_NUMERICS_RANDOM_INTEGER_HPP

#include <cstdint>

#include "catapult/numerics/random.hpp"

namespace catapult::detail {

/// Uniform on 0 … bound − 1, without bias, for bound ≥ 1.
std::uint64_t integer_below(random_stream s, std::uint64_t index, std::uint64_t bound) noexcept;

}  // namespace catapult::detail

#endif
