// The memory contract. The caller owns all memory; for every object there is
//     status  xxx_bytes(dims, std::size_t& bytes)     how much it needs, checked for overflow
//     status  xxx::create(dims, span<std::byte>, xxx&)  a view onto that memory
// which answer `size_overflow` where the size does not fit std::size_t, and `workspace_too_small` or `workspace_misaligned`.
// After `workspace_too_small`, the first call tells with the same dimensions how many bytes the second needs.
// The size is the same on every instruction set. Where dimensions alone decide it, bytes functions are constexpr, except for
// those of the experiments. Objects are views: copying one copies pointers, not state.
// A default-constructed object is empty. Calls on it, and calls that are given it, answer `invalid_argument`. Its numbers
// are zero and its spans and views empty. A call on it that returns nothing does nothing.
#ifndef CATAPULT_VOCABULARY_WORKSPACE_HPP
#define CATAPULT_VOCABULARY_WORKSPACE_HPP

#include <cstddef>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult {

/// Alignment in bytes of every workspace that the library is given.
inline constexpr std::size_t workspace_alignment = 64;

/// Memory that the caller owns and hands to an object or a call.
using workspace = span<std::byte>;

/// The bytes that `bytes`, one of the library's bytes functions, asks for with these dimensions, and 0 where it refuses them.
/// A constant where they are: `required_bytes(gram_model<float>::bytes, network_dims{20, 1})`.
template <class Bytes, class... Dims>
constexpr std::size_t required_bytes(Bytes bytes, const Dims&... dims) noexcept
{
    std::size_t result = 0;
    return bytes(dims..., result) == status::ok ? result : 0;
}

/// A workspace of a size that the compiler knows, with the alignment in it: for static memory.
template <std::size_t size>
class static_workspace {
    static_assert(size > 0, "the dimensions of this workspace are refused by the object that it is for");

public:
    /// All of the memory.
    operator workspace() noexcept { return {bytes_, size}; }

private:
    alignas(workspace_alignment) std::byte bytes_[size];
};

}  // namespace catapult

#endif
