// The exact polar factors of both layers' gradients, as columns (theory.md, 9, Muon).
#ifndef CATAPULT_SRC_MODELS_FULL_POLAR_FACTORS_HPP
#define CATAPULT_SRC_MODELS_FULL_POLAR_FACTORS_HPP

#include <cstddef>

#include "models/full/gram_congruence.hpp"

namespace catapult::detail {

/// With Z = Q S Rᵀ, its singular value decomposition on its support,
///     polar(V Zᵀ) = V R S (S Rᵀ(τI + E)R S)^{-1/2} Qᵀ/√n     polar(U Z) = U Q (S Qᵀ(σI + D)Q S)^{-1/2} S Rᵀ/√n
/// up to the order of commuting factors: `outer` and `columns` ← K and P of gradient_columns. At the weights that SAM shifts
/// to (`inner` and κ of gradient_columns; first_inner holds D times `inner`), the matrices in brackets are theirs. Singular values of Z up to
/// 8 r ε times the largest are off the support. S grades the matrices whose roots are taken, and the rotations keep small
/// singular values to full relative accuracy. `gradient` is Z, and no two arrays overlap. Uses work.first_columns,
/// inner_side[0], scratch, change and small, and leaves DP in work.first_columns. `norm` ← ‖g‖ over the unit. False if no
/// root is finite.
template <class T>
bool polar_factors(const congruence<T>& of, const T* gradient, const T* inner, T kappa, T* outer, T* columns, T& norm) noexcept;

}  // namespace catapult::detail

#endif
