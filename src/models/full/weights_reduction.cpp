#include <cmath>
#include <cstring>
#include <limits>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "models/full/row_sums.hpp"
#include "models/full/weights_checks.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

template <class T>
void weights_reduction<T>::storage::project(matrix_view<const T> u, matrix_view<const T> v, T* up, T* kept_v) const noexcept
{
    fill_zero(u.rows * dims.rank, up);
    multiply_add<T>(u, {basis, dims.inputs, dims.rank}, {up, u.rows, dims.rank});
    for (std::size_t i = 0; i < v.rows; ++i)
        for (std::size_t c = 0; c < dims.outputs; ++c) kept_v[i * dims.outputs + c] = v(i, c);
}

template <class T>
status weights_reduction<T>::create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                                    weights_reduction& result) noexcept
{
    if (const status p = check_basis(dims, basis); p != status::ok) return p;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { storage::lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    for (std::size_t j = 0; j < dims.inputs; ++j)
        for (std::size_t a = 0; a < dims.rank; ++a) s.basis[j * dims.rank + a] = basis(a, j);
    fill_zero(sum_rows * s.stride, s.rows);  // the stride of a narrow network is 0
    fill_zero(s.stride * s.stride, s.segment);
    fill_zero(s.stride * s.stride, s.total);
    s.rows_total = s.in_segment = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
void weights_reduction<T>::storage::accumulate(matrix_view<const T> u, matrix_view<const T> v, T* to_rows, T* to_packed,
                                               T* sums) const noexcept
{
    const auto& kernel = kernels<T>().blocked;
    const std::size_t r = dims.rank;
    if (project_rows) {
        for (std::size_t i = 0; i < u.rows; ++i) fill_zero(r, to_rows + i * stride);
        multiply_add<T>(u, {basis, dims.inputs, r}, {to_rows, u.rows, r, stride});
        kernel.pack_panels(u.rows, r, to_rows, stride, to_packed);
    } else {
        kernel.pack_panels(u.rows, summed, u.data, u.stride, to_packed);
    }
    kernel.pack_panels(v.rows, dims.outputs, v.data, v.stride, to_packed + u.rows * second);
    add_rows(u.rows, second + dims.outputs, stride, to_packed, sums);
}

template <class T>
void weights_reduction<T>::storage::add_held(std::size_t count) noexcept
{
    const std::size_t columns = second + dims.outputs;
    kernels<T>().blocked.pack_panels(count, columns, rows, stride, packed);
    add_rows(count, columns, stride, packed, segment);
}

template <class T>
status weights_reduction<T>::add(matrix_view<const T> u, matrix_view<const T> v) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (const status p = check_rows(s.dims, u, v); p != status::ok) return p;
    const std::size_t k = s.dims.outputs;
    if (s.kept_rows > 0) {
        if (u.rows > s.kept_rows - s.rows_total) return status::shape_mismatch;
        s.project(u, v, s.first_layer + s.rows_total * s.dims.rank, s.second_layer + s.rows_total * k);
        s.rows_total += u.rows;
        return status::ok;
    }
    for (std::size_t done = 0; done < u.rows;) {
        // The bits of sums depend on the groups of rows. So a group that a block boundary cuts is collected first.
        const std::size_t held = s.in_segment % sum_rows;
        const std::size_t room = sum_rows - held, left = u.rows - done, count = room < left ? room : left;
        if (held == 0 && count == sum_rows) {
            s.accumulate(u.row_range(done, count), v.row_range(done, count), s.rows, s.packed, s.segment);
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                T* const out = s.rows + (held + i) * s.stride;
                for (std::size_t j = 0; j < s.summed; ++j) out[j] = s.project_rows ? T(0) : u(done + i, j);
                for (std::size_t c = 0; c < k; ++c) out[s.second + c] = v(done + i, c);
            }
            if (s.project_rows)
                multiply_add<T>(u.row_range(done, count), {s.basis, s.dims.inputs, s.dims.rank},
                                {s.rows + held * s.stride, count, s.dims.rank, s.stride});
            if (held + count == sum_rows) s.add_held(sum_rows);
        }
        done += count;
        s.in_segment += count;
        s.rows_total += count;
        if (s.in_segment == segment_rows) {
            for (std::size_t i = 0; i < s.stride * s.stride; ++i) s.total[i] += s.segment[i];
            fill_zero(s.stride * s.stride, s.segment);
            s.in_segment = 0;
        }
    }
    return status::ok;
}

template <class T>
status weights_reduction<T>::finish(network_state<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, d = s.dims.inputs, k = s.dims.outputs, stride = s.stride;
    const double form = s.kept_rows > 0 ? s.dims.width : std::numeric_limits<double>::infinity();
    if (s.rows_total == 0 || !fits(result, {r, k, form})) return status::shape_mismatch;
    if (s.kept_rows > 0) {
        if (s.rows_total != s.kept_rows) return status::shape_mismatch;
        std::memcpy(result.first_layer.data, s.first_layer, s.kept_rows * r * sizeof(T));
        std::memcpy(result.second_layer.data, s.second_layer, s.kept_rows * k * sizeof(T));
        complete(result);
        s.rows_total = 0;
        return status::ok;
    }
    if (s.in_segment > 0) {
        const std::size_t held = s.in_segment % sum_rows;
        if (held > 0) s.add_held(held);
        for (std::size_t i = 0; i < stride * stride; ++i) s.total[i] += s.segment[i];
        fill_zero(stride * stride, s.segment);
        s.in_segment = 0;
    }
    if (s.project_rows) {
        state_of_sums<T>(s.total, stride, s.second, s.rows_total, result);
        fill_zero(stride * stride, s.total);
        s.rows_total = 0;
        return status::ok;
    }
    // [P 0; 0 I]ᵀ G [P 0; 0 I], in place, because a second G could be large.
    for (std::size_t a = 0; a < d; ++a)
        for (std::size_t b = 0; b < a; ++b) s.total[b * stride + a] = s.total[a * stride + b];
    T* const half = s.segment;  // UᵀU P, d × r
    multiply_add<T>({s.total, d, d, stride}, {s.basis, d, r}, {half, d, r, stride});
    T* const gram = s.total;  // the reduced G takes its place
    for (std::size_t c = 0; c < k; ++c) {
        T* const both = gram + (s.second + c) * stride;
        T* const row = s.rows;  // PᵀUᵀv_c
        fill_zero(r, row);
        multiply_add<T>({both, 1, d, stride}, {s.basis, d, r}, {row, 1, r, stride});
        for (std::size_t a = 0; a < r; ++a) both[a] = row[a];
    }
    for (std::size_t a = 0; a < r; ++a) fill_zero(r, gram + a * stride);
    kernels<T>().blocked.multiply_add(r, r, d, s.basis, 1, r, half, stride, gram, stride);
    state_of_sums<T>(gram, stride, s.second, s.rows_total, result);
    fill_zero(stride * stride, s.segment);
    fill_zero(stride * stride, s.total);
    s.rows_total = 0;
    return status::ok;
}

template <class T>
std::size_t weights_reduction<T>::rows() const noexcept
{
    return held(storage_).rows_total;
}

template <class T>
std::size_t weights_reduction<T>::partial_size() const noexcept
{
    const storage& s = held(storage_);
    const std::size_t rows = s.kept_rows < segment_rows ? s.kept_rows : segment_rows;
    return s.kept_rows > 0 ? rows * (s.dims.rank + s.dims.outputs) : s.stride * s.stride;
}

template <class T>
std::size_t weights_reduction<T>::partial_bytes() const noexcept
{
    return 2 * sum_rows * held(storage_).stride * sizeof(T);
}

template <class T>
status weights_reduction<T>::partial(matrix_view<const T> u, matrix_view<const T> v, workspace memory,
                                     span<T> sums) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const storage& s = *storage_;
    if (u.rows > segment_rows || sums.size() != partial_size()) return status::shape_mismatch;
    if (const status p = check_rows(s.dims, u, v); p != status::ok) return p;
    if (s.kept_rows > 0) {
        if (u.rows > s.kept_rows) return status::shape_mismatch;
        s.project(u, v, sums.data(), sums.data() + u.rows * s.dims.rank);
        return status::ok;
    }
    T* rows = nullptr;
    T* packed = nullptr;
    const auto lay_out_scratch = [&](layout& l) {
        rows = l.take<T>(sum_rows * s.stride);
        packed = l.take<T>(sum_rows * s.stride);
    };
    if (const status p = place(lay_out_scratch, memory); p != status::ok) return p;
    fill_zero(sums.size(), sums.data());
    for (std::size_t done = 0; done < u.rows; done += sum_rows) {
        const std::size_t count = u.rows - done < sum_rows ? u.rows - done : sum_rows;
        s.accumulate(u.row_range(done, count), v.row_range(done, count), rows, packed, sums.data());
    }
    return status::ok;
}

template <class T>
status weights_reduction<T>::merge(span<const T> sums, std::size_t rows) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (sums.size() != partial_size() || s.in_segment != 0 || s.rows_total % segment_rows != 0 || rows == 0 ||
        rows > segment_rows)
        return status::shape_mismatch;
    if (s.kept_rows > 0) {
        const std::size_t r = s.dims.rank, k = s.dims.outputs;
        if (rows > s.kept_rows - s.rows_total) return status::shape_mismatch;
        std::memcpy(s.first_layer + s.rows_total * r, sums.data(), rows * r * sizeof(T));
        std::memcpy(s.second_layer + s.rows_total * k, sums.data() + rows * r, rows * k * sizeof(T));
    } else {
        for (std::size_t i = 0; i < sums.size(); ++i) s.total[i] += sums[i];
    }
    s.rows_total += rows;
    return status::ok;
}

template class weights_reduction<float>;
template class weights_reduction<double>;

}  // namespace catapult
