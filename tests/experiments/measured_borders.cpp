#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/experiments/measured_borders.hpp"
#include "catapult/models/warmup_model.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

border_options short_runs(std::size_t steps)
{
    border_options options;
    options.rule.max_steps = steps;
    return options;
}

measured_borders of_warmup(double width, std::uint64_t seed, const border_options& options)
{
    measured_borders found;
    REQUIRE(measure_warmup_borders(width, seed, {}, options, found) == status::ok);
    return found;
}

struct data_set {
    data_set(std::size_t samples, std::size_t inputs, const std::vector<double>& x, const std::vector<double>& y)
    {
        const data_dims dims = {samples, inputs, 1, false};
        std::size_t bytes = 0;
        REQUIRE(data_reduction<double>::bytes(dims, bytes) == status::ok);
        memory = test::aligned_memory(bytes);
        data_reduction<double> reduction;
        REQUIRE(data_reduction<double>::create(dims, memory.span(), reduction) == status::ok);
        REQUIRE(reduction.add({x.data(), samples, inputs}, {y.data(), samples, 1}) == status::ok);
        REQUIRE(reduction.finish(reduced) == status::ok);
    }
    test::aligned_memory memory{0};
    reduced_data<double> reduced;
};

measured_borders of_data(const data_set& data, double width, std::uint64_t seed, const border_options& options)
{
    std::size_t bytes = 0;
    REQUIRE(full_borders_bytes(data.reduced, width, bytes) == status::ok);
    test::aligned_memory memory(bytes);
    measured_borders found;
    REQUIRE(measure_full_borders(data.reduced, width, seed, options, memory.span(), found) == status::ok);
    return found;
}

void check_holds(const border_interval& interval, double rate)
{
    CHECK(interval.low <= rate);
    CHECK(rate <= interval.high);
    CHECK(interval.high - interval.low <= 1.01e-6 * rate);
}

}  // namespace

TEST_CASE("the warmup model's borders are where theory has them")
{
    for (const double width : {30.0, 1e3, 1e6, 1e12})
        for (std::uint64_t seed = 0; seed < 4; ++seed) {
            CAPTURE(width);
            CAPTURE(seed);
            const measured_borders found = of_warmup(width, seed, short_runs(1000));
            warmup_start<double> start;
            REQUIRE(draw_warmup_start(width, 1.0, seed, start) == status::ok);
            CHECK(found.lambda0 == start.lambda);
            // The first step decides, because λ then falls below 4/η. It increases |f| if R − R²g > 2, with g =
            // f₀²/(nλ₀²). This border is 2 up to O(1/n). The margin by which the loss must exceed its start adds 1e-9.
            const double g = start.output * start.output / (width * start.lambda * start.lambda);
            const double first = 4 / (1 + std::sqrt(1 - 8 * g));
            check_holds(found.loss_rises, first + 5e-10);
            CHECK(std::fabs(found.loss_rises.low - 2) < 40 / std::sqrt(width));
            // Above 4/λ₀, λ only grows; below it, λ only falls.
            check_holds(found.lambda_rises, 4 + 1e-12);
            check_holds(found.diverges, 4 + 1e-12);
            CHECK(found.runs < 100);
        }
}

TEST_CASE("at infinite width lambda never rises, and runs that do not converge diverge")
{
    const measured_borders found = of_warmup(infinity, 1, short_runs(100000));
    check_holds(found.loss_rises, 2 + 5e-10);
    CHECK(found.lambda_rises.low > 25);
    CHECK(found.lambda_rises.high == infinity);
    // Growth by 1e30 in 1e5 steps takes a factor of 1 + 3.5e-4 a step.
    CHECK(found.diverges.low > 2.0003);
    CHECK(found.diverges.high < 2.0004);
}

TEST_CASE("the full model on one sample is the warmup model")
{
    const data_set one(1, 1, {1}, {0});
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const measured_borders found = of_data(one, 1e8, seed, short_runs(1000));
        // The difference is of order 1/n, beside the resolution.
        CHECK(found.loss_rises.low == doctest::Approx(2).epsilon(1e-6));
        check_holds(found.lambda_rises, 4 + 1e-8);
        check_holds(found.diverges, 4 + 1e-8);
    }
}

TEST_CASE("runs at the ends of the intervals show what the search found there")
{
    std::vector<double> x(24), y(8);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(test::mix(i) >> 11) * 0x1p-52 - 1;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = i % 2 == 0 ? 0.3 : -0.3;
    const data_set data(8, 3, x, y);
    const double width = 1000;
    const border_options options = short_runs(500);
    const measured_borders found = of_data(data, width, 5, options);
    CHECK(found.loss_rises.high < found.diverges.high);

    const std::vector<double> rates = {found.loss_rises.low,    found.loss_rises.high, found.lambda_rises.low,
                                       found.lambda_rises.high, found.diverges.low,    found.diverges.high};
    for (const double rate : rates) REQUIRE((rate > 0 && std::isfinite(rate)));
    sweep_grid grid;
    grid.widths = span<const double>(&width, 1);
    grid.first_seed = 5;
    grid.rates = rates;
    sweep_options watched;
    watched.rule = options.rule;
    watched.follow = true;
    std::size_t bytes = 0;
    REQUIRE(full_sweep::bytes(data.reduced, grid, bytes) == status::ok);
    test::aligned_memory memory(bytes);
    full_sweep sweep;
    REQUIRE(full_sweep::create(data.reduced, grid, watched, memory.span(), sweep) == status::ok);
    std::vector<sweep_record> records(rates.size());
    REQUIRE(sweep.run(0, records) == status::ok);
    for (const std::size_t end : {std::size_t{0}, std::size_t{1}}) {
        CHECK((records[end].run.loss_peak > (1 + 1e-9) * records[end].run.loss_initial) == (end == 1));
        CHECK((records[2 + end].lambda_highest > (1 + 1e-9) * found.lambda0) == (end == 1));
        CHECK((records[4 + end].run.end == outcome::divergent) == (end == 1));
    }
}

TEST_CASE("invalid options are refused")
{
    measured_borders found;
    found.runs = 7;
    border_options options;
    options.lowest = 40;
    CHECK(measure_warmup_borders(100, 0, {}, options, found) == status::invalid_argument);
    options = {};
    options.resolution = 0;
    CHECK(measure_warmup_borders(100, 0, {}, options, found) == status::invalid_argument);
    options.resolution = infinity;
    CHECK(measure_warmup_borders(100, 0, {}, options, found) == status::not_finite);
    CHECK(measure_warmup_borders(0.5, 0, {}, {}, found) != status::ok);
    CHECK(found.runs == 7);
}
