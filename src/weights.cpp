#include "catapult/weights.hpp"

#include <cmath>

#include "gram_sums.hpp"
#include "layout.hpp"
#include "vector.hpp"

namespace catapult {

using namespace detail;

namespace {

template <class T>
status check_basis(const weights_dims& dims, matrix_view<const T> basis) noexcept
{
    if (dims.inputs == 0 || dims.outputs == 0 || dims.rank == 0 || dims.rank > dims.inputs) return status::invalid_argument;
    if (basis.rows != dims.rank || basis.columns != dims.inputs) return status::shape_mismatch;
    return all_finite(basis) ? status::ok : status::not_finite;
}

template <class T>
status check_rows(const weights_dims& dims, matrix_view<const T> u, matrix_view<const T> v) noexcept
{
    if (u.rows == 0 || u.rows != v.rows || u.columns != dims.inputs || v.columns != dims.outputs)
        return status::shape_mismatch;
    return all_finite(u) && all_finite(v) ? status::ok : status::not_finite;
}

/// C ← C + A B, all row by row.
template <class T>
void multiply_add(matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> c) noexcept
{
    kernels<T>().blocked.multiply_add(c.rows, c.columns, a.columns, a.data, a.stride, 1, b.data, b.stride, c.data, c.stride);
}

template <class T>
void clear(T* first, std::size_t count) noexcept
{
    for (std::size_t i = 0; i < count; ++i) first[i] = 0;
}

}  // namespace

// ---- reduction

template <class T>
struct weights_reduction<T>::storage {
    weights_dims dims;
    bool project_rows;      // sum over the rows of [UP V], or over those of [U V] and project the sums
    std::size_t summed;     // columns of U that are summed: r or d
    std::size_t stride;     // of the sums
    std::size_t rows_total;
    std::size_t in_segment; // rows of the segment that `add` is in
    T* basis;               // P, d × r
    T* rows;                // sum_rows × stride
    T* packed;
    T* segment;             // stride × stride
    T* total;
};

template <class T>
void weights_reduction<T>::lay_out(layout& l, const weights_dims& dims, storage*& placed, storage& s) noexcept
{
    const std::size_t r = dims.rank, d = dims.inputs, k = dims.outputs;
    s.dims = dims;
    // Multiplications for each row, as real numbers against overflow; AᵀA costs half of a full product.
    const double inner = static_cast<double>(r) + static_cast<double>(k), outer = static_cast<double>(d) + static_cast<double>(k);
    s.project_rows = 2 * static_cast<double>(d) * static_cast<double>(r) + inner * inner < outer * outer;
    s.summed = s.project_rows ? r : d;
    if (s.summed > SIZE_MAX - 128 - k || k > SIZE_MAX - 256) (void)l.product(SIZE_MAX, 2);
    s.stride = whole_blocks<T>(s.summed + k);
    placed = l.take<storage>(1);
    s.basis = l.take<T>(l.product(d, r));
    s.rows = l.take<T>(l.product(sum_rows, s.stride));
    s.packed = l.take<T>(l.product(sum_rows, s.stride));
    s.segment = l.take<T>(l.product(s.stride, s.stride));
    s.total = l.take<T>(l.product(s.stride, s.stride));
}

template <class T>
status weights_reduction<T>::bytes(const weights_dims& dims, std::size_t& result) noexcept
{
    if (dims.inputs == 0 || dims.outputs == 0 || dims.rank == 0 || dims.rank > dims.inputs) return status::invalid_argument;
    storage* placed = nullptr;
    storage s;
    return measure([&](layout& l) { lay_out(l, dims, placed, s); }, result);
}

template <class T>
status weights_reduction<T>::create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                                    weights_reduction& result) noexcept
{
    if (const status p = check_basis(dims, basis); p != status::ok) return p;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    for (std::size_t j = 0; j < dims.inputs; ++j)
        for (std::size_t a = 0; a < dims.rank; ++a) s.basis[j * dims.rank + a] = basis(a, j);
    clear(s.segment, s.stride * s.stride);
    clear(s.total, s.stride * s.stride);
    s.rows_total = s.in_segment = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
void weights_reduction<T>::accumulate(const storage& s, matrix_view<const T> u, matrix_view<const T> v, T* rows, T* packed,
                                      T* sums) noexcept
{
    const std::size_t d = s.dims.inputs, k = s.dims.outputs, r = s.dims.rank;
    for (std::size_t i = 0; i < u.rows; ++i) {
        T* const out = rows + i * s.stride;
        for (std::size_t j = 0; j < s.summed; ++j) out[j] = s.project_rows ? T(0) : u(i, j);
        for (std::size_t c = 0; c < k; ++c) out[s.summed + c] = v(i, c);
    }
    if (s.project_rows) multiply_add<T>(u, {s.basis, d, r}, {rows, u.rows, r, s.stride});
    add_rows(u.rows, s.summed + k, s.stride, rows, packed, sums);
}

template <class T>
status weights_reduction<T>::add(matrix_view<const T> u, matrix_view<const T> v) noexcept
{
    storage& s = *storage_;
    if (const status p = check_rows(s.dims, u, v); p != status::ok) return p;
    const std::size_t k = s.dims.outputs;
    for (std::size_t done = 0; done < u.rows;) {
        // The sums depend on how rows are grouped, so a group that a block cuts is put together first.
        const std::size_t held = s.in_segment % sum_rows;
        const std::size_t room = sum_rows - held, left = u.rows - done, count = room < left ? room : left;
        if (held == 0 && count == sum_rows) {
            accumulate(s, u.row_range(done, count), v.row_range(done, count), s.rows, s.packed, s.segment);
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                T* const out = s.rows + (held + i) * s.stride;
                for (std::size_t j = 0; j < s.summed; ++j) out[j] = s.project_rows ? T(0) : u(done + i, j);
                for (std::size_t c = 0; c < k; ++c) out[s.summed + c] = v(done + i, c);
            }
            if (s.project_rows)
                multiply_add<T>(u.row_range(done, count), {s.basis, s.dims.inputs, s.dims.rank},
                                {s.rows + held * s.stride, count, s.dims.rank, s.stride});
            if (held + count == sum_rows) add_rows(sum_rows, s.summed + k, s.stride, s.rows, s.packed, s.segment);
        }
        done += count;
        s.in_segment += count;
        s.rows_total += count;
        if (s.in_segment == segment_rows) {
            for (std::size_t i = 0; i < s.stride * s.stride; ++i) s.total[i] += s.segment[i];
            clear(s.segment, s.stride * s.stride);
            s.in_segment = 0;
        }
    }
    return status::ok;
}

template <class T>
status weights_reduction<T>::finish(network_state<T>& result) noexcept
{
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, d = s.dims.inputs, k = s.dims.outputs, stride = s.stride;
    if (s.rows_total == 0 || result.first_deviation.rows != r || result.predictor.rows != r || result.predictor.columns != k ||
        result.second_deviation.rows != k || result.second_deviation.columns != k)
        return status::shape_mismatch;
    if (s.in_segment > 0) {
        const std::size_t held = s.in_segment % sum_rows;
        if (held > 0) add_rows(held, s.summed + k, stride, s.rows, s.packed, s.segment);
        for (std::size_t i = 0; i < stride * stride; ++i) s.total[i] += s.segment[i];
        clear(s.segment, stride * stride);
        s.in_segment = 0;
    }
    const T width = static_cast<T>(s.rows_total);
    if (s.project_rows) {
        state_of_sums<T>(s.total, stride, width, result);
        clear(s.total, stride * stride);
        s.rows_total = 0;
        return status::ok;
    }
    // [P 0; 0 I]ᵀ G [P 0; 0 I]. UᵀU and VᵀU first become PᵀUᵀU and PᵀUᵀV, in `segment`, by rows of G.
    for (std::size_t a = 0; a < d; ++a)
        for (std::size_t b = 0; b < a; ++b) s.total[b * stride + a] = s.total[a * stride + b];
    T* const half = s.segment;  // d × r: UᵀU P, at first
    multiply_add<T>({s.total, d, d, stride}, {s.basis, d, r}, {half, d, r, stride});
    T* const gram = s.total;    // the reduced sums take its place; what is still needed is kept back
    for (std::size_t c = 0; c < k; ++c) {
        T* const row = s.rows;  // PᵀUᵀv_c
        clear(row, r);
        multiply_add<T>({gram + (d + c) * stride, 1, d, stride}, {s.basis, d, r}, {row, 1, r, stride});
        for (std::size_t a = 0; a < r; ++a) gram[(r + c) * stride + a] = row[a];
        for (std::size_t l = 0; l <= c; ++l) gram[(r + c) * stride + r + l] = gram[(d + c) * stride + d + l];
    }
    for (std::size_t a = 0; a < r; ++a) clear(gram + a * stride, r);
    kernels<T>().blocked.multiply_add(r, r, d, s.basis, 1, r, half, stride, gram, stride);
    state_of_sums<T>(gram, stride, width, result);
    clear(s.segment, stride * stride);
    clear(s.total, stride * stride);
    s.rows_total = 0;
    return status::ok;
}

template <class T>
std::size_t weights_reduction<T>::rows() const noexcept
{
    return storage_->rows_total;
}

template <class T>
std::size_t weights_reduction<T>::partial_size() const noexcept
{
    return storage_->stride * storage_->stride;
}

template <class T>
std::size_t weights_reduction<T>::partial_bytes() const noexcept
{
    return 2 * sum_rows * storage_->stride * sizeof(T);
}

template <class T>
status weights_reduction<T>::partial(matrix_view<const T> u, matrix_view<const T> v, workspace memory,
                                     span<T> sums) const noexcept
{
    const storage& s = *storage_;
    if (u.rows > segment_rows || sums.size() != partial_size()) return status::shape_mismatch;
    if (const status p = check_rows(s.dims, u, v); p != status::ok) return p;
    T* rows = nullptr;
    T* packed = nullptr;
    const auto lay_out_scratch = [&](layout& l) {
        rows = l.take<T>(sum_rows * s.stride);
        packed = l.take<T>(sum_rows * s.stride);
    };
    if (const status p = place(lay_out_scratch, memory); p != status::ok) return p;
    clear(sums.data(), sums.size());
    for (std::size_t done = 0; done < u.rows; done += sum_rows) {
        const std::size_t count = u.rows - done < sum_rows ? u.rows - done : sum_rows;
        accumulate(s, u.row_range(done, count), v.row_range(done, count), rows, packed, sums.data());
    }
    return status::ok;
}

template <class T>
status weights_reduction<T>::merge(span<const T> sums, std::size_t rows) noexcept
{
    storage& s = *storage_;
    if (sums.size() != partial_size() || s.in_segment != 0 || s.rows_total % segment_rows != 0 || rows == 0 ||
        rows > segment_rows)
        return status::shape_mismatch;
    for (std::size_t i = 0; i < sums.size(); ++i) s.total[i] += sums[i];
    s.rows_total += rows;
    return status::ok;
}

// ---- weights back

template <class T>
struct weights_transform<T>::storage {
    weights_dims dims;
    T width;
    std::size_t stride;
    T* basis;       // Pᵀ, r × d
    T* first;       // T − I, its columns of U: (r + k) rows of r, `stride` apart
    T* second;      // its columns of V: (r + k) × k
    T* gradient;    // Zᵀ, k × r, likewise
    T* along;       // k
    T* prepared;    // [P 0; 0 I] (T − I): (d + k) × (r + k)
};

template <class T>
void weights_transform<T>::lay_out(layout& l, const weights_dims& dims, storage*& placed, storage& s) noexcept
{
    const std::size_t r = dims.rank, k = dims.outputs;
    if (k > SIZE_MAX - 256 || dims.inputs > SIZE_MAX - 256 - k) (void)l.product(SIZE_MAX, 2);
    s.dims = dims;
    s.stride = whole_blocks<T>(r);
    placed = l.take<storage>(1);
    s.basis = l.take<T>(l.product(r, dims.inputs));
    s.first = l.take<T>(l.product(r + k, s.stride));
    s.second = l.take<T>(l.product(r + k, k));
    s.gradient = l.take<T>(l.product(k, s.stride));
    s.along = l.take<T>(k);
    s.prepared = l.take<T>(l.product(dims.inputs + k, r + k));
}

template <class T>
status weights_transform<T>::bytes(const weights_dims& dims, std::size_t& result) noexcept
{
    if (dims.inputs == 0 || dims.outputs == 0 || dims.rank == 0 || dims.rank > dims.inputs) return status::invalid_argument;
    storage* placed = nullptr;
    storage s;
    return measure([&](layout& l) { lay_out(l, dims, placed, s); }, result);
}

template <class T>
status weights_transform<T>::create(const weights_dims& dims, T width, matrix_view<const T> basis, workspace memory,
                                    weights_transform& result) noexcept
{
    if (!(width >= 1)) return status::invalid_argument;
    if (const status p = check_basis(dims, basis); p != status::ok) return p;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    const std::size_t q = dims.rank + dims.outputs;
    s.width = width;
    for (std::size_t a = 0; a < dims.rank; ++a)
        for (std::size_t j = 0; j < dims.inputs; ++j) s.basis[a * dims.inputs + j] = basis(a, j);
    clear(s.first, q * s.stride);
    clear(s.second, q * dims.outputs);
    clear(s.gradient, dims.outputs * s.stride);
    clear(s.prepared, (dims.inputs + dims.outputs) * q);
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status weights_transform<T>::step(T eta, matrix_view<const T> gradient) noexcept
{
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs;
    if (!std::isfinite(eta) || eta < 0) return status::invalid_argument;
    if (gradient.rows != r || gradient.columns != k) return status::shape_mismatch;
    for (std::size_t a = 0; a < r; ++a)
        if (!all_finite(k, gradient.row(a))) return status::not_finite;
    for (std::size_t a = 0; a < r; ++a)
        for (std::size_t c = 0; c < k; ++c) s.gradient[c * s.stride + a] = gradient(a, c);
    // Each row of T: (t_U, t_V) ← (t_U − c t_V Zᵀ, t_V − c t_U Z), both from the old ones. The identity's share stays out of
    // what is stored, and comes back here: row a < r has 1 at t_U's element a, row r + c has it at t_V's element c.
    const T factor = eta / std::sqrt(s.width);
    for (std::size_t i = 0; i < r + k; ++i) {
        T* const first = s.first + i * s.stride;
        T* const second = s.second + i * k;
        for (std::size_t c = 0; c < k; ++c) {
            s.along[c] = dot<T>(s.stride, first, s.gradient + c * s.stride);
            if (i < r) s.along[c] += s.gradient[c * s.stride + i];
        }
        for (std::size_t c = 0; c < k; ++c) {
            const T weight = i == r + c ? second[c] + T(1) : second[c];
            add_scaled<T>(s.stride, -factor * weight, s.gradient + c * s.stride, first);
        }
        for (std::size_t c = 0; c < k; ++c) second[c] -= factor * s.along[c];
    }
    return status::ok;
}

template <class T>
void weights_transform<T>::prepare() noexcept
{
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs, d = s.dims.inputs, q = r + k;
    clear(s.prepared, (d + k) * q);
    const auto& kernel = kernels<T>().blocked;
    kernel.multiply_add(d, r, r, s.basis, 1, d, s.first, s.stride, s.prepared, q);
    kernel.multiply_add(d, k, r, s.basis, 1, d, s.second, k, s.prepared + r, q);
    for (std::size_t c = 0; c < k; ++c) {
        T* const out = s.prepared + (d + c) * q;
        for (std::size_t a = 0; a < r; ++a) out[a] = s.first[(r + c) * s.stride + a];
        for (std::size_t l = 0; l < k; ++l) out[r + l] = s.second[(r + c) * k + l];
    }
}

template <class T>
std::size_t weights_transform<T>::apply_bytes() const noexcept
{
    const std::size_t elements = sum_rows * (storage_->dims.rank + storage_->dims.outputs);
    return whole_blocks<T>(elements) * sizeof(T);
}

template <class T>
status weights_transform<T>::apply(matrix_view<T> u, matrix_view<T> v, workspace memory) const noexcept
{
    const storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs, d = s.dims.inputs, q = r + k;
    T* change = nullptr;
    const status problem = place([&](layout& l) { change = l.take<T>(sum_rows * q); }, memory);
    if (problem != status::ok) return problem;
    if (const status p = check_rows<T>(s.dims, u, v); p != status::ok) return p;
    for (std::size_t done = 0; done < u.rows; done += sum_rows) {
        const std::size_t count = u.rows - done < sum_rows ? u.rows - done : sum_rows;
        const matrix_view<T> us = u.row_range(done, count), vs = v.row_range(done, count);
        clear(change, count * q);
        multiply_add<T>(us, {s.prepared, d, q}, {change, count, q});
        multiply_add<T>(vs, {s.prepared + d * q, k, q}, {change, count, q});
        multiply_add<T>({change, count, r, q}, {s.basis, r, d}, us);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t c = 0; c < k; ++c) vs(i, c) += change[i * q + r + c];
    }
    return status::ok;
}

template class weights_reduction<float>;
template class weights_reduction<double>;
template class weights_transform<float>;
template class weights_transform<double>;

}  // namespace catapult
