// Householder reflectors I − τ v vᵀ with v₀ = 1, one at a time and in compact blocks I − V T Vᵀ
// (Schreiber, Van Loan, SIAM J. Sci. Stat. Comput. 10 (1989) 53). The data is scaled to magnitudes near one beforehand:
// squares do not overflow, and what is too small to be squared is far below the rounding of the largest element.
#ifndef CATAPULT_SRC_NUMERICS_HOUSEHOLDER_HPP
#define CATAPULT_SRC_NUMERICS_HOUSEHOLDER_HPP

#include <cstddef>

#include "vocabulary/layout.hpp"

namespace catapult::detail {

/// Rows or columns that one block of reflectors takes, rows that are folded at once, and columns or rows that a block
/// is applied to at once. They set the speed; the last one changes no bit.
inline constexpr std::size_t reflector_block = 32;
inline constexpr std::size_t fold_rows = 128;
inline constexpr std::size_t strip = 96;

/// The reflector that takes (first, rest) to (first', 0): overwrites `first`, `rest` (with v without its leading one)
/// and answers τ; τ = 0 where rest is zero or negligible, and is then set to zero.
template <class T>
T make_reflector(T& first, std::size_t n, T* rest) noexcept;

/// What the block operations need besides their arguments.
template <class T>
struct reflector_scratch {
    T* vectors = nullptr;         ///< reflector_block × length, V as rows
    T* transposed = nullptr;      ///< length × reflector_block, V as columns
    T* triangle = nullptr;        ///< T, reflector_block × reflector_block
    T* product = nullptr;         ///< reflector_block × strip
    T* scaled_product = nullptr;  ///< likewise

    /// For vectors of at most `length` elements.
    void lay_out(layout& l, std::size_t length) noexcept;
};

/// Folds the rows of C (fold_rows × columns) into the upper-triangular R (triangular × columns, triangular ≤ columns): the
/// orthogonal transformation of [R; C] that makes the first `triangular` columns of C zero, applied to all columns.
/// R and C have the same stride. C keeps what is rotated out in its other columns; the rest of it is left undefined.
template <class T>
void fold(std::size_t triangular, std::size_t columns, T* r, T* c, std::size_t stride,
          const reflector_scratch<T>& scratch) noexcept;

/// A (rows × columns, rows ≤ columns) ← L in its lower triangle, with A = [L 0] Qᵀ; the reflectors of Q right of
/// the diagonal, their scales in `scales` (rows).
template <class T>
void lq_factorise(std::size_t rows, std::size_t columns, T* a, std::size_t stride, T* scales,
                  const reflector_scratch<T>& scratch) noexcept;

/// M (rows × columns) ← M Qᵀ for the Q that lq_factorise left in A (reflectors × columns) and `scales`.
template <class T>
void lq_apply(std::size_t rows, std::size_t reflectors, std::size_t columns, const T* a, std::size_t a_stride, const T* scales,
              T* m, std::size_t m_stride, const reflector_scratch<T>& scratch) noexcept;

}  // namespace catapult::detail

#endif
