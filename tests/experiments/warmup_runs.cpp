#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "catapult/experiments/warmup_runs.hpp"
#include "support/effort.hpp"
#include "support/kernel_harness.hpp"
#include "support/same_run.hpp"

using namespace catapult;
using test::check_same_run;
using test::fraction;
using test::same_bits;

namespace {

/// A mixed sweep: every phase, labels, infinite width, budgets that run out, and starts that have already converged or
/// diverged.
template <class T>
std::vector<warmup_model<T>> mixed_sweep(std::size_t count)
{
    std::vector<warmup_model<T>> models;
    for (std::uint64_t i = 0; models.size() < count; ++i) {
        warmup_problem<T> p;
        const double kind = fraction(7 * i);
        p.width = kind < 0.1 ? std::numeric_limits<T>::infinity() : static_cast<T>(std::exp2(1 + 30 * fraction(7 * i + 1)));
        p.input = static_cast<T>(0.5 + fraction(7 * i + 2));
        p.label = kind < 0.5 ? T(0) : static_cast<T>(3 * fraction(7 * i + 3));
        const warmup_start<T> start{kind > 0.97 ? p.label : static_cast<T>(fraction(7 * i + 4)), static_cast<T>(2.5)};
        // A few start where others have diverged.
        p.eta = static_cast<T>((kind > 0.9 && kind < 0.93 ? 4400 : 4.4) * fraction(7 * i + 5)) / start.lambda;
        // Some have no minimum to stay in: ω = ηxy/√n from 1 to 1.4.
        if (kind > 0.8 && kind < 0.87) {
            const T omega = static_cast<T>(1 + 0.4 * fraction(7 * i + 6));
            p.width = 1 + p.width / 4;
            p.eta = omega * static_cast<T>(2.1) / start.lambda;
            p.label = omega * std::sqrt(p.width) / (p.eta * p.input);
        }
        warmup_model<T> m;
        if (warmup_model<T>::create(p, start, m) == status::ok) models.push_back(m);
    }
    return models;
}

}  // namespace

TEST_CASE_TEMPLATE("a batch gives each trajectory the bits it has alone, on every instruction set", T, float, double)
{
    const isa best = isa_in_use();
    std::vector<stopping_rule> rules(9);
    rules[1].max_steps = 150;
    rules[2].max_steps = 40;
    rules[3].converged_ratio = 1e-3;
    rules[3].divergent_step = 1e3;
    rules[4].max_steps = 1000;
    rules[4].divergent_step = std::numeric_limits<double>::infinity();
    rules[4].divergent_ratio = std::numeric_limits<double>::infinity();
    // The loss dips below the ratio while ηλ ≥ 2, and the run goes on.
    rules[5].converged_ratio = 0.3;
    // At the limits of the trend watch, and of the budgets that lanes take.
    rules[6].max_steps = 255, rules[7].max_steps = 256, rules[8].max_steps = 300;
    rules[0].max_steps = rules[3].max_steps = rules[5].max_steps = 20000;
    for (std::size_t r = 0; r < rules.size(); ++r) {
        CAPTURE(r);
        const std::vector<warmup_model<T>> models = mixed_sweep<T>(700);
        std::vector<warmup_model<T>> alone = models;
        std::vector<run_summary> expected(models.size());
        int phases[phase_count] = {};
        REQUIRE(limit_isa(isa::scalar) == status::ok);
        for (std::size_t i = 0; i < models.size(); ++i) {
            expected[i] = run(alone[i], rules[r]);
            ++phases[static_cast<int>(classify(expected[i]))];
        }
        // 20,000 steps decide almost every run. 40 steps decide hardly any, except those that have converged.
        if (r == 0)
            for (const phase p : {phase::lazy, phase::catapult, phase::bounded, phase::divergent})
                CHECK(phases[static_cast<int>(p)] >= 5);
        if (r == 2) CHECK(phases[static_cast<int>(phase::undecided)] >= 5);
        if (r == 2) CHECK(phases[static_cast<int>(phase::bounded)] == 0);
        for (int w = 0; w < isa_count; ++w) {
            if (!isa_available(static_cast<isa>(w))) continue;
            // Other sets have runs of their own.
            if (test::is_slow() && test::chosen_isa != isa::scalar && test::chosen_isa != static_cast<isa>(w)) continue;
            CAPTURE(isa_name(static_cast<isa>(w)));
            REQUIRE(limit_isa(static_cast<isa>(w)) == status::ok);
            std::vector<warmup_model<T>> batch = models;
            std::vector<run_summary> summaries(models.size());
            REQUIRE(run_warmup_models<T>(batch, rules[r], summaries) == status::ok);
            for (std::size_t i = 0; i < models.size(); ++i) {
                CAPTURE(i);
                check_same_run(summaries[i], expected[i]);
                REQUIRE(summaries[i].peak_step == 0);
                REQUIRE(same_bits(batch[i].residual(), alone[i].residual()));
                REQUIRE(same_bits(batch[i].lambda_drift(), alone[i].lambda_drift()));
                REQUIRE(batch[i].steps() == alone[i].steps());
            }
        }
    }
    REQUIRE(limit_isa(best) == status::ok);
}

TEST_CASE_TEMPLATE("limits that are negative or not a number mean the same to a batch as to each trajectory alone", T, float,
                   double)
{
    std::vector<stopping_rule> rules;
    for (double stopping_rule::*limit :
         {&stopping_rule::converged_ratio, &stopping_rule::divergent_step, &stopping_rule::divergent_ratio})
        for (const double value : {-2.0, 0.0, std::numeric_limits<double>::quiet_NaN()}) {
            rules.emplace_back();
            rules.back().*limit = value;
            rules.back().max_steps = 1000;
        }
    for (std::size_t r = 0; r < rules.size(); ++r) {
        CAPTURE(r);
        std::vector<warmup_model<T>> models = mixed_sweep<T>(40), alone = models;
        std::vector<run_summary> summaries(models.size());
        REQUIRE(run_warmup_models<T>(models, rules[r], summaries) == status::ok);
        for (std::size_t i = 0; i < models.size(); ++i) check_same_run(summaries[i], run(alone[i], rules[r]));
    }
}

TEST_CASE("long runs and short ones by turns")
{
    std::vector<warmup_model<double>> models(2000);
    for (std::size_t i = 0; i < models.size(); ++i) {
        const double distance = (i / 200 % 2 == 0 ? 0.004 : 0.4) + 1e-5 * static_cast<double>(i);
        REQUIRE(warmup_model<double>::create({1e6, 1, 0, (i % 2 == 0 ? 2 - distance : 2 + distance) / 2}, {1, 2}, models[i]) ==
                status::ok);
    }
    std::vector<warmup_model<double>> alone = models;
    std::vector<run_summary> summaries(models.size());
    REQUIRE(run_warmup_models<double>(models, {}, summaries) == status::ok);
    for (std::size_t i = 0; i < models.size(); ++i) {
        CAPTURE(i);
        check_same_run(summaries[i], run(alone[i], {}));
    }
}

TEST_CASE("few models, none, and lengths that do not fit")
{
    for (std::size_t count : {0, 1, 2, 33}) {
        std::vector<warmup_model<double>> models = mixed_sweep<double>(count), alone = models;
        std::vector<run_summary> summaries(count);
        stopping_rule rule;
        rule.max_steps = 5000;
        REQUIRE(run_warmup_models<double>(models, rule, summaries) == status::ok);
        for (std::size_t i = 0; i < count; ++i) check_same_run(summaries[i], run(alone[i], rule));
    }
    std::vector<warmup_model<double>> models(3);
    std::vector<run_summary> summaries(2);
    CHECK(run_warmup_models<double>(models, {}, summaries) == status::shape_mismatch);
}

TEST_CASE_TEMPLATE("the pass over stored weights gives the scalar kernel's bits and stays inside", T, float, double)
{
    test::for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for (std::size_t n = 1; n < 100; ++n)
            for (std::size_t offset : {0, 1, 3}) {
                test::guarded<T> u(n, offset, 5), v(n, 2 * offset, 900), expected_u(n, offset, 5), expected_v(n, 2 * offset, 900);
                T product, squares, expected_product, expected_squares;
                test::table<T>(isa::scalar)
                    .warmup.weights(n, T(0.3), expected_u.data(), expected_v.data(), &expected_product, &expected_squares);
                test::table<T>(which).warmup.weights(n, T(0.3), u.data(), v.data(), &product, &squares);
                REQUIRE(u.same_bits(expected_u));
                REQUIRE(v.same_bits(expected_v));
                REQUIRE(same_bits(product, expected_product));
                REQUIRE(same_bits(squares, expected_squares));
                REQUIRE(u.canaries_alive());
                REQUIRE(v.canaries_alive());
            }
    });
}
