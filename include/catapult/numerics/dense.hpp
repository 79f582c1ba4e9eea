// Products of vectors and row-major matrices. This header is for programs that link the library and want its SIMD
// matrix-vector kernels for their own computations, with the same bits everywhere. The library's models do not need it.
// T is float or double. No argument needs an alignment. Results overlap no argument.
#ifndef CATAPULT_NUMERICS_DENSE_HPP
#define CATAPULT_NUMERICS_DENSE_HPP

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// Σ x_i y_i; x and y have the same size. Not guarded against overflow.
template <class T>
CATAPULT_EXPORT T dot(span<const T> x, span<const T> y) noexcept;

/// √Σ x_i², also where the squares would overflow or vanish; not finite if an element is not.
template <class T>
CATAPULT_EXPORT T norm(span<const T> x) noexcept;

/// y ← y + a x, each element rounded once; x and y have the same size.
template <class T>
CATAPULT_EXPORT void add_scaled(T a, span<const T> x, span<T> y) noexcept;

/// y ← A x. `shape_mismatch` unless x has A's columns and y its rows.
template <class T>
CATAPULT_EXPORT status matrix_vector(matrix_view<const T> a, span<const T> x, span<T> y) noexcept;

/// y ← Aᵀ x. `shape_mismatch` unless x has A's rows and y its columns.
template <class T>
CATAPULT_EXPORT status transposed_matrix_vector(matrix_view<const T> a, span<const T> x, span<T> y) noexcept;

}  // namespace catapult

#endif
