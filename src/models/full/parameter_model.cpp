#include "catapult/models/parameter_model.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "models/full/data_unit.hpp"
#include "models/full/step_bound.hpp"
#include "vocabulary/checks.hpp"
#include "vocabulary/for_chunks.hpp"

namespace catapult {
namespace {

template <class T>
bool contiguous(matrix_view<T> a) noexcept
{
    return a.data != nullptr && a.stride == a.columns;
}

/// ‖a‖². Not finite if an element is not finite.
template <class T>
T square_norm(matrix_view<const T> a) noexcept
{
    const auto& dense = detail::kernels<T>().dense;
    T result = 0;
    for (std::size_t i = 0; i < a.rows; ++i) result += dense.dot(a.columns, a.row(i), a.row(i));
    return result;
}

/// ‖scale·a‖².
template <class T>
T square_norm(matrix_view<const T> a, T scale) noexcept
{
    if (scale == 1) return square_norm(a);
    T result = 0;
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.columns; ++j) result += (scale * a(i, j)) * (scale * a(i, j));
    return result;
}

}  // namespace

template <class T>
detail::row_sums<T> parameter_model<T>::storage::sums_of(std::size_t chunk) const noexcept
{
    T* base = partial + chunk * partial_elements();
    return {base, base + product_elements(), base + product_elements() + gram_elements()};
}

template <class T>
detail::parameter_rows<T> parameter_model<T>::storage::rows_of(std::size_t chunk) const noexcept
{
    const std::size_t i = rows.first(chunk);
    return {rows.size(chunk), dims.inputs, dims.outputs, first.row(i), second.row(i)};
}

template <class T>
template <class Pass>
void parameter_model<T>::storage::row_pass(Pass pass, const chunk_executor& spread) const noexcept
{
    detail::for_chunks(spread, rows.count, [&](std::size_t c) { pass(rows_of(c), factor, sums_of(c)); });
}

template <class T>
void parameter_model<T>::storage::combine(std::size_t chunks, std::size_t offset, std::size_t elements, T* result) const noexcept
{
    for (std::size_t i = 0; i < elements; ++i) result[i] = 0;
    for (std::size_t c = 0; c < chunks; ++c) {
        const T* from = partial + c * partial_elements() + offset;
        for (std::size_t i = 0; i < elements; ++i) result[i] += from[i];
    }
}

template <class T>
void parameter_model<T>::storage::combine_sums() noexcept
{
    combine(rows.count, 0, product_elements(), product);
    combine(rows.count, product_elements(), gram_elements(), gram);
}

template <class T>
T parameter_model<T>::storage::gram_trace() const noexcept
{
    T result = 0;
    for (std::size_t j = 0; j < dims.outputs; ++j) result += gram[j * padded_outputs + j];
    return result;
}

template <class T>
T parameter_model<T>::storage::output(const T* x, std::size_t j) const noexcept
{
    return detail::kernels<T>().dense.dot(dims.inputs, x, product + j * padded_inputs) / root_width;
}

template <class T>
status parameter_model<T>::storage::too_large_or_not_finite(const storage& s) noexcept
{
    const bool finite = detail::all_finite(s.data.inputs) && detail::all_finite(s.data.targets) &&
                        detail::all_finite<T>(s.first) && detail::all_finite<T>(s.second);
    return finite ? status::invalid_argument : status::not_finite;
}

template <class T>
status parameter_model<T>::create(matrix_view<T> first, matrix_view<T> second, const training_set<T>& data, workspace memory,
                                  parameter_model& result) noexcept
{
    const parameter_dims dims{first.rows, first.columns, second.columns, data.inputs.rows};
    if (const status s = storage::check(dims); s != status::ok) return s;
    if (!contiguous(first) || !contiguous(second) || second.rows != dims.width || data.inputs.data == nullptr ||
        data.inputs.columns != dims.inputs || data.targets.data == nullptr || data.targets.rows != dims.samples ||
        data.targets.columns != dims.outputs || data.inputs.stride < dims.inputs || data.targets.stride < dims.outputs)
        return status::shape_mismatch;
    for (const T number : {data.divisor, data.unreachable_loss, data.largest_singular_value}) {
        if (!std::isfinite(number)) return status::not_finite;
        if (number < 0) return status::invalid_argument;
    }
    storage* object = nullptr;
    storage s;
    if (const status placed = detail::place([&](detail::layout& l) { storage::lay_out(dims, l, object, s); }, memory);
        placed != status::ok)
        return placed;
    s.first = first;
    s.second = second;
    s.data = data;
    if (data.divisor == 0) s.data.divisor = static_cast<T>(dims.samples);
    s.root_width = std::sqrt(static_cast<T>(dims.width));
    s.steps = 0;
    s.first_square = square_norm<T>(first);
    if (!detail::all_finite(data.inputs) || !detail::all_finite(data.targets)) return status::not_finite;
    const int exponent = detail::unit_exponent(detail::largest_magnitude(data.inputs));
    s.to_unit = std::ldexp(T(1), -exponent);
    s.unit = std::ldexp(T(1), 2 * exponent);
    if (!detail::normal(s.unit)) return status::invalid_argument;
    const T inputs_square = square_norm<T>(data.inputs, s.to_unit);
    const T targets_square = square_norm<T>(data.targets, s.to_unit);
    if (!std::isfinite(inputs_square) || !std::isfinite(targets_square) || !std::isfinite(s.first_square))
        return storage::too_large_or_not_finite(s);
    s.inputs_norm = std::sqrt(inputs_square);
    s.targets_norm = std::sqrt(targets_square);
    if (data.largest_singular_value == 0) s.data.largest_singular_value = s.inputs_norm / s.to_unit;
    s.row_pass(detail::kernels<T>().parameter.gather, {});
    s.combine_sums();
    if (!std::isfinite(s.gram_trace())) return storage::too_large_or_not_finite(s);
    s.find_gradient({});
    if (!std::isfinite(s.excess_loss) || !std::isfinite(s.gradient_norm)) return status::invalid_argument;
    *object = s;
    result.storage_ = object;
    return status::ok;
}

/// Z and the loss of the present weights.
template <class T>
void parameter_model<T>::storage::find_gradient(const chunk_executor& spread) noexcept
{
    const auto& dense = detail::kernels<T>().dense;
    detail::for_chunks(spread, samples.count, [&](std::size_t c) {
        const detail::row_sums<T> sums = sums_of(c);
        for (std::size_t i = 0; i < product_elements(); ++i) sums.product[i] = 0;
        T loss = 0;
        for (std::size_t a = samples.first(c); a < samples.first(c) + samples.size(c); ++a) {
            const T* x = data.inputs.row(a);
            const T* y = data.targets.row(a);
            for (std::size_t j = 0; j < dims.outputs; ++j) {
                const T residual = (output(x, j) - y[j]) * to_unit;
                loss += residual * residual;
                dense.add_scaled(dims.inputs, residual * to_unit, x, sums.product + j * padded_inputs);
            }
        }
        sums.gram[0] = loss;
    });
    combine(samples.count, 0, product_elements(), gradient);
    T loss = 0;
    combine(samples.count, product_elements(), 1, &loss);
    for (std::size_t i = 0; i < product_elements(); ++i) gradient[i] /= data.divisor;
    excess_loss = loss / (2 * data.divisor) * unit;
    gradient_norm = std::sqrt(dense.dot(product_elements(), gradient, gradient));
}

template <class T>
status parameter_model<T>::step(T eta, const chunk_executor& spread) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    if (const status wrong = detail::check_rate(eta); wrong != status::ok) return wrong;
    storage& s = *storage_;
    const T change = relative_step(eta);
    const T square = s.first_square + s.gram_trace();
    if (detail::may_overflow(square, change, s.inputs_norm, s.targets_norm, s.root_width, s.unit)) return status::diverged;

    const T rate = eta * s.unit / s.root_width;
    for (std::size_t i = 0; i < s.product_elements(); ++i) s.factor[i] = rate * s.gradient[i];
    s.first_square = detail::first_square_after(s.first_square, s.dims.outputs, s.padded_inputs, s.padded_outputs, s.product,
                                                s.gram, s.factor);
    s.row_pass(detail::kernels<T>().parameter.step, spread);
    s.combine_sums();
    s.find_gradient(spread);
    ++s.steps;
    return status::ok;
}

template <class T>
T parameter_model<T>::relative_step(T eta) const noexcept
{
    const storage& s = detail::held(storage_);
    return detail::relative_step(eta, s.unit, s.gradient_norm, static_cast<T>(s.dims.width));
}

template <class T>
T parameter_model<T>::loss() const noexcept
{
    const storage& s = detail::held(storage_);
    return s.excess_loss + s.data.unreachable_loss;
}

template <class T>
T parameter_model<T>::excess_loss() const noexcept
{
    return detail::held(storage_).excess_loss;
}

template <class T>
std::size_t parameter_model<T>::steps() const noexcept
{
    return detail::held(storage_).steps;
}

template <class T>
parameter_dims parameter_model<T>::dims() const noexcept
{
    return detail::held(storage_).dims;
}

template <class T>
const training_set<T>& parameter_model<T>::data() const noexcept
{
    return detail::held(storage_).data;
}

template <class T>
matrix_view<const T> parameter_model<T>::product() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.product, s.dims.outputs, s.dims.inputs, s.padded_inputs};
}

template <class T>
matrix_view<const T> parameter_model<T>::second_gram() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.gram, s.dims.outputs, s.dims.outputs, s.padded_outputs};
}

template <class T>
matrix_view<const T> parameter_model<T>::gradient() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.gradient, s.dims.outputs, s.dims.inputs, s.padded_inputs};
}

template <class T>
status parameter_model<T>::outputs(matrix_view<const T> inputs, matrix_view<T> result) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const storage& s = *storage_;
    if (inputs.columns != s.dims.inputs || result.rows != inputs.rows || result.columns != s.dims.outputs)
        return status::shape_mismatch;
    for (std::size_t i = 0; i < inputs.rows; ++i)
        for (std::size_t j = 0; j < s.dims.outputs; ++j) result(i, j) = s.output(inputs.row(i), j);
    return status::ok;
}

template <class T>
T parameter_model<T>::square_unit() const noexcept
{
    return detail::held(storage_).unit;
}

template <class T>
std::size_t parameter_model<T>::kernel_rows() const noexcept
{
    const storage& s = detail::held(storage_);
    return s.dims.samples * s.dims.outputs;
}

template <class T>
void parameter_model<T>::apply_kernel(const T* x, T* y, const chunk_executor& spread) noexcept
{
    if (storage_ == nullptr) return;
    const storage& s = *storage_;
    const auto& dense = detail::kernels<T>().dense;
    const std::size_t k = s.dims.outputs;
    for (std::size_t i = 0; i < s.product_elements(); ++i) s.factor[i] = 0;
    for (std::size_t a = 0; a < s.dims.samples; ++a)
        for (std::size_t j = 0; j < k; ++j)
            dense.add_scaled(s.dims.inputs, x[a * k + j] * s.to_unit, s.data.inputs.row(a), s.factor + j * s.padded_inputs);
    s.row_pass(detail::kernels<T>().parameter.operate, spread);

    T* image = s.sums_of(0).product;
    for (std::size_t c = 1; c < s.rows.count; ++c)
        for (std::size_t i = 0; i < s.product_elements(); ++i) image[i] += s.sums_of(c).product[i];
    for (std::size_t j = 0; j < k; ++j)
        for (std::size_t l = 0; l < k; ++l)
            dense.add_scaled(s.padded_inputs, s.gram[l * s.padded_outputs + j], s.factor + l * s.padded_inputs,
                             image + j * s.padded_inputs);
    const T scale = static_cast<T>(s.dims.width) * s.data.divisor;
    for (std::size_t a = 0; a < s.dims.samples; ++a)
        for (std::size_t j = 0; j < k; ++j)
            y[a * k + j] = dense.dot(s.dims.inputs, s.data.inputs.row(a), image + j * s.padded_inputs) * s.to_unit / scale;
}

template <class T>
status reduced_training_set(const reduced_data<T>& data, matrix_view<T> inputs, matrix_view<T> targets,
                            training_set<T>& result) noexcept
{
    const auto fit = [&](matrix_view<const T> a, std::size_t columns) { return a.rows == data.rank && a.columns == columns; };
    if (data.rank == 0 || data.singular_values.size() != data.rank || !fit(data.targets, data.outputs) ||
        !fit(data.basis, data.inputs) || !fit(inputs, data.inputs) || !fit(targets, data.outputs))
        return status::shape_mismatch;
    for (std::size_t i = 0; i < data.rank; ++i) {
        for (std::size_t j = 0; j < data.inputs; ++j)
            inputs(i, j) = std::ldexp(data.singular_values[i] * data.basis(i, j), data.exponent);
        for (std::size_t c = 0; c < data.outputs; ++c) targets(i, c) = std::ldexp(data.targets(i, c), data.exponent);
    }
    result = {inputs, targets, static_cast<T>(data.samples), data.unreachable_loss,
              std::ldexp(data.singular_values[0], data.exponent)};
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)        \
    template class parameter_model<T>; \
    template status reduced_training_set(const reduced_data<T>&, matrix_view<T>, matrix_view<T>, training_set<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
