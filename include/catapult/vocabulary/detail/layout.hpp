// Where the arrays of an object lie in its workspace. For the library's own headers: callers use bytes() and create().
// One layout function for each object serves both its size and its creation: it asks a `layout` for one array after
// another. Over null memory a layout only measures, which the compiler can do too.
#ifndef CATAPULT_VOCABULARY_DETAIL_LAYOUT_HPP
#define CATAPULT_VOCABULARY_DETAIL_LAYOUT_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {

/// Elements of a block of 64 bytes: the lanes of the widest instruction set, a panel's rows, and an aligned step.
template <class T>
inline constexpr std::size_t block_elements = 64 / sizeof(T);

class layout {
public:
    constexpr layout() noexcept = default;
    constexpr explicit layout(std::byte* base) noexcept : base_(base) {}

    /// Places `count` elements of T, at a multiple of workspace_alignment. Null while measuring and after an overflow.
    template <class T>
    constexpr T* take(std::size_t count) noexcept
    {
        std::byte* const first = take_bytes(count, sizeof(T));
        return first == nullptr ? nullptr : static_cast<T*>(static_cast<void*>(first));
    }

    /// The product of two dimensions. This and the next three calls remember an overflow, which finish() reports.
    constexpr std::size_t product(std::size_t a, std::size_t b) noexcept
    {
        if (b != 0 && a > SIZE_MAX / b) {
            overflow_ = true;
            return 0;
        }
        return a * b;
    }
    constexpr std::size_t sum(std::size_t a, std::size_t b) noexcept
    {
        if (a > SIZE_MAX - b) {
            overflow_ = true;
            return 0;
        }
        return a + b;
    }
    /// The elements of whole blocks that hold n.
    template <class T>
    constexpr std::size_t whole_blocks(std::size_t n) noexcept
    {
        return product(n / block_elements<T> + (n % block_elements<T> != 0), block_elements<T>);
    }
    /// The elements of a packed symmetric matrix (symmetric.hpp): p(p + 1)/2 square tiles for p panels of rows.
    template <class T>
    constexpr std::size_t packed(std::size_t rows) noexcept
    {
        const std::size_t panels = rows / block_elements<T> + (rows % block_elements<T> != 0);
        const std::size_t tiles = panels % 2 == 0 ? product(panels / 2, panels + 1) : product(panels, panels / 2 + 1);
        return product(tiles, block_elements<T> * block_elements<T>);
    }

    constexpr std::size_t bytes() const noexcept { return used_; }
    constexpr status finish() const noexcept { return overflow_ ? status::size_overflow : status::ok; }

private:
    constexpr std::byte* take_bytes(std::size_t count, std::size_t element) noexcept
    {
        const std::size_t size = product(count, element);
        const std::size_t mask = workspace_alignment - 1;
        if (overflow_ || size > SIZE_MAX - mask || used_ > SIZE_MAX - ((size + mask) & ~mask)) {
            overflow_ = true;
            return nullptr;
        }
        std::byte* const result = base_ != nullptr ? base_ + used_ : nullptr;
        used_ += (size + mask) & ~mask;
        return result;
    }

    std::byte* base_ = nullptr;
    std::size_t used_ = 0;
    bool overflow_ = false;
};

/// whole_blocks of a number that is known not to overflow, such as a dimension of an object that exists.
template <class T>
constexpr std::size_t whole_blocks(std::size_t n) noexcept
{
    layout l;
    return l.whole_blocks<T>(n);
}

/// Runs `lay_out(layout&)` once to measure. Answers the status and the bytes.
template <class LayOut>
constexpr status measure(LayOut&& lay_out, std::size_t& bytes) noexcept
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

/// What an object's members read: its storage or, of a default-constructed object, one without elements.
template <class Storage>
const Storage& held(const Storage* storage) noexcept
{
    static constexpr Storage none{};
    return storage != nullptr ? *storage : none;
}

constexpr std::size_t smaller(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }

template <class T>
constexpr void fill_zero(std::size_t count, T* first) noexcept
{
    for (std::size_t i = 0; i < count; ++i) first[i] = T(0);
}

template <class T>
constexpr void exchange(T& a, T& b) noexcept
{
    const T kept = a;
    a = b;
    b = kept;
}

}  // namespace catapult::detail

#endif
