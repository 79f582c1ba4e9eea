// The statuses of the Gram engine of all training rules.
#include <cmath>
#include <cstdint>

#include "support/small_problem.hpp"
#include "support/statuses.hpp"

#include "catapult/catapult.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

training_rule momentum_rule()
{
    training_rule rule;
    rule.momentum = 0.5;
    return rule;
}

}  // namespace

TEST_CASE_TEMPLATE("gram_training.hpp: bytes", T, float, double)
{
    const auto bytes = gram_training<T>::bytes;
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}, network_dims{2, 1, 0.5}, network_dims{2, 1, 2.5}})
        refuses_bytes(status::invalid_argument, bytes, wrong, training_rule());
    for (const double width : {not_a_number<double>, -infinite<double>})
        refuses_bytes(status::not_finite, bytes, network_dims{2, 1, width}, training_rule());
    for (const network_dims& large : {network_dims{far, 1}, network_dims{1, far}, network_dims{far, far},
                                      network_dims{2, SIZE_MAX / 2}, network_dims{2, SIZE_MAX}})
        refuses_bytes(status::size_overflow, bytes, large, momentum_rule());
    training_rule rule;
    rule.clip = 0;
    refuses_bytes(status::invalid_argument, bytes, network_dims{2, 1}, rule);
    rule.clip = not_a_number<double>;
    refuses_bytes(status::not_finite, bytes, network_dims{2, 1}, rule);
    rule = momentum_rule();
    rule.scaling = gradient_scaling::polar;
    refuses_bytes(status::unsupported, bytes, network_dims{2, 1}, rule);
    for (const double width : {1.0, 2.0}) refuses_bytes(status::unsupported, bytes, network_dims{2, 1, width}, training_rule());
    CHECK(required_bytes(bytes, network_dims{2, 1, 3.0}, training_rule()) > 0);
    CHECK(required_bytes(bytes, network_dims{2, 1}, momentum_rule()) >
          required_bytes(bytes, network_dims{2, 1}, training_rule()));
    // A rank whose square is too large.
    refuses_bytes(status::size_overflow, bytes, network_dims{std::size_t(1) << (sizeof(std::size_t) * 4), 1}, momentum_rule());
}

TEST_CASE_TEMPLATE("gram_training.hpp: create", T, float, double)
{
    using model = gram_training<T>;
    small_problem<T> p;
    model m;
    aligned_memory memory = memory_for(model::bytes, network_dims{2, 1}, momentum_rule());
    const auto refused_rule = [&](status expected, const training_rule& rule, T first = 1, T second = 1) {
        refuses(
            expected, [&] { return model::create(p.objective, p.state, rule, first, second, memory.span(), m); }, m);
    };
    const auto refused = [&](status expected, const training_objective<T>& objective, const network_state<T>& state) {
        refuses(
            expected, [&] { return model::create(objective, state, training_rule(), 1, 1, memory.span(), m); }, m);
    };
    const auto refused_objective = [&](status expected, auto change) {
        refused(expected, changed(p.objective, change), p.state);
    };
    const auto refused_state = [&](status expected, auto change) { refused(expected, p.objective, changed(p.state, change)); };

    training_rule rule;
    rule.momentum = 1;
    refused_rule(status::invalid_argument, rule);
    rule.momentum = not_a_number<double>;
    refused_rule(status::not_finite, rule);
    rule = momentum_rule();
    rule.scaling = gradient_scaling::polar;
    refused_rule(status::unsupported, rule);
    for (const T bad : {T(0), T(-1), infinite<T>, -infinite<T>, not_a_number<T>}) {
        refused_rule(std::isfinite(bad) ? status::invalid_argument : status::not_finite, {}, bad, 1);
        refused_rule(std::isfinite(bad) ? status::invalid_argument : status::not_finite, {}, 1, bad);
    }
    refused_rule(status::invalid_argument, {}, huge<T>, 1);  // σ is its square
    refused_rule(status::invalid_argument, {}, 1, huge<T>);

    refused_objective(status::invalid_argument, [](auto& o) { o.data.rank = 0; });
    refused_objective(status::invalid_argument, [](auto& o) { o.data.outputs = 0; });
    refused_objective(status::invalid_argument, [](auto& o) { o.data.samples = 0; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.data.singular_values = {o.data.singular_values.data(), 1}; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.data.targets.rows = 1; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.inputs.rows = 2; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.inputs.columns = o.inputs.stride = 1; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.inputs.stride = 3; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.targets.rows = 2; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.targets = {}; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.targets.columns = 2; });
    refused_objective(status::shape_mismatch, [](auto& o) { o.targets.stride = 2; });
    refused_objective(status::invalid_argument, [](auto& o) { o.loss = {}; });
    refused_objective(status::invalid_argument, [](auto& o) { o.loss = softmax_loss<T>(); });  // of one output

    for (const double width : {0.0, 0.5, -2.0}) refused_state(status::invalid_argument, [&](auto& s) { s.width = width; });
    for (const double width : {not_a_number<double>, -infinite<double>})
        refused_state(status::not_finite, [&](auto& s) { s.width = width; });
    refused_state(status::shape_mismatch, [](auto& s) { s.first_deviation.rows = 1; });
    refused_state(status::shape_mismatch, [](auto& s) { s.predictor.rows = 1; });
    refused_state(status::shape_mismatch, [](auto& s) { s.predictor.columns = 2; });
    refused_state(status::shape_mismatch, [](auto& s) { s.second_deviation.rows = 2; });
    // A narrow network has layers, which a state for any width has not.
    refused_state(status::shape_mismatch, [](auto& s) { s.width = 2; });
    aligned_memory narrow_memory = memory_for(network_state_bytes<T>, network_dims{2, 1, 2});
    network_state<T> narrow;
    REQUIRE(create_network_state<T>({2, 1, 2}, narrow_memory.span(), narrow) == status::ok);
    refused(status::unsupported, p.objective, narrow);

    const auto with = [&](T& place, T value, status expected) {
        const T before = place;
        place = value;
        refused(expected, p.objective, p.state);
        place = before;
    };
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        with(p.singular_values[1], bad, status::not_finite);
        with(p.reduced_targets[1], bad, status::not_finite);
        with(p.inputs[5], bad, status::not_finite);
        with(p.targets[2], bad, status::not_finite);
        with(p.state.predictor(1, 0), bad, status::not_finite);
        with(p.state.second_deviation(0, 0), bad, status::not_finite);
        with(p.state.first_deviation.data[0], bad, status::not_finite);
        refused_objective(status::not_finite, [&](auto& o) { o.data.unreachable_loss = bad; });
    }
    with(p.targets[2], huge<T>, status::invalid_argument);
    with(p.inputs[0], huge<T>, status::invalid_argument);
    p.objective.loss = logistic_loss<T>();
    with(p.targets[1], T(0.5), status::invalid_argument);
    p.objective.loss = squared_loss<T>();
    // Without inputs the loss is not asked for, and the targets of the reduced data are those that count.
    p.objective.inputs = {};
    p.objective.loss = {};
    with(p.reduced_targets[1], huge<T>, status::invalid_argument);

    for (const training_rule& r : {training_rule(), momentum_rule()})
        refuses_workspaces(
            required_bytes(model::bytes, network_dims{2, 1}, r),
            [&](workspace w) { return model::create(p.objective, p.state, r, 1, 1, w, m); }, m);
    CHECK(model::create(p.objective, p.state, momentum_rule(), 1, 1, memory.span(), m) == status::ok);
}

TEST_CASE_TEMPLATE("gram_training.hpp: step and state", T, float, double)
{
    using model = gram_training<T>;
    for (const bool sampled : {false, true}) {
        small_problem<T> p(2);
        if (!sampled) p.objective.inputs = {};
        model m;
        aligned_memory memory = memory_for(model::bytes, network_dims{2, 2}, momentum_rule());
        REQUIRE(model::create(p.objective, p.state, momentum_rule(), 1, 1, memory.span(), m) == status::ok);
        const T before = m.loss();
        const std::vector<std::size_t> good = {2, 0}, bad = {2, 3}, far_away = {far};
        CHECK(m.step(-1) == status::invalid_argument);
        for (const T eta : {not_a_number<T>, infinite<T>, -infinite<T>}) CHECK(m.step(eta) == status::not_finite);
        CHECK(m.step(huge<T>) == status::diverged);
        CHECK(m.step(T(0.1), bad) == status::invalid_argument);
        CHECK(m.step(T(0.1), far_away) == status::invalid_argument);
        CHECK(m.loss() == before);
        CHECK(m.steps() == 0);
        CHECK(m.step(T(0.1), good) == (sampled ? status::ok : status::invalid_argument));
        for (const auto change :
             {+[](network_state<T>& s) { s.first_deviation.rows = 1; }, +[](network_state<T>& s) { s.predictor.rows = 1; },
              +[](network_state<T>& s) { s.predictor.columns = 1; }, +[](network_state<T>& s) { s.second_deviation.rows = 1; },
              +[](network_state<T>& s) { s.second_deviation.columns = 1; }}) {
            network_state<T> wrong = changed(p.state, change);
            refuses(
                status::shape_mismatch, [&] { return m.state(wrong); }, wrong);
        }
    }
}

TEST_CASE_TEMPLATE("gram_training.hpp: steps of SAM without a gradient, and to where outputs overflow", T, float, double)
{
    using model = gram_training<T>;
    small_problem<T> p;
    p.objective.inputs = {};
    training_rule rule;
    rule.sam_radius = 0.5;
    aligned_memory memory = memory_for(model::bytes, network_dims{2, 1}, rule);
    model m;
    // The targets are the outputs Σω.
    p.reduced_targets[0] = 2, p.reduced_targets[1] = 0;
    REQUIRE(model::create(p.objective, p.state, rule, 1, 1, memory.span(), m) == status::ok);
    for (int i = 0; i < 3; ++i) CHECK(m.step(T(0.1)) == status::ok);
    CHECK(m.excess_loss() == 0);
    CHECK(m.steps() == 3);
    p.reduced_targets[0] = 3;
    rule.sam_radius = static_cast<double>(huge<T>);
    REQUIRE(model::create(p.objective, p.state, rule, 1, 1, memory.span(), m) == status::ok);
    const T before = m.loss();
    CHECK(m.step(T(0.1)) == status::diverged);
    CHECK(m.loss() == before);
    CHECK(m.steps() == 0);
}
