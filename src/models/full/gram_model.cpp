#include "catapult/models/gram_model.hpp"

#include <cmath>
#include <cstring>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "models/full/gram_access.hpp"
#include "models/full/start_checks.hpp"
#include "models/full/step_bound.hpp"
#include "models/full/strip_passes.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

template <class T>
void gram_model<T>::storage::multiply(std::size_t columns, const T* in, T* out, const chunk_executor& spread) noexcept
{
    const auto& kernels = detail::kernels<T>();
    detail::strip_passes<T>{spread, rank, above}.product(columns, first, in, out);
    if (kept == 0) return;
    const std::size_t stride = interval * outputs, count = kept * outputs;
    kernels.gram.tail_overlap(rank, stride, count, columns, gradients(), in, gradient_products);
    kernels.gram.tail_overlap(rank, stride, count, columns, sides(), in, side_products);
    kernels.gram.tail_combine(rank, stride, count, columns, sides(), gradient_products, out);
    kernels.gram.tail_combine(rank, stride, count, columns, gradients(), side_products, out);
}

template <class T>
void gram_model<T>::storage::fold_and_multiply(const T* in, T* out, const chunk_executor& spread) noexcept
{
    const detail::strip_passes<T> passes = {spread, rank, above};
    if (kept < interval) return multiply(outputs, in, out, spread);
    kept = 0;
    if (interval == 1) return passes.update_product(outputs, first, side, gradient_last, in, out);
    passes.update(interval * outputs, first, tail_sides, tail_gradients);
    passes.product(outputs, first, in, out);
}

template <class T>
void gram_model<T>::storage::refresh_overlap() noexcept
{
    detail::kernels<T>().gram.overlap(rank, outputs, predictor, gradient, overlap);
}

template <class T>
template <class Copy>
void gram_model<T>::storage::for_each_block(std::size_t which, Copy&& copy) const noexcept
{
    constexpr std::size_t panel = symmetric_view<T>::panel;
    const std::size_t length = panel * outputs, stride = length * interval;
    for (std::size_t p = 0; p * panel < rank; ++p) copy(p * stride + which * length, p * length, length);
}

template <class T>
void gram_model<T>::storage::keep_pair() noexcept
{
    if (interval > 1)
        for_each_block(kept, [&](std::size_t to, std::size_t from, std::size_t length) {
            std::memcpy(tail_sides + to, side + from, length * sizeof(T));
            std::memcpy(tail_gradients + to, gradient_last + from, length * sizeof(T));
        });
    ++kept;
}

template <class T>
status gram_model<T>::create(const reduced_data<T>& data, const network_state<T>& initial, workspace memory,
                             gram_model& result) noexcept
{
    if (const status wrong = detail::check_start(data, initial); wrong != status::ok) return wrong;
    const std::size_t r = data.rank;
    const std::size_t k = data.outputs;
    const network_dims dims = {r, k, initial.width};
    const std::size_t elements = symmetric_view<T>::elements(initial.first_deviation.rows);

    storage s{};
    storage* placed = nullptr;
    const auto lay_out_all = [&](detail::layout& l) { storage::lay_out(l, dims, placed, s); };
    if (const status problem = detail::place(lay_out_all, memory); problem != status::ok) return problem;
    s.data = data;
    s.width = initial.width;
    s.inverse_width = 1 / static_cast<T>(initial.width);
    s.samples = static_cast<T>(data.samples);
    s.unit = square_unit(data);
    detail::fill_zero(s.elements / k, s.singular_values);
    detail::fill_zero(s.elements / k, s.gains);
    for (std::size_t i = 0; i < r; ++i) {
        s.singular_values[i] = data.singular_values[i];
        s.gains[i] = data.singular_values[i] / s.samples;
    }
    const auto loss_overflows = [&] {
        return !std::isfinite(s.residual_square / (2 * s.samples) * s.unit + data.unreachable_loss);
    };
    // All that a snapshot holds is written, also what pads rows to whole panels, and the tail that is still to come.
    if (keeps_factor(dims)) {
        for (T* array : {s.predictor, s.residual, s.gradient}) detail::fill_zero(s.elements, array);
        detail::factor_outputs<T> outputs = s.factor_outputs();
        if (!s.factor.load(data, initial, s.gains, outputs)) return status::invalid_argument;
        s.take_squares(outputs);
        if (loss_overflows()) return status::invalid_argument;
        *placed = s;
        result.storage_ = placed;
        return status::ok;
    }
    for (std::size_t i = 0; i < elements; ++i) s.first[i] = initial.first_deviation.data[i];
    s.first_bound = detail::largest_magnitude<T>({s.first, 1, elements});
    for (T* array : {s.predictor, s.predictor_next, s.residual, s.residual_next, s.gradient, s.gradient_last, s.side, s.product,
                     s.probe_in, s.probe_out})
        detail::fill_zero(s.elements, array);
    if (s.interval > 1)
        for (T* array : {s.tail_sides, s.tail_gradients}) detail::fill_zero(s.elements * s.interval, array);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            const std::size_t at = detail::in_panels<T>(i, c, k);
            s.predictor[at] = initial.predictor(i, c);
            s.residual[at] = s.singular_values[i] * s.predictor[at] - data.targets(i, c);
            s.gradient[at] = s.gains[i] * s.residual[at];
        }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) s.second[c * k + l] = initial.second_deviation(c, l);
    const auto& dense = detail::kernels<T>().dense;
    s.residual_square = dense.dot(s.elements, s.residual, s.residual);
    s.gradient_square = dense.dot(s.elements, s.gradient, s.gradient);
    if (!std::isfinite(s.residual_square) || !std::isfinite(s.gradient_square) || loss_overflows())
        return status::invalid_argument;
    // At infinite width steps still form the cubic terms of ω, Z and Z and multiply them by zero. The result must not be NaN.
    if (s.inverse_width == 0 && !std::isfinite(s.residual_square * s.gradient_square)) return status::invalid_argument;
    s.refresh_overlap();
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
    detail::to_rows<T>(s.predictor, {s.predictor_rows, s.rank, s.outputs});
    detail::to_rows<T>(s.residual, {s.residual_rows, s.rank, s.outputs});
    detail::to_rows<T>(s.gradient, {s.gradient_rows, s.rank, s.outputs});
}

template <class T>
status gram_model<T>::step(T eta, const chunk_executor& spread) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    if (const status wrong = detail::check_rate(eta); wrong != status::ok) return wrong;
    storage& s = *storage_;
    if (s.factor.rows > 0) {
        detail::factor_outputs<T> outputs = s.factor_outputs();
        const status stepped = s.factor.step(eta, s.data, s.gains, outputs);
        if (stepped != status::ok) return stepped;
        s.take_squares(outputs);
        ++s.steps;
        return status::ok;
    }
    const std::size_t k = s.outputs;
    eta = eta * s.unit;
    const auto& kernels = detail::kernels<T>();

    s.fold_and_multiply(s.gradient, s.product, spread);  // a fold changes the form of D, not D: an error may follow

    const T drift = eta * s.inverse_width;
    const T curvature = eta * drift;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l <= c; ++l)
            s.second_next[c * k + l] = s.second[c * k + l] - drift * (s.overlap[c * k + l] + s.overlap[l * k + c]);
    const detail::gram_rates<T> rates = {eta, drift, curvature, curvature / 2};
    const detail::gram_arrays<T> arrays = {s.singular_values, s.gains,         s.second,   s.overlap, s.bend,
                                           s.predictor,       s.residual,      s.gradient, s.product, s.predictor_next,
                                           s.residual_next,   s.gradient_last, s.side};
    T squares[4];
    kernels.gram.advance(s.rank, k, &rates, &arrays, squares);
    T second_square = 0;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l <= c; ++l) {
            const T next = s.second_next[c * k + l] + curvature * s.bend[c * k + l];
            s.second_next[c * k + l] = s.second_next[l * k + c] = next;
            second_square += next * next;
        }

    // Squares overflow before the numbers themselves do. So the new state is finite if its squares are.
    // The bound on D is by 2‖b‖‖Z‖ ≤ ‖b‖² + ‖Z‖², because roots would take as long as the rest of a small step.
    const T bound = s.first_bound + (squares[3] + s.gradient_square);
    if (!std::isfinite(squares[0] + squares[1] + squares[2] + second_square + 2 * bound) || !std::isfinite(squares[0] * s.unit)) {
        s.refresh_overlap();
        return status::diverged;
    }

    s.residual_square = squares[0];
    s.gradient_square = squares[2];
    s.first_bound = bound;
    detail::exchange(s.predictor, s.predictor_next);
    detail::exchange(s.residual, s.residual_next);
    detail::exchange(s.second, s.second_next);
    detail::exchange(s.gradient, s.gradient_last);
    if (s.inverse_width > 0) s.keep_pair();
    ++s.steps;
    refresh_rows();
    return status::ok;
}

template <class T>
T gram_model<T>::loss() const noexcept
{
    return excess_loss() + detail::held(storage_).data.unreachable_loss;
}

template <class T>
T gram_model<T>::excess_loss() const noexcept
{
    const storage& s = detail::held(storage_);
    return s.residual_square / (2 * s.samples) * s.unit;
}

template <class T>
T gram_model<T>::relative_step(T eta) const noexcept
{
    const storage& s = detail::held(storage_);
    return detail::relative_step(eta, s.unit, std::sqrt(s.gradient_square), static_cast<T>(s.width));
}

template <class T>
std::size_t gram_model<T>::steps() const noexcept
{
    return detail::held(storage_).steps;
}

template <class T>
double gram_model<T>::width() const noexcept
{
    return detail::held(storage_).width;
}

template <class T>
network_dims gram_model<T>::dims() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.rank, s.outputs, s.width};
}

template <class T>
const reduced_data<T>& gram_model<T>::data() const noexcept
{
    return detail::held(storage_).data;
}

template <class T>
matrix_view<const T> gram_model<T>::predictor() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.outputs == 1 ? s.predictor : s.predictor_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::residual() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.outputs == 1 ? s.residual : s.residual_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::gradient() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.outputs == 1 ? s.gradient : s.gradient_rows, s.rank, s.outputs};
}

template <class T>
matrix_view<const T> gram_model<T>::second_deviation() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.second, s.outputs, s.outputs};
}

template <class T>
void gram_model<T>::apply_first_deviation(matrix_view<const T> in, matrix_view<T> out, const chunk_executor& spread) noexcept
{
    constexpr std::size_t panel = symmetric_view<T>::panel;
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    if (const detail::gram_factor<T>& f = s.factor; f.rows > 0)
        return detail::apply_factor<T>({f.first, f.rows, f.rank}, {f.second, f.rows, f.outputs}, f.scratch, in, out);
    detail::fill_zero(s.rank % panel == 0 ? 0 : panel * in.columns,
                      s.probe_in + s.rank / panel * panel * in.columns);  // the padding, which other calls may fill
    detail::to_panels(in, s.probe_in);
    s.multiply(in.columns, s.probe_in, s.probe_out, spread);
    detail::to_rows<T>(s.probe_out, out);
}

template <class T>
status gram_model<T>::state(network_state<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const storage& s = *storage_;
    const std::size_t r = s.rank;
    const std::size_t k = s.outputs;
    if (!detail::fits(result, dims())) return status::shape_mismatch;
    result.width = s.width;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) result.second_deviation(c, l) = s.second[c * k + l];
    if (s.factor.rows > 0) {
        s.factor.write(result);
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c) result.predictor(i, c) = s.predictor[i * k + c];
        return status::ok;
    }
    const std::size_t elements = symmetric_view<T>::elements(r);
    for (std::size_t i = 0; i < elements; ++i) result.first_deviation.data[i] = s.first[i];
    for (std::size_t pair = 0; pair < s.kept; ++pair) {
        s.for_each_block(pair, [&](std::size_t from, std::size_t to, std::size_t length) {
            std::memcpy(s.probe_in + to, s.sides() + from, length * sizeof(T));
            std::memcpy(s.probe_out + to, s.gradients() + from, length * sizeof(T));
        });
        detail::kernels<T>().symmetric.update(r, k, result.first_deviation.data, s.probe_in, s.probe_out);
    }
    detail::to_rows(s.predictor, result.predictor);
    return status::ok;
}

namespace detail {

template <class T>
gram_parts<T> gram_access<T>::parts(const gram_model<T>& model) noexcept
{
    auto& s = *model.storage_;
    return {s.first,  s.predictor, s.residual, s.gradient,         s.gradient_last,    s.side,
            s.second, s.overlap,   &s.kept,    &s.residual_square, &s.gradient_square, &s.first_bound};
}

template gram_parts<float> gram_access<float>::parts(const gram_model<float>&) noexcept;
template gram_parts<double> gram_access<double>::parts(const gram_model<double>&) noexcept;

}  // namespace detail

template class gram_model<float>;
template class gram_model<double>;

}  // namespace catapult
