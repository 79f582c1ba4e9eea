#include "catapult/experiments/run.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/draw_weights.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/owned.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// An engine as a caller might write it: f ← (1 − ηλ) f with loss f² and a fixed λ. It refuses a step from beyond
/// `largest`.
struct line_engine {
    double f = 1;
    double curvature = 1;
    double largest = std::numeric_limits<double>::infinity();
    int lambda_calls = 0;

    status step(double eta)
    {
        const double next = (1 - eta * curvature) * f;
        if (!(std::fabs(next) <= largest)) return status::diverged;
        f = next;
        return status::ok;
    }
    double excess_loss() const { return f * f; }
    double relative_step(double) const { return 0; }
    status lambda(double& result)
    {
        ++lambda_calls;
        result = curvature;
        return status::ok;
    }
};

stopping_rule steps_of(std::size_t steps)
{
    stopping_rule rule;
    rule.max_steps = steps;
    rule.converged_ratio = 0;
    return rule;
}

/// Four samples of six inputs, which can be fitted exactly, and a network of 40 rows for each engine.
struct network {
    static constexpr std::size_t samples = 4, inputs = 6, width = 40;
    std::vector<double> x, y, u, v;
    owned<data_reduction<double>> reduction;
    reduced_data<double> data;
    owned<network_state<double>> state;
    owned<gram_model<double>> model;
    owned<catapult::top_eigenvalue<double>> top;
    double lambda0 = 0;

    network() : x(samples * inputs), y(samples), u(width * inputs), v(width)
    {
        fill_normals<double>({3, 100}, 0, x);
        fill_normals<double>({3, 101}, 0, y);
        REQUIRE(draw_weights<double>(3, 0, {u.data(), width, inputs}, {v.data(), width, 1}) == status::ok);
        REQUIRE(reduction.create(data_dims{samples, inputs, 1, true}) == status::ok);
        REQUIRE(reduction->add({x.data(), samples, inputs}, {y.data(), samples, 1}) == status::ok);
        REQUIRE(reduction->finish(data) == status::ok);
        REQUIRE(state.create(network_dims{data.rank, 1}) == status::ok);
        owned<weights_reduction<double>> sums;
        REQUIRE(sums.create(weights_dims{inputs, 1, data.rank}, data.basis) == status::ok);
        REQUIRE(sums->add({u.data(), width, inputs}, {v.data(), width, 1}) == status::ok);
        REQUIRE(sums->finish(*state) == status::ok);
        REQUIRE(model.create(data, *state) == status::ok);
        REQUIRE(top.create(*model, 1e-12) == status::ok);
        lambda0 = value_of(*top);
    }
    template <class Lambda>
    static double value_of(Lambda& following)
    {
        eigenvalue_result<double> result;
        REQUIRE(following.update(result) == status::ok);
        return result.value;
    }
    model_engine<gram_model<double>, catapult::top_eigenvalue<double>> engine() { return {*model, *top}; }
};

void check_close(double a, double b, double tolerance)
{
    CAPTURE(a);
    CAPTURE(b);
    CHECK(std::fabs(a - b) <= tolerance * std::fabs(b));
}

void check_same(const run_summary& a, const run_summary& b, double tolerance)
{
    CHECK(a.end == b.end);
    CHECK(a.steps == b.steps);
    CHECK(a.peak_step == b.peak_step);
    CHECK(a.eta == b.eta);
    check_close(a.loss_initial, b.loss_initial, tolerance);
    check_close(a.loss_peak, b.loss_peak, tolerance);
    check_close(a.loss_final, b.loss_final, tolerance);
    check_close(a.lambda_initial, b.lambda_initial, tolerance);
    check_close(a.lambda_final, b.lambda_final, tolerance);
}

}  // namespace

TEST_CASE("an engine of the caller's runs until it has converged, and can be stepped on")
{
    line_engine engine;
    training_run<line_engine> run;
    run.start(engine, 0.5, 1, {});
    while (run.running()) REQUIRE(run.step() == status::ok);
    // 4^-t ≤ 1e-8 from t = 14 on.
    CHECK(run.summary().end == outcome::converged);
    CHECK(run.summary().steps == 14);
    CHECK(run.summary().loss_final == std::ldexp(1.0, -28));
    CHECK(engine.lambda_calls == 1);

    for (int i = 0; i < 3; ++i) REQUIRE(run.step() == status::ok);
    CHECK(engine.f == std::ldexp(1.0, -17));
    CHECK(run.summary().steps == 14);
    CHECK(!run.lost());
}

TEST_CASE("λ is found once a step, and only where it is asked for")
{
    line_engine engine;
    run_summary result;
    REQUIRE(run(
                engine, 0.5, 1, steps_of(10),
                [](auto& at) {
                    if (at.summary().steps % 5 != 0) return;
                    double first = 0, second = 0;
                    CHECK(at.lambda(first) == status::ok);
                    CHECK(at.lambda(second) == status::ok);
                    CHECK(first == 1);
                },
                result) == status::ok);
    CHECK(result.end == outcome::out_of_steps);
    // λ is found at steps 5 and 10. λ of the start is given, and the end of the run uses λ of step 10.
    CHECK(engine.lambda_calls == 2);
}

TEST_CASE("a step that cannot be taken ends the run as divergent, at the last finite state")
{
    line_engine engine;
    engine.largest = 100;
    training_run<line_engine> run;
    run.start(engine, 3, 1, {});
    while (run.running()) REQUIRE(run.step() == status::ok);
    // |f| doubles at each step, and 64 is its last value below 100.
    CHECK(run.lost());
    CHECK(run.summary().end == outcome::divergent);
    CHECK(run.summary().steps == 6);
    CHECK(run.summary().loss_final == 4096);
    CHECK(std::isinf(run.summary().loss_peak));
    CHECK(run.step() == status::ok);
    CHECK(engine.f == 64);
}

TEST_CASE("a callback stops the run, and a failure of it leaves the result as it was")
{
    line_engine engine;
    run_summary result;
    const auto stop_at_three = [](auto& at) { return at.summary().steps == 3 ? at.stop() : status::ok; };
    REQUIRE(run(engine, 0.5, 1, {}, stop_at_three, result) == status::ok);
    CHECK(result.end == outcome::out_of_steps);
    CHECK(result.steps == 3);
    CHECK(engine.f == 0.125);

    line_engine other;
    run_summary kept;
    kept.steps = 77;
    const auto refuse = [](auto& at) { return at.summary().steps == 2 ? status::unsupported : status::ok; };
    CHECK(run(other, 0.5, 1, {}, refuse, kept) == status::unsupported);
    CHECK(kept.steps == 77);
    CHECK(other.f == 0.25);
}

TEST_CASE_TEMPLATE("a change of η in a run of the Gram engine is that of plain steps", T, float, double)
{
    reduced_problem<T> p(6, 5, 2, 4, 40, 3);
    owned_state<T> initial(4, 2, 40);
    p.write_state(initial.state);
    owned_model<T> trained(p.data, initial.state), plain(p.data, initial.state);
    std::size_t bytes = 0;
    REQUIRE(catapult::top_eigenvalue<T>::bytes(trained.model.dims(), bytes) == status::ok);
    aligned_memory memory(bytes);
    catapult::top_eigenvalue<T> lambda;
    REQUIRE(catapult::top_eigenvalue<T>::create(trained.model, 1e-6, memory.span(), lambda) == status::ok);
    eigenvalue_result<T> start;
    REQUIRE(lambda.update(start) == status::ok);
    const double eta = static_cast<T>(1 / static_cast<double>(start.value)), later = static_cast<T>(eta / 4);

    run_summary result;
    REQUIRE(run(
                model_engine{trained.model, lambda}, eta, start.value, steps_of(20),
                [&](auto& at) {
                    if (at.summary().steps == 8) at.change_eta(later);
                },
                result) == status::ok);
    for (int t = 0; t < 20; ++t) REQUIRE(plain.model.step(static_cast<T>(t < 8 ? eta : later)) == status::ok);
    CHECK(trained.model.steps() == plain.model.steps());
    CHECK(trained.model.excess_loss() == plain.model.excess_loss());
    CHECK(result.loss_final == static_cast<double>(plain.model.excess_loss()));
}

TEST_CASE("a change of η in a warmup run is a start at the new η from the same f and λ")
{
    const double eta = 1.2, later = 0.7;
    for (const double width : {100.0, std::numeric_limits<double>::infinity()})
        for (const double label : {0.0, 0.5}) {
            warmup_model<double> whole, half, rest;
            REQUIRE(warmup_model<double>::create({width, 1.5, label, eta}, {0.8, 1}, whole) == status::ok);
            half = whole;
            run_summary result;
            REQUIRE(run(
                        warmup_engine{whole}, eta, whole.lambda(), steps_of(12),
                        [&](auto& at) {
                            if (at.summary().steps == 5) at.change_eta(later);
                        },
                        result) == status::ok);
            for (int t = 0; t < 5; ++t) REQUIRE(half.step() == status::ok);
            REQUIRE(warmup_model<double>::create({width, 1.5, label, later}, {half.output(), half.lambda()}, rest) == status::ok);
            for (int t = 0; t < 7; ++t) REQUIRE(rest.step() == status::ok);
            // Both paths round a few times a step, and the residual is a difference of numbers up to 1.
            CHECK(std::fabs(whole.residual() - rest.residual()) <= 12 * 8 * 0x1p-53);
            CHECK(std::fabs(whole.lambda() - rest.lambda()) <= 12 * 8 * 0x1p-53);
            CHECK(whole.steps() == 12);
        }
}

TEST_CASE("run of a warmup model is the run of its engine")
{
    for (const double eta : {0.5, 1.5, 2.5}) {
        warmup_model<double> alone, watched;
        REQUIRE(warmup_model<double>::create({1000, 1, 0, eta}, {1, 1.9}, alone) == status::ok);
        watched = alone;
        const run_summary expected = run(alone, stopping_rule());
        run_summary result;
        REQUIRE(run(warmup_engine{watched}, eta, watched.lambda(), {}, result) == status::ok);
        CHECK(result.end == expected.end);
        CHECK(result.steps == expected.steps);
        CHECK(watched.residual() == alone.residual());
        CHECK(result.lambda_final == expected.lambda_final);
        CHECK(result.loss_peak == doctest::Approx(expected.loss_peak).epsilon(1e-15));
    }
}

TEST_CASE("a run that is stopped is out of steps where it stands")
{
    for (const std::size_t last : {std::size_t(0), std::size_t(5), std::size_t(20)}) {
        CAPTURE(last);
        line_engine engine;
        run_summary summary;
        REQUIRE(run(
                    engine, 0.1, 1, {}, [&](auto& one) { return one.summary().steps == last ? one.stop() : status::ok; },
                    summary) == status::ok);
        CHECK(summary.end == outcome::out_of_steps);
        CHECK(summary.steps == last);
        CHECK(summary.lambda_final == 1);
        CHECK(engine.f == doctest::Approx(std::pow(0.9, double(last))));
        // The trend of sixteen steps shows where the run goes. Fewer steps do not.
        CHECK(classify(summary) == (last >= falling_steps ? phase::lazy : phase::undecided));
    }
}

TEST_CASE("a run that diverges is kept at its last finite state")
{
    network n;
    auto engine = n.engine();
    training_run<decltype(engine)> one;
    stopping_rule rule;  // a run ends only where it is not finite
    rule.divergent_step = rule.divergent_ratio = __builtin_inf();
    one.start(engine, 40 / n.lambda0, n.lambda0, rule);
    while (one.running()) REQUIRE(one.step() == status::ok);
    const run_summary& summary = one.summary();
    CHECK(one.lost());
    CHECK(summary.end == outcome::divergent);
    CHECK(summary.steps > 0);
    CHECK(summary.steps == n.model->steps());
    CHECK(std::isfinite(summary.loss_final));
    CHECK(summary.loss_final == n.model->excess_loss());
    CHECK(summary.peak_step == summary.steps + 1);
    check_close(summary.lambda_final, network::value_of(*n.top), 1e-9);
    REQUIRE(one.step() == status::ok);
    CHECK(summary.steps == n.model->steps());
    // A new start resets lost().
    one.start(engine, 1 / n.lambda0, n.lambda0, {});
    CHECK_FALSE(one.lost());
}

TEST_CASE("all engines of the library give one summary")
{
    for (const double ratio : {1.0, 2.5, 12.0}) {
        CAPTURE(ratio);
        network n;
        const double eta = ratio / n.lambda0;
        run_summary gram, parameters, function;
        REQUIRE(run(n.engine(), eta, n.lambda0, {}, gram) == status::ok);
        CHECK(classify(gram) == (ratio == 1 ? phase::lazy : ratio < 4 ? phase::catapult : phase::divergent));

        training_set<double> set;
        set.inputs = {n.x.data(), n.samples, n.inputs};
        set.targets = {n.y.data(), n.samples, 1};
        owned<parameter_model<double>> weights;
        const matrix_view<double> u(n.u.data(), n.width, n.inputs), v(n.v.data(), n.width, 1);
        REQUIRE(weights.create(u, v, set) == status::ok);
        owned<parameter_top_eigenvalue<double>> of_weights;
        const parameter_dims dims{n.width, n.inputs, 1, n.samples};
        std::size_t bytes = 0;
        REQUIRE(parameter_top_eigenvalue<double>::bytes(dims, bytes) == status::ok);
        owned_workspace memory;
        REQUIRE(memory.allocate(bytes) == status::ok);
        parameter_top_eigenvalue<double> top;
        REQUIRE(parameter_top_eigenvalue<double>::create(*weights, 1e-12, memory, top) == status::ok);
        REQUIRE(run(model_engine{*weights, top}, eta, network::value_of(top), {}, parameters) == status::ok);
        check_same(parameters, gram, 1e-9);

        std::size_t start_bytes = 0;
        REQUIRE(reduced_function_space_start_bytes<double>(n.data.rank, start_bytes) == status::ok);
        owned_workspace start_memory;
        REQUIRE(start_memory.allocate(start_bytes) == status::ok);
        function_space_start<double> start;
        REQUIRE(reduced_function_space_start<double>(n.data, *n.state, start_memory, start) == status::ok);
        owned<function_space_model<double>> outputs;
        REQUIRE(outputs.create(start) == status::ok);
        std::size_t top_bytes = 0;
        REQUIRE(function_space_top_eigenvalue<double>::bytes(n.data.rank, top_bytes) == status::ok);
        owned_workspace top_memory;
        REQUIRE(top_memory.allocate(top_bytes) == status::ok);
        function_space_top_eigenvalue<double> of_outputs;
        REQUIRE(function_space_top_eigenvalue<double>::create(*outputs, 1e-12, top_memory, of_outputs) == status::ok);
        REQUIRE(run(model_engine{*outputs, of_outputs}, eta, network::value_of(of_outputs), {}, function) == status::ok);
        check_same(function, gram, 1e-9);
    }
}

TEST_CASE("a warmup model changes its η as the network with its weights does")
{
    constexpr std::size_t width = 1000;
    std::vector<double> u(width), v(width);
    draw_warmup_weights<double>(5, u, v);
    warmup_start<double> start;
    REQUIRE(warmup_start_from_weights<double>(u, v, 1.5, start) == status::ok);
    const double first = 3 / start.lambda, second = 0.4 / start.lambda;
    for (const double label : {0.0, 0.5}) {
        const warmup_problem<double> problem{width, 1.5, label, first};
        std::vector<double> own_u = u, own_v = v;
        warmup_model<double> model;
        warmup_network<double> weights;
        REQUIRE(warmup_model<double>::create(problem, start, model) == status::ok);
        REQUIRE(warmup_network<double>::create(problem, own_u, own_v, weights) == status::ok);
        const auto change = [&](auto& one) {
            if (one.summary().steps == 7) one.change_eta(second);
        };
        run_summary of_model, of_weights;
        REQUIRE(run(warmup_engine{model}, first, model.lambda(), {}, change, of_model) == status::ok);
        REQUIRE(run(warmup_engine{weights}, first, weights.lambda(), {}, change, of_weights) == status::ok);
        REQUIRE(of_model.end == outcome::converged);
        REQUIRE(of_model.steps > 10);
        check_same(of_model, of_weights, 1e-9);
        CHECK(model.problem().eta == second);
        check_close(model.eta_lambda(), second * model.lambda(), 1e-14);
    }
    // A change must refuse what create refuses, and leave the model unchanged.
    warmup_model<double> model;
    REQUIRE(warmup_model<double>::create({width, 1.5, 0, first}, start, model) == status::ok);
    const double lambda = model.lambda();
    CHECK(model.change_eta(0) == status::invalid_argument);
    CHECK(model.change_eta(-1) == status::invalid_argument);
    CHECK(model.change_eta(std::nan("")) == status::not_finite);
    CHECK(model.change_eta(1e-200) == status::invalid_argument);  // n/(ηx)² overflows
    CHECK(model.problem().eta == first);
    CHECK(model.lambda() == lambda);
    // A power of two must not change any digit.
    const double output = model.output();
    REQUIRE(model.change_eta(first / 4) == status::ok);
    CHECK(model.output() == output);
    CHECK(model.lambda() == lambda);
}
