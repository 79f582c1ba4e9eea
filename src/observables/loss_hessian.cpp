#include <cmath>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/observables/sharpness.hpp"
#include "kernels/dispatch.hpp"
#include "models/full/objective_evaluation.hpp"
#include "numerics/cholesky.hpp"
#include "numerics/vector.hpp"
#include "observables/objective_checks.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

/// `shift` times the rounding error of the eigenvalues of a symmetric matrix of `rows` rows. Positive if `shift` is.
template <class T>
T rounding_shift(T shift, std::size_t rows, T largest) noexcept
{
    return shift * (4 * static_cast<T>(rows) * std::numeric_limits<T>::epsilon() * largest + std::numeric_limits<T>::min());
}

/// to ← fromᵀ, for a matrix `from` of rows × columns without gaps.
template <class T>
void transpose(std::size_t rows, std::size_t columns, const T* from, T* to) noexcept
{
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
}

}  // namespace

template <class T>
status loss_hessian<T>::create(const training_objective<T>& objective, const hessian_dims& dims, workspace memory,
                               loss_hessian& result) noexcept
{
    storage s{};
    if (const status wrong = s.find_sizes(dims); wrong != status::ok) return wrong;
    if (const status wrong = detail::check_curved_objective(objective, dims.network); wrong != status::ok) return wrong;
    if (objective.inputs.rows != dims.samples) return status::shape_mismatch;
    storage* placed = nullptr;
    const status problem = detail::place([&](detail::layout& l) { s.lay_out(l, dims, placed); }, memory);
    if (problem != status::ok) return problem;
    s.objective = objective;
    detail::fill_zero(s.head * s.rank, s.head_first);
    detail::fill_zero(s.head * s.outputs, s.head_second);
    detail::fill_zero(s.tail * s.stride, s.triangle);
    for (T* array : {s.gradient, s.transposed}) detail::fill_zero(s.rank * s.outputs, array);
    for (T* array : {s.reduced, s.reduced_transposed}) detail::fill_zero(s.along * s.outputs, array);
    detail::fill_zero(s.samples * s.outputs, s.fitted);
    s.outside = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
template <class Work>
void loss_hessian<T>::storage::pass_over_samples(const T* of, T* result, Work&& work) noexcept
{
    detail::fill_zero(outputs * rank, result);
    for (std::size_t first = 0; first < samples; first += sample_block) {
        const std::size_t count = detail::smaller(sample_block, samples - first);
        const T* const x = objective.inputs.row(first);
        detail::predict(count, rank, outputs, 0, x, of, block_in);
        work(first, count);
        detail::kernels<T>().blocked.multiply_add(outputs, rank, count, block_out, 1, outputs, x, rank, result, rank);
    }
}

// ℓ from the Cholesky factor of [[I + E, ωᵀ/√n], [ω/√n, I + D]]. V comes first, so that the rows of ℓ_V after its first k are
// zero.
template <class T>
bool loss_hessian<T>::storage::factorise(const network_state<T>& state, T shift) noexcept
{
    const std::size_t r = rank, k = outputs;
    const T root = static_cast<T>(1 / std::sqrt(state.width));
    const auto largest = [](std::size_t rows, std::size_t stride, const T* a) {
        T result = 0;
        for (std::size_t i = 0; i < rows; ++i) result = std::fmax(result, a[i * stride + i]);
        return result;
    };
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) head_second[c * k + l] = state.second_deviation(c, l) + (c == l ? T(1) : T(0));
    const T second_shift = rounding_shift(shift, k, largest(k, k, head_second));
    for (std::size_t c = 0; c < k; ++c) head_second[c * k + c] += second_shift;
    if (!detail::cholesky(k, head_second, k)) return false;
    for (std::size_t c = 0; c < k; ++c) {
        T* const row = head_first + c * r;
        for (std::size_t i = 0; i < r; ++i) row[i] = root * state.predictor(i, c);
        for (std::size_t p = 0; p < c; ++p) detail::add_scaled<T>(r, -head_second[p * k + c], head_first + p * r, row);
        detail::divide(r, head_second[c * k + c], row);
    }
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = i; j < r; ++j) triangle[i * stride + j] = state.first_deviation.get(i, j);
        triangle[i * stride + i] += 1;
        detail::fill_zero(i, triangle + i * stride);
    }
    const T first_shift = rounding_shift(shift, r + k, largest(r, stride, triangle));
    for (std::size_t i = 0; i < r; ++i) triangle[i * stride + i] += first_shift;
    detail::kernels<T>().blocked.multiply_subtract(r, r, k, head_first, 1, r, head_first, r, triangle, stride);
    return detail::cholesky(r, triangle, stride);
}

template <class T>
bool loss_hessian<T>::storage::find_factor(const network_state<T>& state) noexcept
{
    if (tail == 0) {
        const T root = static_cast<T>(1 / std::sqrt(state.width));
        for (std::size_t i = 0; i < head * rank; ++i) head_first[i] = root * state.first_layer.data[i];
        for (std::size_t i = 0; i < head * outputs; ++i) head_second[i] = root * state.second_layer.data[i];
        return true;
    }
    // Rounding may have made a singular matrix slightly indefinite. A shift of that size makes it definite.
    for (const T shift : {T(0), T(1), T(16)})
        if (factorise(state, shift)) return true;
    return false;
}

// Gram–Schmidt, twice for each column.
template <class T>
void loss_hessian<T>::storage::reduce_gradient() noexcept
{
    const std::size_t r = rank, k = outputs;
    detail::fill_zero(along * k, reduced);
    if (along < k) {
        for (std::size_t i = 0; i < r * k; ++i) reduced[i] = gradient[i];
    } else {
        T* const columns = image_transposed;  // of P, as rows
        for (std::size_t c = 0; c < k; ++c) {
            T* const column = columns + c * r;
            for (std::size_t i = 0; i < r; ++i) column[i] = transposed[c * r + i];
            const T whole = detail::norm<T>(r, column);
            for (int pass = 0; pass < 2; ++pass)
                for (std::size_t p = 0; p < c; ++p) {
                    const T part = detail::dot<T>(r, columns + p * r, column);
                    detail::add_scaled<T>(r, -part, columns + p * r, column);
                    reduced[p * k + c] += part;
                }
            const T left = detail::norm<T>(r, column);
            // What is left of a column that depends on the others is rounding error, of any direction.
            if (left > 16 * std::numeric_limits<T>::epsilon() * whole) {
                reduced[c * k + c] = left;
                detail::divide(r, left, column);
            } else {
                detail::fill_zero(r, column);
            }
        }
    }
    transpose(along, k, reduced, reduced_transposed);
}

template <class T>
bool loss_hessian<T>::storage::differentiate(const network_state<T>& state) noexcept
{
    const std::size_t r = rank, k = outputs;
    T* const omega = change;
    if (tail == 0) {
        detail::fill_zero(r * k, omega);
        detail::kernels<T>().blocked.multiply_add(r, k, head, state.first_layer.data, 1, r, state.second_layer.data, k, omega, k);
        const T root = static_cast<T>(std::sqrt(state.width));
        for (std::size_t i = 0; i < r * k; ++i) omega[i] /= root;
    } else {
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c) omega[i * k + c] = state.predictor(i, c);
    }
    const reduced_data<T>& data = objective.data;
    const T divisor = static_cast<T>(data.samples);
    if (samples == 0) {
        for (std::size_t i = 0; i < r; ++i) {
            const T sigma = data.singular_values[i];
            for (std::size_t c = 0; c < k; ++c) gradient[i * k + c] = sigma * (sigma * omega[i * k + c] - data.targets(i, c));
        }
    } else {
        const T unit = std::ldexp(T(1), data.exponent), inverse_unit = std::ldexp(T(1), -data.exponent);
        pass_over_samples(omega, transposed, [&](std::size_t first, std::size_t count) {
            for (std::size_t s = 0; s < count; ++s) {
                T* const f = fitted + (first + s) * k;
                for (std::size_t c = 0; c < k; ++c) f[c] = unit * block_in[s * k + c];
                (void)objective.loss.value(objective.loss.context, k, f, objective.targets.row(first + s), block_out + s * k);
                for (std::size_t c = 0; c < k; ++c) block_out[s * k + c] *= inverse_unit;
            }
        });
        transpose(k, r, transposed, gradient);
    }
    if (!detail::all_finite(samples * k, fitted) || !detail::all_finite(r * k, gradient)) return false;
    const T root = static_cast<T>(1 / std::sqrt(state.width));
    for (std::size_t i = 0; i < r * k; ++i) gradient[i] = gradient[i] / divisor * root;
    transpose(r, k, gradient, transposed);
    reduce_gradient();
    return true;
}

template <class T>
status loss_hessian<T>::update(const network_state<T>& state) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (const status wrong = detail::check_width(state.width); wrong != status::ok) return wrong;
    const network_dims dims = {s.rank, s.outputs, state.width};
    if (!detail::fits(state, dims) || s.tail != state.first_deviation.rows || (s.tail == 0 && s.head != state.first_layer.rows))
        return status::shape_mismatch;
    const std::size_t elements = symmetric_view<T>::elements(state.first_deviation.rows);
    if (!detail::all_finite(elements, state.first_deviation.data) || !detail::all_finite<T>(state.predictor) ||
        !detail::all_finite<T>(state.second_deviation) || !detail::all_finite<T>(state.first_layer) ||
        !detail::all_finite<T>(state.second_layer))
        return status::not_finite;
    if (!s.find_factor(state)) return status::invalid_argument;
    if (!s.differentiate(state)) return status::not_finite;

    const bool more_units = s.tail > 0 && state.width > static_cast<double>(s.rank) + static_cast<double>(s.outputs);
    s.outside = more_units || (s.tail > 0 && s.rank > s.outputs) ? T(0) : -std::numeric_limits<T>::infinity();
    s.outside_error = 0;
    return more_units ? s.find_outside() : status::ok;
}

// σ_max(Z/√n)² is the largest eigenvalue of RRᵀ, here over the square of R's size.
template <class T>
status loss_hessian<T>::storage::find_outside() noexcept
{
    const T size = detail::largest_magnitude<T>({reduced, along, outputs});
    if (size == T(0)) return status::ok;
    for (std::size_t i = 0; i < along; ++i)
        for (std::size_t j = 0; j < along; ++j) {
            T total = 0;
            for (std::size_t c = 0; c < outputs; ++c)
                total += reduced[i * outputs + c] / size * (reduced[j * outputs + c] / size);
            square[i * along + j] = total;
        }
    detail::fill_zero(along, square_vector);
    eigenvalue_result<T> found;
    const status s = dense_top_eigenvalue<T>({square, along, along}, {square_vector, along}, {square_memory, square_bytes},
                                             found);
    if (s != status::ok) return s;
    outside = size * std::sqrt(found.value);
    outside_error = size * found.error_bound / std::sqrt(found.value);
    return status::ok;
}

template <class T>
void loss_hessian<T>::storage::curve() noexcept
{
    const std::size_t r = rank, k = outputs;
    const reduced_data<T>& data = objective.data;
    const T divisor = static_cast<T>(data.samples);
    if (samples == 0) {
        for (std::size_t i = 0; i < r; ++i) {
            const T sigma = data.singular_values[i];
            for (std::size_t c = 0; c < k; ++c) image[i * k + c] = sigma * (sigma * change[i * k + c]) / divisor;
        }
        transpose(r, k, image, image_transposed);
        return;
    }
    pass_over_samples(change, image_transposed, [&](std::size_t first, std::size_t count) {
        for (std::size_t s = 0; s < count; ++s)
            objective.loss.curvature(objective.loss.context, k, fitted + (first + s) * k, objective.targets.row(first + s),
                                     block_in + s * k, block_out + s * k);
    });
    for (std::size_t i = 0; i < r * k; ++i) image_transposed[i] /= divisor;
    transpose(k, r, image_transposed, image);
}

template <class T>
std::size_t loss_hessian<T>::rows() const noexcept
{
    return detail::held(storage_).rows();
}

template <class T>
T loss_hessian<T>::outside() const noexcept
{
    return detail::held(storage_).outside;
}

template <class T>
void loss_hessian<T>::apply(const T* x, T* y) noexcept
{
    if (storage_ == nullptr) return;
    const storage& s = *storage_;
    const auto multiply_add = detail::kernels<T>().blocked.multiply_add;
    const std::size_t r = s.rank, k = s.outputs, h = s.head, t = s.tail, z = s.along;
    const T* const first_head = x;
    const T* const first_tail = first_head + h * r;
    const T* const second_head = first_tail + t * z;
    const T* const second_tail = second_head + h * k;

    detail::fill_zero(r * k, s.change);
    multiply_add(r, k, h, first_head, 1, r, s.head_second, k, s.change, k);
    multiply_add(r, k, h, s.head_first, 1, r, second_head, k, s.change, k);
    detail::add_transposed_triangle_product(t, s.triangle, s.stride, k, second_tail, s.change);
    storage_->curve();

    detail::fill_zero(s.rows(), y);
    T* const out_first_tail = y + h * r;
    T* const out_second_head = out_first_tail + t * z;
    T* const out_second_tail = out_second_head + h * k;
    multiply_add(h, r, k, s.head_second, k, 1, s.image_transposed, r, y, r);
    multiply_add(h, r, k, second_head, k, 1, s.transposed, r, y, r);
    multiply_add(t, z, k, second_tail, k, 1, s.reduced_transposed, z, out_first_tail, z);
    multiply_add(h, k, r, s.head_first, r, 1, s.image, k, out_second_head, k);
    multiply_add(h, k, r, first_head, r, 1, s.gradient, k, out_second_head, k);
    detail::add_triangle_product(t, s.triangle, s.stride, k, s.image, out_second_tail);
    multiply_add(t, k, z, first_tail, z, 1, s.reduced, k, out_second_tail, k);
}

template class loss_hessian<float>;
template class loss_hessian<double>;

}  // namespace catapult
