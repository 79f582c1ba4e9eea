// What is asked of what a caller hands in: NaN and infinity are not_finite, other numbers that are out of range invalid_argument.
#ifndef CATAPULT_SRC_VOCABULARY_CHECKS_HPP
#define CATAPULT_SRC_VOCABULARY_CHECKS_HPP

#include <cstddef>
#include <limits>

#include "catapult/vocabulary/detail/dims.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult::detail {

template <class T>
T magnitude(T x) noexcept
{
    return x < 0 ? -x : x;
}

/// Of a learning rate.
template <class T>
status check_rate(T eta) noexcept
{
    if (!(magnitude(eta) <= std::numeric_limits<T>::max())) return status::not_finite;
    return eta >= 0 ? status::ok : status::invalid_argument;
}

/// Without an early exit, so that compilers vectorise it.
template <class T>
bool all_finite(std::size_t n, const T* x) noexcept
{
    int unfinished = 0;
    for (std::size_t i = 0; i < n; ++i) unfinished |= !(magnitude(x[i]) <= std::numeric_limits<T>::max());
    return unfinished == 0;
}

template <class T>
bool all_finite(matrix_view<const T> x) noexcept
{
    for (std::size_t i = 0; i < x.rows; ++i)
        if (!all_finite(x.columns, x.row(i))) return false;
    return true;
}

/// The largest |x_ij| of finite elements; 0 for none.
template <class T>
T largest_magnitude(matrix_view<const T> x) noexcept
{
    T largest[4] = {};
    for (std::size_t i = 0; i < x.rows; ++i)
        for (std::size_t j = 0; j < x.columns; ++j) {
            const T size = magnitude(x(i, j));
            if (size > largest[j % 4]) largest[j % 4] = size;
        }
    for (int i = 1; i < 4; ++i)
        if (largest[i] > largest[0]) largest[0] = largest[i];
    return largest[0];
}

}  // namespace catapult::detail

#endif
