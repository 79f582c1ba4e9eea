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
#include "vocabulary/snapshot.hpp"

namespace catapult {

namespace {

template <class T>
void copy(std::size_t n, const T* from, T* to) noexcept
{
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
}

/// ρ = Σω − QᵀY and Z = Σρ/m at any ω, for an objective without inputs.
template <class T, class Storage>
void evaluate_reduced(const Storage& s, const T* predictor, T* residual, T* gradient) noexcept
{
    const std::size_t k = s.dims.outputs;
    for (std::size_t i = 0; i < s.dims.rank; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            const std::size_t at = detail::in_panels<T>(i, c, k);
            residual[at] = s.singular_values[i] * predictor[at] - s.objective.data.targets(i, c);
            gradient[at] = s.gains[i] * residual[at];
        }
}

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

template <class T>
bool positive(T x) noexcept
{
    return x > 0 && x <= std::numeric_limits<T>::max();
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
    for (const T scale : {scale_first, scale_second})
        if (!positive(scale)) return scale > 0 || scale <= 0 ? status::invalid_argument : status::not_finite;
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
    for (std::size_t i = 0; i < packed; ++i) s.blocks.first[i] = s.blocks.first_scale * initial.first_deviation.data[i];
    s.blocks.first_bound[0] = detail::largest_magnitude<T>({s.blocks.first, 1, packed});
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c)
            s.blocks.predictor[0][0][detail::in_panels<T>(i, c, k)] = scale_first * scale_second * initial.predictor(i, c);
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l)
            s.blocks.second[0][0][c * k + l] = s.blocks.second_scale * initial.second_deviation(c, l);
    if (!s.sampled()) {
        evaluate_reduced(s, s.blocks.predictor[0][0], s.residual, s.gradient);
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
status gram_training<T>::step(T eta, span<const std::size_t> batch) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    if (const status wrong = detail::check_rate(eta); wrong != status::ok) return wrong;
    storage& s = *storage_;
    const training_rule& rule = s.rule;
    if (!batch.empty() && !s.sampled()) return status::invalid_argument;
    for (const std::size_t sample : batch)
        if (sample >= s.objective.inputs.rows) return status::invalid_argument;
    const std::size_t k = s.dims.outputs;
    const bool momentum = rule.momentum > 0;
    const detail::congruence<T> of = {s.dims.rank, k, s.elements, momentum, s.inverse_width, s.blocks, s.work};
    const auto gradient_at = [&](const T* predictor, T* residual, T* gradient) {
        if (s.sampled()) return detail::evaluate(s.objective, batch, predictor, s.evaluation, gradient);
        evaluate_reduced(s, predictor, residual, gradient);
        return T(0);
    };

    const T* gradient = s.gradient;
    T step_loss = 0;
    if (batch.empty()) {
        step_loss = loss();
    } else {
        step_loss = gradient_at(s.blocks.predictor[0][0], nullptr, s.batch_gradient);
        gradient = s.batch_gradient;
    }
    const T used_square = detail::dot(s.elements, gradient, gradient);
    if (!std::isfinite(used_square)) return status::diverged;

    // The gradient of the weights, by its columns, and its norm over the unit.
    const bool polar = rule.scaling == gradient_scaling::polar;
    detail::gradient_columns<T> columns = {gradient, gradient, gradient, 0};
    T norm = 0;
    if (!polar || rule.sam_radius > 0) {
        of.multiply(gradient, s.work.first_columns, s.work.mixed_columns);
        norm = std::sqrt(of.gradient_square(columns));
    }
    if (rule.sam_radius > 0 && norm > 0) {
        const T kappa = static_cast<T>(rule.sam_radius) / norm;
        const auto& gram = detail::kernels<T>().gram;
        T* const small = s.work.small[2];
        copy(s.elements, s.blocks.predictor[0][0], s.shifted);
        detail::add_scaled(s.elements, kappa, s.work.first_columns, s.shifted);
        detail::add_scaled(s.elements, kappa * (s.blocks.first_scale + s.blocks.second_scale), gradient, s.shifted);
        gram.overlap(s.dims.rank, k, s.blocks.predictor[0][0], gradient, small);
        detail::scale(k * k, kappa * kappa * s.inverse_width, small);
        detail::add_scaled(k * k, kappa, s.blocks.second[0][0], small);
        gram.tail_combine(s.dims.rank, k, k, k, gradient, small, s.shifted);
        gradient_at(s.shifted, s.residual_next, s.shifted_gradient);
        if (!std::isfinite(detail::dot(s.elements, s.shifted_gradient, s.shifted_gradient))) return status::diverged;
        copy(s.elements, s.work.first_columns, s.work.first_inner);
        if (momentum) copy(s.elements, s.work.mixed_columns, s.work.mixed_inner);
        columns = {s.shifted_gradient, s.shifted_gradient, gradient, s.linear ? T(0) : kappa};
        if (!polar) {
            of.multiply(s.shifted_gradient, s.work.first_columns, s.work.mixed_columns);
            norm = std::sqrt(of.gradient_square(columns));
        }
    }
    if (polar) {
        if (!detail::polar_factors(of, columns.columns, columns.inner, columns.inner_factor, s.outer, s.shifted, norm))
            return status::diverged;
        columns.outer = s.outer;
        columns.columns = s.shifted;
        (void)of.gradient_square(columns);
    }
    if (!std::isfinite(norm)) return status::diverged;

    // What the rule makes of it. Rates and velocities are over the unit, unless the gradient has been divided by its size.
    T rate = eta, factor = 1, averaged = s.averaged_square;
    const T clip = static_cast<T>(rule.clip) / s.unit;
    if (norm > clip) factor = clip / norm;
    if (rule.scaling == gradient_scaling::none) {
        rate *= s.unit;
    } else if (rule.scaling == gradient_scaling::normalized) {
        factor = norm > 0 ? 1 / norm : T(0);
    } else if (rule.scaling == gradient_scaling::rmsprop) {
        const T clipped = factor * norm, kept = static_cast<T>(rule.averaging);
        averaged = kept * averaged + (1 - kept) * (clipped * clipped);
        factor = averaged > 0 ? factor / std::sqrt(averaged) : T(0);
    } else {
        factor = 1;
    }
    const T mu = static_cast<T>(rule.momentum), decay = eta * static_cast<T>(rule.weight_decay);
    const T from_velocity = rule.nesterov ? mu * mu : mu, from_gradient = (rule.nesterov ? 1 + mu : T(1)) * factor;
    const T first_rate = rate * static_cast<T>(rule.rate_first), second_rate = rate * static_cast<T>(rule.rate_second);
    detail::step_mixing<T> mixing = {{{1 - decay, -first_rate * from_velocity}, {0, mu}},
                                     {{1 - decay, -second_rate * from_velocity}, {0, mu}},
                                     {-first_rate * from_gradient, factor},
                                     {-second_rate * from_gradient, factor},
                                     decay};
    if (s.linear)
        of.advance_linear(columns, mixing, s.reference, s.next);
    else
        of.advance(columns, mixing, s.next);

    // Squares overflow before the numbers do, so that the new state is finite if its squares are.
    T squares = 0;
    for (std::size_t i = 0; i <= momentum; ++i)
        for (std::size_t j = 0; j <= momentum; ++j)
            squares += detail::dot(s.elements, s.next.predictor[i][j], s.next.predictor[i][j]);
    const T sigma = s.singular_values[0];
    squares += sigma * sigma * squares * s.unit;
    for (const T* block : {s.next.second[0][0], s.next.second[0][1], s.next.second[1][1]})
        if (block != nullptr) squares += detail::dot(momentum || block == s.next.second[0][0] ? k * k : 0, block, block);
    T(&bound)[4] = s.next.first_bound;
    if (!s.linear) {
        const T outer = 2 * std::sqrt(detail::dot(s.elements, columns.outer, columns.outer));
        const T own = detail::magnitude(mixing.first[0][0]), mixed = detail::magnitude(mixing.first[0][1]);
        const T(&old)[4] = s.blocks.first_bound;
        const auto side = [&](int i) { return outer * std::sqrt(detail::dot(s.elements, s.work.sides[i], s.work.sides[i])); };
        bound[0] = own * own * old[0] + side(0);
        if (momentum) {
            bound[0] += 2 * own * mixed * old[1] + mixed * mixed * old[3];
            bound[1] = own * mu * old[1] + mixed * mu * old[3] + side(1);
            bound[2] = own * mu * old[2] + side(2);
            bound[3] = mu * mu * old[3] + side(3);
        }
    } else {
        for (int i = 0; i < 4; ++i) bound[i] = s.blocks.first_bound[i];
    }
    for (const T b : bound) squares += b;
    T residual_square = 0, gradient_square = 0;
    if (!s.sampled()) {
        for (std::size_t p = 0, panels = s.elements / (k * symmetric_view<T>::panel); p < panels; ++p)
            for (std::size_t i = 0; i < k * symmetric_view<T>::panel; ++i) {
                const std::size_t row = p * symmetric_view<T>::panel + i % symmetric_view<T>::panel;
                const std::size_t at = p * k * symmetric_view<T>::panel + i;
                s.residual_next[at] = s.residual[at] + s.singular_values[row] * s.work.change[at];
                s.gradient_next[at] = s.gains[row] * s.residual_next[at];
            }
        residual_square = detail::dot(s.elements, s.residual_next, s.residual_next);
        gradient_square = detail::dot(s.elements, s.gradient_next, s.gradient_next);
        squares += residual_square * s.unit + gradient_square;
    }
    if (!std::isfinite(squares)) return status::diverged;

    if (!s.linear) of.update(columns, mixing);
    s.next.first = s.blocks.first;
    s.next.mixed = s.blocks.mixed;
    s.next.turned = s.blocks.turned;
    s.next.velocity = s.blocks.velocity;
    detail::exchange(s.blocks, s.next);
    if (s.sampled()) {
        s.fresh = false;
        s.gradient_square = used_square;
    } else {
        detail::exchange(s.residual, s.residual_next);
        detail::exchange(s.gradient, s.gradient_next);
        s.residual_square = residual_square;
        s.gradient_square = gradient_square;
    }
    s.averaged_square = averaged;
    s.step_loss = step_loss;
    s.norm = norm * s.unit;
    ++s.steps;
    return status::ok;
}

template <class T>
void gram_training<T>::linearise() noexcept
{
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    if (s.linear) return;  // a linear model is linear anywhere
    s.inverse_width = 0;
    s.linear = true;
    copy(s.elements, s.blocks.predictor[0][0], s.reference);
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
    copy(k * k, s.blocks.second[0][0], s.second_view);
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
    detail::kernels<T>().symmetric.product(s.dims.rank, in.columns, s.blocks.first, s.probe_in, s.probe_in, s.probe_out);
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
    copy(symmetric_view<T>::elements(s.dims.rank), s.blocks.first, result.first_deviation.data);
    for (std::size_t i = 0; i < s.dims.rank; ++i)
        result.first_deviation.set(i, i, result.first_deviation.get(i, i) + (s.blocks.first_scale - 1));
    const matrix_view<const T> second = second_deviation();
    for (std::size_t c = 0; c < s.dims.outputs; ++c) copy(s.dims.outputs, second.row(c), result.second_deviation.row(c));
    detail::to_rows(s.blocks.predictor[0][0], result.predictor);
    return status::ok;
}

namespace {

/// The numbers of a snapshot. Storage is gram_training<T>::storage.
template <class T, class Storage>
void visit(detail::snapshot_archive& archive, Storage& s) noexcept
{
    const training_rule& rule = s.rule;
    archive.same(static_cast<std::uint64_t>(s.dims.rank));
    archive.same(static_cast<std::uint64_t>(s.dims.outputs));
    archive.same(s.dims.width);
    for (const double number :
         {rule.momentum, rule.sam_radius, rule.clip, rule.averaging, rule.weight_decay, rule.rate_first, rule.rate_second})
        archive.same(number);
    for (const bool choice : {rule.nesterov, s.sampled()}) archive.same(std::uint64_t{choice});
    archive.same(static_cast<std::uint64_t>(rule.scaling));
    archive.number(s.steps);
    for (bool* flag : {&s.linear, &s.fresh}) archive.number(*flag);
    for (T* number : {&s.inverse_width, &s.mean_loss, &s.residual_square, &s.gradient_square, &s.step_loss, &s.norm,
                      &s.averaged_square, &s.blocks.first_scale, &s.blocks.second_scale})
        archive.number(*number);
    archive.numbers(4, s.blocks.first_bound);
    const std::size_t packed = symmetric_view<T>::elements(s.dims.rank), square = s.dims.outputs * s.dims.outputs;
    const bool momentum = rule.momentum > 0;
    archive.numbers(packed, s.blocks.first);
    archive.numbers(s.elements, s.blocks.predictor[0][0]);
    archive.numbers(square, s.blocks.second[0][0]);
    if (momentum) {
        for (T* array : {s.blocks.mixed, s.blocks.turned, s.blocks.velocity}) archive.numbers(packed, array);
        for (T* array : {s.blocks.predictor[0][1], s.blocks.predictor[1][0], s.blocks.predictor[1][1]})
            archive.numbers(s.elements, array);
        for (T* array : {s.blocks.second[0][1], s.blocks.second[1][1]}) archive.numbers(square, array);
    }
    for (T* array : {s.residual, s.gradient, s.reference}) archive.numbers(s.elements, array);
}

}  // namespace

template <class T>
std::size_t gram_training<T>::snapshot_size() const noexcept
{
    if (storage_ == nullptr) return 0;
    return detail::snapshot_size([&](detail::snapshot_archive& archive) { visit<T>(archive, *storage_); });
}

template <class T>
status gram_training<T>::save(span<std::byte> to) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    return detail::save_snapshot<T>(detail::snapshot_of::gram_training, to,
                                    [&](detail::snapshot_archive& archive) { visit<T>(archive, *storage_); });
}

template <class T>
status gram_training<T>::restore(span<const std::byte> from) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    return detail::restore_snapshot<T>(detail::snapshot_of::gram_training, from,
                                       [&](detail::snapshot_archive& archive) { visit<T>(archive, *storage_); });
}

template class gram_training<float>;
template class gram_training<double>;

}  // namespace catapult
