// One step of the rows of T, for A_t = A_0 T_t (weights_transform).
#ifndef CATAPULT_SRC_MODELS_FULL_TRANSFORM_ROWS_HPP
#define CATAPULT_SRC_MODELS_FULL_TRANSFORM_ROWS_HPP

#include <cmath>

#include "catapult/models/weights.hpp"
#include "models/full/gram_congruence.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

/// Rows (t_U, t_V) of T, and of the velocities, change as rows of A do: theory.md, 9, with
///     y_U = t_V + κ t_U Z/√n     y_V = t_U P + κ t_V ZᵀP/√n     g = (y_U Kᵀ/√n, y_V/√n).
/// `columns` are in rows here: Kᵀ, Pᵀ and Zᵀ of k rows, `stride` apart, each the same array where it is the same matrix. Storage is
/// weights_transform<T>::storage.
template <class T, class Storage>
void advance_rows(Storage& s, const gradient_columns<T>& g, const step_mixing<T>& mixing) noexcept
{
    const std::size_t r = s.dims.rank, k = s.dims.outputs, stride = s.stride;
    const T root = std::sqrt(static_cast<T>(s.dims.width)), shift = g.inner_factor / root;
    const bool shifted = g.inner_factor != T(0);
    if (shifted)
        for (std::size_t l = 0; l < k; ++l)
            for (std::size_t c = 0; c < k; ++c) s.inner[l * k + c] = dot<T>(stride, g.inner + l * stride, g.columns + c * stride);
    for (std::size_t i = 0; i < r + k; ++i) {
        T *const first = s.first + i * stride, *const second = s.second + i * k;
        // What is stored lacks the multiple of the identity, and so keeps more digits. It is added here: row a < r has it at t_U's
        // element a, row r + c at t_V's element c.
        const auto of_first = [&](const T* column) {
            const T along = dot<T>(stride, first, column);
            return i < r ? along + s.kept_first * column[i] : along;
        };
        const auto of_second = [&](std::size_t c) { return i == r + c ? second[c] + s.kept_second : second[c]; };
        for (std::size_t c = 0; c < k; ++c) {
            s.outer_along[c] = of_second(c);
            s.inner_along[c] = of_first(g.columns + c * stride);
            if (!shifted) continue;
            s.outer_along[c] += shift * of_first(g.inner + c * stride);
            for (std::size_t l = 0; l < k; ++l) s.inner_along[c] += shift * of_second(l) * s.inner[l * k + c];
        }
        // Weights take their share of the old velocities.
        if (mixing.first[0][0] != T(1)) scale(stride, mixing.first[0][0], first);
        if (mixing.second[0][0] != T(1)) scale(k, mixing.second[0][0], second);
        if (s.momentum) {
            add_scaled(stride, mixing.first[0][1], s.first_rate + i * stride, first);
            add_scaled(k, mixing.second[0][1], s.second_rate + i * k, second);
            scale(stride, mixing.first[1][1], s.first_rate + i * stride);
            scale(k, mixing.second[1][1], s.second_rate + i * k);
        }
        for (std::size_t j = 0; j < (s.momentum ? 2 : 1); ++j) {
            const T outer = mixing.first_gradient[j] / root, inner = mixing.second_gradient[j] / root;
            T* const to = j == 0 ? first : s.first_rate + i * stride;
            for (std::size_t c = 0; c < k; ++c) add_scaled<T>(stride, outer * s.outer_along[c], g.outer + c * stride, to);
            T* const in_second = j == 0 ? second : s.second_rate + i * k;
            for (std::size_t c = 0; c < k; ++c) in_second[c] += inner * s.inner_along[c];
        }
    }
    s.kept_first *= mixing.first[0][0];
    s.kept_second *= mixing.second[0][0];
}

}  // namespace catapult::detail

#endif
