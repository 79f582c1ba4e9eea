#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/weights.hpp"
#include "models/full/weights_checks.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

template <class T>
status weights_of_layers(matrix_view<const T> first_layer, matrix_view<const T> second_layer, matrix_view<const T> basis,
                         matrix_view<T> u, matrix_view<T> v) noexcept
{
    const weights_dims dims = {u.columns, second_layer.columns, first_layer.columns};
    if (first_layer.rows != u.rows || second_layer.rows != u.rows) return status::shape_mismatch;
    if (const status s = check_basis(dims, basis); s != status::ok) return s;
    if (const status s = check_rows<T>(dims, u, v); s != status::ok) return s;
    for (std::size_t i = 0; i < u.rows; ++i) {
        const T* const reduced = first_layer.row(i);
        // The basis is not exactly orthogonal. So directions come one after another, and each corrects the errors of those
        // before.
        for (std::size_t a = 0; a < dims.rank; ++a)
            add_scaled<T>(dims.inputs, reduced[a] - dot<T>(dims.inputs, u.row(i), basis.row(a)), basis.row(a), u.row(i));
        for (std::size_t c = 0; c < dims.outputs; ++c) v(i, c) = second_layer(i, c);
    }
    return status::ok;
}

template <class T>
status weights_of_layers(const network_state<T>& now, matrix_view<const T> basis, std::size_t first_row, matrix_view<T> u,
                         matrix_view<T> v) noexcept
{
    const std::size_t n = now.first_layer.rows;
    if (n == 0 || !fits(now, {now.predictor.rows, now.predictor.columns, static_cast<double>(n)})) return status::shape_mismatch;
    if (u.rows > n || first_row > n - u.rows) return status::shape_mismatch;
    return weights_of_layers<T>(now.first_layer.row_range(first_row, u.rows), now.second_layer.row_range(first_row, u.rows),
                                basis, u, v);
}

#define CATAPULT_INSTANTIATE(T)                                                                                         \
    template status weights_of_layers(matrix_view<const T>, matrix_view<const T>, matrix_view<const T>, matrix_view<T>, \
                                      matrix_view<T>) noexcept;                                                         \
    template status weights_of_layers(const network_state<T>&, matrix_view<const T>, std::size_t, matrix_view<T>,       \
                                      matrix_view<T>) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
