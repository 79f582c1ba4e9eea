// Training by any rule of training_rule.hpp on the weights themselves, by the definitions and simple loops. It shares no
// code with the Gram engine: tests compare the two, and narrow networks are trained by it.
#ifndef CATAPULT_TOOLS_ENGINES_PARAMETER_TRAINING_HPP
#define CATAPULT_TOOLS_ENGINES_PARAMETER_TRAINING_HPP

#include <optional>

#include "catapult/models/training_rule.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "engines/plain_loss.hpp"
#include "engines/plain_matrix.hpp"
#include "engines/polar_factor.hpp"

namespace catapult::tools {

/// The two layers of a network, or their gradients or velocities.
template <class R>
struct plain_layers {
    plain_matrix<R> first;   ///< n × d
    plain_matrix<R> second;  ///< n × k

    /// The square of the Frobenius norm over both layers.
    R square() const { return sum_of_squares(first) + sum_of_squares(second); }
    void multiply(R factor)
    {
        tools::multiply(first, factor);
        tools::multiply(second, factor);
    }
    void add_multiple(R factor, const plain_layers& other)
    {
        tools::add_multiple(first, factor, other.first);
        tools::add_multiple(second, factor, other.second);
    }
};

/// The network F = X Uᵀ V / √n under a training rule, in the units of its data. R is a type with real_functions.
template <class R>
class parameter_training {
public:
    /// `first` is U (n × d), `second` V (n × k), `inputs` X (m × d) and `targets` Y (m × k), one sample a row; the shapes
    /// and the rule are not checked.
    parameter_training(plain_matrix<R> first, plain_matrix<R> second, plain_matrix<R> inputs, plain_matrix<R> targets,
                       plain_loss loss, const training_rule& rule)
        : weights_{std::move(first), std::move(second)}, inputs_(std::move(inputs)), targets_(std::move(targets)), loss_(loss),
          rule_(rule), root_width_(real_functions<R>::square_root(count_of<R>(weights_.first.rows))),
          input_square_(sum_of_squares(inputs_))
    {
        if (rule_.momentum != 0)
            velocity_ = {plain_matrix<R>(weights_.first.rows, weights_.first.columns),
                         plain_matrix<R>(weights_.second.rows, weights_.second.columns)};
    }

    /// Takes one step of the rule with learning rate `eta`. `batch` lists the samples whose mean loss gives the gradient;
    /// empty means all. `invalid_argument` for a negative η or a sample that is not there. `diverged` if a weight or the
    /// loss could overflow; the state is then as it was.
    status step(R eta, span<const std::size_t> batch = {})
    {
        if (!(eta >= R(0))) return status::invalid_argument;
        for (const std::size_t sample : batch)
            if (sample >= inputs_.rows) return status::invalid_argument;

        R loss_before = 0;
        plain_layers<R> g = gradient(weights_, batch, &loss_before);
        const R change = change_of(g);
        R norm = real_functions<R>::square_root(g.square());
        if (!is_finite(norm)) return status::diverged;
        if (rule_.sam_radius > 0 && norm > R(0)) {
            plain_layers<R> ascended = weights_;
            ascended.add_multiple(R(rule_.sam_radius) / norm, g);
            g = gradient(ascended, batch);
            norm = real_functions<R>::square_root(g.square());
            if (!is_finite(norm)) return status::diverged;
        }
        const R unclipped = norm;
        if (norm > R(rule_.clip)) {
            g.multiply(R(rule_.clip) / norm);
            norm = R(rule_.clip);
        }
        R mean_square = mean_square_;
        if (rule_.scaling == gradient_scaling::normalized) {
            if (norm > R(0)) g.multiply(1 / norm);
        } else if (rule_.scaling == gradient_scaling::rmsprop) {
            mean_square = R(rule_.averaging) * mean_square + (1 - R(rule_.averaging)) * norm * norm;
            if (mean_square > R(0)) g.multiply(1 / real_functions<R>::square_root(mean_square));
        } else if (rule_.scaling == gradient_scaling::polar) {
            g = {polar_factor(std::move(g.first)), polar_factor(std::move(g.second))};
        }

        const R momentum(rule_.momentum);
        plain_layers<R> velocity = velocity_;
        if (rule_.momentum != 0) {
            velocity.multiply(momentum);
            velocity.add_multiple(1, g);
            if (rule_.nesterov)
                g.add_multiple(momentum, velocity);
            else
                g = velocity;
        }
        plain_layers<R> next = weights_;
        if (rule_.weight_decay != 0) next.multiply(1 - eta * R(rule_.weight_decay));
        add_multiple(next.first, -eta * R(rule_.rate_first), g.first);
        add_multiple(next.second, -eta * R(rule_.rate_second), g.second);
        if (could_overflow(next)) return status::diverged;

        weights_ = std::move(next);
        velocity_ = std::move(velocity);
        mean_square_ = mean_square;
        gradient_norm_ = unclipped;
        step_loss_ = loss_before;
        relative_gradient_ = change;
        return status::ok;
    }

    /// From now on the network is f(θ₀) + J(θ₀)(θ − θ₀), its linearisation at the present weights θ₀, under the same rule.
    void linearise() { origin_ = weights_; }

    /// The mean loss over all samples.
    R loss() const
    {
        const plain_matrix<R> f = outputs(inputs_);
        std::vector<R> unused(f.columns);
        R sum = 0;
        for (std::size_t i = 0; i < f.rows; ++i)
            sum += loss_of_sample(loss_, f.columns, f.row(i), targets_.row(i), unused.data());
        return sum / count_of<R>(f.rows);
    }
    /// ‖g‖ of the last step, before clipping and scaling, and with SAM at the ascended weights; 0 before the first.
    R gradient_norm() const { return gradient_norm_; }
    /// The mean loss over the batch of the last step, before that step. 0 before the first.
    R step_loss() const { return step_loss_; }
    /// The last step's gradient before that step, each layer times its rate, over the norm of all weights. 0 before the first.
    R relative_gradient() const { return relative_gradient_; }

    /// The outputs for any inputs, one sample a row.
    plain_matrix<R> outputs(const plain_matrix<R>& inputs) const { return product(inputs, predictor(weights_)); }
    /// UᵀV/√n (d × k), or what takes its place in the linearised network: outputs are inputs times this.
    plain_matrix<R> predictor() const { return predictor(weights_); }
    const plain_matrix<R>& first_layer() const { return weights_.first; }    ///< U
    const plain_matrix<R>& second_layer() const { return weights_.second; }  ///< V

    /// The gradient of the mean loss over `batch`, or over all samples if it is empty, at the present weights.
    plain_layers<R> gradient(span<const std::size_t> batch = {}) const { return gradient(weights_, batch); }

private:
    plain_matrix<R> predictor(const plain_layers<R>& at) const
    {
        plain_matrix<R> w;
        if (origin_) {
            plain_layers<R> moved = at;
            moved.add_multiple(-1, *origin_);
            w = transposed_product(origin_->first, origin_->second);
            add_multiple(w, R(1), transposed_product(moved.first, origin_->second));
            add_multiple(w, R(1), transposed_product(origin_->first, moved.second));
        } else {
            w = transposed_product(at.first, at.second);
        }
        for (R& e : w.elements) e /= root_width_;
        return w;
    }

    /// Over both layers: one of them may pass through zero.
    R change_of(const plain_layers<R>& g) const
    {
        const R first(rule_.rate_first), second(rule_.rate_second);
        const R square = first * first * sum_of_squares(g.first) + second * second * sum_of_squares(g.second);
        const R size = weights_.square();
        return size > R(0) ? real_functions<R>::square_root(square / size) : R(0);
    }

    /// V Zᵀ/√n and U Z/√n with Z = XᵀR/m over the batch, at the weights where the network is linear if it is so. Writes the
    /// mean loss over the batch too if it is asked for.
    plain_layers<R> gradient(const plain_layers<R>& at, span<const std::size_t> batch, R* mean_loss = nullptr) const
    {
        plain_matrix<R> listed(batch.size(), inputs_.columns);
        for (std::size_t i = 0; i < batch.size(); ++i)
            for (std::size_t j = 0; j < inputs_.columns; ++j) listed(i, j) = inputs_(batch[i], j);
        const plain_matrix<R>& x = batch.size() > 0 ? listed : inputs_;
        const plain_matrix<R> f = product(x, predictor(at));
        plain_matrix<R> residuals(x.rows, targets_.columns);
        R sum = 0;
        for (std::size_t i = 0; i < x.rows; ++i)
            sum += loss_of_sample(loss_, f.columns, f.row(i), targets_.row(batch.size() > 0 ? batch[i] : i), residuals.row(i));
        if (mean_loss != nullptr) *mean_loss = sum / count_of<R>(x.rows);
        plain_matrix<R> z = transposed_product(x, residuals);
        for (R& e : z.elements) e /= count_of<R>(x.rows) * root_width_;
        const plain_layers<R>& base = origin_ ? *origin_ : at;
        return {product_transposed(base.second, z), product(base.first, z)};
    }

    /// Whether the square of a bound of all outputs is infinite.
    bool could_overflow(const plain_layers<R>& weights) const
    {
        R square = weights.square();
        if (origin_) square += origin_->square();
        return !is_finite(square * square * (1 + input_square_));
    }

    plain_layers<R> weights_;
    plain_layers<R> velocity_;               // empty without momentum
    std::optional<plain_layers<R>> origin_;  // θ₀ of the linearised network
    plain_matrix<R> inputs_;
    plain_matrix<R> targets_;
    plain_loss loss_;
    training_rule rule_;
    R root_width_;
    R input_square_;
    R mean_square_ = 0;  // v of rmsprop
    R gradient_norm_ = 0;
    R step_loss_ = 0;
    R relative_gradient_ = 0;
};

}  // namespace catapult::tools

#endif
