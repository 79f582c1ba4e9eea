// One training problem, for the plain engine on the weights in any real type and for the Gram engine.
#ifndef CATAPULT_TESTS_SUPPORT_RULE_PROBLEM_HPP
#define CATAPULT_TESTS_SUPPORT_RULE_PROBLEM_HPP

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "catapult/owned.hpp"
#include "engines/parameter_training.hpp"
#include "support/real128_functions.hpp"

namespace catapult::test {

using tools::parameter_training;
using tools::plain_loss;
using tools::plain_matrix;

inline const char* name_of(plain_loss loss)
{
    switch (loss) {
    case plain_loss::squared: return "squared";
    case plain_loss::mean_squared: return "mean squared";
    case plain_loss::softmax: return "softmax";
    case plain_loss::logistic: return "logistic";
    }
    return "";
}

struct rule_shape {
    std::size_t width, samples, inputs, outputs;
};

struct rule_problem {
    rule_shape shape;
    plain_loss loss;
    std::vector<double> x, y, u, v;
    double lambda0;  ///< the largest eigenvalue of Θ at the start

    rule_problem(const rule_shape& s, plain_loss l, std::uint64_t seed = 11)
        : shape(s), loss(l), x(s.samples * s.inputs), y(s.samples * s.outputs), u(s.width * s.inputs), v(s.width * s.outputs)
    {
        fill_normals<double>({seed, 100}, 0, x);
        fill_normals<double>({seed, 101}, 0, y);
        fill_normals<double>({seed, 102}, 0, u);
        fill_normals<double>({seed, 103}, 0, v);
        for (std::size_t i = 0; i < y.size(); ++i) {
            // Classes one-hot, but for the first sample, whose label is smoothed. The sum is exactly 1, so that the
            // gradients of the outputs sum to 0 in any arithmetic.
            const bool own = i % s.outputs == i / s.outputs * 7 % s.outputs;
            const double other = i < s.outputs ? 1.0 / 16 : 0.0;
            if (l == plain_loss::softmax) y[i] = own ? 1 - other * static_cast<double>(s.outputs - 1) : other;
            if (l == plain_loss::logistic) y[i] = y[i] < 0 ? -1 : 1;
        }
        reference_network<double> network(s.width, s.inputs, s.outputs, s.samples);
        network.u = u;
        network.v = v;
        network.x = x;
        lambda0 = top_eigenvalue(network.kernel(), s.samples * s.outputs);
    }

    /// The network on its weights.
    template <class R>
    parameter_training<R> parameters(const training_rule& rule) const
    {
        return {plain_matrix<R>(shape.width, shape.inputs, u.data()),
                plain_matrix<R>(shape.width, shape.outputs, v.data()),
                plain_matrix<R>(shape.samples, shape.inputs, x.data()),
                plain_matrix<R>(shape.samples, shape.outputs, y.data()),
                loss,
                rule};
    }

    /// The batch of a step: about half of the samples, in changing order, and some of them twice.
    std::vector<std::size_t> batch(std::size_t step) const
    {
        std::vector<std::size_t> samples;
        for (std::size_t i = 0; 2 * i < shape.samples; ++i) samples.push_back((step * 3 + i * 2 + step / 5) % shape.samples);
        if (step % 4 == 0) samples.back() = samples.front();
        return samples;
    }
};

/// The same problem for the Gram engine: data and weights are reduced, and outputs are mapped back.
class reduced_rule_problem {
public:
    owned<gram_training<double>> model;

    /// `sampled`: with the inputs of the samples, which any loss but squared error and every batch needs.
    reduced_rule_problem(const rule_problem& p, const training_rule& rule, bool sampled, double scale_first = 1,
                         double scale_second = 1)
        : outputs_(p.shape.outputs), targets_(p.y), projected_(p.shape.samples * std::min(p.shape.samples, p.shape.inputs))
    {
        const rule_shape& s = p.shape;
        const matrix_view<const double> x = {p.x.data(), s.samples, s.inputs}, y = {targets_.data(), s.samples, s.outputs};
        REQUIRE(data_.reduce(x, y, true) == status::ok);
        REQUIRE(data_->rank == std::min(s.samples, s.inputs));
        REQUIRE(state_of_weights<double>(*data_, {p.u.data(), s.width, s.inputs}, {p.v.data(), s.width, s.outputs}, state_) ==
                status::ok);
        REQUIRE(project_inputs<double>(*data_, x, {projected_.data(), s.samples, data_->rank}) == status::ok);
        training_objective<double> objective;
        objective.data = *data_;
        if (sampled) {
            objective.inputs = {projected_.data(), s.samples, data_->rank};
            objective.targets = y;
            switch (p.loss) {
            case plain_loss::squared: objective.loss = squared_loss<double>(); break;
            case plain_loss::mean_squared: objective.loss = mean_squared_loss<double>(); break;
            case plain_loss::softmax: objective.loss = softmax_loss<double>(); break;
            case plain_loss::logistic: objective.loss = logistic_loss<double>(); break;
            }
        }
        REQUIRE(model.create(objective, *state_, rule, scale_first, scale_second) == status::ok);
    }

    /// F = XPω, in the caller's units.
    plain_matrix<double> outputs()
    {
        const matrix_view<const double> predictor = model->predictor();
        plain_matrix<double> f(projected_.size() / data_->rank, outputs_);
        for (std::size_t i = 0; i < f.rows; ++i)
            for (std::size_t a = 0; a < data_->rank; ++a)
                for (std::size_t c = 0; c < outputs_; ++c) f(i, c) += projected_[i * data_->rank + a] * predictor(a, c);
        multiply(f, std::ldexp(1.0, data_->exponent));
        return f;
    }
    const reduced_data<double>& data() const { return *data_; }
    network_state<double>& state() { return *state_; }

private:
    std::size_t outputs_;
    std::vector<double> targets_, projected_;
    owned_data<double> data_;
    owned<network_state<double>> state_;
};

}  // namespace catapult::test

#endif
