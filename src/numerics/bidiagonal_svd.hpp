// The singular value decomposition of a small square matrix by way of a bidiagonal one (Golub, Kahan, SIAM J. Numer. Anal. 2
// (1965) 205; Golub, Reinsch, Numer. Math. 14 (1970) 403). The data is scaled to magnitudes near one beforehand.
#ifndef CATAPULT_SRC_NUMERICS_BIDIAGONAL_SVD_HPP
#define CATAPULT_SRC_NUMERICS_BIDIAGONAL_SVD_HPP

#include <cstddef>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "vocabulary/layout.hpp"

namespace catapult::detail {

template <class T>
struct bidiagonal_scratch {
    T* left = nullptr;    ///< the left reflector; `size` elements each
    T* right = nullptr;   ///< the right reflector
    T* row = nullptr;     ///< what the left reflector takes from each row
    T* column = nullptr;  ///< what the right reflector takes from each column
    T* next_left = nullptr;
    T* next_row = nullptr;
    T* scales = nullptr;   ///< τ of the right reflectors
    T* outputs = nullptr;  ///< one row of targets

    void lay_out(layout& l, std::size_t size, std::size_t target_columns) noexcept;
};

/// A (size × size) = U B Wᵀ with B upper bidiagonal: its diagonal, and above it `superdiagonal` (size − 1); targets
/// (size × k) ← Uᵀ targets. Row j of A keeps the reflector of Wᵀ right of the diagonal.
template <class T>
void bidiagonalise(matrix_view<T> a, T* diagonal, T* superdiagonal, matrix_view<T> targets,
                   const bidiagonal_scratch<T>& scratch) noexcept;

/// A ← Wᵀ from the reflectors that bidiagonalise left in it.
template <class T>
void form_right_vectors(matrix_view<T> a, const T* scales) noexcept;

/// B = U Σ Wᵀ by implicitly shifted QR steps: the diagonal becomes Σ, unsorted and of any sign; targets ← Uᵀ targets
/// and right ← Wᵀ right, each by rotations of its rows (`size` of them; `right` may have no columns).
/// `not_converged` if the budget of 200 steps a value is used up: 26 is the most seen in hundreds of thousands of matrices made to be hard.
template <class T>
status diagonalise(std::size_t size, T* diagonal, T* superdiagonal, matrix_view<T> targets, matrix_view<T> right) noexcept;

}  // namespace catapult::detail

#endif
