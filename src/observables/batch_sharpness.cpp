#include "catapult/observables/batch_sharpness.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "models/full/objective_evaluation.hpp"
#include "numerics/vector.hpp"
#include "observables/objective_checks.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

template <class T>
status batch_sharpness<T>::create(const training_objective<T>& objective, const network_dims& dims, workspace memory,
                                  batch_sharpness& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    if (const status wrong = detail::check_curved_objective(objective, dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    const status problem = detail::place([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    s.objective = objective;
    for (T* array : {s.panels, s.image_panels}) detail::fill_zero(detail::whole_blocks<T>(dims.rank) * dims.outputs, array);
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
void batch_sharpness<T>::storage::differentiate(const network_state<T>& state, span<const std::size_t> batch) noexcept
{
    const std::size_t r = dims.rank, k = dims.outputs;
    const reduced_data<T>& data = objective.data;
    if (objective.inputs.rows > 0) {
        detail::to_panels<T>(state.predictor, panels);
        (void)detail::evaluate<T>(objective, batch, panels, evaluation, image_panels);
        detail::to_rows<T>(image_panels, {gradient, r, k});
        return;
    }
    const T divisor = static_cast<T>(data.samples);
    for (std::size_t i = 0; i < r; ++i) {
        const T sigma = data.singular_values[i];
        for (std::size_t c = 0; c < k; ++c)
            gradient[i * k + c] = sigma * (sigma * state.predictor(i, c) - data.targets(i, c)) / divisor;
    }
}

template <class T>
void batch_sharpness<T>::storage::multiply(const network_state<T>& state) noexcept
{
    const std::size_t r = dims.rank, k = dims.outputs;
    if (state.first_layer.rows > 0)
        return detail::apply_factor<T>(state.first_layer, state.second_layer, factor, {gradient, r, k}, {image, r, k});
    detail::to_panels<T>({gradient, r, k}, panels);
    detail::kernels<T>().symmetric.product(r, k, state.first_deviation.data, panels, image_panels, image_panels);
    detail::to_rows<T>(image_panels, {image, r, k});
}

template <class T>
T batch_sharpness<T>::storage::curvature(const network_state<T>& state, span<const std::size_t> batch) noexcept
{
    const std::size_t r = dims.rank, k = dims.outputs;
    if (objective.inputs.rows == 0) {
        T total = 0;
        for (std::size_t i = 0; i < r; ++i) {
            const T sigma = objective.data.singular_values[i];
            total += sigma * sigma * detail::dot<T>(k, change + i * k, change + i * k);
        }
        return total / static_cast<T>(objective.data.samples);
    }
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) evaluation.predictor[i * k + c] = state.predictor(i, c);
    const std::size_t count = batch.empty() ? objective.inputs.rows : batch.size();
    const output_loss<T>& loss = objective.loss;
    T total = 0;
    for (std::size_t first = 0; first < count; first += evaluation.rows) {
        const std::size_t rows = detail::smaller(evaluation.rows, count - first);
        const auto sample = [&](std::size_t i) { return batch.empty() ? first + i : batch[first + i]; };
        const T* const inputs = detail::gather(objective, batch, first, rows, evaluation);
        detail::predict(rows, r, k, objective.data.exponent, inputs, evaluation.predictor, evaluation.outputs);
        detail::predict(rows, r, k, 0, inputs, change, changes);
        for (std::size_t i = 0; i < rows; ++i)
            loss.curvature(loss.context, k, evaluation.outputs + i * k, objective.targets.row(sample(i)), changes + i * k,
                           curved + i * k);
        total += detail::dot<T>(rows * k, changes, curved);
    }
    return total / static_cast<T>(count);
}

// The gradient is [V Zᵀ, U Z]/√n, so that ‖g‖² = ⟨Z, B⟩ with the change B of the predictor along it, and
// gᵀHg = ⟨B, H_ℓ B⟩ + 2 tr(ZᵀZ ωᵀZ)/n. Z is divided by its norm z before it is multiplied with itself.
template <class T>
status batch_sharpness<T>::measure(const network_state<T>& state, span<const std::size_t> batch,
                                   directional_curvature<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs;
    if (const status wrong = detail::check_width(state.width); wrong != status::ok) return wrong;
    const bool same_kind = keeps_factor(s.dims) ? state.width == s.dims.width : state.first_layer.rows == 0;
    if (!same_kind || !detail::fits(state, {r, k, state.width})) return status::shape_mismatch;
    for (const std::size_t sample : batch)
        if (sample >= s.objective.inputs.rows) return status::invalid_argument;

    s.differentiate(state, batch);
    const T z = detail::norm<T>(r * k, s.gradient);
    if (!std::isfinite(z)) return status::not_finite;
    if (z == T(0)) {
        result = {};
        return status::ok;
    }
    detail::divide(r * k, z, s.gradient);
    s.multiply(state);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            T total = 2 * s.gradient[i * k + c] + s.image[i * k + c];
            for (std::size_t l = 0; l < k; ++l) total += s.gradient[i * k + l] * state.second_deviation(l, c);
            s.change[i * k + c] = total;
        }
    const T square = detail::dot<T>(r * k, s.gradient, s.change);
    const T gauss_newton = s.curvature(state, batch);
    T bend = 0;
    for (T* array : {s.overlap, s.gradient_overlap}) detail::fill_zero(k * k, array);
    const auto multiply_add = detail::kernels<T>().blocked.multiply_add;
    multiply_add(k, k, r, state.predictor.data, 1, state.predictor.stride, s.gradient, k, s.overlap, k);
    multiply_add(k, k, r, s.gradient, 1, k, s.gradient, k, s.gradient_overlap, k);
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) bend += s.gradient_overlap[c * k + l] * s.overlap[l * k + c];

    const T unit = square_unit(s.objective.data), curved = gauss_newton + 2 * z * bend / static_cast<T>(state.width);
    if (!std::isfinite(square) || !std::isfinite(curved)) return status::not_finite;
    directional_curvature<T> found;
    if (square > 0) found = {curved / square * unit, z * unit * (z * unit) * square};  // rounding may make it negative
    if (!std::isfinite(found.value) || !std::isfinite(found.gradient_square)) return status::not_finite;
    result = found;
    return status::ok;
}

template class batch_sharpness<float>;
template class batch_sharpness<double>;

}  // namespace catapult
