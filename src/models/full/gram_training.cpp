#include "catapult/models/gram_training.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "models/full/gram_congruence.hpp"
#include "models/full/objective_evaluation.hpp"
#include "models/full/polar_factors.hpp"
#include "models/full/start_checks.hpp"
#include "models/full/step_bound.hpp"
#include "numerics/vector.hpp"

namespace catapult {

namespace {

template <class T>
status check_objective(const training_objective<T>& objective) noexcept
{
    const matrix_view<const T>&inputs = objective.inputs, &targets = objective.targets;
    if (inputs.rows == 0) return status::ok;
    const std::size_t r = objective.data.rank, k = objective.data.outputs, m = objective.data.samples;
    if (inputs.rows != m || inputs.columns != r || inputs.stride != r || targets.rows != m || targets.columns != k ||
        targets.stride != k)
        return status::shape_mismatch;
    if (objective.loss.value == nullptr) return status::invalid_argument;
    if (!detail::all_finite(inputs)) return status::not_finite;
    std::size_t row = 0;
    return check_targets(objective.loss, targets, row);
}

}  // namespace

template <class T>
status gram_training<T>::create(const training_objective<T>& objective, const network_state<T>& initial,
                                const training_rule& rule, T scale_first, T scale_second, workspace memory,
                                gram_training& result) noexcept
{
    const reduced_data<T>& data = objective.data;
    if (const status wrong = detail::check_start(data, initial); wrong != status::ok) return wrong;
    if (const status wrong = check_objective(objective); wrong != status::ok) return wrong;
    if (const status wrong = check_rule(rule); wrong != status::ok) return wrong;
    if (const status wrong = detail::check_scales(scale_first, scale_second); wrong != status::ok) return wrong;
    const std::size_t r = data.rank, k = data.outputs;
    const network_dims dims = {r, k, initial.width};
    if (keeps_factor(dims)) return status::unsupported;

    storage s{};
    storage* placed = nullptr;
    const auto lay_out_all = [&](detail::layout& l) { storage::lay_out(l, dims, rule, placed, s); };
    if (const status problem = detail::place(lay_out_all, memory); problem != status::ok) return problem;
    std::size_t used = 0;
    (void)bytes(dims, rule, used);
    std::memset(memory.data(), 0, used);  // velocities and padding are zero
    s.objective = objective;
    s.rule = rule;
    s.dims = dims;
    s.inverse_width = 1 / static_cast<T>(initial.width);
    s.unit = square_unit(data);
    s.samples = static_cast<T>(data.samples);
    for (std::size_t i = 0; i < r; ++i) {
        s.singular_values[i] = data.singular_values[i];
        s.gains[i] = data.singular_values[i] / s.samples;
    }
    s.blocks.first_scale = scale_first * scale_first;
    s.blocks.second_scale = scale_second * scale_second;
    const std::size_t packed = symmetric_view<T>::elements(r);
    for (std::size_t i = 0; i < packed; ++i) s.matrices.first[i] = s.blocks.first_scale * initial.first_deviation.data[i];
    s.blocks.first_bound[0] = detail::largest_magnitude<T>({s.matrices.first, 1, packed});
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c)
            s.blocks.predictor[0][0][detail::in_panels<T>(i, c, k)] = scale_first * scale_second * initial.predictor(i, c);
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l)
            s.blocks.second[0][0][c * k + l] = s.blocks.second_scale * initial.second_deviation(c, l);
    if (!s.sampled()) {
        detail::evaluate_reduced<T>(s, s.blocks.predictor[0][0], s.residual, s.gradient);
        s.residual_square = detail::dot(s.elements, s.residual, s.residual);
        s.fresh = true;
    } else {
        s.refresh();
    }
    s.gradient_square = detail::dot(s.elements, s.gradient, s.gradient);
    const T loss = s.sampled() ? s.mean_loss : s.residual_square / (2 * s.samples) * s.unit + data.unreachable_loss;
    if (!std::isfinite(loss + s.gradient_square + s.residual_square + s.blocks.first_bound[0] + s.blocks.first_scale +
                       s.blocks.second_scale))
        return status::invalid_argument;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
void gram_training<T>::storage::refresh() noexcept
{
    if (fresh) return;
    mean_loss = detail::evaluate<T>(objective, {}, blocks.predictor[0][0], evaluation, gradient);
    gradient_square = detail::dot(elements, gradient, gradient);
    fresh = true;
}

template <class T>
void gram_training<T>::linearise() noexcept
{
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    if (s.linear) return;  // a linear model is linear anywhere
    s.inverse_width = 0;
    s.linear = true;
    detail::copy(s.elements, s.blocks.predictor[0][0], s.reference);
}

template <class T>
T gram_training<T>::loss() noexcept
{
    return storage_ == nullptr ? T(0) : excess_loss() + (storage_->sampled() ? T(0) : storage_->objective.data.unreachable_loss);
}

template <class T>
T gram_training<T>::excess_loss() noexcept
{
    if (storage_ == nullptr) return 0;
    storage& s = *storage_;
    if (!s.sampled()) return s.residual_square / (2 * s.samples) * s.unit;
    s.refresh();
    return s.mean_loss;
}

template <class T>
T gram_training<T>::step_loss() const noexcept
{
    return detail::held(storage_).step_loss;
}

template <class T>
T gram_training<T>::relative_step(T eta) const noexcept
{
    const storage& s = detail::held(storage_);
    if (s.inverse_width == T(0)) return 0;
    const T balance = std::sqrt(s.blocks.second_scale / s.blocks.first_scale);
    const T first = static_cast<T>(s.rule.rate_first) * balance, second = static_cast<T>(s.rule.rate_second) / balance;
    const T rate = first > second ? first : second;
    return detail::relative_step(eta * rate, s.unit, std::sqrt(s.gradient_square), static_cast<T>(s.dims.width));
}

template <class T>
T gram_training<T>::gradient_norm() const noexcept
{
    return detail::held(storage_).norm;
}

template <class T>
std::size_t gram_training<T>::steps() const noexcept
{
    return detail::held(storage_).steps;
}

template <class T>
double gram_training<T>::width() const noexcept
{
    return dims().width;
}

template <class T>
network_dims gram_training<T>::dims() const noexcept
{
    return storage_ == nullptr ? network_dims{0, 0, 0} : storage_->dims;
}

template <class T>
const training_rule& gram_training<T>::rule() const noexcept
{
    return detail::held(storage_).rule;
}

template <class T>
const training_objective<T>& gram_training<T>::objective() const noexcept
{
    return detail::held(storage_).objective;
}

template <class T>
matrix_view<const T> gram_training<T>::predictor() noexcept
{
    if (storage_ == nullptr) return {};
    storage& s = *storage_;
    detail::to_rows<T>(s.blocks.predictor[0][0], {s.rows, s.dims.rank, s.dims.outputs});
    return {s.rows, s.dims.rank, s.dims.outputs};
}

template <class T>
matrix_view<const T> gram_training<T>::gradient() noexcept
{
    if (storage_ == nullptr) return {};
    storage& s = *storage_;
    s.refresh();
    detail::to_rows<T>(s.gradient, {s.rows, s.dims.rank, s.dims.outputs});
    return {s.rows, s.dims.rank, s.dims.outputs};
}

template <class T>
matrix_view<const T> gram_training<T>::second_deviation() noexcept
{
    if (storage_ == nullptr) return {};
    storage& s = *storage_;
    const std::size_t k = s.dims.outputs;
    detail::copy(k * k, s.blocks.second[0][0], s.second_view);
    for (std::size_t c = 0; c < k; ++c) s.second_view[c * k + c] += s.blocks.second_scale - 1;
    return {s.second_view, k, k};
}

template <class T>
void gram_training<T>::apply_first_deviation(matrix_view<const T> in, matrix_view<T> out) noexcept
{
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    detail::fill_zero(s.elements, s.probe_in);
    detail::to_panels(in, s.probe_in);
    s.matrices.multiply(in.columns, s.probe_in, s.probe_out, nullptr);
    detail::to_rows<T>(s.probe_out, out);
    for (std::size_t i = 0; i < in.rows; ++i) detail::add_scaled(in.columns, s.blocks.first_scale - 1, in.row(i), out.row(i));
}

template <class T>
status gram_training<T>::state(network_state<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (!detail::fits(result, s.dims)) return status::shape_mismatch;
    result.width = s.linear ? std::numeric_limits<double>::infinity() : s.dims.width;
    s.matrices.write_first(result.first_deviation.data, s.probe_in, s.probe_out);
    for (std::size_t i = 0; i < s.dims.rank; ++i)
        result.first_deviation.set(i, i, result.first_deviation.get(i, i) + (s.blocks.first_scale - 1));
    const matrix_view<const T> second = second_deviation();
    for (std::size_t c = 0; c < s.dims.outputs; ++c) detail::copy(s.dims.outputs, second.row(c), result.second_deviation.row(c));
    detail::to_rows(s.blocks.predictor[0][0], result.predictor);
    return status::ok;
}

template class gram_training<float>;
template class gram_training<double>;

}  // namespace catapult
