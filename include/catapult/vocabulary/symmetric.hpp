// Packed symmetric matrices: the storage of the large matrices of the Gram engine, each element once.
#ifndef CATAPULT_VOCABULARY_SYMMETRIC_HPP
#define CATAPULT_VOCABULARY_SYMMETRIC_HPP

#include <cstddef>

#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult {

/// A symmetric matrix of `rows` × `rows`, stored as panels of `panel` = 64 / sizeof(T) rows. Panel p holds rows
/// p·panel … (p + 1)·panel − 1 and columns 0 … (p + 1)·panel − 1, column by column, so that each column of a panel is
/// one 64-byte block. The diagonal tiles are stored in full. The elements of the last panel that lie outside the matrix
/// are zero.
template <class T>
struct symmetric_view {
    /// The number of rows of a panel.
    static constexpr std::size_t panel = detail::block_elements<T>;

    T* data = nullptr;     ///< the first panel
    std::size_t rows = 0;  ///< the number of rows, and of columns

    /// The number of panels of a matrix.
    static constexpr std::size_t panels(std::size_t rows) noexcept { return (rows + panel - 1) / panel; }
    /// The number of elements before panel p. For p = panels(rows) this is the number of elements of the whole matrix.
    static constexpr std::size_t panel_start(std::size_t p) noexcept { return panel * panel * (p * (p + 1) / 2); }
    /// The number of elements that a matrix takes, those outside it included.
    static constexpr std::size_t elements(std::size_t rows) noexcept
    {
        detail::layout l;
        return l.packed<T>(rows);
    }

    /// Element (i, j), which is also element (j, i).
    constexpr T get(std::size_t i, std::size_t j) const noexcept { return i >= j ? data[index(i, j)] : data[index(j, i)]; }
    /// Writes element (i, j) and element (j, i).
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
