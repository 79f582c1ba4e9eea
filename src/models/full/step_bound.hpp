// Bounds on a step before it is taken: how much it changes the weights, and whether the result could overflow.
#ifndef CATAPULT_SRC_MODELS_FULL_STEP_BOUND_HPP
#define CATAPULT_SRC_MODELS_FULL_STEP_BOUND_HPP

#include <cmath>
#include <cstddef>
#include <limits>

#include "kernels/dispatch.hpp"

namespace catapult::detail {

/// η‖Z‖/√n for Z over `unit`. Zero at infinite width and for an empty model.
template <class T>
T relative_step(T eta, T unit, T gradient_norm, T width) noexcept
{
    return width > 0 && std::isfinite(width) ? eta * unit * gradient_norm / std::sqrt(width) : T(0);
}

/// Whether a step could overflow from weights A = [U V] with ‖A‖² = `square`. The bounds are ‖A'‖ ≤ (1 + change)‖A‖ with
/// `change` = η‖Z‖/√n, and ‖X‖‖A'‖²/√n for the outputs, in Frobenius norms. Norms of the data are over 2^e, and `unit` is
/// 4^e.
template <class T>
bool may_overflow(T square, T change, T inputs_norm, T targets_norm, T root_width, T unit) noexcept
{
    const T grown = (1 + change) * (1 + change) * square;
    const T residual = inputs_norm * grown / root_width + targets_norm;
    const T gradient = inputs_norm * residual;
    // The factor of 256 leaves room for rounding in these bounds.
    const T limit = std::numeric_limits<T>::max() / 256;
    return !(grown <= limit) || !(residual * residual <= limit) || !(residual * residual * unit <= limit) ||
           !(gradient * gradient <= limit);
}

/// ‖U'‖² = ‖U‖² − 2⟨VᵀU, cZᵀ⟩ + ⟨cZS, cZ⟩, the trace of U'ᵀU' (theory.md, 3). `product` is VᵀU and `factor` is cZᵀ, both
/// outputs × stride. `gram` is S = VᵀV, rows `gram_stride` apart.
template <class T>
T first_square_after(T first_square, std::size_t outputs, std::size_t stride, std::size_t gram_stride, const T* product,
                     const T* gram, const T* factor) noexcept
{
    const auto& dense = kernels<T>().dense;
    T cross = 0;
    T square_change = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        const T* row = factor + j * stride;
        cross += dense.dot(stride, product + j * stride, row);
        for (std::size_t l = 0; l < outputs; ++l)
            square_change += gram[j * gram_stride + l] * dense.dot(stride, factor + l * stride, row);
    }
    const T next = first_square - 2 * cross + square_change;
    return next > 0 ? next : 0;
}

}  // namespace catapult::detail

#endif
