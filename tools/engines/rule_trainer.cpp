#include "engines/rule_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/batch_order.hpp"
#include "catapult/models/gram_training.hpp"
#include "catapult/numerics/dense.hpp"
#include "engines/final_weights.hpp"
#include "engines/model_trainer.hpp"
#include "engines/parameter_training.hpp"

namespace catapult::tools {

namespace {

/// The batches of a run, one after the other. Empty batches stand for all samples.
class batches {
public:
    batches(const training_options& training, const network_options& network, std::size_t samples)
        : size_(training.batch.value_or(0)), seed_(network.seed.value_or(0)),
          replaces_(training.shuffle == shuffle_name::with_replacement), order_(size_ > 0 ? samples : 0)
    {
        if (size_ > samples)
            throw request_error("--batch " + std::to_string(size_) + ": there are " + std::to_string(samples) +
                                " samples; a batch is at most all of them");
    }

    /// The batch of the next step.
    span<const std::size_t> next()
    {
        if (size_ == 0) return {};
        if (replaces_) {
            const span<std::size_t> batch = {order_.data(), size_};
            if (drawn_ != step_) check(draw_batch(seed_, step_, order_.size(), batch), "--batch");
            drawn_ = step_;
            return batch;
        }
        const batch_place place = place_of_batch(order_.size(), size_, step_);
        if (place.first == 0 && drawn_ != step_) check(shuffle_samples(seed_, place.epoch, order_), "--batch");
        drawn_ = step_;
        return {order_.data() + place.first, place.count};
    }
    /// The step has been taken.
    void pass() { ++step_; }

private:
    std::size_t size_;
    std::uint64_t seed_;
    bool replaces_;
    std::vector<std::size_t> order_;
    std::uint64_t step_ = 0;
    std::optional<std::uint64_t> drawn_;  // the step whose batch, or epoch, `order_` holds
};

training_objective<double> objective_of(const rule_setting& setting)
{
    training_objective<double> objective;
    objective.data = setting.data;
    if (setting.training.sampled()) {
        objective.loss = setting.training.made_loss();
        objective.inputs = setting.samples.inputs;
        objective.targets = setting.samples.targets;
    }
    return objective;
}

/// The part of squared error that training can remove, from the residuals in reduced coordinates: also with batches, its cost does
/// not depend on the number of samples.
template <class Predictor>
double removable_loss(const reduced_data<double>& data, const training_options& training, const Predictor& predictor)
{
    double sum = 0;
    for (std::size_t i = 0; i < data.rank; ++i)
        for (std::size_t c = 0; c < data.outputs; ++c) {
            const double residual = data.singular_values[i] * predictor(i, c) - data.targets(i, c);
            sum += residual * residual;
        }
    const double share = training.loss == loss_name::mean_squared ? static_cast<double>(data.outputs) : 1;
    return sum / (2 * static_cast<double>(data.samples) * share) * square_unit(data);
}

/// What a step of a rule that sets its size itself is for a network at its start, where relative_step() of the models means steps
/// that are gradients times η.
double own_relative_step(const training_rule& rule, const parametrisation_factors& scales, const network_dims& dims, double eta)
{
    if (std::isinf(dims.width)) return 0;
    double size = 1;  // of the step over η, at most: that of each layer, or of both
    if (rule.scaling == gradient_scaling::rmsprop) size = 1 / std::sqrt(1 - rule.averaging);
    if (rule.scaling == gradient_scaling::polar) size = std::sqrt(static_cast<double>(dims.outputs));
    const double rate = std::fmax(rule.rate_first / scales.scale_first, rule.rate_second / scales.scale_second);
    return eta * rate * size / std::sqrt(dims.width);
}

class gram_rule_trainer final : public model_trainer<gram_training> {
public:
    gram_rule_trainer(const rule_setting& setting, start_network begin)
        : data_(setting.data), training_(setting.training), batches_(setting.training, setting.network, setting.data.samples),
          rule_(setting.training.made_rule(begin.dims.width))
    {
        scales_ = training_.scales(begin.dims.width);
        const training_objective<double> objective = objective_of(setting);
        create(
            begin.dims,
            [&](workspace w) {
                return gram_training<double>::create(objective, begin.state, rule_, scales_.scale_first, scales_.scale_second, w,
                                                     model_);
            },
            {}, rule_);
        if (setting.final_weights)
            followed_.emplace(std::move(*begin.weights), data_, rule_, scales_.scale_first, scales_.scale_second);
    }

    status step(double eta) override
    {
        if (training_.linearise_at && *training_.linearise_at == model_.steps()) model_.linearise();
        const span<const std::size_t> batch = batches_.next();
        const status s = followed_ ? followed_->step(model_, eta, batch) : model_.step(eta, batch);
        if (s == status::ok) batches_.pass();
        return s;
    }
    double loss() override { return model_.loss(); }
    // With batches, a run is watched by their losses: that of all samples would cost more than the step.
    double excess_loss() override
    {
        if (training_.sampled() && training_.squares()) return removable_loss(data_, training_, model_.predictor());
        return training_.batch && model_.steps() > 0 ? model_.step_loss() : model_.excess_loss();
    }
    double relative_step(double eta) override
    {
        if (rule_.scaling == gradient_scaling::none) return model_.relative_step(eta);
        return own_relative_step(rule_, scales_, model_.dims(), eta);
    }
    void write_weights(output_file& u, output_file& v) override { followed_->write(u, v); }
    span<const std::size_t> next_batch() override { return batches_.next(); }
    network_dims reduced_dims() const override { return model_.dims(); }
    void reduced_state(network_state<double>& result) override { check(model_.state(result), "the network"); }

private:
    const reduced_data<double>& data_;
    const training_options& training_;
    batches batches_;
    training_rule rule_;
    parametrisation_factors scales_;
    std::optional<followed_weights> followed_;  // if final weights are wanted
};

plain_matrix<double> as_plain(matrix_view<const double> from, double factor)
{
    plain_matrix<double> result(from.rows, from.columns);
    for (std::size_t i = 0; i < from.rows; ++i)
        for (std::size_t j = 0; j < from.columns; ++j) result(i, j) = factor * from(i, j);
    return result;
}

plain_loss plain_name(loss_name name)
{
    switch (name) {
    case loss_name::mean_squared: return plain_loss::mean_squared;
    case loss_name::softmax: return plain_loss::softmax;
    case loss_name::logistic: return plain_loss::logistic;
    case loss_name::squared: break;
    }
    return plain_loss::squared;
}

/// The largest eigenvalue of the kernel of a state, with the rates of the layers.
class state_eigenvalue {
public:
    state_eigenvalue(const reduced_data<double>& data, const network_dims& dims)
        : data_(data), dims_(dims),
          state_memory_(memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network"))
    {
        check(create_network_state(dims, state_memory_.view(), state), "the network");
        kernel_memory_ = memory_for([&](std::size_t& b) { return tangent_kernel<double>::bytes(dims, b); }, "the kernel");
        check(tangent_kernel<double>::create(data, state, kernel_memory_.view(), kernel_), "the kernel");
        const eigenvalue_options options = {lambda_tolerance, 1000, 16};
        tracker_memory_ = memory_for(
            [&](std::size_t& b) { return eigenvalue_tracker<double>::bytes(kernel_.rows(), options, b); }, "the kernel");
        check(eigenvalue_tracker<double>::create(kernel_.rows(), options, tracker_memory_.view(), tracker_), "the kernel");
    }

    /// Of `state`, certified or followed from the call before.
    eigenvalue_result<double> find(bool certified)
    {
        eigenvalue_result<double> result;
        status s = status::ok;
        if (certified) {
            const certificate_options options;
            memory work = memory_for(
                [&](std::size_t& b) { return eigenvalue_tracker<double>::certify_bytes(kernel_.rows(), options, b); }, "lambda0");
            s = tracker_.certify(make_operator<double>(kernel_), options, work.view(), result);
        } else {
            s = tracker_.update(make_operator<double>(kernel_), result);
        }
        if (s != status::not_converged) check(s, "the largest eigenvalue");
        for (double* number : {&result.value, &result.error_bound, &result.excess_bound}) *number *= square_unit(data_);
        return result;
    }

    network_state<double> state;

private:
    const reduced_data<double>& data_;
    network_dims dims_;
    memory state_memory_;
    memory kernel_memory_;
    memory tracker_memory_;
    tangent_kernel<double> kernel_;
    eigenvalue_tracker<double> tracker_;
};

class plain_trainer final : public trainer {
public:
    plain_trainer(const rule_setting& setting, drawing how, thread_team& team)
        : setting_(setting),
          batches_(setting.training, setting.network, setting.data.samples), dims_{setting.data.rank, setting.data.outputs,
                                                                                   width_of(setting.network)},
          rule_(setting.training.made_rule(dims_.width)), kernel_(setting.data, dims_), identity_(dims_.rank, dims_.rank)
    {
        const auto n = static_cast<std::size_t>(dims_.width);
        plain_matrix<double> first(n, dims_.rank), second(n, dims_.outputs);
        if (how == drawing::weights) {
            start_.emplace(setting.network, setting.data, team);
            draw_weights(first, second);
        } else
            draw_in_law(first, second, team);
        scales_ = setting.training.scales(dims_.width);
        multiply(first, scales_.scale_first);
        multiply(second, scales_.scale_second);
        const training_rule own_rule = take_units();
        const double unit = std::ldexp(1.0, setting.data.exponent);
        network_.emplace(std::move(first), std::move(second), as_plain(setting.samples.inputs, reduced_units_ ? 1 : unit),
                         as_plain(setting.samples.targets, reduced_units_ ? 1 / unit : 1), plain_name(setting.training.loss),
                         own_rule);
        for (std::size_t i = 0; i < dims_.rank; ++i) identity_(i, i) = 1;
    }

    status step(double eta) override
    {
        if (setting_.training.linearise_at && *setting_.training.linearise_at == steps_) {
            // What is linearised keeps its kernel.
            (void)lambda();
            frozen_.emplace(plain_layers<double>{network_->first_layer(), network_->second_layer()});
            network_->linearise();
        }
        const status s = network_->step(eta * of_rate_, batches_.next());
        if (s != status::ok) return s;
        batches_.pass();
        ++steps_;
        kept_ *= 1 - eta * rule_.weight_decay;
        return s;
    }
    double loss() override { return of_loss_ * network_->loss(); }
    double excess_loss() override
    {
        if (setting_.training.squares()) return removable_loss(setting_.data, setting_.training, network_->predictor());
        return setting_.training.batch && steps_ > 0 ? network_->step_loss() : network_->loss();
    }
    double relative_step(double eta) override
    {
        if (rule_.scaling == gradient_scaling::none) return eta * of_loss_ * network_->relative_gradient();
        return own_relative_step(rule_, scales_, dims_, eta);
    }
    eigenvalue_result<double> lambda0() override { return find(true); }
    eigenvalue_result<double> lambda() override { return frozen_ ? found_ : find(false); }
    void write_weights(output_file& u, output_file& v) override
    {
        const plain_matrix<double>&first = network_->first_layer(), &second = network_->second_layer();
        write_trained_weights(*start_, u, v, [&](const weight_segments::segment& s, std::size_t) {
            // Outside the data, scale and decay alone change U.
            for (std::size_t i = 0; i < s.u.rows; ++i)
                for (std::size_t j = 0; j < s.u.columns; ++j) s.u(i, j) *= scales_.scale_first * kept_;
            check(weights_of_layers<double>({first.row(s.first), s.u.rows, first.columns},
                                            {second.row(s.first), s.u.rows, second.columns}, setting_.data.basis, s.u, s.v),
                  "the final weights");
        });
    }
    span<const std::size_t> next_batch() override { return batches_.next(); }
    network_dims reduced_dims() const override { return dims_; }
    void reduced_state(network_state<double>& result) override
    {
        write_state(1, 1, result);
        const plain_matrix<double> predictor = network_->predictor();
        for (std::size_t i = 0; i < dims_.rank; ++i) std::copy_n(predictor.row(i), dims_.outputs, result.predictor.row(i));
        // As in gram_training. (A narrow state is one of its width.)
        if (frozen_ && !keeps_factor(dims_)) result.width = std::numeric_limits<double>::infinity();
    }

private:
    /// Squared error is trained in the unit of the reduced data, so that data of any unit can be: gradients and losses are
    /// then 4^-exponent of the caller's. Returns the rule in that unit.
    training_rule take_units()
    {
        training_rule rule = rule_;
        reduced_units_ = setting_.training.squares();
        if (!reduced_units_) return rule;
        of_loss_ = square_unit(setting_.data);
        rule.clip /= of_loss_;
        // Where a rule sets the size of its steps itself, η is one of weights.
        if (rule.scaling != gradient_scaling::none) return rule;
        of_rate_ = of_loss_;
        rule.weight_decay /= of_rate_;
        return rule;
    }
    void draw_weights(plain_matrix<double>& first, plain_matrix<double>& second) const
    {
        const weight_rows source(setting_.network, setting_.data.inputs, setting_.data.outputs);
        std::vector<double> row(setting_.data.inputs);
        for (std::size_t i = 0; i < first.rows; ++i) {
            source.copy(i, 1, row.data(), second.row(i));
            for (std::size_t a = 0; a < dims_.rank; ++a)
                first(i, a) = catapult::dot<double>(row, {setting_.data.basis.row(a), row.size()});
        }
    }
    void draw_in_law(plain_matrix<double>& first, plain_matrix<double>& second, thread_team& team) const
    {
        const start_network begin(setting_.data, setting_.network, drawing::law, team);
        std::copy_n(begin.state.first_layer.data, first.elements.size(), first.elements.data());
        std::copy_n(begin.state.second_layer.data, second.elements.size(), second.elements.data());
    }

    /// The state of the weights with factors of the layers; of those where the network is linear, if it is so.
    void write_state(double of_first, double of_second, network_state<double>& result)
    {
        plain_matrix<double> u = frozen_ ? frozen_->first : network_->first_layer(),
                             v = frozen_ ? frozen_->second : network_->second_layer();
        multiply(u, of_first);
        multiply(v, of_second);
        const weights_dims shapes = {dims_.rank, dims_.outputs, dims_.rank, dims_.width};
        memory work = memory_for([&](std::size_t& b) { return weights_reduction<double>::bytes(shapes, b); }, "the weights");
        weights_reduction<double> reduction;
        const matrix_view<const double> identity = {identity_.elements.data(), dims_.rank, dims_.rank};
        check(weights_reduction<double>::create(shapes, identity, work.view(), reduction), "the weights");
        check(reduction.add({u.elements.data(), u.rows, u.columns}, {v.elements.data(), v.rows, v.columns}), "the weights");
        check(reduction.finish(result), "the weights");
    }
    eigenvalue_result<double> find(bool certified)
    {
        // V's rate belongs to the kernel's part of U, and U's to that of V.
        write_state(std::sqrt(rule_.rate_second), std::sqrt(rule_.rate_first), kernel_.state);
        return found_ = kernel_.find(certified);
    }

    const rule_setting setting_;
    batches batches_;
    network_dims dims_;
    training_rule rule_;
    parametrisation_factors scales_;
    state_eigenvalue kernel_;
    plain_matrix<double> identity_;
    bool reduced_units_ = false;
    std::optional<weight_segments> start_;  // unless the network is drawn in law
    double kept_ = 1;                       // what weight decay has left of the weights
    double of_loss_ = 1;                    // a loss or a gradient of the caller's over that of network_
    double of_rate_ = 1;                    // a rate of network_ over the caller's
    std::optional<parameter_training<double>> network_;
    eigenvalue_result<double> found_;
    std::uint64_t steps_ = 0;
    std::optional<plain_layers<double>> frozen_;  // the weights where the network was linearised
};

}  // namespace

double width_of(const network_options& network)
{
    return network.given() ? static_cast<double>(read_matrix(network.initial_u).rows) : *network.width;
}

std::unique_ptr<trainer> make_rule_trainer(const rule_setting& setting, drawing how, thread_team& team)
{
    if (keeps_factor({setting.data.rank, setting.data.outputs, width_of(setting.network)}))
        return make_plain_trainer(setting, how, team);
    return std::make_unique<gram_rule_trainer>(setting, start_network(setting.data, setting.network, how, team));
}

std::unique_ptr<trainer> make_plain_trainer(const rule_setting& setting, drawing how, thread_team& team)
{
    if (std::isinf(width_of(setting.network)))
        throw request_error("--engine parameters: an infinite width has no weights to store; use --engine gram");
    return std::make_unique<plain_trainer>(setting, how, team);
}

}  // namespace catapult::tools
