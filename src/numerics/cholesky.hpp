// The Cholesky factor of a dense symmetric matrix, and products with it.
#ifndef CATAPULT_SRC_NUMERICS_CHOLESKY_HPP
#define CATAPULT_SRC_NUMERICS_CHOLESKY_HPP

#include <cstddef>

namespace catapult::detail {

/// Factorises A = RᵀR, n × n, with R upper triangular. R replaces A; zeros stand below its diagonal. Only the upper triangle
/// of A is read. `least` > 0 is the rounding error that a pivot may have: a pivot below `least` becomes `least`, which is the
/// same as a change of A's diagonal by at most 2 `least`. False if a pivot is below −least or not finite; A is then undefined.
template <class T>
bool cholesky(std::size_t n, T* a, std::size_t stride, T least) noexcept;

/// Y ← Y + R X, for X and Y with n rows of `columns` elements, without gaps, which do not overlap.
template <class T>
void add_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x, T* y) noexcept;

/// Y ← Y + Rᵀ X, with the same arguments.
template <class T>
void add_transposed_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x,
                                     T* y) noexcept;

}  // namespace catapult::detail

#endif
