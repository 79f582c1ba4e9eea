// Packed symmetric matrices: the form in which the large state of the Gram engine is stored, each element once.
#ifndef CATAPULT_VOCABULARY_SYMMETRIC_HPP
#define CATAPULT_VOCABULARY_SYMMETRIC_HPP

#include <cstddef>

namespace catapult {

/// A symmetric matrix of `rows` × `rows` as panels of `panel` = 64 / sizeof(T) rows. Panel p holds rows
/// p·panel … and columns 0 … (p + 1)·panel − 1, column by column, so that each column of a panel is one 64-byte
/// block. The diagonal tiles are stored in full; what lies outside the matrix in the last panel is zero.
template <class T>
struct symmetric_view {
    static constexpr std::size_t panel = 64 / sizeof(T);

    T* data = nullptr;
    std::size_t rows = 0;

    static constexpr std::size_t panels(std::size_t rows) noexcept { return (rows + panel - 1) / panel; }
    /// Elements before panel p; with p = panels(rows), the number of elements of the whole matrix.
    static constexpr std::size_t panel_start(std::size_t p) noexcept { return panel * panel * (p * (p + 1) / 2); }
    static constexpr std::size_t elements(std::size_t rows) noexcept { return panel_start(panels(rows)); }

    constexpr T get(std::size_t i, std::size_t j) const noexcept { return i >= j ? data[index(i, j)] : data[index(j, i)]; }
    constexpr void set(std::size_t i, std::size_t j, T value) const noexcept
    {
        if (i / panel >= j / panel) data[index(i, j)] = value;
        if (j / panel >= i / panel) data[index(j, i)] = value;
    }

private:
    static constexpr std::size_t index(std::size_t i, std::size_t j) noexcept
    {
        return panel_start(i / panel) + j * panel + i % panel;
    }
};

}  // namespace catapult

#endif
