#include "catapult/models/detail/gram_factor.hpp"

#include <cmath>
#include <cstring>

#include "models/full/step_bound.hpp"
#include "numerics/vector.hpp"
#include "vocabulary/checks.hpp"

namespace catapult::detail {

namespace {

template <class T>
bool has_shape(matrix_view<T> a, std::size_t rows, std::size_t columns) noexcept
{
    return a.rows == rows && (rows == 0 || (a.columns == columns && a.stride == columns));
}

}  // namespace

template <class T>
bool fits(const network_state<T>& state, const network_dims& dims) noexcept
{
    const bool narrow = keeps_factor(dims);
    const std::size_t rows = narrow ? static_cast<std::size_t>(dims.width) : 0;
    if (narrow && static_cast<double>(rows) != dims.width) return false;
    return state.first_deviation.rows == (narrow ? 0 : dims.rank) && state.predictor.rows == dims.rank &&
           state.predictor.columns == dims.outputs && state.second_deviation.rows == dims.outputs &&
           state.second_deviation.columns == dims.outputs && has_shape(state.first_layer, rows, dims.rank) &&
           has_shape(state.second_layer, rows, dims.outputs);
}

template <class T>
void complete(network_state<T>& state) noexcept
{
    const auto multiply_add = kernels<T>().blocked.multiply_add;
    const std::size_t n = state.first_layer.rows, r = state.first_layer.columns, k = state.second_layer.columns;
    const matrix_view<T> u = state.first_layer, v = state.second_layer, w = state.predictor, e = state.second_deviation;
    state.width = static_cast<double>(n);
    const T width = static_cast<T>(n);
    const T root = std::sqrt(width);
    for (std::size_t i = 0; i < r; ++i) fill_zero(k, w.row(i));
    for (std::size_t c = 0; c < k; ++c) fill_zero(k, e.row(c));
    multiply_add(r, k, n, u.data, 1, u.stride, v.data, v.stride, w.data, w.stride);
    multiply_add(k, k, n, v.data, 1, v.stride, v.data, v.stride, e.data, e.stride);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) w(i, c) /= root;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) e(c, l) = e(c, l) / width - (c == l ? T(1) : T(0));
}

template <class T>
void apply_factor(matrix_view<const T> first_layer, matrix_view<const T> second_layer, const factor_scratch<T>& scratch,
                  matrix_view<const T> in, matrix_view<T> out) noexcept
{
    const std::size_t r = first_layer.columns, k = in.columns, stride = whole_blocks<T>(r);
    fill_zero(k * stride, scratch.in);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) scratch.in[c * stride + i] = in(i, c);
    // The casts are safe, because this pass only reads the layers.
    const parameter_rows<T> layers = {first_layer.rows, r, k, const_cast<T*>(first_layer.data),
                                      const_cast<T*>(second_layer.data)};
    kernels<T>().parameter.operate(layers, scratch.in, {scratch.out, nullptr, scratch.block});
    const T width = static_cast<T>(first_layer.rows);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) out(i, c) = scratch.out[c * stride + i] / width - in(i, c);
}

template <class T>
T gram_factor<T>::second_square() const noexcept
{
    T trace = 0;
    for (std::size_t c = 0; c < outputs; ++c) trace += gram[c * gram_stride + c];
    return trace;
}

template <class T>
bool gram_factor<T>::load(const reduced_data<T>& data, const network_state<T>& initial, const T* gains,
                          factor_outputs<T>& result) noexcept
{
    std::memcpy(first, initial.first_layer.data, rows * rank * sizeof(T));
    std::memcpy(second, initial.second_layer.data, rows * outputs * sizeof(T));
    fill_zero(stride * outputs, factor);
    root_width = std::sqrt(static_cast<T>(rows));
    first_square = dot<T>(rows * rank, first, first);
    singular_norm = norm<T>(rank, data.singular_values.data());
    T targets_square = 0;
    for (std::size_t i = 0; i < rank; ++i) targets_square += dot<T>(outputs, data.targets.row(i), data.targets.row(i));
    targets_norm = std::sqrt(targets_square);
    kernels<T>().parameter.gather({rows, rank, outputs, first, second}, factor, {product, gram, scratch.block});
    evaluate(data, gains, result);
    return std::isfinite(first_square + second_square() + targets_square + result.residual_square + result.gradient_square);
}

template <class T>
status gram_factor<T>::step(T eta, const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept
{
    const T unit = square_unit(data);
    const T rate = eta * unit / root_width;
    const T change = rate * std::sqrt(result.gradient_square);
    if (may_overflow(first_square + second_square(), change, singular_norm, targets_norm, root_width, unit))
        return status::diverged;
    for (std::size_t i = 0; i < rank; ++i)
        for (std::size_t c = 0; c < outputs; ++c) factor[c * stride + i] = rate * result.gradient[i * outputs + c];
    first_square = first_square_after(first_square, outputs, stride, gram_stride, product, gram, factor);
    kernels<T>().parameter.step({rows, rank, outputs, first, second}, factor, {product, gram, scratch.block});
    evaluate(data, gains, result);
    return status::ok;
}

template <class T>
void gram_factor<T>::evaluate(const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept
{
    const T width = static_cast<T>(rows);
    const std::size_t k = outputs;
    for (std::size_t i = 0; i < rank; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            const T omega = product[c * stride + i] / root_width;
            const T rho = data.singular_values[i] * omega - data.targets(i, c);
            result.predictor[i * k + c] = omega;
            result.residual[i * k + c] = rho;
            result.gradient[i * k + c] = gains[i] * rho;
        }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) result.second[c * k + l] = gram[c * gram_stride + l] / width - (c == l ? T(1) : T(0));
    result.residual_square = dot<T>(rank * k, result.residual, result.residual);
    result.gradient_square = dot<T>(rank * k, result.gradient, result.gradient);
}

template <class T>
void gram_factor<T>::write(network_state<T>& result) const noexcept
{
    std::memcpy(result.first_layer.data, first, rows * rank * sizeof(T));
    std::memcpy(result.second_layer.data, second, rows * outputs * sizeof(T));
}

#define CATAPULT_INSTANTIATE(T)                                                                                            \
    template bool fits(const network_state<T>&, const network_dims&) noexcept;                                             \
    template void complete(network_state<T>&) noexcept;                                                                    \
    template struct factor_scratch<T>;                                                                                     \
    template void apply_factor(matrix_view<const T>, matrix_view<const T>, const factor_scratch<T>&, matrix_view<const T>, \
                               matrix_view<T>) noexcept;                                                                   \
    template struct gram_factor<T>;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult::detail
