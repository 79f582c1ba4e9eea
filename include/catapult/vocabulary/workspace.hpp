// The memory contract. The caller owns all memory; for every object there is
//     status  xxx_bytes(dims, std::size_t& bytes)     how much it needs, checked for overflow
//     status  xxx::create(dims, span<std::byte>, xxx&)  a view onto that memory
// which answer `size_overflow` where the size does not fit std::size_t, and `workspace_too_small` or `workspace_misaligned`.
// The size is the same on every instruction set. Objects are views: copying one copies pointers, not state.
#ifndef CATAPULT_VOCABULARY_WORKSPACE_HPP
#define CATAPULT_VOCABULARY_WORKSPACE_HPP

#include <cstddef>

#include "catapult/vocabulary/span.hpp"

namespace catapult {

/// Alignment in bytes of every workspace that the library is given.
inline constexpr std::size_t workspace_alignment = 64;

using workspace = span<std::byte>;

}  // namespace catapult

#endif
