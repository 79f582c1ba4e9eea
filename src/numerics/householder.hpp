// Householder reflectors I − τ v vᵀ with v₀ = 1, one at a time and in compact blocks I − V T Vᵀ (Schreiber, Van Loan,
// SIAM J. Sci. Stat. Comput. 10 (1989) 53). The caller scales the data to magnitudes near one. Then squares do not
// overflow, and numbers whose squares underflow are far below the rounding of the largest element.
#ifndef CATAPULT_SRC_NUMERICS_HOUSEHOLDER_HPP
#define CATAPULT_SRC_NUMERICS_HOUSEHOLDER_HPP

#include <cstddef>

#include "catapult/numerics/detail/svd_scratch.hpp"

namespace catapult::detail {

/// Makes the reflector that takes (first, rest) to (first', 0), where `rest` has n elements. `first` becomes first',
/// `rest` becomes v without its leading one, and the result is τ. If `rest` is zero or negligible, it is set to zero
/// and τ = 0.
template <class T>
T make_reflector(T& first, std::size_t n, T* rest) noexcept;

/// Folds the rows of C (rows × columns) into the upper-triangular R (triangular × columns, triangular ≤ columns).
/// The orthogonal transformation of [R; C] that makes the first `triangular` columns of C zero is applied to all
/// columns. R and C have the same stride. The first `triangular` columns of C are undefined afterwards; its other
/// columns are transformed.
template <class T>
void fold(std::size_t rows, std::size_t triangular, std::size_t columns, T* r, T* c, std::size_t stride,
          const reflector_scratch<T>& scratch) noexcept;

/// Factorises A = [L 0] Qᵀ for A (rows × columns, rows ≤ columns). L replaces the lower triangle of A, the reflectors
/// of Q replace the elements right of the diagonal, and `scales` (rows elements) receives their τ.
template <class T>
void lq_factorise(std::size_t rows, std::size_t columns, T* a, std::size_t stride, T* scales,
                  const reflector_scratch<T>& scratch) noexcept;

/// M (rows × columns) ← M Qᵀ, for the Q that lq_factorise has left in A (reflectors × columns) and `scales`.
template <class T>
void lq_apply(std::size_t rows, std::size_t reflectors, std::size_t columns, const T* a, std::size_t a_stride, const T* scales,
              T* m, std::size_t m_stride, const reflector_scratch<T>& scratch) noexcept;

}  // namespace catapult::detail

#endif
