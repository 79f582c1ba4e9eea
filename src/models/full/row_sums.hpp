// Sums over the rows of A = [UP V] or [U V]: G = AᵀA − rows·I. For weights near standard normal G is small. So D and E,
// which come from G, keep digits that AᵀA would lose to rounding.
#ifndef CATAPULT_SRC_MODELS_FULL_ROW_SUMS_HPP
#define CATAPULT_SRC_MODELS_FULL_ROW_SUMS_HPP

#include <cmath>
#include <cstddef>

#include "catapult/models/detail/draw_storage.hpp"
#include "catapult/models/gram_model.hpp"
#include "kernels/dispatch.hpp"

namespace catapult::detail {

/// G ← G + AᵀA − count·I for `count` ≤ sum_rows packed rows of A, in the lower triangle of G. G is stored row by row, rows
/// `stride` apart, where `stride` is whole blocks.
template <class T>
void add_rows(std::size_t count, std::size_t columns, std::size_t stride, const T* packed, T* g) noexcept
{
    for (std::size_t j = 0; j < columns; ++j) g[j * stride + j] -= static_cast<T>(count);
    kernels<T>().blocked.gram_accumulate(count, columns, packed, g, stride);
}

/// The state of a network of width `rows` from its G in reduced coordinates. The rows of G for V begin at `second`.
template <class T>
void state_of_sums(const T* g, std::size_t stride, std::size_t second, std::size_t rows, network_state<T>& state) noexcept
{
    const std::size_t r = state.first_deviation.rows, k = state.second_deviation.rows;
    const T width = static_cast<T>(rows), root = std::sqrt(width);
    for (std::size_t a = 0; a < r; ++a)
        for (std::size_t b = 0; b <= a; ++b) state.first_deviation.set(a, b, g[a * stride + b] / width);
    for (std::size_t c = 0; c < k; ++c) {
        const T* row = g + (second + c) * stride;
        for (std::size_t a = 0; a < r; ++a) state.predictor(a, c) = row[a] / root;
        for (std::size_t l = 0; l <= c; ++l)
            state.second_deviation(c, l) = state.second_deviation(l, c) = row[second + l] / width;
    }
    state.width = static_cast<double>(rows);
}

}  // namespace catapult::detail

#endif
