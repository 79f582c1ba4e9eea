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

/// Brings `fresh`, over its own power of two, to the common one, which is raised first, and `held` with it, where fresh's is much
/// larger.
template <class T>
void unite(matrix_view<T> fresh, const power_of_two& own, matrix_view<T> held, power_of_two& common) noexcept
{
    if (!own.known) return;
    if (!common.known) {
        common = own;
    } else if (own.exponent > common.exponent + headroom) {
        scale(held, common.exponent - own.exponent);
        common = own;
    }
    scale(fresh, own.exponent - common.exponent);
}

/// What `add` asks of rows, of which there may be `most`.
template <class T>
status check_rows(matrix_view<const T> inputs, matrix_view<const T> targets, const data_dims& dims, std::size_t most) noexcept
{
    const std::size_t b = inputs.rows;
    if (b == 0 || targets.rows != b || inputs.columns != dims.inputs || targets.columns != dims.outputs || b > most)
        return status::shape_mismatch;
    return detail::all_finite(inputs) && detail::all_finite(targets) ? status::ok : status::not_finite;
}

template <class State>
status place_state(const data_dims& dims, workspace memory, State& s, State*& home) noexcept
{
    if (const status prepared = State::prepare(dims, s); prepared != status::ok) return prepared;
    return detail::place([&](detail::layout& l) { home = detail::lay_out_state(l, s); }, memory);
}

/// A factor of no rows.
template <class T>
void clear(std::size_t elements, detail::row_factor<T>& factor) noexcept
{
    T* const values = factor.values;
    for (std::size_t i = 0; i < elements; ++i) values[i] = 0;
    factor = {};
    factor.values = values;
}

}  // namespace

namespace detail {

template <class T>
void row_folder<T>::add(const T* input, const T* target, row_factor<T>& to) noexcept
{
    copy(dims.inputs, input, block + pending * stride);
    copy(dims.outputs, target, block + pending * stride + dims.inputs);
    ++to.rows;
    if (++pending == block_rows) fold(to);
}

template <class T>
void row_folder<T>::fold(row_factor<T>& to) noexcept
{
    const std::size_t d = dims.inputs, k = dims.outputs;
    join(columns_of(block, pending, stride, 0, d), columns_of(to.values, d, stride, 0, d), to.input_scale);
    const int before = to.target_scale.exponent;
    const bool known = to.target_scale.known;
    join(columns_of(block, pending, stride, d, k), columns_of(to.values, d, stride, d, k), to.target_scale);
    if (known) to.rotated_out = std::ldexp(to.rotated_out, 2 * (before - to.target_scale.exponent));
    for (std::size_t i = pending; i < block_rows; ++i)
        for (std::size_t j = 0; j < d + k; ++j) block[i * stride + j] = 0;
    detail::fold(block_rows, d, stride, to.values, block, stride, reflectors);
    for (std::size_t i = 0; i < block_rows; ++i) {
        const T* row = block + i * stride + d;
        to.rotated_out += kernels<T>().dense.dot(k, row, row);
    }
    pending = 0;
}

template <class T>
void row_folder<T>::merge(row_factor<T>& next, row_factor<T>& first) noexcept
{
    const std::size_t d = dims.inputs, k = dims.outputs;
    if (first.rows == 0) {
        copy(d * stride, next.values, first.values);
        T* const values = first.values;
        first = next;
        first.values = values;
        return;
    }
    first.rows += next.rows;
    unite(columns_of(next.values, d, stride, 0, d), next.input_scale, columns_of(first.values, d, stride, 0, d),
          first.input_scale);
    const power_of_two before = first.target_scale;
    unite(columns_of(next.values, d, stride, d, k), next.target_scale, columns_of(first.values, d, stride, d, k),
          first.target_scale);
    if (before.known) first.rotated_out = std::ldexp(first.rotated_out, 2 * (before.exponent - first.target_scale.exponent));
    first.rotated_out += std::ldexp(next.rotated_out, 2 * (next.target_scale.exponent - first.target_scale.exponent));
    // Row i of the triangle begins with i zeros, which stay.
    for (std::size_t i = 0; i < d; i += block_rows) {
        const std::size_t count = smaller(block_rows, d - i), at = i * stride + i;
        detail::fold(count, d - i, stride - i, first.values + at, next.values + at, stride, reflectors);
    }
    for (std::size_t i = 0; i < d; ++i) {
        const T* row = next.values + i * stride + d;
        first.rotated_out += kernels<T>().dense.dot(k, row, row);
    }
}

template struct row_folder<float>;
template struct row_folder<double>;

}  // namespace detail

/// The next row. When a segment is full, or all rows are there, it is merged.
template <class T>
void data_reduction<T>::state::add_row(const T* input, const T* target) noexcept
{
    if (!tall()) {
        copy(dims().inputs, input, whole.values + whole.rows * folder.stride);
        copy(dims().outputs, target, whole.values + whole.rows * folder.stride + dims().inputs);
        ++whole.rows;
        return;
    }
    const std::size_t length = segment_rows(dims());
    detail::row_factor<T>& into = whole.rows < length ? whole : *segment;
    folder.add(input, target, into);
    const std::size_t there = rows();
    const bool full = there % length == 0 || there == dims().samples;
    if (full && folder.pending > 0) folder.fold(into);
    if (!full || &into == &whole) return;
    folder.merge(*segment, whole);
    clear(dims().inputs * folder.stride, *segment);
}

/// The square factor whose singular values are those of X, where its right vectors are to be.
template <class T>
matrix_view<T> data_reduction<T>::state::square_factor() noexcept
{
    if (!tall()) detail::lq_factorise(size, dims().inputs, whole.values, folder.stride, scales, folder.reflectors);
    if (dims().keep_basis)
        for (std::size_t i = 0; i < size; ++i) copy(size, whole.values + i * folder.stride, basis_row(i));
    const matrix_view<T> square = dims().keep_basis ? matrix_view<T>(basis, size, size, basis_stride)
                                                    : matrix_view<T>(whole.values, size, size, folder.stride);
    for (std::size_t i = 0; i < size && !tall(); ++i)
        for (std::size_t j = i + 1; j < size; ++j) square(i, j) = 0;
    return square;
}

/// Positive singular values in descending order. The first target that is not zero in each direction is positive,
/// whether or not there is a basis.
template <class T>
void data_reduction<T>::state::order() noexcept
{
    const std::size_t width = dims().keep_basis ? size : 0;
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
        swap_rows(dims().outputs, target_row(i), target_row(largest));
        swap_rows(width, basis_row(i), basis_row(largest));
    }
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t j = 0;
        while (j < dims().outputs && target_row(i)[j] == 0) ++j;
        if (j < dims().outputs && target_row(i)[j] < 0) {
            negate(dims().outputs, target_row(i));
            negate(width, basis_row(i));
        }
    }
}

/// The rank, and everything in the units in which it is published.
template <class T>
status data_reduction<T>::state::publish() noexcept
{
    const std::size_t longest = tall() ? dims().samples : dims().inputs;
    const T threshold = static_cast<T>(longest) * std::numeric_limits<T>::epsilon() * singular_values[0];
    std::size_t rank = size;
    while (rank > 1 && !(singular_values[rank - 1] > threshold)) --rank;
    const int target_exponent = whole.target_scale.exponent, input_exponent = whole.input_scale.exponent;
    T unreachable = whole.rotated_out;
    for (std::size_t i = rank; i < size; ++i)
        unreachable += detail::kernels<T>().dense.dot(dims().outputs, target_row(i), target_row(i));
    unreachable = std::ldexp(unreachable / (2 * static_cast<T>(dims().samples)), 2 * target_exponent);

    int exponent = 0;
    (void)std::frexp(singular_values[0], &exponent);
    result.exponent = detail::unit_exponent_of<T>(exponent + input_exponent);
    const matrix_view<T> kept(targets, rank, dims().outputs);
    scale(kept, target_exponent - result.exponent);
    scale(matrix_view<T>(singular_values, 1, rank), input_exponent - result.exponent);
    if (!detail::all_finite(rank, singular_values) || !detail::all_finite<T>(kept) || !detail::all_finite(1, &unreachable))
        return status::invalid_argument;

    result.samples = dims().samples;
    result.inputs = dims().inputs;
    result.outputs = dims().outputs;
    result.rank = rank;
    result.singular_values = {singular_values, rank};
    result.targets = {targets, rank, dims().outputs};
    if (dims().keep_basis) result.basis = {basis, rank, dims().inputs, basis_stride};
    result.unreachable_loss = unreachable;
    return status::ok;
}

template <class T>
status data_reduction<T>::state::finish() noexcept
{
    const std::size_t d = dims().inputs, k = dims().outputs;
    if (!tall()) {
        join(columns_of(whole.values, size, folder.stride, 0, d), matrix_view<T>(), whole.input_scale);
        join(columns_of(whole.values, size, folder.stride, d, k), matrix_view<T>(), whole.target_scale);
    }
    if (!whole.input_scale.known) return status::zero_inputs;

    for (std::size_t i = 0; i < size; ++i) copy(k, whole.values + i * folder.stride + d, target_row(i));
    const matrix_view<T> square = square_factor();
    const matrix_view<T> held_targets(targets, size, k);
    detail::bidiagonalise(square, singular_values, superdiagonal, held_targets, bidiagonal);
    if (dims().keep_basis) detail::form_right_vectors(square, bidiagonal.scales);
    const matrix_view<T> right = dims().keep_basis ? square : matrix_view<T>();
    if (const status s = detail::diagonalise(size, singular_values, superdiagonal, held_targets, right); s != status::ok)
        return s;
    order();
    if (dims().keep_basis && !tall()) {
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = size; j < d; ++j) basis_row(i)[j] = 0;
        detail::lq_apply(size, size, d, whole.values, folder.stride, scales, basis, basis_stride, folder.reflectors);
    }
    return publish();
}

template <class T>
status data_reduction<T>::create(const data_dims& dims, workspace memory, data_reduction& result) noexcept
{
    state s;
    state* home = nullptr;
    if (const status placed = place_state(dims, memory, s, home); placed != status::ok) return placed;
    clear(s.size * s.folder.stride, s.whole);
    if (s.has_segments()) {
        *s.segment = {};
        s.segment->values = s.segment_values;
        clear(s.size * s.folder.stride, *s.segment);
    }
    for (std::size_t i = 0; s.tall() && i < s.folder.block_rows * s.folder.stride; ++i) s.folder.block[i] = 0;
    *home = s;
    result.state_ = home;
    return status::ok;
}

template <class T>
status data_reduction<T>::add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept
{
    if (state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    if (const status checked = check_rows(inputs, targets, s.dims(), s.dims().samples - s.rows()); checked != status::ok)
        return checked;
    for (std::size_t i = 0; i < inputs.rows; ++i) s.add_row(inputs.row(i), targets.row(i));
    return status::ok;
}

template <class T>
status data_reduction<T>::merge(data_segment<T>& next) noexcept
{
    if (state_ == nullptr || next.state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    auto& from = *next.state_;
    const std::size_t length = segment_rows(s.dims());
    if (from.folder.dims.samples != s.dims().samples || from.folder.dims.inputs != s.dims().inputs ||
        from.folder.dims.outputs != s.dims().outputs || s.rows() % length != 0 || s.rows() == s.dims().samples ||
        from.factor.rows != detail::smaller(length, s.dims().samples - s.rows()))
        return status::shape_mismatch;
    if (from.folder.pending > 0) from.folder.fold(from.factor);
    s.folder.merge(from.factor, s.whole);
    clear(from.elements(), from.factor);
    return status::ok;
}

template <class T>
status data_segment<T>::create(const data_dims& dims, workspace memory, data_segment& result) noexcept
{
    state s;
    state* home = nullptr;
    if (const status placed = place_state(dims, memory, s, home); placed != status::ok) return placed;
    clear(s.elements(), s.factor);
    for (std::size_t i = 0; i < s.folder.block_rows * s.folder.stride; ++i) s.folder.block[i] = 0;
    *home = s;
    result.state_ = home;
    return status::ok;
}

template <class T>
status data_segment<T>::add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept
{
    if (state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    const std::size_t left = data_reduction<T>::segment_rows(s.folder.dims) - s.factor.rows;
    if (const status checked = check_rows(inputs, targets, s.folder.dims, left); checked != status::ok) return checked;
    for (std::size_t i = 0; i < inputs.rows; ++i) s.folder.add(inputs.row(i), targets.row(i), s.factor);
    return status::ok;
}

template <class T>
status data_reduction<T>::finish(reduced_data<T>& result) noexcept
{
    if (state_ == nullptr) return status::invalid_argument;
    state& s = *state_;
    if (s.rows() != s.dims().samples) return status::shape_mismatch;
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
template class data_segment<float>;
template class data_segment<double>;

}  // namespace catapult
