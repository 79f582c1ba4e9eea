// The Cholesky factor of a dense symmetric matrix, and products with it.
#ifndef CATAPULT_SRC_NUMERICS_CHOLESKY_HPP
#define CATAPULT_SRC_NUMERICS_CHOLESKY_HPP

#include <cstddef>

namespace catapult::detail {

/// Factorises A = RᵀR, n × n, with R upper triangular. R replaces A; zeros stand below its diagonal. Only the upper triangle
/// of A is read. False if a pivot is not positive or not finite; A is then undefined. A factorisation that succeeds is that of
/// A up to rounding, however close to singular A is (Higham, Accuracy and Stability of Numerical Algorithms, theorem 10.3).
template <class T>
bool cholesky(std::size_t n, T* a, std::size_t stride) noexcept;

/// Y ← Y + R X, for X and Y with n rows of `columns` elements, without gaps, which do not overlap.
template <class T>
void add_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x, T* y) noexcept;

/// Y ← Y + Rᵀ X, with the same arguments.
template <class T>
void add_transposed_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x,
                                     T* y) noexcept;

}  // namespace catapult::detail

#endif
