#include "catapult/numerics/dense.hpp"

#include "kernels/dispatch.hpp"
#include "numerics/vector.hpp"

namespace catapult {

template <class T>
T dot(span<const T> x, span<const T> y) noexcept
{
    return detail::kernels<T>().dense.dot(x.size(), x.data(), y.data());
}

template <class T>
T norm(span<const T> x) noexcept
{
    return detail::norm(x.size(), x.data());
}

template <class T>
void add_scaled(T a, span<const T> x, span<T> y) noexcept
{
    detail::kernels<T>().dense.add_scaled(x.size(), a, x.data(), y.data());
}

template <class T>
status matrix_vector(matrix_view<const T> a, span<const T> x, span<T> y) noexcept
{
    if (x.size() != a.columns || y.size() != a.rows) return status::shape_mismatch;
    detail::kernels<T>().dense.matrix_vector(a.rows, a.columns, a.data, a.stride, x.data(), y.data());
    return status::ok;
}

template <class T>
status transposed_matrix_vector(matrix_view<const T> a, span<const T> x, span<T> y) noexcept
{
    if (x.size() != a.rows || y.size() != a.columns) return status::shape_mismatch;
    detail::kernels<T>().dense.transposed_matrix_vector(a.rows, a.columns, a.data, a.stride, x.data(), y.data());
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)                                                              \
    template T dot<T>(span<const T>, span<const T>) noexcept;                                \
    template T norm<T>(span<const T>) noexcept;                                              \
    template void add_scaled<T>(T, span<const T>, span<T>) noexcept;                         \
    template status matrix_vector<T>(matrix_view<const T>, span<const T>, span<T>) noexcept; \
    template status transposed_matrix_vector<T>(matrix_view<const T>, span<const T>, span<T>) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
