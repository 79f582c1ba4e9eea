// Shared parts of weights_reduction, weights_transform and weights_of_layers.
#ifndef CATAPULT_SRC_MODELS_FULL_WEIGHTS_CHECKS_HPP
#define CATAPULT_SRC_MODELS_FULL_WEIGHTS_CHECKS_HPP

#include <cmath>
#include <cstddef>

#include "catapult/models/weights.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

template <class T>
status check_basis(const weights_dims& dims, matrix_view<const T> basis) noexcept
{
    if (!valid(dims)) return status::invalid_argument;
    if (basis.rows != dims.rank || basis.columns != dims.inputs) return status::shape_mismatch;
    return all_finite(basis) ? status::ok : status::not_finite;
}

/// Whether all elements are finite. A finite sum of squares says so at the speed of memory; only an infinite sum needs a look
/// at each element.
template <class T>
bool finite_rows(matrix_view<const T> a) noexcept
{
    if (a.stride == a.columns) return std::isfinite(dot<T>(a.rows * a.columns, a.data, a.data)) || all_finite(a);
    for (std::size_t i = 0; i < a.rows; ++i)
        if (!std::isfinite(dot<T>(a.columns, a.row(i), a.row(i))) && !all_finite(a.columns, a.row(i))) return false;
    return true;
}

template <class T>
status check_rows(const weights_dims& dims, matrix_view<const T> u, matrix_view<const T> v) noexcept
{
    if (u.rows == 0 || u.rows != v.rows || u.columns != dims.inputs || v.columns != dims.outputs) return status::shape_mismatch;
    return finite_rows(u) && finite_rows(v) ? status::ok : status::not_finite;
}

/// C ← C + A B.
template <class T>
void multiply_add(matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> c) noexcept
{
    kernels<T>().blocked.multiply_add(c.rows, c.columns, a.columns, a.data, a.stride, 1, b.data, b.stride, c.data, c.stride);
}

}  // namespace catapult::detail

#endif
