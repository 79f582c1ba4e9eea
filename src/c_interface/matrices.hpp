// Matrices that a caller hands in, and those that he is shown.
#ifndef CATAPULT_SRC_C_INTERFACE_MATRICES_HPP
#define CATAPULT_SRC_C_INTERFACE_MATRICES_HPP

#include "c_interface/answers.hpp"
#include "catapult/c_interface/matrix.h"
#include "catapult/vocabulary/span.hpp"

namespace catapult::c_interface {

template <class Matrix>
status check_matrix(const Matrix& m) noexcept
{
    if (m.stride < m.columns) return status::shape_mismatch;
    return m.data == nullptr && m.rows > 0 && m.columns > 0 ? status::invalid_argument : status::ok;
}

/// Of the first that is wrong.
template <class... Matrices>
status check_matrices(const Matrices&... matrices) noexcept
{
    status s = status::ok;
    ((s = s == status::ok ? check_matrix(matrices) : s), ...);
    return s;
}

inline matrix_view<const double> to_view(const catapult_matrix& m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }
inline matrix_view<const float> to_view(const catapult_matrix_f& m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }
inline matrix_view<double> to_view(const catapult_writable_matrix& m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }
inline matrix_view<float> to_view(const catapult_writable_matrix_f& m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }
inline catapult_matrix to_c(matrix_view<const double> m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }
inline catapult_matrix_f to_c(matrix_view<const float> m) noexcept { return {m.data, m.rows, m.columns, m.stride}; }

}  // namespace catapult::c_interface

#endif
