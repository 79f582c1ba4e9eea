// What is asked of widths. For the library's own headers: sizes that the compiler can tell need it there.
#ifndef CATAPULT_VOCABULARY_DETAIL_DIMS_HPP
#define CATAPULT_VOCABULARY_DETAIL_DIMS_HPP

#include <cstdint>
#include <limits>

#include "catapult/vocabulary/status.hpp"

namespace catapult::detail {

/// Of a width, the one number that may be infinite.
constexpr status check_width(double width) noexcept
{
    if (!(width >= -std::numeric_limits<double>::max())) return status::not_finite;
    return width >= 1 ? status::ok : status::invalid_argument;
}

/// Of a number that is at least one. From 2⁵³ every double is whole; below, the conversion to an integer is exact.
constexpr bool whole(double x) noexcept { return x >= 0x1p53 || x == static_cast<double>(static_cast<std::uint64_t>(x)); }

}  // namespace catapult::detail

#endif
