#include "catapult/experiments/run.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A caller's own engine: f ← (1 − ηλ) f with loss f² and a fixed λ. It cannot be stepped from beyond `largest`.
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

}  // namespace

TEST_CASE("an engine of the caller's runs until it has converged, and can be stepped on")
{
    line_engine engine;
    training_run<line_engine> run;
    run.start(engine, 0.5, 1, {});
    while (run.running()) REQUIRE(run.step() == status::ok);
    // 4^-t ≤ 1e-8 from t = 14.
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
    // At steps 5 and 10; that of the start is given, and the end of the run takes the one of step 10.
    CHECK(engine.lambda_calls == 2);
}

TEST_CASE("a step that cannot be taken ends the run as divergent, at the last finite state")
{
    line_engine engine;
    engine.largest = 100;
    training_run<line_engine> run;
    run.start(engine, 3, 1, {});
    while (run.running()) REQUIRE(run.step() == status::ok);
    // |f| doubles at each step: 64 is the last below 100.
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
