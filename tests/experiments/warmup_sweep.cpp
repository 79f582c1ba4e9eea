#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"
#include "support/kernel_harness.hpp"
#include "support/same_run.hpp"

using namespace catapult;
using test::check_same_run;
using test::same_bits;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const std::vector<double> widths = {3, 1000, 1e6, 1e12, infinity};
const std::vector<double> rates = {0.1, 0.7, 1.5, 1.95, 2.05, 2.6, 3.3, 3.9, 4.4};

sweep_grid mixed_grid()
{
    sweep_grid grid;
    grid.widths = widths;
    grid.first_seed = 7;
    grid.seeds = 4;
    grid.rates = rates;
    return grid;
}

sweep_options short_runs()
{
    sweep_options options;
    options.rule.max_steps = 3000;
    return options;
}

std::vector<sweep_record> sweep(const sweep_grid& grid, const warmup_setting& setting, const sweep_options& options,
                                std::uint64_t first, std::size_t count)
{
    std::vector<sweep_record> records(count);
    REQUIRE(run_warmup_sweep(grid, setting, options, first, records) == status::ok);
    return records;
}

void check_same(const sweep_record& a, const sweep_record& b)
{
    CHECK(same_bits(a.width, b.width));
    CHECK(a.seed == b.seed);
    CHECK(same_bits(a.eta_lambda0, b.eta_lambda0));
    CHECK(a.end_phase == b.end_phase);
    CHECK(a.run.peak_step == b.run.peak_step);
    CHECK(same_bits(a.lambda_at_time, b.lambda_at_time));
    CHECK(same_bits(a.lambda_lowest, b.lambda_lowest));
    CHECK(same_bits(a.lambda_highest, b.lambda_highest));
    check_same_run(a.run, b.run);
}

}  // namespace

TEST_CASE("grid points come widths first, then seeds, then rates")
{
    const sweep_grid grid = mixed_grid();
    std::uint64_t points = 0;
    REQUIRE(sweep_points(grid, points) == status::ok);
    REQUIRE(points == 5 * 4 * 9);
    std::uint64_t index = 0;
    for (const double width : widths)
        for (std::uint64_t seed = 7; seed < 11; ++seed)
            for (const double rate : rates) {
                const sweep_point p = sweep_point_at(grid, index++);
                CHECK(p.width == width);
                CHECK(p.seed == seed);
                CHECK(p.rate == rate);
            }
}

TEST_CASE("a grid that cannot be swept is refused")
{
    std::uint64_t points = 42;
    const auto answer = [&](auto change) {
        sweep_grid grid = mixed_grid();
        change(grid);
        return sweep_points(grid, points);
    };
    const std::vector<double> bad = {1, 0.5}, zero = {0}, not_a_number = {std::nan("")}, unbounded = {1, infinity};
    CHECK(answer([](sweep_grid& g) { g.widths = {}; }) == status::invalid_argument);
    CHECK(answer([](sweep_grid& g) { g.rates = {}; }) == status::invalid_argument);
    CHECK(answer([](sweep_grid& g) { g.seeds = 0; }) == status::invalid_argument);
    CHECK(answer([](sweep_grid& g) { g.first_seed = UINT64_MAX - 2; }) == status::invalid_argument);
    CHECK(answer([](sweep_grid& g) { g.first_seed = UINT64_MAX - 3; }) == status::ok);
    points = 42;
    CHECK(answer([&](sweep_grid& g) { g.widths = bad; }) == status::invalid_argument);
    CHECK(answer([&](sweep_grid& g) { g.widths = not_a_number; }) == status::not_finite);
    CHECK(answer([&](sweep_grid& g) { g.rates = zero; }) == status::invalid_argument);
    CHECK(answer([&](sweep_grid& g) { g.rates = not_a_number; }) == status::not_finite);
    CHECK(answer([&](sweep_grid& g) { g.rates = unbounded; }) == status::not_finite);
    CHECK(answer([&](sweep_grid& g) { g.first_seed = 0, g.seeds = UINT64_MAX; }) == status::size_overflow);
    // One width and 9 rates. 2⁶³/9, rounded down, still fits; one seed more does not.
    const std::vector<double> one = {5};
    const std::uint64_t most = (std::uint64_t{1} << 63) / 9;
    CHECK(answer([&](sweep_grid& g) { g.widths = one, g.first_seed = 0, g.seeds = most + 1; }) == status::size_overflow);
    CHECK(points == 42);
    CHECK(answer([&](sweep_grid& g) { g.widths = one, g.first_seed = 0, g.seeds = most; }) == status::ok);
}

TEST_CASE("a record equals the result of one warmup run")
{
    for (const bool relative : {true, false}) {
        sweep_grid grid = mixed_grid();
        grid.relative = relative;
        warmup_setting setting;
        setting.label = relative ? 0 : 0.4;
        setting.input = relative ? 1 : 0.8;
        const sweep_options options = short_runs();
        const std::vector<sweep_record> records = sweep(grid, setting, options, 0, 180);
        int phases[phase_count] = {};
        for (std::size_t i = 0; i < records.size(); ++i) {
            CAPTURE(i);
            const sweep_point p = sweep_point_at(grid, i);
            warmup_start<double> start;
            REQUIRE(draw_warmup_start(p.width, setting.input, p.seed, start) == status::ok);
            warmup_problem<double> problem;
            problem.width = p.width;
            problem.input = setting.input;
            problem.label = setting.label;
            problem.eta = relative ? p.rate / start.lambda : p.rate;
            warmup_model<double> model;
            REQUIRE(warmup_model<double>::create(problem, start, model) == status::ok);
            const run_summary run = catapult::run(model, options.rule);
            check_same_run(records[i].run, run);
            CHECK(records[i].end_phase == classify(run));
            CHECK(same_bits(records[i].eta_lambda0, relative ? p.rate : p.rate * start.lambda));
            CHECK(std::isnan(records[i].lambda_lowest));
            ++phases[static_cast<int>(records[i].end_phase)];
        }
        if (relative) {
            CHECK(phases[static_cast<int>(phase::lazy)] > 20);
            CHECK(phases[static_cast<int>(phase::catapult)] > 20);
            CHECK(phases[static_cast<int>(phase::divergent)] > 5);
        }
    }
}

TEST_CASE("ranges in any order and of any length have the records of the whole")
{
    const sweep_grid grid = mixed_grid();
    for (const bool followed : {false, true}) {
        sweep_options options = short_runs();
        options.follow = followed;
        options.physical_time = 12;
        const std::vector<sweep_record> whole = sweep(grid, {}, options, 0, 180);
        std::size_t end = whole.size();
        for (std::size_t length = 1; end > 0; length = length * 5 % 23) {
            const std::size_t count = length < end ? length : end;
            end -= count;
            const std::vector<sweep_record> part = sweep(grid, {}, options, end, count);
            for (std::size_t i = 0; i < count; ++i) check_same(part[i], whole[end + i]);
        }
    }
}

TEST_CASE("a followed run is the same run, with the λ of every step seen")
{
    const sweep_grid grid = mixed_grid();
    sweep_options options = short_runs();
    const std::vector<sweep_record> plain = sweep(grid, {}, options, 0, 180);
    options.follow = true;
    options.physical_time = 9;
    const std::vector<sweep_record> followed = sweep(grid, {}, options, 0, 180);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CAPTURE(i);
        check_same_run(followed[i].run, plain[i].run);
        const sweep_point p = sweep_point_at(grid, i);
        warmup_start<double> start;
        REQUIRE(draw_warmup_start(p.width, 1.0, p.seed, start) == status::ok);
        warmup_problem<double> problem;
        problem.width = p.width;
        problem.eta = p.rate / start.lambda;
        warmup_model<double> model;
        REQUIRE(warmup_model<double>::create(problem, start, model) == status::ok);
        double lowest = model.lambda(), highest = lowest, peak = model.loss(), at_time = std::nan("");
        std::size_t peak_step = 0;
        for (std::size_t step = 1; step <= plain[i].run.steps; ++step) {
            REQUIRE(model.step() == status::ok);
            lowest = std::fmin(lowest, model.lambda());
            highest = std::fmax(highest, model.lambda());
            if (model.loss() > peak) peak = model.loss(), peak_step = step;
            if (std::isnan(at_time) && problem.eta * static_cast<double>(step) >= 9) at_time = model.lambda();
        }
        if (std::isnan(at_time) && plain[i].run.end == outcome::converged) at_time = model.lambda();
        CHECK(same_bits(followed[i].lambda_lowest, lowest));
        CHECK(same_bits(followed[i].lambda_highest, highest));
        CHECK(
            (same_bits(followed[i].lambda_at_time, at_time) || (std::isnan(followed[i].lambda_at_time) && std::isnan(at_time))));
        // The losses ρ² and (f − y)²/2 are rounded differently, so of two equal losses either may be the peak.
        if (std::isfinite(followed[i].run.loss_peak)) CHECK(followed[i].run.peak_step == peak_step);
    }
}

TEST_CASE("near the border, at width 10^12, steps are those of the critical law, and saturate where it does")
{
    // 32 distances on each side, from 1e-8 to 1e-2, with f₀ = 1 and λ₀ = 2. The amplitude is φ₀ = η|f₀|/√n =
    // (η·λ₀)/2·1e-6.
    std::vector<double> distances(32), near(64);
    REQUIRE(space_axis(1e-8, 1e-2, true, distances) == status::ok);
    for (std::size_t i = 0; i < 32; ++i) {
        near[i] = 2 - distances[31 - i];
        near[32 + i] = 2 + distances[i];
    }
    const double width = 1e12;
    sweep_grid grid;
    grid.widths = span<const double>(&width, 1);
    grid.rates = near;
    warmup_setting setting;
    setting.given_start = true;
    setting.output = 1;
    setting.lambda = 2;
    sweep_options options;
    options.rule.max_steps = 100000000;
    const std::vector<sweep_record> records = sweep(grid, setting, options, 0, 64);
    const double centre = critical_steps(0, 1e-6, options.rule.converged_ratio);
    CHECK(centre == doctest::Approx(7.0028e6).epsilon(1e-4));  // arcosh(10⁴)/(√2 φ₀)
    for (std::size_t i = 0; i < 64; ++i) {
        const double distance = near[i] - 2;
        CAPTURE(distance);
        const auto steps = static_cast<double>(records[i].run.steps);
        const double predicted = critical_steps(distance, near[i] / 2 * 1e-6, options.rule.converged_ratio);
        CHECK(records[i].run.end == outcome::converged);
        CHECK(records[i].end_phase == (distance < 0 ? phase::lazy : phase::catapult));
        // The law drops terms of relative order κ = √(ε² + 2φ²), and counts fractions of a step.
        const double kappa = std::sqrt(distance * distance + 2e-12);
        CHECK(std::fabs(steps - predicted) <= 2 * kappa * predicted + 2);
        // Below the width's own scale, 1/√n = 1e-6, distance hardly matters: at a hundredth of it, by half a percent.
        if (std::fabs(distance) < 1.01e-8) CHECK(steps == doctest::Approx(centre).epsilon(0.005));
        if (std::fabs(distance) > 1e-4) CHECK(steps < 0.05 * centre);
    }
}

TEST_CASE("every network can start at the same place")
{
    sweep_grid grid = mixed_grid();
    grid.seeds = 2;
    warmup_setting setting;
    setting.given_start = true;
    setting.output = 0.5;
    setting.lambda = 3;
    const std::vector<sweep_record> records = sweep(grid, setting, short_runs(), 0, 90);
    for (std::size_t w = 0; w < widths.size(); ++w)
        for (std::size_t r = 0; r < rates.size(); ++r) {
            const sweep_record& first = records[w * 18 + r];
            CHECK(first.run.lambda_initial == 3);
            CHECK(first.run.loss_initial == doctest::Approx(0.125).epsilon(1e-15));
            check_same_run(first.run, records[w * 18 + 9 + r].run);
        }
    // No network of width 3 has λ₀ below 2|f₀|/√3.
    setting.lambda = 0.1;
    std::vector<sweep_record> refused(9);
    CHECK(run_warmup_sweep(grid, setting, short_runs(), 0, refused) == status::invalid_argument);
}

TEST_CASE("a range outside the grid is refused")
{
    const sweep_grid grid = mixed_grid();
    std::vector<sweep_record> records(4);
    CHECK(run_warmup_sweep(grid, {}, short_runs(), 177, records) == status::invalid_argument);
    CHECK(run_warmup_sweep(grid, {}, short_runs(), UINT64_MAX - 1, records) == status::invalid_argument);
    CHECK(run_warmup_sweep(grid, {}, short_runs(), 176, records) == status::ok);
    CHECK(run_warmup_sweep(grid, {}, short_runs(), 180, {}) == status::ok);
}
