#include "catapult/gram.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "layout.hpp"

namespace catapult {

// All r × k matrices are held column by column, `stride` elements apart, each column padded with zeros to whole
// blocks: what the kernels take. With one output a column is also the r × 1 matrix that callers see; with more,
// row-by-row copies are kept for them.
template <class T>
struct gram_model<T>::storage {
    reduced_data<T> data;
    T width;
    T inverse_width;
    T samples;
    std::size_t steps;
    std::size_t rank;
    std::size_t outputs;
    std::size_t stride;
    bool pending;           // whether D is first + b_last z_lastᵀ + z_last b_lastᵀ, or just first
    T residual_square;      // ‖ρ‖²
    T first_bound;          // no element of D is larger
    T* singular_values;     // padded
    T* first;               // packed
    T* predictor;
    T* predictor_next;
    T* residual;
    T* residual_next;
    T* gradient;
    T* b_last;
    T* gradient_last;       // z_last; during a step, also the next gradient
    T* product;             // D Z
    T* second_product;      // Z (I + E)
    T* probe_in;
    T* probe_out;
    T* second;              // E, k × k
    T* second_next;
    T* overlap;             // ωᵀZ, k × k
    T* predictor_rows;      // for callers; null with one output
    T* residual_rows;
    T* gradient_rows;
};

namespace {

template <class T>
void clear(T* first, std::size_t count) noexcept
{
    for (std::size_t i = 0; i < count; ++i) first[i] = T(0);
}

template <class T>
bool all_finite(const T* first, std::size_t count) noexcept
{
    for (std::size_t i = 0; i < count; ++i)
        if (!std::isfinite(first[i])) return false;
    return true;
}

template <class T>
void columns_to_rows(std::size_t rows, std::size_t columns, std::size_t stride, const T* from, matrix_view<T> to) noexcept
{
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < columns; ++c) to(i, c) = from[c * stride + i];
}

template <class T>
void rows_to_columns(matrix_view<const T> from, std::size_t stride, T* to) noexcept
{
    for (std::size_t c = 0; c < from.columns; ++c)
        for (std::size_t i = 0; i < from.rows; ++i) to[c * stride + i] = from(i, c);
}

template <class T>
T dot(std::size_t count, const T* x, const T* y) noexcept
{
    return detail::kernels<T>().dense.dot(count, x, y);
}

}  // namespace

template <class T>
status gram_model<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (dims.rank == 0 || dims.outputs == 0) return status::invalid_argument;
    storage s;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { lay_out(l, dims, placed, s); }, result);
}

template <class T>
void gram_model<T>::lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
{
    constexpr std::size_t panel = symmetric_view<T>::panel;
    const std::size_t panels = dims.rank / panel + (dims.rank % panel != 0);
    const std::size_t pairs = panels % 2 == 0 ? l.product(panels / 2, panels + 1) : l.product(panels, panels / 2 + 1);
    s.rank = dims.rank;
    s.outputs = dims.outputs;
    s.stride = l.product(panels, panel);
    const std::size_t block = l.product(s.stride, dims.outputs);
    const std::size_t square = l.product(dims.outputs, dims.outputs);
    placed = l.take<storage>(1);
    s.singular_values = l.take<T>(s.stride);
    s.first = l.take<T>(l.product(pairs, panel * panel));
    for (T** array : {&s.predictor, &s.predictor_next, &s.residual, &s.residual_next, &s.gradient, &s.b_last,
                      &s.gradient_last, &s.product, &s.second_product, &s.probe_in, &s.probe_out})
        *array = l.take<T>(block);
    for (T** array : {&s.second, &s.second_next, &s.overlap}) *array = l.take<T>(square);
    const std::size_t rows = dims.outputs == 1 ? 0 : l.product(dims.rank, dims.outputs);
    for (T** array : {&s.predictor_rows, &s.residual_rows, &s.gradient_rows}) *array = l.take<T>(rows);
}

template <class T>
status gram_model<T>::create(const reduced_data<T>& data, const network_state<T>& initial, workspace memory,
                             gram_model& result) noexcept
{
    const std::size_t r = data.rank;
    const std::size_t k = data.outputs;
    if (r == 0 || k == 0 || data.samples == 0 || !(initial.width >= 1)) return status::invalid_argument;
    if (data.singular_values.size() != r || data.targets.rows != r || data.targets.columns != k ||
        initial.first_deviation.rows != r || initial.predictor.rows != r || initial.predictor.columns != k ||
        initial.second_deviation.rows != k || initial.second_deviation.columns != k)
        return status::shape_mismatch;
    const std::size_t elements = symmetric_view<T>::elements(r);
    bool finite = all_finite(data.singular_values.data(), r) && std::isfinite(data.unreachable_loss) &&
                  all_finite(initial.first_deviation.data, elements);
    for (std::size_t i = 0; i < r; ++i)
        finite = finite && all_finite(data.targets.row(i), k) && all_finite(initial.predictor.row(i), k);
    for (std::size_t c = 0; c < k; ++c) finite = finite && all_finite(initial.second_deviation.row(c), k);
    if (!finite) return status::not_finite;

    storage s{};
    storage* placed = nullptr;
    const auto lay_out_all = [&](detail::layout& l) { lay_out(l, {r, k}, placed, s); };
    if (const status problem = detail::place(lay_out_all, memory); problem != status::ok) return problem;
    s.data = data;
    s.width = initial.width;
    s.inverse_width = 1 / initial.width;
    s.samples = static_cast<T>(data.samples);
    clear(s.singular_values, s.stride);
    for (std::size_t i = 0; i < r; ++i) s.singular_values[i] = data.singular_values[i];
    s.first_bound = 0;
    for (std::size_t i = 0; i < elements; ++i) {
        s.first[i] = initial.first_deviation.data[i];
        if (std::fabs(s.first[i]) > s.first_bound) s.first_bound = std::fabs(s.first[i]);
    }
    for (T* array : {s.predictor, s.predictor_next, s.residual, s.residual_next, s.gradient, s.b_last, s.gradient_last,
                     s.product, s.second_product, s.probe_in, s.probe_out})
        clear(array, s.stride * k);
    rows_to_columns<T>(initial.predictor, s.stride, s.predictor);
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t i = 0; i < r; ++i) {
            const std::size_t at = c * s.stride + i;
            s.residual[at] = s.singular_values[i] * s.predictor[at] - data.targets(i, c);
            s.gradient[at] = s.singular_values[i] * s.residual[at] / s.samples;
        }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) s.second[c * k + l] = initial.second_deviation(c, l);
    s.residual_square = dot(s.stride * k, s.residual, s.residual);
    const T* const z = s.gradient;
    if (!std::isfinite(s.residual_square) || !std::isfinite(dot(s.stride * k, z, z)) ||
        !std::isfinite(dot(s.stride * k, s.predictor, s.predictor)))
        return status::invalid_argument;
    *placed = s;
    result.storage_ = placed;
    result.refresh_rows();
    return status::ok;
}

template <class T>
void gram_model<T>::refresh_rows() noexcept
{
    storage& s = *storage_;
    if (s.outputs == 1) return;
    columns_to_rows<T>(s.rank, s.outputs, s.stride, s.predictor, {s.predictor_rows, s.rank, s.outputs});
    columns_to_rows<T>(s.rank, s.outputs, s.stride, s.residual, {s.residual_rows, s.rank, s.outputs});
    columns_to_rows<T>(s.rank, s.outputs, s.stride, s.gradient, {s.gradient_rows, s.rank, s.outputs});
}

template <class T>
status gram_model<T>::step(T eta) noexcept
{
    if (!std::isfinite(eta) || eta < 0) return status::invalid_argument;
    storage& s = *storage_;
    const std::size_t k = s.outputs;
    const std::size_t stride = s.stride;
    const std::size_t all = stride * k;
    const auto& kernel = detail::kernels<T>().symmetric;
    const T* const z = s.gradient;

    if (s.pending)
        kernel.update_product(s.rank, k, stride, s.first, s.b_last, s.gradient_last, z, s.product);
    else
        kernel.product(s.rank, k, stride, s.first, z, s.product);
    s.pending = false;  // D is what it was; only its form has changed

    const T drift = eta * s.inverse_width;
    const T curvature = eta * drift;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) s.overlap[c * k + l] = dot(stride, s.predictor + c * stride, z + l * stride);
    for (std::size_t c = 0; c < k; ++c) {
        T* const out = s.second_product + c * stride;
        for (std::size_t i = 0; i < s.rank; ++i) out[i] = z[c * stride + i];
        for (std::size_t l = 0; l < k; ++l)
            for (std::size_t i = 0; i < s.rank; ++i) out[i] += z[l * stride + i] * s.second[l * k + c];
    }
    // E' = E − (η/n)(ωᵀZ + Zᵀω) + (η²/n) Zᵀ(Z + DZ); b is free to hold Z + DZ until it is computed itself.
    T* const b = s.b_last;
    for (std::size_t i = 0; i < all; ++i) b[i] = z[i] + s.product[i];
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l <= c; ++l) {
            const T both = s.overlap[c * k + l] + s.overlap[l * k + c];
            const T next = s.second[c * k + l] - drift * both + curvature * dot(stride, z + c * stride, b + l * stride);
            s.second_next[c * k + l] = s.second_next[l * k + c] = next;
        }
    // ω' − ω = −η[(Z + DZ) + Z(I + E)] + (η²/n) Z(ωᵀZ); the residual takes the difference, not ω' itself.
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t i = 0; i < s.rank; ++i) {
            const std::size_t at = c * stride + i;
            T turned = 0;
            for (std::size_t l = 0; l < k; ++l) turned += z[l * stride + i] * s.overlap[l * k + c];
            const T change = curvature * turned - eta * (b[at] + s.second_product[at]);
            s.predictor_next[at] = s.predictor[at] + change;
            s.residual_next[at] = s.residual[at] + s.singular_values[i] * change;
        }
    // D' = D + b Zᵀ + Z bᵀ with b = −(η/n) ω + (η²/2n) Z(I + E).
    for (std::size_t i = 0; i < all; ++i) b[i] = T(0.5) * curvature * s.second_product[i] - drift * s.predictor[i];
    T* const next_gradient = s.gradient_last;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t i = 0; i < s.rank; ++i) {
            const std::size_t at = c * stride + i;
            next_gradient[at] = s.singular_values[i] * s.residual_next[at] / s.samples;
        }

    // Squares overflow before what is squared does: finite squares now mean that no infinity appears anywhere.
    const T square = dot(all, s.residual_next, s.residual_next);
    const T bound = s.first_bound + 2 * std::sqrt(dot(all, b, b)) * std::sqrt(dot(all, z, z));
    const T rest = dot(all, s.predictor_next, s.predictor_next) + dot(all, next_gradient, next_gradient) +
                   dot(k * k, s.second_next, s.second_next);
    if (!std::isfinite(square + rest) || !std::isfinite(2 * bound)) return status::diverged;

    s.residual_square = square;
    s.first_bound = bound;
    s.pending = s.inverse_width > 0;
    const auto exchange = [](T*& x, T*& y) {
        T* const t = x;
        x = y;
        y = t;
    };
    exchange(s.predictor, s.predictor_next);
    exchange(s.residual, s.residual_next);
    exchange(s.second, s.second_next);
    exchange(s.gradient, s.gradient_last);
    ++s.steps;
    refresh_rows();
    return status::ok;
}

template <class T>
T gram_model<T>::loss() const noexcept
{
    return excess_loss() + storage_->data.unreachable_loss;
}

template <class T>
T gram_model<T>::excess_loss() const noexcept
{
    return storage_->residual_square / (2 * storage_->samples);
}

template <class T>
std::size_t gram_model<T>::steps() const noexcept
{
    return storage_->steps;
}

template <class T>
T gram_model<T>::width() const noexcept
{
    return storage_->width;
}

template <class T>
const reduced_data<T>& gram_model<T>::data() const noexcept
{
    return storage_->data;
}

template <class T>
matrix_view<const T> gram_model<T>::predictor() const noexcept
{
    const storage& s = *storage_;
    return {s.outputs == 1 ? s.predictor : s.predictor_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::residual() const noexcept
{
    const storage& s = *storage_;
    return {s.outputs == 1 ? s.residual : s.residual_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::gradient() const noexcept
{
    const storage& s = *storage_;
    return {s.outputs == 1 ? s.gradient : s.gradient_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::second_deviation() const noexcept
{
    return {storage_->second, storage_->outputs, storage_->outputs};
}

template <class T>
void gram_model<T>::apply_first_deviation(matrix_view<const T> in, matrix_view<T> out) const noexcept
{
    storage& s = *storage_;
    const std::size_t k = in.columns;
    const std::size_t stride = s.stride;
    rows_to_columns(in, stride, s.probe_in);
    detail::kernels<T>().symmetric.product(s.rank, k, stride, s.first, s.probe_in, s.probe_out);
    if (s.pending) {
        const auto& dense = detail::kernels<T>().dense;
        for (std::size_t c = 0; c < k; ++c)
            for (std::size_t l = 0; l < s.outputs; ++l) {
                const T* const b = s.b_last + l * stride;
                const T* const z = s.gradient_last + l * stride;
                T* const to = s.probe_out + c * stride;
                const T along_z = dense.dot(stride, z, s.probe_in + c * stride);
                const T along_b = dense.dot(stride, b, s.probe_in + c * stride);
                dense.add_scaled(stride, along_z, b, to);
                dense.add_scaled(stride, along_b, z, to);
            }
    }
    columns_to_rows(s.rank, k, stride, s.probe_out, out);
}

template <class T>
status gram_model<T>::state(network_state<T>& result) noexcept
{
    const storage& s = *storage_;
    const std::size_t r = s.rank;
    const std::size_t k = s.outputs;
    if (result.first_deviation.rows != r || result.predictor.rows != r || result.predictor.columns != k ||
        result.second_deviation.rows != k || result.second_deviation.columns != k)
        return status::shape_mismatch;
    result.width = s.width;
    const std::size_t elements = symmetric_view<T>::elements(r);
    for (std::size_t i = 0; i < elements; ++i) result.first_deviation.data[i] = s.first[i];
    if (s.pending)
        detail::kernels<T>().symmetric.update(r, k, s.stride, result.first_deviation.data, s.b_last, s.gradient_last);
    columns_to_rows(r, k, s.stride, s.predictor, result.predictor);
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) result.second_deviation(c, l) = s.second[c * k + l];
    return status::ok;
}

template class gram_model<float>;
template class gram_model<double>;

}  // namespace catapult
