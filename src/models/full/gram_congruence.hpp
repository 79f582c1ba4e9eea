// The one step of all training rules: A' = A T with T a multiple of the identity and a few columns (theory.md, 9).
#ifndef CATAPULT_SRC_MODELS_FULL_GRAM_CONGRUENCE_HPP
#define CATAPULT_SRC_MODELS_FULL_GRAM_CONGRUENCE_HPP

#include <cstddef>

#include "catapult/models/detail/gram_training_storage.hpp"

namespace catapult::detail {

/// A gradient of the weights by a few columns: g_U = Y_U Kᵀ/√n and g_V = Y_V/√n with
///     Y_U = V + κ U Z/√n     Y_V = U P + κ V ZᵀP/√n.
/// The plain gradient has κ = 0 and P = K = Z. At the weights that SAM shifts to, κ = ρ/‖g‖ and P = K is Z there. The
/// polar factors have a P and a K of their own. All are r × k in panels.
template <class T>
struct gradient_columns {
    const T* outer;    // K
    const T* columns;  // P
    const T* inner;    // Z; read only if κ ≠ 0
    T inner_factor;    // κ
};

/// Sizes of the numbers that a step has found.
template <class T>
struct step_sizes {
    T predictor_square;  // of all ω_ij'
    T outer[2];          // ‖c_i K‖
    T sides[2];          // bounds of ‖h_i‖
};

/// How a step mixes weights and velocities, and the gradient's share in each:
///     U_i' = Σ_j first[i][j] U_j + first_gradient[i] g_U, and V_i' likewise.
template <class T>
struct step_mixing {
    T first[2][2], second[2][2];
    T first_gradient[2], second_gradient[2];
    T decay;  // 1 − first[0][0], exactly
    T share;  // U_0' = first[0][0] U_0 + first[1][1]·lookahead U_1 + share U_1'
    T lookahead;

    /// The same for gram_matrices.
    unit_change<T> of_units(bool momentum) const noexcept
    {
        return {first[0][0], first[1][1], lookahead, share, first_gradient[momentum ? 1 : 0]};
    }
};

template <class T>
struct congruence {
    std::size_t rank, outputs, elements;
    bool momentum;
    T inverse_width;
    const gram_blocks<T>& blocks;
    const gram_matrices<T>& matrices;
    const congruence_scratch<T>& work;

    /// work.first_columns and work.mixed_columns ← DP and CᵀP; first_inner and mixed_inner likewise ← DZ and CᵀZ.
    void multiply(const T* x, T* first, T* mixed) const noexcept
    {
        matrices.multiply(outputs, x, first, momentum ? mixed : nullptr);
    }
    /// result ← Y_UᵀY_U/n. With κ ≠ 0, first_inner holds DZ. Uses two k × k arrays of scratch.
    void outer_gram(const T* inner, T kappa, T* result, T* scratch, T* more_scratch) const noexcept;
    /// ‖g‖² of the gradient, over unit². The products of its columns must have been formed. Leaves Y_UᵀY_U/n in
    /// work.small[0] and Y_VᵀY_V/n in work.small[1].
    T gradient_square(const gradient_columns<T>& g) const noexcept;
    /// Writes `next`, work.change, and the vectors of the step in the tail. gradient_square() must have been called.
    step_sizes<T> advance(const gradient_columns<T>& g, const step_mixing<T>& mixing, gram_blocks<T>& next) const noexcept;
    /// The same for the model that is linearised where the predictor was `reference`.
    step_sizes<T> advance_linear(const gradient_columns<T>& g, const step_mixing<T>& mixing, const T* reference,
                                 gram_blocks<T>& next) const noexcept;
};

}  // namespace catapult::detail

#endif
