// One step of a training rule on the Gram matrix, in the order of training_rule.hpp: the gradient by its columns, what the
// rule makes of it, the next state, and the exchange of the two. Nothing of the state changes before the last part.
#include <cmath>

#include "catapult/models/gram_training.hpp"
#include "kernels/dispatch.hpp"
#include "models/full/gram_congruence.hpp"
#include "models/full/objective_evaluation.hpp"
#include "models/full/polar_factors.hpp"
#include "models/full/training_access.hpp"
#include "numerics/vector.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

/// A step in the making. Storage is gram_training<T>::storage.
template <class T, class Storage>
class training_step {
public:
    training_step(Storage& s, span<const std::size_t> batch) noexcept
        : s_(s), batch_(batch), momentum_(s.rule.momentum > 0), of_{s.dims.rank,     s.dims.outputs, s.elements, momentum_,
                                                                    s.inverse_width, s.blocks,       s.matrices, s.work}
    {
    }

    /// Each answers false if a number might overflow.
    bool find_gradient(T loss_of_all) noexcept;
    void apply_rule(T eta) noexcept;
    bool find_next() noexcept;
    void take() noexcept;
    detail::taken_step<T> taken() const noexcept { return {columns_, mixing_}; }

private:
    T gradient_at(const T* predictor, T* residual, T* gradient) noexcept
    {
        if (s_.sampled()) return detail::evaluate(s_.objective, batch_, predictor, s_.evaluation, gradient);
        detail::evaluate_reduced<T>(s_, predictor, residual, gradient);
        return 0;
    }
    bool shift(const T* gradient, bool polar) noexcept;
    void bound_matrices() noexcept;
    T next_squares() noexcept;
    T square(const T* x) const noexcept { return detail::dot(s_.elements, x, x); }

    Storage& s_;
    span<const std::size_t> batch_;
    const bool momentum_;
    const detail::congruence<T> of_;
    detail::gradient_columns<T> columns_{};
    detail::step_mixing<T> mixing_{};
    detail::step_sizes<T> sizes_{};
    T norm_ = 0;         // ‖g‖ over the unit
    T loss_ = 0;         // of the batch
    T used_square_ = 0;  // ‖Z‖² of the batch
    T averaged_square_ = 0;
    T residual_square_ = 0;
    T gradient_square_ = 0;
};

template <class T, class Storage>
bool training_step<T, Storage>::find_gradient(T loss_of_all) noexcept
{
    const T* gradient = s_.gradient;
    loss_ = loss_of_all;
    if (!batch_.empty()) {
        loss_ = gradient_at(s_.blocks.predictor[0][0], nullptr, s_.batch_gradient);
        gradient = s_.batch_gradient;
    }
    used_square_ = batch_.empty() ? s_.gradient_square : square(gradient);
    if (!std::isfinite(used_square_)) return false;

    const bool polar = s_.rule.scaling == gradient_scaling::polar;
    columns_ = {gradient, gradient, gradient, 0};
    if (!polar || s_.rule.sam_radius > 0) {
        of_.multiply(gradient, s_.work.first_columns, s_.work.mixed_columns);
        norm_ = std::sqrt(of_.gradient_square(columns_));
    }
    if (s_.rule.sam_radius > 0 && norm_ > 0 && !shift(gradient, polar)) return false;
    if (polar) {
        if (!detail::polar_factors(of_, columns_.columns, columns_.inner, columns_.inner_factor, s_.outer, s_.shifted, norm_))
            return false;
        columns_.outer = s_.outer;
        columns_.columns = s_.shifted;
        (void)of_.gradient_square(columns_);
    }
    return std::isfinite(norm_);
}

/// The gradient at the weights that SAM shifts to. The products of the gradient here have been formed.
template <class T, class Storage>
bool training_step<T, Storage>::shift(const T* gradient, bool polar) noexcept
{
    const std::size_t k = s_.dims.outputs;
    const T kappa = static_cast<T>(s_.rule.sam_radius) / norm_;
    const auto& gram = detail::kernels<T>().gram;
    // ω there: ω + κ[(σI + D)Z + Z(τI + E)] + (κ²/n) ZωᵀZ.
    T* const small = s_.work.small[2];
    detail::copy(s_.elements, s_.blocks.predictor[0][0], s_.shifted);
    detail::add_scaled(s_.elements, kappa, s_.work.first_columns, s_.shifted);
    detail::add_scaled(s_.elements, kappa * (s_.blocks.first_scale + s_.blocks.second_scale), gradient, s_.shifted);
    gram.overlap(s_.dims.rank, k, s_.blocks.predictor[0][0], gradient, small);
    detail::scale(k * k, kappa * kappa * s_.inverse_width, small);
    detail::add_scaled(k * k, kappa, s_.blocks.second[0][0], small);
    gram.tail_combine(s_.dims.rank, k, k, k, gradient, small, s_.shifted);
    gradient_at(s_.shifted, s_.residual_next, s_.shifted_gradient);
    if (!std::isfinite(square(s_.shifted_gradient))) return false;
    detail::copy(s_.elements, s_.work.first_columns, s_.work.first_inner);
    if (momentum_) detail::copy(s_.elements, s_.work.mixed_columns, s_.work.mixed_inner);
    columns_ = {s_.shifted_gradient, s_.shifted_gradient, gradient, s_.linear ? T(0) : kappa};
    if (polar) return true;
    of_.multiply(s_.shifted_gradient, s_.work.first_columns, s_.work.mixed_columns);
    norm_ = std::sqrt(of_.gradient_square(columns_));
    return true;
}

template <class T, class Storage>
void training_step<T, Storage>::apply_rule(T eta) noexcept
{
    const training_rule& rule = s_.rule;
    // Rates and velocities are over the unit, unless the gradient has been divided by its size.
    T rate = eta, factor = 1;
    const T clip = static_cast<T>(rule.clip) / s_.unit;
    averaged_square_ = s_.averaged_square;
    if (norm_ > clip) factor = clip / norm_;
    if (rule.scaling == gradient_scaling::none) {
        rate *= s_.unit;
    } else if (rule.scaling == gradient_scaling::normalized) {
        factor = norm_ > 0 ? 1 / norm_ : T(0);
    } else if (rule.scaling == gradient_scaling::rmsprop) {
        const T clipped = factor * norm_, kept = static_cast<T>(rule.averaging);
        averaged_square_ = kept * averaged_square_ + (1 - kept) * (clipped * clipped);
        factor = averaged_square_ > 0 ? factor / std::sqrt(averaged_square_) : T(0);
    } else {
        factor = 1;
    }
    const T mu = static_cast<T>(rule.momentum), decay = eta * static_cast<T>(rule.weight_decay);
    const T from_velocity = rule.nesterov ? mu * mu : mu, from_gradient = (rule.nesterov ? 1 + mu : T(1)) * factor;
    const T first_rate = rate * static_cast<T>(rule.rate_first), second_rate = rate * static_cast<T>(rule.rate_second);
    mixing_ = {{{1 - decay, -first_rate * from_velocity}, {0, mu}},
               {{1 - decay, -second_rate * from_velocity}, {0, mu}},
               {-first_rate * from_gradient, factor},
               {-second_rate * from_gradient, factor},
               decay,
               -first_rate * (rule.nesterov ? 1 + mu : T(1)),
               rule.nesterov ? first_rate : T(0)};
}

/// Bounds of the elements of the packed matrices after the step.
template <class T, class Storage>
void training_step<T, Storage>::bound_matrices() noexcept
{
    T(&bound)[4] = s_.next.first_bound;
    const T(&old)[4] = s_.blocks.first_bound;
    if (s_.linear) {
        for (int i = 0; i < 4; ++i) bound[i] = old[i];
        return;
    }
    const T mu = mixing_.first[1][1];
    const T own = detail::magnitude(mixing_.first[0][0]), mixed = detail::magnitude(mixing_.first[0][1]);
    // A bound of c_i h_j Kᵀ
    const auto side = [&](int i, int j) { return sizes_.outer[i] * sizes_.sides[j]; };
    bound[0] = own * own * old[0] + 2 * side(0, 0);
    if (!momentum_) return;
    bound[0] += 2 * own * mixed * old[1] + mixed * mixed * old[3];
    const T both = side(0, 1) + side(1, 0);
    bound[1] = own * mu * old[1] + mixed * mu * old[3] + both;
    bound[2] = own * mu * old[2] + both;
    bound[3] = mu * mu * old[3] + 2 * side(1, 1);
}

/// A sum of squares, and of bounds, of everything in the next state.
template <class T, class Storage>
T training_step<T, Storage>::next_squares() noexcept
{
    T squares = sizes_.predictor_square;
    const T sigma = s_.singular_values[0];
    squares += sigma * sigma * squares * s_.unit;
    const std::size_t small = s_.dims.outputs * s_.dims.outputs;
    squares += detail::dot(small, s_.next.second[0][0], s_.next.second[0][0]);
    if (momentum_)
        for (const T* block : {s_.next.second[0][1], s_.next.second[1][1]}) squares += detail::dot(small, block, block);
    bound_matrices();
    const T(&bound)[4] = s_.next.first_bound;
    const detail::unit_scales<T> scales = s_.linear ? s_.matrices.scales : s_.matrices.scales_after(mixing_.of_units(momentum_));
    const T a = detail::magnitude(scales.weights), b = scales.velocity;
    squares += bound[0] + bound[0] / (a * a);
    if (momentum_) squares += bound[1] + bound[2] + bound[3] + (bound[1] + bound[2]) / (a * b) + bound[3] / (b * b);
    return squares;
}

template <class T, class Storage>
bool training_step<T, Storage>::find_next() noexcept
{
    if (s_.linear)
        sizes_ = of_.advance_linear(columns_, mixing_, s_.reference, s_.next);
    else
        sizes_ = of_.advance(columns_, mixing_, s_.next);
    // Squares overflow before the numbers do, so that the new state is finite if its squares are.
    T squares = next_squares();
    if (!s_.sampled()) {
        const detail::gram_response<T> response = {s_.singular_values, s_.gains,         s_.work.change,
                                                   s_.residual,        s_.residual_next, s_.gradient_next};
        T response_squares[2];
        detail::kernels<T>().gram.respond(s_.dims.rank, s_.dims.outputs, &response, response_squares);
        residual_square_ = response_squares[0];
        gradient_square_ = response_squares[1];
        squares += residual_square_ * s_.unit + gradient_square_;
    }
    return std::isfinite(squares);
}

template <class T, class Storage>
void training_step<T, Storage>::take() noexcept
{
    if (!s_.linear) s_.matrices.take(mixing_.of_units(momentum_));
    detail::exchange(s_.blocks, s_.next);
    if (s_.sampled()) {
        s_.fresh = false;
        s_.gradient_square = used_square_;
    } else {
        detail::exchange(s_.residual, s_.residual_next);
        detail::exchange(s_.gradient, s_.gradient_next);
        s_.residual_square = residual_square_;
        s_.gradient_square = gradient_square_;
    }
    s_.averaged_square = averaged_square_;
    s_.step_loss = loss_;
    s_.norm = norm_ * s_.unit;
    ++s_.steps;
}

}  // namespace

template <class T>
status detail::training_access<T>::step(gram_training<T>& model, T eta, span<const std::size_t> batch,
                                        taken_step<T>& taken) noexcept
{
    using storage = typename gram_training<T>::storage;
    if (model.storage_ == nullptr) return status::invalid_argument;
    if (const status wrong = check_rate(eta); wrong != status::ok) return wrong;
    storage& s = *model.storage_;
    if (!batch.empty() && !s.sampled()) return status::invalid_argument;
    for (const std::size_t sample : batch)
        if (sample >= s.objective.inputs.rows) return status::invalid_argument;
    training_step<T, storage> next(s, batch);
    if (!next.find_gradient(batch.empty() ? model.loss() : T(0))) return status::diverged;
    next.apply_rule(eta);
    if (!next.find_next()) return status::diverged;
    next.take();
    taken = next.taken();
    return status::ok;
}

template <class T>
bool detail::training_access<T>::is_linear(const gram_training<T>& model) noexcept
{
    return model.storage_ != nullptr && model.storage_->linear;
}

template <class T>
status gram_training<T>::step(T eta, span<const std::size_t> batch) noexcept
{
    detail::taken_step<T> unused;
    return detail::training_access<T>::step(*this, eta, batch, unused);
}

template struct detail::training_access<float>;
template struct detail::training_access<double>;
template status gram_training<float>::step(float, span<const std::size_t>) noexcept;
template status gram_training<double>::step(double, span<const std::size_t>) noexcept;

}  // namespace catapult
