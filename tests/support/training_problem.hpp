// Random data and a random network of any width for the Gram engine of all training rules, and rules to try it with.
#ifndef CATAPULT_TESTS_SUPPORT_TRAINING_PROBLEM_HPP
#define CATAPULT_TESTS_SUPPORT_TRAINING_PROBLEM_HPP

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "catapult/owned.hpp"

namespace catapult::test {

struct named_rule {
    const char* name;
    training_rule rule;
    bool has_unit;  ///< whether rates are in units of 1/λ, and not lengths of steps

    /// A rate at which the loss of a problem below falls, for most of the way.
    double rate(double lambda) const { return has_unit ? 0.4 * (1 - rule.momentum) / lambda : 0.02 * (1 - rule.momentum); }
};

/// One rule of each kind, and some that have several things at once. Clips are such that they work at some steps only.
inline std::vector<named_rule> named_rules()
{
    std::vector<named_rule> all;
    const auto add = [&](const char* name, auto change) {
        training_rule rule;
        change(rule);
        all.push_back({name, rule, rule.scaling == gradient_scaling::none});
    };
    using scaling = gradient_scaling;
    add("gradient descent", [](training_rule&) {});
    add("heavy ball", [](auto& r) { r.momentum = 0.9; });
    add("Nesterov", [](auto& r) { r.momentum = 0.8, r.nesterov = true; });
    add("weight decay", [](auto& r) { r.weight_decay = 0.125; });
    add("rates of layers", [](auto& r) { r.rate_first = 0.25, r.rate_second = 1.5; });
    add("clipping", [](auto& r) { r.clip = 0.75; });
    add("SAM", [](auto& r) { r.sam_radius = 0.25; });
    add("normalized", [](auto& r) { r.scaling = scaling::normalized; });
    add("rmsprop", [](auto& r) { r.scaling = scaling::rmsprop, r.averaging = 0.875; });
    add("polar", [](auto& r) { r.scaling = scaling::polar; });
    add("heavy ball, SAM, clipping, decay",
        [](auto& r) { r.momentum = 0.5, r.sam_radius = 0.125, r.clip = 0.5, r.weight_decay = 0.25; });
    add("Nesterov, rmsprop, clipping, rates",
        [](auto& r) { r.momentum = 0.5, r.nesterov = true, r.scaling = scaling::rmsprop, r.clip = 0.75, r.rate_first = 0.5; });
    add("polar, SAM, decay", [](auto& r) { r.scaling = scaling::polar, r.sam_radius = 0.25, r.weight_decay = 0.5; });
    return all;
}

/// m samples of d inputs and k outputs times 2^exponent, and a network of width n that is drawn for them. `sampled`: the
/// objective evaluates squared error on the samples, and takes batches.
template <class T>
struct training_problem {
    std::size_t samples, inputs, outputs;
    std::vector<T> x, y, projected;
    owned_data<T> data;
    owned<network_state<T>> state;
    training_objective<T> objective;
    double lambda;  ///< 2σ₁²/m: λ of an infinitely wide network

    training_problem(std::size_t m, std::size_t d, std::size_t k, double width, bool sampled, int exponent = 0)
        : samples(m), inputs(d), outputs(k), x(m * d), y(m * k)
    {
        fill_normals<T>({5, 1}, 0, x);
        fill_normals<T>({5, 2}, 0, y);
        for (std::vector<T>* values : {&x, &y})
            for (T& e : *values) e = std::ldexp(e, exponent);
        REQUIRE(data.reduce({x.data(), m, d}, {y.data(), m, k}, true) == status::ok);
        REQUIRE(draw_initial(*data, width, 3, state) == status::ok);
        const double sigma = std::ldexp(static_cast<double>(data->singular_values[0]), data->exponent);
        lambda = 2 * sigma * sigma / static_cast<double>(m);
        objective.data = *data;
        if (!sampled) return;
        projected.resize(m * data->rank);
        REQUIRE(project_inputs<T>(*data, {x.data(), m, d}, {projected.data(), m, data->rank}) == status::ok);
        objective.loss = squared_loss<T>();
        objective.inputs = {projected.data(), m, data->rank};
        objective.targets = {y.data(), m, k};
    }
    training_problem(const training_problem&) = delete;
    training_problem& operator=(const training_problem&) = delete;

    owned<gram_training<T>> model(const training_rule& rule, T scale_first = 1, T scale_second = 1) const
    {
        owned<gram_training<T>> result;
        REQUIRE(result.create(objective, *state, rule, scale_first, scale_second) == status::ok);
        return result;
    }
    /// A batch of half of the samples, different from step to step.
    std::vector<std::size_t> batch(std::size_t step) const
    {
        std::vector<std::size_t> result;
        for (std::size_t i = step % 2; i < samples; i += 2) result.push_back(i);
        return result;
    }
};

/// Everything that can be seen of a model, as numbers. Looking evaluates the objective.
template <class T>
std::vector<T> numbers_of(gram_training<T>& model)
{
    const network_dims dims = model.dims();
    owned<network_state<T>> state;
    REQUIRE(state.create(dims) == status::ok);
    REQUIRE(model.state(*state) == status::ok);
    std::vector<T> all = {model.loss(),          model.excess_loss(),       model.step_loss(),
                          model.gradient_norm(), model.relative_step(T(1)), static_cast<T>(model.steps())};
    const std::size_t packed = symmetric_view<T>::elements(dims.rank);
    all.insert(all.end(), state->first_deviation.data, state->first_deviation.data + packed);
    const auto add = [&](matrix_view<const T> matrix) {
        for (std::size_t i = 0; i < matrix.rows; ++i)
            for (std::size_t j = 0; j < matrix.columns; ++j) all.push_back(matrix(i, j));
    };
    add(state->predictor);
    add(state->second_deviation);
    add(model.gradient());
    return all;
}

template <class T>
bool same_bits_of(const std::vector<T>& a, const std::vector<T>& b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

/// The largest difference of two vectors, over the largest element of the first.
template <class T>
double relative_distance(const std::vector<T>& a, const std::vector<T>& b)
{
    REQUIRE(a.size() == b.size());
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::fabs(static_cast<double>(a[i])));
        difference = std::max(difference, std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
    return largest == 0 ? difference : difference / largest;
}

template <class T>
std::vector<T> elements_of(matrix_view<const T> matrix)
{
    std::vector<T> all;
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t j = 0; j < matrix.columns; ++j) all.push_back(matrix(i, j));
    return all;
}

}  // namespace catapult::test

#endif
