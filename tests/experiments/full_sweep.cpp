#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/owned.hpp"
#include "support/aligned.hpp"
#include "support/same_run.hpp"

using namespace catapult;
using test::check_same_run;
using test::fraction;
using test::same_bits;

namespace {

const std::vector<double> widths = {2, 50, 1e6, 1e12, std::numeric_limits<double>::infinity()};
const std::vector<double> rates = {0.4, 1.7, 2.4, 3.5, 6.0};

/// 9 samples of 4 inputs.
owned_data<double> small_data(std::size_t outputs)
{
    std::vector<double> inputs(36), targets(9 * outputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = 2 * fraction(i) - 1;
    for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = fraction(1000 + i) - 0.3;
    owned_data<double> data;
    REQUIRE(data.reduce({inputs.data(), 9, 4}, {targets.data(), 9, outputs}) == status::ok);
    return data;
}

sweep_grid mixed_grid(bool relative)
{
    sweep_grid grid;
    grid.widths = widths;
    grid.first_seed = 3;
    grid.seeds = 3;
    grid.rates = rates;
    grid.relative = relative;
    return grid;
}

sweep_options short_runs()
{
    sweep_options options;
    options.rule.max_steps = 2000;
    return options;
}

struct engine {
    engine(const reduced_data<double>& data, const sweep_grid& grid, const sweep_options& options)
    {
        REQUIRE(sweep.create(data, grid, options) == status::ok);
    }
    std::vector<sweep_record> run(std::uint64_t first, std::size_t count)
    {
        std::vector<sweep_record> records(count);
        REQUIRE(sweep->run(first, records) == status::ok);
        return records;
    }
    owned<full_sweep> sweep;
};

void check_same(const run_summary& a, const run_summary& b)
{
    check_same_run(a, b);
    REQUIRE(a.peak_step == b.peak_step);
}

/// One trajectory with its own objects.
struct single {
    single(const reduced_data<double>& data, double width, std::uint64_t seed)
    {
        owned<network_state<double>> state;
        REQUIRE(draw_initial(data, width, seed, state) == status::ok);
        REQUIRE(model.create(data, *state) == status::ok);
        REQUIRE(lambda.create(*model, lambda_tolerance) == status::ok);
        eigenvalue_result<double> found;
        REQUIRE(certify(*lambda, *model, found) == status::ok);
        lambda0 = found.value;
    }
    owned<gram_model<double>> model;
    owned<top_eigenvalue<double>> lambda;
    double lambda0 = 0;
};

}  // namespace

TEST_CASE("a record equals the result of one run of the Gram engine")
{
    for (const std::size_t outputs : {1u, 2u, 5u, 11u})
        for (const bool relative : {true, false}) {
            const owned_data<double> data = small_data(outputs);
            const sweep_grid grid = mixed_grid(relative);
            const std::vector<sweep_record> records = engine(*data, grid, short_runs()).run(0, 75);
            int phases[phase_count] = {};
            for (std::size_t i = 0; i < records.size(); ++i) {
                CAPTURE(i);
                const sweep_point p = sweep_point_at(grid, i);
                single one(*data, p.width, p.seed);
                const double eta = relative ? p.rate / one.lambda0 : p.rate;
                run_summary expected;
                REQUIRE(run(model_engine{*one.model, *one.lambda}, eta, one.lambda0, short_runs().rule, expected) == status::ok);
                CHECK(records[i].width == p.width);
                CHECK(records[i].seed == p.seed);
                CHECK(same_bits(records[i].eta_lambda0, relative ? p.rate : p.rate * one.lambda0));
                CHECK(records[i].end_phase == classify(expected));
                check_same(records[i].run, expected);
                ++phases[static_cast<int>(records[i].end_phase)];
            }
            if (!relative) continue;
            CHECK(phases[static_cast<int>(phase::lazy)] > 5);
            CHECK(phases[static_cast<int>(phase::catapult)] > 5);
            CHECK(phases[static_cast<int>(phase::divergent)] > 5);
        }
}

TEST_CASE("five steps decide no phase, many steps decide all, alone and side by side")
{
    for (const std::size_t outputs : {1u, 2u, 11u}) {
        const owned_data<double> data = small_data(outputs);
        const double width = 1e6, rates[] = {0.5, 1.5, 3, 3.5, 5};
        sweep_grid grid;
        grid.widths = span<const double>(&width, 1);
        grid.rates = rates;
        sweep_options options;
        options.rule.max_steps = 5;
        for (const sweep_record& r : engine(*data, grid, options).run(0, 5)) CHECK(r.end_phase == phase::undecided);
        options.rule.max_steps = 100000;
        const phase expected[] = {phase::lazy, phase::lazy, phase::catapult, phase::catapult, phase::divergent};
        const std::vector<sweep_record> records = engine(*data, grid, options).run(0, 5);
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(i);
            CHECK(records[i].end_phase == expected[i]);
        }
    }
}

TEST_CASE("ranges in any order and of any length have the records of the whole")
{
    const owned_data<double> data = small_data(1);
    const sweep_grid grid = mixed_grid(true);
    for (const bool followed : {false, true}) {
        sweep_options options = short_runs();
        options.follow = followed;
        options.physical_time = 20;
        engine whole(*data, grid, options), parts(*data, grid, options);
        const std::vector<sweep_record> expected = whole.run(0, 75);
        std::size_t end = 75;
        for (std::size_t length = 1; end > 0; length = length * 3 % 17) {
            const std::size_t count = length < end ? length : end;
            end -= count;
            const std::vector<sweep_record> some = parts.run(end, count);
            for (std::size_t i = 0; i < count; ++i) {
                check_same(some[i].run, expected[end + i].run);
                CHECK(same_bits(some[i].lambda_lowest, expected[end + i].lambda_lowest));
                CHECK(same_bits(some[i].lambda_highest, expected[end + i].lambda_highest));
                CHECK(same_bits(some[i].lambda_at_time, expected[end + i].lambda_at_time));
            }
        }
    }
}

TEST_CASE("a followed run sees λ at every step, within the tolerance of a λ found afresh")
{
    const owned_data<double> data = small_data(1);
    const sweep_grid grid = mixed_grid(true);
    sweep_options options = short_runs();
    options.follow = true;
    options.physical_time = 5;
    const std::vector<sweep_record> records = engine(*data, grid, options).run(0, 75);
    for (std::size_t i = 0; i < records.size(); ++i) {
        CAPTURE(i);
        const sweep_record& r = records[i];
        single one(*data, r.width, r.seed);
        double lowest = one.lambda0, highest = one.lambda0, at_time = std::nan("");
        for (std::size_t step = 1; step <= r.run.steps; ++step) {
            REQUIRE(one.model->step(r.run.eta) == status::ok);
            // This λ is found afresh, without an earlier vector.
            REQUIRE(one.lambda.create(*one.model, lambda_tolerance) == status::ok);
            eigenvalue_result<double> found;
            REQUIRE(one.lambda->update(found) == status::ok);
            lowest = std::fmin(lowest, found.value);
            highest = std::fmax(highest, found.value);
            if (std::isnan(at_time) && (r.run.eta * static_cast<double>(step) >= 5 || step == r.run.steps)) at_time = found.value;
        }
        // Each of the two is within its tolerance of λ, with 8 ε for rounding.
        constexpr double both = 2 * lambda_tolerance + 1e-14;
        CHECK(r.lambda_lowest <= lowest * (1 + both));
        CHECK(r.lambda_highest >= highest * (1 - both));
        if (!std::isnan(r.lambda_at_time)) CHECK(std::fabs(r.lambda_at_time - at_time) <= both * at_time);
    }
}

TEST_CASE("invalid grids and ranges are refused")
{
    const owned_data<double> data = small_data(1);
    sweep_grid grid = mixed_grid(true);
    engine e(*data, grid, short_runs());
    std::vector<sweep_record> records(3);
    CHECK(e.sweep->run(73, records) == status::invalid_argument);
    CHECK(e.sweep->run(UINT64_MAX, records) == status::invalid_argument);
    std::size_t bytes = 0;
    REQUIRE(full_sweep::bytes(*data, grid, bytes) == status::ok);
    test::aligned_memory memory(bytes);
    const std::vector<double> broken = {10.5};
    grid.widths = broken;
    CHECK(full_sweep::bytes(*data, grid, bytes) == status::invalid_argument);
    full_sweep refused;
    CHECK(full_sweep::create(*data, grid, short_runs(), memory.span(), refused) == status::invalid_argument);
    grid = mixed_grid(true);
    CHECK(full_sweep::create(*data, grid, short_runs(), {}, refused) == status::workspace_too_small);
}
