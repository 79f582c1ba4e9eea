#include <cstring>

#include "catapult/models/weights.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "models/full/row_sums.hpp"
#include "models/full/start_checks.hpp"
#include "models/full/transform_rows.hpp"
#include "models/full/weights_checks.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

template <class T>
status weights_transform<T>::create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                                    weights_transform& result) noexcept
{
    return create(dims, basis, {}, 1, 1, memory, result);
}

template <class T>
status weights_transform<T>::create(const weights_dims& dims, matrix_view<const T> basis, const training_rule& rule,
                                    T scale_first, T scale_second, workspace memory, weights_transform& result) noexcept
{
    if (const status wrong = check_width(dims.width); wrong != status::ok) return wrong;
    if (keeps_factor({dims.rank, dims.outputs, dims.width})) return status::invalid_argument;
    if (const status p = check_basis(dims, basis); p != status::ok) return p;
    if (const status wrong = check_rule(rule); wrong != status::ok) return wrong;
    if (const status wrong = check_scales(scale_first, scale_second); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { storage::lay_out(l, dims, rule, placed, s); }, memory);
    if (problem != status::ok) return problem;
    std::size_t used = 0;
    (void)bytes(dims, rule, used);
    std::memset(memory.data(), 0, used);
    for (std::size_t a = 0; a < dims.rank; ++a)
        for (std::size_t j = 0; j < dims.inputs; ++j) s.basis[a * dims.inputs + j] = basis(a, j);
    s.kept_first = scale_first;
    s.kept_second = scale_second;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status weights_transform<T>::step(gram_model<T>& model, T eta) noexcept
{
    if (storage_ == nullptr || model.dims().rank == 0) return status::invalid_argument;
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs;
    const network_dims dims = model.dims();
    if (s.momentum || dims.rank != r || dims.outputs != k || dims.width != s.dims.width) return status::shape_mismatch;
    const matrix_view<const T> gradient = model.gradient();
    for (std::size_t a = 0; a < r; ++a)
        for (std::size_t c = 0; c < k; ++c) s.columns[0][c * s.stride + a] = gradient(a, c);
    if (const status stepped = model.step(eta); stepped != status::ok) return stepped;
    step_mixing<T> mixing{};
    mixing.first[0][0] = mixing.second[0][0] = 1;
    mixing.first_gradient[0] = mixing.second_gradient[0] = -eta * square_unit(model.data());
    advance_rows<T>(s, {s.columns[0], s.columns[0], s.columns[0], 0}, mixing);
    return status::ok;
}

template <class T>
void weights_transform<T>::prepare() noexcept
{
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs, d = s.dims.inputs, q = r + k;
    fill_zero((d + k) * q, s.prepared);
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
    const storage& s = held(storage_);
    const std::size_t elements = sum_rows * (s.dims.rank + s.dims.outputs);
    return whole_blocks<T>(elements) * sizeof(T);
}

template <class T>
status weights_transform<T>::apply(matrix_view<T> u, matrix_view<T> v, workspace memory) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs, d = s.dims.inputs, q = r + k;
    T* change = nullptr;
    const status problem = place([&](layout& l) { change = l.take<T>(sum_rows * q); }, memory);
    if (problem != status::ok) return problem;
    if (const status p = check_rows<T>(s.dims, u, v); p != status::ok) return p;
    for (std::size_t done = 0; done < u.rows; done += sum_rows) {
        const std::size_t count = u.rows - done < sum_rows ? u.rows - done : sum_rows;
        const matrix_view<T> us = u.row_range(done, count), vs = v.row_range(done, count);
        fill_zero(count * q, change);
        multiply_add<T>(us, {s.prepared, d, q}, {change, count, q});
        multiply_add<T>(vs, {s.prepared + d * q, k, q}, {change, count, q});
        for (std::size_t i = 0; i < count; ++i) {
            if (s.kept_first != T(1)) scale(d, s.kept_first, us.row(i));
            if (s.kept_second != T(1)) scale(k, s.kept_second, vs.row(i));
        }
        multiply_add<T>({change, count, r, q}, {s.basis, r, d}, us);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t c = 0; c < k; ++c) vs(i, c) += change[i * q + r + c];
    }
    return status::ok;
}

template class weights_transform<float>;
template class weights_transform<double>;

}  // namespace catapult
