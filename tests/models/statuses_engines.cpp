// The statuses of the engines: the Gram engine alone and in batches, its start and its tangent kernel, function space,
// and parameter space.
#include "support/statuses.hpp"

#include <cmath>

#include "catapult/catapult.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// Data of rank 2 with k outputs, and a state that fits them.
template <class T>
struct small_problem {
    static constexpr network_dims dims(std::size_t k = 1) { return {2, k}; }
    std::vector<T> singular_values = {2, 1}, targets;
    reduced_data<T> data;
    aligned_memory state_memory;
    network_state<T> state;

    explicit small_problem(std::size_t k = 1) : targets(2 * k, T(0.5)), state_memory(memory_for(network_state_bytes<T>, dims(k)))
    {
        data.samples = 3;
        data.inputs = data.rank = 2;
        data.outputs = k;
        data.singular_values = singular_values;
        data.targets = {targets.data(), 2, k};
        REQUIRE(create_network_state<T>(dims(k), state_memory.span(), state) == status::ok);
        state.width = 100;
        state.predictor(0, 0) = 1;
    }
    small_problem(const small_problem&) = delete;
};

/// A model of a problem, and its λ.
template <class T>
struct small_model {
    aligned_memory model_memory, lambda_memory;
    gram_model<T> model;
    top_eigenvalue<T> lambda;

    explicit small_model(const small_problem<T>& p)
        : model_memory(memory_for(gram_model<T>::bytes, network_dims{p.data.rank, p.data.outputs})),
          lambda_memory(memory_for(top_eigenvalue<T>::bytes, network_dims{p.data.rank, p.data.outputs}))
    {
        REQUIRE(gram_model<T>::create(p.data, p.state, model_memory.span(), model) == status::ok);
        REQUIRE(top_eigenvalue<T>::create(model, 1e-6, lambda_memory.span(), lambda) == status::ok);
    }
    small_model(const small_model&) = delete;
};

}  // namespace

TEST_CASE_TEMPLATE("gram_model.hpp: network_state", T, float, double)
{
    network_state<T> state;
    aligned_memory memory = memory_for(network_state_bytes<T>, network_dims{2, 1});
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}}) {
        refuses_bytes(status::invalid_argument, network_state_bytes<T>, wrong);
        refuses(
            status::invalid_argument, [&] { return create_network_state<T>(wrong, memory.span(), state); }, state);
    }
    refuses_bytes(status::size_overflow, network_state_bytes<T>, network_dims{far, 1});
    refuses(
        status::size_overflow,
        [&] {
            return create_network_state<T>({1, far}, memory.span(), state);
        },
        state);
    refuses_workspaces(
        memory.span().size(),
        [&](workspace w) {
            return create_network_state<T>({2, 1}, w, state);
        },
        state);
}

TEST_CASE_TEMPLATE("gram_model.hpp: gram_model", T, float, double)
{
    using model = gram_model<T>;
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}})
        refuses_bytes(status::invalid_argument, model::bytes, wrong);
    refuses_bytes(status::size_overflow, model::bytes, network_dims{far, 1});

    small_problem<T> p;
    model m;
    aligned_memory memory = memory_for(model::bytes, network_dims{2, 1});
    const auto refused = [&](status expected, const reduced_data<T>& data, const network_state<T>& state) {
        refuses(
            expected, [&] { return model::create(data, state, memory.span(), m); }, m);
    };
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.rank = 0; }), p.state);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.outputs = 0; }), p.state);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.samples = 0; }), p.state);
    for (const double width : {0.0, 0.5, -2.0})
        refused(status::invalid_argument, p.data, changed(p.state, [&](auto& s) { s.width = width; }));
    for (const double width : {not_a_number<double>, -infinite<double>})
        refused(status::not_finite, p.data, changed(p.state, [&](auto& s) { s.width = width; }));
    refused(status::shape_mismatch, changed(p.data, [](auto& d) { d.singular_values = {d.singular_values.data(), 1}; }), p.state);
    refused(status::shape_mismatch, changed(p.data, [](auto& d) { d.targets.rows = 1; }), p.state);
    refused(status::shape_mismatch, changed(p.data, [](auto& d) { d.targets.columns = 2; }), p.state);
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.first_deviation.rows = 1; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.predictor.rows = 1; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.predictor.columns = 2; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.second_deviation.rows = 2; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.second_deviation.columns = 2; }));
    const auto with = [&](T& place, T value, status expected) {
        const T before = place;
        place = value;
        if (expected == status::ok)
            CHECK(model::create(p.data, p.state, memory.span(), m) == status::ok);
        else
            refused(expected, p.data, p.state);
        place = before;
    };
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        with(p.singular_values[1], bad, status::not_finite);
        with(p.targets[1], bad, status::not_finite);
        with(p.state.predictor(1, 0), bad, status::not_finite);
        with(p.state.second_deviation(0, 0), bad, status::not_finite);
        with(p.state.first_deviation.data[0], bad, status::not_finite);
        refused(status::not_finite, changed(p.data, [&](auto& d) { d.unreachable_loss = bad; }), p.state);
    }
    with(p.targets[1], huge<T>, status::invalid_argument);
    // ‖ρ‖² fits T, but not ‖Z‖² of so large a gain.
    const T root = std::sqrt(std::numeric_limits<T>::max()), gain = T(0x1p14);
    p.singular_values[0] = gain;
    with(p.targets[0], root / gain, status::ok);
    with(p.targets[0], root / 2, status::invalid_argument);
    p.singular_values[0] = 2;
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return model::create(p.data, p.state, w, m); }, m);
    // A loss that fits the unit of the data, but not T, of a network of any width.
    aligned_memory narrow_state_memory = memory_for(network_state_bytes<T>, network_dims{2, 1, 2}),
                   narrow_memory = memory_for(model::bytes, network_dims{2, 1, 2});
    network_state<T> narrow;
    REQUIRE(create_network_state<T>({2, 1, 2}, narrow_state_memory.span(), narrow) == status::ok);
    for (std::size_t i = 0; i < 4; ++i) narrow.first_layer.data[i] = 1;
    p.data.exponent = (std::numeric_limits<T>::max_exponent - 12) / 2;
    for (const T target : {T(1), T(0x1p8)}) {
        p.targets[0] = target;
        const status expected = target == 1 ? status::ok : status::invalid_argument;
        model made;
        CHECK(model::create(p.data, p.state, memory.span(), made) == expected);
        model thin;
        CHECK(model::create(p.data, narrow, narrow_memory.span(), thin) == expected);
    }
    p.data.exponent = 0;
    p.targets[0] = T(0.5);

    REQUIRE(model::create(p.data, p.state, memory.span(), m) == status::ok);
    const auto loss = [&] { return m.loss(); };
    const T before = loss();
    CHECK(m.step(-1) == status::invalid_argument);
    for (const T eta : {not_a_number<T>, infinite<T>, -infinite<T>}) CHECK(m.step(eta) == status::not_finite);
    CHECK(m.step(huge<T>) == status::diverged);
    CHECK(loss() == before);
    CHECK(m.steps() == 0);
    for (const auto change :
         {+[](network_state<T>& s) { s.first_deviation.rows = 1; }, +[](network_state<T>& s) { s.predictor.rows = 1; },
          +[](network_state<T>& s) { s.predictor.columns = 2; }, +[](network_state<T>& s) { s.second_deviation.rows = 2; },
          +[](network_state<T>& s) { s.second_deviation.columns = 2; }}) {
        network_state<T> wrong = changed(p.state, change);
        refuses(
            status::shape_mismatch, [&] { return m.state(wrong); }, wrong);
    }
}

TEST_CASE_TEMPLATE("gram_runs.hpp", T, float, double)
{
    using batch = gram_runs<T>;
    for (const std::size_t outputs : {1, 2, 4, 10})
        for (const std::size_t rank : {std::size_t(0), batch::largest_rank(outputs) + 1})
            refuses_bytes(status::invalid_argument, batch::bytes, rank, outputs);
    for (const std::size_t outputs : {0, 11}) refuses_bytes(status::invalid_argument, batch::bytes, std::size_t(1), outputs);
    small_problem<T> p;
    aligned_memory memory = memory_for(batch::bytes, std::size_t{2}, std::size_t{1});
    batch b;
    const auto refused = [&](status expected, const reduced_data<T>& data, double tolerance) {
        refuses(
            expected, [&] { return batch::create(data, tolerance, {}, memory.span(), b); }, b);
    };
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.rank = 0; }), 1e-6);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.rank = batch::largest_rank(1) + 1; }), 1e-6);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.outputs = 11; }), 1e-6);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.samples = 0; }), 1e-6);
    refused(status::shape_mismatch, changed(p.data, [](auto& d) { d.singular_values = {d.singular_values.data(), 1}; }), 1e-6);
    refused(status::invalid_argument, p.data, -1);
    refused(status::not_finite, p.data, not_a_number<double>);
    p.targets[0] = not_a_number<T>;
    refused(status::not_finite, p.data, 1e-6);
    p.targets[0] = T(0.5);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return batch::create(p.data, 1e-6, {}, w, b); }, b);

    REQUIRE(batch::create(p.data, 1e-6, {}, memory.span(), b) == status::ok);
    small_model<T> m(p);
    const T lambda0 = 4;
    std::uint64_t tag = 3;
    run_summary summary;
    refuses(
        status::invalid_argument, [&] { return b.finish_next(tag, summary); }, tag, summary);
    CHECK(b.add(m.model, m.lambda, T(-1), lambda0, 1) == status::invalid_argument);
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        CHECK(b.add(m.model, m.lambda, bad, lambda0, 1) == status::not_finite);
        CHECK(b.add(m.model, m.lambda, T(0.1), bad, 1) == status::not_finite);
    }
    // Models of other data (another Σ, another m, other shapes), and a λ that follows a model of another shape.
    small_problem<T> steeper, more, two(2);
    steeper.singular_values[1] = T(1.5);
    more.data.samples = 4;
    const small_model<T> of_steeper(steeper), of_more(more), of_two(two);
    CHECK(b.add(of_steeper.model, of_steeper.lambda, T(0.1), lambda0, 1) == status::invalid_argument);
    CHECK(b.add(of_more.model, of_more.lambda, T(0.1), lambda0, 1) == status::invalid_argument);
    CHECK(b.add(of_two.model, of_two.lambda, T(0.1), lambda0, 1) == status::shape_mismatch);
    CHECK(b.add(m.model, of_two.lambda, T(0.1), lambda0, 1) == status::shape_mismatch);
    CHECK(b.size() == 0);
    // Data with the same numbers in other memory are the same data.
    const small_problem<T> twin;
    const small_model<T> of_twin(twin);
    REQUIRE(b.add(of_twin.model, of_twin.lambda, T(0.1), lambda0, 1) == status::ok);
    while (b.size() < b.capacity) REQUIRE(b.add(m.model, m.lambda, T(0.1), lambda0, 1) == status::ok);
    CHECK(b.add(m.model, m.lambda, T(0.1), lambda0, 1) == status::invalid_argument);
    CHECK(b.size() == b.capacity);
    CHECK(b.finish_next(tag, summary) == status::ok);
}

TEST_CASE_TEMPLATE("run.hpp", T, float, double)
{
    small_problem<T> p;
    small_model<T> m(p);
    model_engine engine{m.model, m.lambda};
    stopping_rule rule;
    rule.max_steps = 10;
    run_summary summary;
    summary.steps = 99;
    refuses(
        status::invalid_argument, [&] { return run(engine, -1, 4, rule, summary); }, summary);
    for (const T eta : {not_a_number<T>, infinite<T>})
        refuses(
            status::not_finite, [&] { return run(engine, eta, 4, rule, summary); }, summary);
    training_run<decltype(engine)> one;
    one.start(engine, -1, 4, rule);
    CHECK(one.step() == status::invalid_argument);
    one.start(engine, not_a_number<T>, 4, rule);
    CHECK(one.step() == status::not_finite);
    CHECK(m.model.steps() == 0);
    // A divergence is a result.
    one.start(engine, huge<T>, 4, rule);
    CHECK(one.step() == status::ok);
    CHECK(one.summary().end == outcome::divergent);
}

TEST_CASE_TEMPLATE("initial_state.hpp", T, float, double)
{
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}})
        refuses_bytes(status::invalid_argument, draw_initial_bytes<T>, wrong, 10);
    refuses_bytes(status::size_overflow, draw_initial_bytes<T>, network_dims{far, 1}, 1e300);
    small_problem<T> p;
    const auto state = [&] { return span<const T>(p.state.predictor.data, 2); };
    aligned_memory memory = memory_for(draw_initial_bytes<T>, network_dims{2, 1}, 10);
    const auto refused = [&](status expected, double width) {
        refuses_bytes(expected, draw_initial_bytes<T>, network_dims{2, 1}, width);
        const std::vector<T> before(state().begin(), state().end());
        refuses(
            expected, [&] { return draw_initial<T>(width, 1, memory.span(), p.state); }, p.state);
        CHECK(before == std::vector<T>(state().begin(), state().end()));
    };
    for (const double width : {0.0, 0.5, -3.0, 2.5}) refused(status::invalid_argument, width);
    for (const double width : {not_a_number<double>, -infinite<double>}) refused(status::not_finite, width);
    for (const auto change :
         {+[](network_state<T>& s) { s.first_deviation.rows = 1; }, +[](network_state<T>& s) { s.second_deviation.rows = 2; },
          +[](network_state<T>& s) { s.second_deviation.columns = 2; }}) {
        network_state<T> wrong = changed(p.state, change);
        refuses(
            status::shape_mismatch, [&] { return draw_initial<T>(10.0, 1, memory.span(), wrong); }, wrong);
    }
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return draw_initial<T>(10.0, 1, w, p.state); }, p.state);
}

TEST_CASE_TEMPLATE("tangent_kernel.hpp", T, float, double)
{
    using kernel = tangent_kernel<T>;
    small_problem<T> p;
    small_model<T> m(p);
    aligned_memory memory = memory_for(kernel::bytes, network_dims{2, 1});
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}}) {
        refuses_bytes(status::invalid_argument, kernel::bytes, wrong);
        refuses_bytes(status::invalid_argument, top_eigenvalue<T>::bytes, wrong);
    }
    refuses_bytes(status::size_overflow, kernel::bytes, network_dims{far, far});
    refuses_bytes(status::size_overflow, top_eigenvalue<T>::bytes, network_dims{far, far});
    kernel k;
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return kernel::create(m.model, w, k); }, k);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return kernel::create(p.data, p.state, w, k); }, k);
    const auto refused = [&](status expected, const reduced_data<T>& data, const network_state<T>& state) {
        refuses(
            expected, [&] { return kernel::create(data, state, memory.span(), k); }, k);
    };
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.rank = 0; }), p.state);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.outputs = 0; }), p.state);
    refused(status::invalid_argument, changed(p.data, [](auto& d) { d.samples = 0; }), p.state);
    for (const double width : {0.0, 0.5, -1e300})
        refused(status::invalid_argument, p.data, changed(p.state, [&](auto& s) { s.width = width; }));
    for (const double width : {not_a_number<double>, -infinite<double>})
        refused(status::not_finite, p.data, changed(p.state, [&](auto& s) { s.width = width; }));
    refused(status::shape_mismatch, changed(p.data, [](auto& d) { d.singular_values = {d.singular_values.data(), 1}; }), p.state);
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.first_deviation.rows = 1; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.second_deviation.rows = 2; }));
    refused(status::shape_mismatch, p.data, changed(p.state, [](auto& s) { s.second_deviation.columns = 2; }));

    top_eigenvalue<T> lambda;
    refuses(
        status::invalid_argument, [&] { return top_eigenvalue<T>::create(m.model, -1, m.lambda_memory.span(), lambda); }, lambda);
    for (const double bad : {not_a_number<double>, infinite<double>})
        refuses(
            status::not_finite, [&] { return top_eigenvalue<T>::create(m.model, bad, m.lambda_memory.span(), lambda); }, lambda);
    refuses_workspaces(
        m.lambda_memory.span().size(), [&](workspace w) { return top_eigenvalue<T>::create(m.model, 1e-6, w, lambda); }, lambda);
}

TEST_CASE_TEMPLATE("function_space_model.hpp", T, float, double)
{
    using model = function_space_model<T>;
    model m;
    refuses_bytes(status::invalid_argument, model::bytes, 0);
    refuses_bytes(status::size_overflow, model::bytes, far);
    std::vector<T> gram = {2, 0, 0, 1}, tangent = {4, 0, 0, 2}, targets = {1, 2}, outputs = {0, 1};
    function_space_start<T> start;
    start.width = 10;
    start.input_gram = {gram.data(), 2, 2};
    start.tangent = {tangent.data(), 2, 2};
    start.targets = targets;
    start.outputs = outputs;
    aligned_memory memory = memory_for(model::bytes, 2);
    const auto refused = [&](status expected, auto change) {
        refuses(
            expected, [&] { return model::create(changed(start, change), memory.span(), m); }, m);
    };
    refused(status::invalid_argument, [](auto& s) { s.targets = {}; });
    for (const double width : {0.0, 0.5, -2.0}) refused(status::invalid_argument, [&](auto& s) { s.width = width; });
    for (const double width : {not_a_number<double>, -infinite<double>})
        refused(status::not_finite, [&](auto& s) { s.width = width; });
    refused(status::invalid_argument, [](auto& s) { s.second_deviation = T(-1.5); });
    refused(status::invalid_argument, [](auto& s) { s.divisor = -1; });
    // By which the loss overflows, though the residual's square does not.
    refused(status::invalid_argument, [](auto& s) { s.divisor = std::numeric_limits<T>::denorm_min(); });
    refused(status::invalid_argument, [](auto& s) { s.unreachable_loss = -1; });
    refused(status::shape_mismatch, [](auto& s) { s.outputs = {s.outputs.data(), 1}; });
    refused(status::shape_mismatch, [](auto& s) { s.input_gram.rows = 1; });
    refused(status::shape_mismatch, [](auto& s) { s.input_gram.columns = 1; });
    refused(status::shape_mismatch, [](auto& s) { s.tangent.rows = 1; });
    refused(status::shape_mismatch, [](auto& s) { s.tangent.columns = 1; });
    const auto nothing = [](auto&) {};
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        for (std::vector<T>* array : {&gram, &tangent, &targets, &outputs}) {
            const T before = (*array)[1];
            (*array)[1] = bad;
            refused(status::not_finite, nothing);
            (*array)[1] = before;
        }
        refused(status::not_finite, [&](auto& s) { s.second_deviation = bad; });
        refused(status::not_finite, [&](auto& s) { s.divisor = bad; });
        refused(status::not_finite, [&](auto& s) { s.unreachable_loss = bad; });
    }
    outputs[1] = huge<T>;
    refused(status::invalid_argument, nothing);
    outputs[1] = 1;
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return model::create(start, w, m); }, m);

    REQUIRE(model::create(start, memory.span(), m) == status::ok);
    const T before = m.loss();
    CHECK(m.step(-1) == status::invalid_argument);
    for (const T eta : {not_a_number<T>, infinite<T>, -infinite<T>}) CHECK(m.step(eta) == status::not_finite);
    CHECK(m.step(huge<T>) == status::diverged);
    CHECK(m.loss() == before);
    CHECK(m.steps() == 0);
}

TEST_CASE_TEMPLATE("function_space_model.hpp: a start in reduced coordinates", T, float, double)
{
    refuses_bytes(status::invalid_argument, reduced_function_space_start_bytes<T>, 0);
    refuses_bytes(status::size_overflow, reduced_function_space_start_bytes<T>, far);
    aligned_memory memory = memory_for(reduced_function_space_start_bytes<T>, 2);
    function_space_start<T> start;
    const auto refused = [&](status expected, const reduced_data<T>& data, const network_state<T>& state) {
        refuses(
            expected, [&] { return reduced_function_space_start<T>(data, state, memory.span(), start); }, start.width,
            start.divisor);
    };
    small_problem<T> p, two(2);
    refused(status::invalid_argument, two.data, two.state);
    refused(status::shape_mismatch, p.data, two.state);
    for (const double width : {1.0, 2.0}) {  // below r + 1: the state would have to be its factor
        p.state.width = width;
        refused(status::invalid_argument, p.data, p.state);
    }
    p.state.width = not_a_number<double>;
    refused(status::not_finite, p.data, p.state);
    p.state.width = 3;
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return reduced_function_space_start<T>(p.data, p.state, w, start); },
        start.width);
    CHECK(reduced_function_space_start<T>(p.data, p.state, memory.span(), start) == status::ok);
}

TEST_CASE_TEMPLATE("parameter_model.hpp", T, float, double)
{
    using model = parameter_model<T>;
    for (const parameter_dims& wrong :
         {parameter_dims{0, 2, 1, 3}, parameter_dims{4, 0, 1, 3}, parameter_dims{4, 2, 0, 3}, parameter_dims{4, 2, 1, 0}})
        refuses_bytes(status::invalid_argument, model::bytes, wrong);
    refuses_bytes(status::size_overflow, model::bytes, parameter_dims{4, far, far, 3});
    std::vector<T> u = {1, 2, 3, 4, 5, 6, 7, 8}, v = {1, 0, 1, 0}, x = {1, 2, 0, 1, 1, 1}, y = {1, 2, 3};
    training_set<T> set;
    set.inputs = {x.data(), 3, 2};
    set.targets = {y.data(), 3, 1};
    const matrix_view<T> first(u.data(), 4, 2), second(v.data(), 4, 1);
    model m;
    aligned_memory memory = memory_for(model::bytes, parameter_dims{4, 2, 1, 3});
    const auto refused = [&](status expected, matrix_view<T> a, matrix_view<T> b, const training_set<T>& data) {
        refuses(
            expected, [&] { return model::create(a, b, data, memory.span(), m); }, m, u, v, x, y);
    };
    refused(status::invalid_argument, {u.data(), 0, 2}, second, set);
    refused(status::invalid_argument, first, {v.data(), 4, 0}, set);
    refused(status::invalid_argument, first, second, changed(set, [](auto& s) { s.inputs.rows = 0; }));
    refused(status::invalid_argument, first, second, changed(set, [](auto& s) { s.divisor = -1; }));
    refused(status::invalid_argument, first, second, changed(set, [](auto& s) { s.unreachable_loss = -1; }));
    refused(status::invalid_argument, first, second, changed(set, [](auto& s) { s.largest_singular_value = -1; }));
    refused(status::shape_mismatch, {u.data(), 4, 1, 2}, second, set);
    refused(status::shape_mismatch, {nullptr, 4, 2}, second, set);
    refused(status::shape_mismatch, first, {v.data(), 4, 1, 2}, set);
    refused(status::shape_mismatch, first, {nullptr, 4, 1}, set);
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.inputs.data = nullptr; }));
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.inputs.stride = 1; }));
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.targets.data = nullptr; }));
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.targets.stride = 0; }));
    refused(status::shape_mismatch, first, {v.data(), 3, 1}, set);
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.inputs.columns = 1; }));
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.targets.rows = 2; }));
    refused(status::shape_mismatch, first, second, changed(set, [](auto& s) { s.targets.columns = 2; }));
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        refused(status::not_finite, first, second, changed(set, [&](auto& s) { s.divisor = bad; }));
        refused(status::not_finite, first, second, changed(set, [&](auto& s) { s.unreachable_loss = bad; }));
        refused(status::not_finite, first, second, changed(set, [&](auto& s) { s.largest_singular_value = bad; }));
    }
    for (std::vector<T>* array : {&u, &v, &x, &y}) {
        const T before = (*array)[1];
        for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
            (*array)[1] = bad;
            refused(status::not_finite, first, second, set);
        }
        (*array)[1] = huge<T>;
        refused(status::invalid_argument, first, second, set);
        (*array)[1] = before;
    }
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return model::create(first, second, set, w, m); }, m);

    REQUIRE(model::create(first, second, set, memory.span(), m) == status::ok);
    const T before = m.loss();
    refuses(
        status::invalid_argument, [&] { return m.step(-1); }, u, v);
    for (const T eta : {not_a_number<T>, infinite<T>, -infinite<T>})
        refuses(
            status::not_finite, [&] { return m.step(eta); }, u, v);
    refuses(
        status::diverged, [&] { return m.step(huge<T>); }, u, v);
    CHECK(m.loss() == before);
    CHECK(m.steps() == 0);
    std::vector<T> sigma = {2}, basis = {1, 0}, target = {1}, row(2, 9), row_target(1, 9);
    reduced_data<T> data;
    data.samples = 3;
    data.inputs = 2;
    data.outputs = data.rank = 1;
    data.singular_values = sigma;
    data.targets = {target.data(), 1, 1};
    const auto reduce = [&](std::size_t inputs, std::size_t targets) {
        return reduced_training_set<T>(data, {row.data(), 1, inputs}, {row_target.data(), 1, targets}, set);
    };
    for (int keep = 0; keep < 2; ++keep) {
        refuses(
            status::shape_mismatch, [&] { return reduce(keep ? 1 : 2, 1); }, row, row_target, set);
        data.basis = {basis.data(), 1, 2};
    }
    refuses(
        status::shape_mismatch, [&] { return reduce(2, 0); }, row, row_target, set);
    // Data whose parts do not fit each other.
    const reduced_data<T> whole = data;
    data.singular_values = {sigma.data(), 0};
    refuses(
        status::shape_mismatch, [&] { return reduce(2, 1); }, row, row_target, set);
    data = whole;
    data.targets.rows = 0;
    refuses(
        status::shape_mismatch, [&] { return reduce(2, 1); }, row, row_target, set);
    std::vector<T> out(3, 9);
    refuses(
        status::shape_mismatch,
        [&] {
            return m.outputs({x.data(), 3, 1, 2}, {out.data(), 3, 1});
        },
        out);
    refuses(
        status::shape_mismatch,
        [&] {
            return m.outputs(set.inputs, {out.data(), 2, 1});
        },
        out);
    refuses(
        status::shape_mismatch,
        [&] {
            return m.outputs(set.inputs, {out.data(), 3, 0, 1});
        },
        out);
}
