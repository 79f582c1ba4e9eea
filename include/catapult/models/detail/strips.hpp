// The strips of a large symmetric matrix, over which a pass is spread. Only the library's own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_STRIPS_HPP
#define CATAPULT_MODELS_DETAIL_STRIPS_HPP

#include <cstddef>

#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// A pass over a matrix of this many rows, with one column, takes some 100 µs: ten times what waking a thread costs. Smaller
/// passes are not spread.
inline constexpr std::size_t least_spread_rows = 1000;

template <class T>
struct strips {
    static constexpr std::size_t rows = 8 * block_elements<T>;  ///< of a strip

    static constexpr std::size_t count(std::size_t matrix_rows) noexcept
    {
        return matrix_rows / rows + (matrix_rows % rows != 0);
    }
    /// Where the terms of strip `number` for the rows above it begin, in an array of those of all strips.
    static constexpr std::size_t above_start(std::size_t number) noexcept
    {
        return number < 2 ? 0 : number * (number - 1) / 2 * rows;
    }
    /// The elements of that array: 1/64 of the matrix in double and 1/128 in float. Zero for a matrix too small to be spread.
    static constexpr std::size_t above_elements(std::size_t matrix_rows) noexcept
    {
        return matrix_rows < least_spread_rows ? 0 : above_start(count(matrix_rows));
    }
};

}  // namespace catapult::detail

#endif
