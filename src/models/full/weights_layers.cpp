#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/weights.hpp"
#include "models/full/weights_checks.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

template <class T>
status weights_of_layers(const network_state<T>& now, matrix_view<const T> basis, std::size_t first_row, matrix_view<T> u,
                         matrix_view<T> v) noexcept
{
    const weights_dims dims = {u.columns, now.predictor.columns, now.predictor.rows};
    const std::size_t n = now.first_layer.rows;
    if (n == 0 || !fits(now, {dims.rank, dims.outputs, static_cast<double>(n)})) return status::shape_mismatch;
    if (u.rows > n || first_row > n - u.rows) return status::shape_mismatch;
    if (const status s = check_basis(dims, basis); s != status::ok) return s;
    if (const status s = check_rows<T>(dims, u, v); s != status::ok) return s;
    for (std::size_t i = 0; i < u.rows; ++i) {
        const T* const reduced = now.first_layer.row(first_row + i);
        // The basis is not exactly orthogonal. So directions come one after another, and each corrects the errors of those
        // before.
        for (std::size_t a = 0; a < dims.rank; ++a)
            add_scaled<T>(dims.inputs, reduced[a] - dot<T>(dims.inputs, u.row(i), basis.row(a)), basis.row(a), u.row(i));
        for (std::size_t c = 0; c < dims.outputs; ++c) v(i, c) = now.second_layer(first_row + i, c);
    }
    return status::ok;
}

template status weights_of_layers<float>(const network_state<float>&, matrix_view<const float>, std::size_t, matrix_view<float>,
                                         matrix_view<float>) noexcept;
template status weights_of_layers<double>(const network_state<double>&, matrix_view<const double>, std::size_t,
                                          matrix_view<double>, matrix_view<double>) noexcept;

}  // namespace catapult
