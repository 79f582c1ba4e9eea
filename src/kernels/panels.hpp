// Sets of vectors in the layout of the symmetric kernels (kernels/table.hpp): panel by panel, padded with zeros.
#ifndef CATAPULT_SRC_KERNELS_PANELS_HPP
#define CATAPULT_SRC_KERNELS_PANELS_HPP

#include <cstddef>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/symmetric.hpp"

namespace catapult::detail {

/// The index of element (i, c) of a matrix of k columns.
template <class T>
std::size_t in_panels(std::size_t i, std::size_t c, std::size_t k) noexcept
{
    constexpr std::size_t w = symmetric_view<T>::panel;
    return (i / w * k + c) * w + i % w;
}

template <class T>
void to_rows(const T* from, matrix_view<T> to) noexcept
{
    constexpr std::size_t w = symmetric_view<T>::panel;
    for (std::size_t first = 0; first < to.rows; first += w) {
        const std::size_t count = to.rows - first < w ? to.rows - first : w;
        for (std::size_t c = 0; c < to.columns; ++c)
            for (std::size_t i = 0; i < count; ++i) to(first + i, c) = from[first * to.columns + c * w + i];
    }
}

/// Does not write the padding.
template <class T>
void to_panels(matrix_view<const T> from, T* to) noexcept
{
    for (std::size_t i = 0; i < from.rows; ++i)
        for (std::size_t c = 0; c < from.columns; ++c) to[in_panels<T>(i, c, from.columns)] = from(i, c);
}

}  // namespace catapult::detail

#endif
