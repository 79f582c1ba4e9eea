// The singular value decomposition of a small square matrix, through a bidiagonal matrix (Golub, Kahan, SIAM J. Numer.
// Anal. 2 (1965) 205; Golub, Reinsch, Numer. Math. 14 (1970) 403). The caller scales the data to magnitudes near one.
#ifndef CATAPULT_SRC_NUMERICS_BIDIAGONAL_SVD_HPP
#define CATAPULT_SRC_NUMERICS_BIDIAGONAL_SVD_HPP

#include <cstddef>

#include "catapult/numerics/detail/svd_scratch.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult::detail {

/// A (size × size) = U B Wᵀ with an upper bidiagonal B. `diagonal` (size elements) and `superdiagonal` (size − 1
/// elements) receive B, and targets (size × k) ← Uᵀ targets. Row j of A keeps a reflector of Wᵀ, right of the diagonal.
template <class T>
void bidiagonalise(matrix_view<T> a, T* diagonal, T* superdiagonal, matrix_view<T> targets,
                   const bidiagonal_scratch<T>& scratch) noexcept;

/// A ← Wᵀ, from the reflectors that bidiagonalise has left in A.
template <class T>
void form_right_vectors(matrix_view<T> a, const T* scales) noexcept;

/// B = U Σ Wᵀ by implicitly shifted QR steps. `diagonal` becomes Σ, unsorted and with any signs. targets ← Uᵀ targets
/// and right ← Wᵀ right, by rotations of their rows. Both have `size` rows; `right` may have no columns.
/// `not_converged` if a value takes more than 200 steps. The most that was seen is 26, among hundreds of thousands of
/// matrices that were made to be hard.
template <class T>
status diagonalise(std::size_t size, T* diagonal, T* superdiagonal, matrix_view<T> targets, matrix_view<T> right) noexcept;

}  // namespace catapult::detail

#endif
