#include "catapult/models/data_reduction.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "models/full/data_unit.hpp"
#include "numerics/bidiagonal_svd.hpp"
#include "numerics/householder.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

using detail::layout;
using detail::power_of_two;

/// Elements may exceed one by 2^headroom before everything is scaled again.
constexpr int headroom = 10;

/// x ← 2^exponent x, rounded only where it underflows; in two factors, as one may lie out of range. More than two factors can hold
/// takes numbers near one to zero or infinity as surely as the most that they hold.
template <class T>
void scale(matrix_view<T> x, int exponent) noexcept
{
    if (exponent == 0) return;
    constexpr int most = 2 * (std::numeric_limits<T>::max_exponent - 4);
    if (exponent > most) exponent = most;
    if (exponent < -most) exponent = -most;
    const T half = std::ldexp(T(1), exponent / 2);
    const T rest = std::ldexp(T(1), exponent - exponent / 2);
    for (std::size_t i = 0; i < x.rows; ++i) {
        T* row = x.row(i);
        for (std::size_t j = 0; j < x.columns; ++j) row[j] = row[j] * half * rest;
    }
}

/// Brings `fresh`, as it came, to the common power of two, which is raised first, and `held` with it, where fresh is much larger.
template <class T>
void join(matrix_view<T> fresh, matrix_view<T> held, power_of_two& common) noexcept
{
    const T largest = detail::largest_magnitude<T>(fresh);
    if (largest > 0) {
        int exponent = 0;
        (void)std::frexp(largest, &exponent);
        if (!common.known) {
            common = {exponent, true};
        } else if (exponent > common.exponent + headroom) {
            scale(held, common.exponent - exponent);
            common.exponent = exponent;
        }
    }
    scale(fresh, -common.exponent);
}

template <class T>
matrix_view<T> columns_of(T* data, std::size_t rows, std::size_t stride, std::size_t first, std::size_t count) noexcept
{
    return {data + first, rows, count, stride};
}

template <class T>
void copy(std::size_t n, const T* from, T* to) noexcept
{
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
}

template <class T>
void swap_rows(std::size_t n, T* a, T* b) noexcept
{
    for (std::size_t i = 0; i < n; ++i) detail::exchange(a[i], b[i]);
}

template <class T>
void negate(std::size_t n, T* a) noexcept
{
    for (std::size_t i = 0; i < n; ++i) a[i] = -a[i];
}

}  // namespace

/// Takes the pending rows of `block` into `factor`.
template <class T>
void data_reduction<T>::state::fold() noexcept
{
    const std::size_t d = dims.inputs, k = dims.outputs;
    join(columns_of(block, pending, stride, 0, d), columns_of(factor, size, stride, 0, d), input_scale);
    const int before = target_scale.exponent;
    const bool known = target_scale.known;
    join(columns_of(block, pending, stride, d, k), columns_of(factor, size, stride, d, k), target_scale);
    if (known) rotated_out = std::ldexp(rotated_out, 2 * (before - target_scale.exponent));
    for (std::size_t i = pending; i < block_rows; ++i)
        for (std::size_t j = 0; j < d + k; ++j) block[i * stride + j] = 0;
    detail::fold(block_rows, d, stride, factor, block, stride, reflectors);
    for (std::size_t i = 0; i < block_rows; ++i) {
        const T* row = block + i * stride + d;
        rotated_out += detail::kernels<T>().dense.dot(k, row, row);
    }
    pending = 0;
}

/// The square factor whose singular values are those of X, where its right vectors are to be.
template <class T>
matrix_view<T> data_reduction<T>::state::square_factor() noexcept
{
    if (!tall()) detail::lq_factorise(size, dims.inputs, factor, stride, scales, reflectors);
    if (dims.keep_basis)
        for (std::size_t i = 0; i < size; ++i) copy(size, factor + i * stride, basis_row(i));
    const matrix_view<T> square = dims.keep_basis ? matrix_view<T>(basis, size, size, basis_stride)
                                                  : matrix_view<T>(factor, size, size, stride);
    for (std::size_t i = 0; i < size && !tall(); ++i)
        for (std::size_t j = i + 1; j < size; ++j) square(i, j) = 0;
    return square;
}

/// Positive singular values in descending order. The first target that is not zero in each direction is positive,
/// whether or not there is a basis.
template <class T>
void data_reduction<T>::state::order() noexcept
{
    const std::size_t width = dims.keep_basis ? size : 0;
    for (std::size_t i = 0; i < size; ++i)
        if (singular_values[i] < 0) {
            singular_values[i] = -singular_values[i];
            negate(width, basis_row(i));
        }
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t largest = i;
        for (std::size_t l = i + 1; l < size; ++l)
            if (singular_values[l] > singular_values[largest]) largest = l;
        if (largest == i) continue;
        swap_rows(1, singular_values + i, singular_values + largest);
        swap_rows(dims.outputs, target_row(i), target_row(largest));
        swap_rows(width, basis_row(i), basis_row(largest));
    }
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t j = 0;
        while (j < dims.outputs && target_row(i)[j] == 0) ++j;
        if (j < dims.outputs && target_row(i)[j] < 0) {
            negate(dims.outputs, target_row(i));
            negate(width, basis_row(i));
        }
    }
}

/// The rank, and everything in the units in which it is published.
template <class T>
status data_reduction<T>::state::publish() noexcept
{
    const std::size_t longest = tall() ? dims.samples : dims.inputs;
    const T threshold = static_cast<T>(longest) * std::numeric_limits<T>::epsilon() * singular_values[0];
    std::size_t rank = size;
    while (rank > 1 && !(singular_values[rank - 1] > threshold)) --rank;
    T unreachable = rotated_out;
    for (std::size_t i = rank; i < size; ++i)
        unreachable += detail::kernels<T>().dense.dot(dims.outputs, target_row(i), target_row(i));
    unreachable = std::ldexp(unreachable / (2 * static_cast<T>(dims.samples)), 2 * target_scale.exponent);

    int exponent = 0;
    (void)std::frexp(singular_values[0], &exponent);
    result.exponent = detail::unit_exponent_of<T>(exponent + input_scale.exponent);
    const matrix_view<T> kept(targets, rank, dims.outputs);
    scale(kept, target_scale.exponent - result.exponent);
    scale(matrix_view<T>(singular_values, 1, rank), input_scale.exponent - result.exponent);
    if (!detail::all_finite(rank, singular_values) || !detail::all_finite<T>(kept) || !detail::all_finite(1, &unreachable))
        return status::invalid_argument;

    result.samples = dims.samples;
    result.inputs = dims.inputs;
    result.outputs = dims.outputs;
    result.rank = rank;
    result.singular_values = {singular_values, rank};
    result.targets = {targets, rank, dims.outputs};
    if (dims.keep_basis) result.basis = {basis, rank, dims.inputs, basis_stride};
    result.unreachable_loss = unreachable;
    return status::ok;
}

template <class T>
status data_reduction<T>::state::finish() noexcept
{
    const std::size_t d = dims.inputs, k = dims.outputs;
    if (tall()) {
        if (pending > 0) fold();
    } else {
        join(columns_of(factor, size, stride, 0, d), matrix_view<T>(), input_scale);
        join(columns_of(factor, size, stride, d, k), matrix_view<T>(), target_scale);
    }
    if (!input_scale.known) return status::zero_inputs;

    for (std::size_t i = 0; i < size; ++i) copy(k, factor + i * stride + d, target_row(i));
    const matrix_view<T> square = square_factor();
    const matrix_view<T> held_targets(targets, size, k);
    detail::bidiagonalise(square, singular_values, superdiagonal, held_targets, bidiagonal);
    if (dims.keep_basis) detail::form_right_vectors(square, bidiagonal.scales);
    const matrix_view<T> right = dims.keep_basis ? square : matrix_view<T>();
    if (const status s = detail::diagonalise(size, singular_values, superdiagonal, held_targets, right); s != status::ok)
        return s;
    order();
    if (dims.keep_basis && !tall()) {
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = size; j < d; ++j) basis_row(i)[j] = 0;
        detail::lq_apply(size, size, d, factor, stride, scales, basis, basis_stride, reflectors);
    }
    return publish();
}

template <class T>
status data_reduction<T>::create(const data_dims& dims, workspace memory, data_reduction& result) noexcept
{
    state s;
    state* home = nullptr;
    if (const status prepared = state::prepare(dims, s); prepared != status::ok) return prepared;
    const status placed = detail::place(
        [&](layout& l) {
            home = l.take<state>(1);
            s.lay_out(l);
        },
        memory);
    if (placed != status::ok) return placed;
    for (std::size_t i = 0; i < s.size * s.stride; ++i) s.factor[i] = 0;
    for (std::size_t i = 0; s.tall() && i < s.block_rows * s.stride; ++i) s.block[i] = 0;
    *home = s;
    result.state_ = home;
    return status::ok;
}

template <class T>
status data_reduction<T>::add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept
{
    if (state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    const std::size_t d = s.dims.inputs, k = s.dims.outputs, b = inputs.rows;
    if (b == 0 || targets.rows != b || inputs.columns != d || targets.columns != k || b > s.dims.samples - s.rows)
        return status::shape_mismatch;
    if (!detail::all_finite(inputs) || !detail::all_finite(targets)) return status::not_finite;
    for (std::size_t i = 0; i < b; ++i) {
        T* row = s.tall() ? s.block + s.pending * s.stride : s.factor + s.rows * s.stride;
        copy(d, inputs.row(i), row);
        copy(k, targets.row(i), row + d);
        ++s.rows;
        if (s.tall() && ++s.pending == s.block_rows) s.fold();
    }
    return status::ok;
}

template <class T>
status data_reduction<T>::finish(reduced_data<T>& result) noexcept
{
    if (state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    if (s.rows != s.dims.samples) return status::shape_mismatch;
    if (!s.finished) {
        s.outcome = s.finish();
        s.finished = true;
    }
    if (s.outcome == status::ok) result = s.result;
    return s.outcome;
}

template <class T>
T square_unit(const reduced_data<T>& data) noexcept
{
    return std::ldexp(T(1), 2 * data.exponent);
}

template <class T>
bool in_range(const reduced_data<T>& data) noexcept
{
    if (data.singular_values.empty()) return false;
    const T largest = data.singular_values[0];
    const T size = largest * largest / static_cast<T>(data.samples) * square_unit(data);
    return size >= std::numeric_limits<T>::min() * T(0x1p10) && size <= std::numeric_limits<T>::max() / T(0x1p10);
}

template bool in_range(const reduced_data<float>&) noexcept;
template bool in_range(const reduced_data<double>&) noexcept;
template float square_unit(const reduced_data<float>&) noexcept;
template double square_unit(const reduced_data<double>&) noexcept;
template class data_reduction<float>;
template class data_reduction<double>;

}  // namespace catapult
