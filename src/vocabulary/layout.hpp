// One layout function for each object serves both its size calculation and its creation: it asks a `layout`
// for one array after another. Over null memory a layout only measures.
#ifndef CATAPULT_SRC_VOCABULARY_LAYOUT_HPP
#define CATAPULT_SRC_VOCABULARY_LAYOUT_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {

class layout {
public:
    layout() noexcept = default;
    explicit layout(std::byte* base) noexcept : base_(base) {}

    /// `count` elements of T, at a multiple of workspace_alignment. Null while measuring or after an overflow.
    template <class T>
    T* take(std::size_t count) noexcept
    {
        return reinterpret_cast<T*>(take_bytes(count, sizeof(T)));
    }
    /// The product of two dimensions; an overflow is remembered and reported by finish().
    std::size_t product(std::size_t a, std::size_t b) noexcept
    {
        if (b != 0 && a > SIZE_MAX / b) {
            overflow_ = true;
            return 0;
        }
        return a * b;
    }
    std::size_t bytes() const noexcept { return used_; }
    status finish() const noexcept { return overflow_ ? status::size_overflow : status::ok; }

private:
    std::byte* take_bytes(std::size_t count, std::size_t element) noexcept
    {
        const std::size_t size = product(count, element);
        const std::size_t mask = workspace_alignment - 1;
        if (overflow_ || size > SIZE_MAX - mask || used_ > SIZE_MAX - ((size + mask) & ~mask)) {
            overflow_ = true;
            return nullptr;
        }
        std::byte* result = base_ ? base_ + used_ : nullptr;
        used_ += (size + mask) & ~mask;
        return result;
    }

    std::byte* base_ = nullptr;
    std::size_t used_ = 0;
    bool overflow_ = false;
};

/// Runs `lay_out(layout&)` once to measure; answers the status and the bytes.
template <class LayOut>
status measure(LayOut&& lay_out, std::size_t& bytes) noexcept
{
    layout l;
    lay_out(l);
    if (l.finish() != status::ok) return l.finish();
    bytes = l.bytes();
    return status::ok;
}

/// Checks `memory` against what `lay_out` needs, then runs it over that memory.
template <class LayOut>
status place(LayOut&& lay_out, workspace memory) noexcept
{
    std::size_t bytes = 0;
    if (const status s = measure(lay_out, bytes); s != status::ok) return s;
    if (memory.size() < bytes) return status::workspace_too_small;
    if (reinterpret_cast<std::uintptr_t>(memory.data()) % workspace_alignment != 0) return status::workspace_misaligned;
    layout l(memory.data());
    lay_out(l);
    return status::ok;
}

}  // namespace catapult::detail

#endif
