// The statuses of the warmup model, the borders, orbits, critical fits and sweeps.
#include "support/statuses.hpp"

#include <cmath>
#include <cstdint>

#include "catapult/catapult.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// Checks that a call answers wrong widths as every call with a width does.
template <class Call>
void refuses_widths(Call call)
{
    for (const double width : {0.0, 0.5, -3.0}) call(status::invalid_argument, width);
    for (const double width : {not_a_number<double>, -infinite<double>}) call(status::not_finite, width);
}

}  // namespace

TEST_CASE_TEMPLATE("warmup_model.hpp: starts", T, float, double)
{
    const T u[] = {1, 2}, v[] = {0, 1}, zeros[] = {0, 0}, huge_ones[] = {huge<T>, 1}, bad_ones[] = {1, not_a_number<T>},
            endless[] = {infinite<T>, 1};
    warmup_start<T> start{7, 8};
    const auto refused = [&](status expected, span<const T> a, span<const T> b, T input) {
        refuses(
            expected, [&] { return warmup_start_from_weights<T>(a, b, input, start); }, start);
    };
    refused(status::shape_mismatch, u, span<const T>(v, 1), 1);
    refused(status::shape_mismatch, span<const T>(), span<const T>(), 1);
    refused(status::not_finite, bad_ones, v, 1);
    refused(status::not_finite, u, endless, 1);
    refused(status::not_finite, u, v, not_a_number<T>);
    refused(status::not_finite, u, v, infinite<T>);
    refused(status::invalid_argument, huge_ones, v, 1);
    refused(status::invalid_argument, u, v, huge<T>);
    refused(status::zero_inputs, zeros, zeros, 1);
    refused(status::zero_inputs, u, v, 0);

    refuses_widths([&](status expected, double width) {
        refuses(
            expected, [&] { return draw_warmup_start<T>(width, 1, 1, start); }, start);
    });
    refuses(
        status::invalid_argument, [&] { return draw_warmup_start<T>(2e15, 1, 1, start); }, start);
    for (const T input : {not_a_number<T>, infinite<T>})
        refuses(
            status::not_finite, [&] { return draw_warmup_start<T>(10, input, 1, start); }, start);
    refuses(
        status::zero_inputs, [&] { return draw_warmup_start<T>(10, 0, 1, start); }, start);
}

TEST_CASE_TEMPLATE("warmup_model.hpp: warmup_model and warmup_network", T, float, double)
{
    using model = warmup_model<T>;
    using network = warmup_network<T>;
    const warmup_problem<T> good{2, 1, T(0.5), T(0.1)};
    const warmup_start<T> start{T(0.1), 2};
    std::vector<T> u = {1, T(0.5)}, v = {T(0.25), 1};
    model m;
    network n;
    const auto refused = [&](status expected, const warmup_problem<T>& p) {
        refuses(
            expected, [&] { return model::create(p, start, m); }, m);
        refuses(
            expected, [&] { return network::create(p, u, v, n); }, n, u, v);
    };
    const auto other = [&](auto change) {
        warmup_problem<T> p = good;
        change(p);
        return p;
    };
    refuses_widths([&](status expected, double width) { refused(expected, other([&](auto& p) { p.width = width; })); });
    for (const T eta : {T(0), T(-1)}) refused(status::invalid_argument, other([&](auto& p) { p.eta = eta; }));
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        refused(status::not_finite, other([&](auto& p) { p.eta = bad; }));
        refused(status::not_finite, other([&](auto& p) { p.input = bad; }));
        refused(status::not_finite, other([&](auto& p) { p.label = bad; }));
        refuses(
            status::not_finite,
            [&] {
                return model::create(good, {bad, 2}, m);
            },
            m);
        refuses(
            status::not_finite,
            [&] {
                return model::create(good, {T(0.1), bad}, m);
            },
            m);
    }
    refused(status::zero_inputs, other([](auto& p) { p.input = 0; }));
    refuses(
        status::zero_inputs,
        [&] {
            return model::create(good, {0, 0}, m);
        },
        m);
    refuses(
        status::invalid_argument,
        [&] {
            return model::create(good, {0, -1}, m);
        },
        m);
    refuses(
        status::invalid_argument,
        [&] {
            return model::create(good, {2, 1}, m);
        },
        m);  // no network has so small a λ₀
    refuses(
        status::invalid_argument,
        [&] {
            return model::create(other([](auto& p) { p.eta = huge<T>; }), {T(0.1), 8}, m);
        },
        m);

    refuses(
        status::shape_mismatch, [&] { return network::create(good, span<T>(u.data(), 1), v, n); }, n);
    refuses(
        status::shape_mismatch, [&] { return network::create(good, span<T>(u.data(), 1), span<T>(v.data(), 1), n); }, n);
    refuses(
        status::shape_mismatch, [&] { return network::create(other([](auto& p) { p.width = infinite<T>; }), u, v, n); }, n);
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        u[1] = bad;
        refuses(
            status::not_finite, [&] { return network::create(good, u, v, n); }, n, u, v);
        u[1] = T(0.5);
    }
    u[1] = huge<T>;
    refuses(
        status::invalid_argument, [&] { return network::create(good, u, v, n); }, n, u, v);
    u[1] = T(0.5);
    refuses(
        status::invalid_argument, [&] { return network::create(other([](auto& p) { p.label = huge<T>; }), u, v, n); }, n, u, v);
    std::vector<T> zeros(2);
    refuses(
        status::zero_inputs, [&] { return network::create(good, zeros, zeros, n); }, n);

    const warmup_problem<T> steep = other([](auto& p) { p.eta = std::sqrt(huge<T>) / 64; });
    REQUIRE(model::create(steep, {T(0.1), 2}, m) == status::ok);
    while (m.step() == status::ok) REQUIRE(m.steps() < 100);
    refuses(
        status::diverged, [&] { return m.step(); }, m);
    CHECK(std::isfinite(m.residual()));
    REQUIRE(network::create(steep, u, v, n) == status::ok);
    while (n.step() == status::ok) REQUIRE(n.steps() < 100);
    refuses(
        status::diverged, [&] { return n.step(); }, n, u, v);
    CHECK(std::isfinite(n.residual()));
}

TEST_CASE_TEMPLATE("warmup_runs.hpp", T, float, double)
{
    std::vector<warmup_model<T>> models(2);
    std::vector<run_summary> summaries(1);
    summaries[0].steps = 99;
    refuses(
        status::shape_mismatch, [&] { return run_warmup_models<T>(models, {}, summaries); }, summaries, models);
}

TEST_CASE("borders.hpp")
{
    learning_rate_borders all{1, 2, 3};
    refuses(
        status::zero_inputs, [&] { return borders(0, all); }, all);
    refuses(
        status::invalid_argument, [&] { return borders(-1, all); }, all);
    for (const double bad : {not_a_number<double>, infinite<double>, -infinite<double>})
        refuses(
            status::not_finite, [&] { return borders(bad, all); }, all);
    warmup_borders exact{1, 2, 3, 4};
    const auto refused = [&](status expected, double width, double input, double label, double output, double lambda) {
        refuses(
            expected, [&] { return warmup_exact_borders(width, input, label, output, lambda, exact); }, exact);
    };
    refuses_widths([&](status expected, double width) { refused(expected, width, 1, 0, 0.1, 2); });
    for (const double bad : {not_a_number<double>, infinite<double>, -infinite<double>}) {
        refused(status::not_finite, 10, bad, 0, 0.1, 2);
        refused(status::not_finite, 10, 1, bad, 0.1, 2);
        refused(status::not_finite, 10, 1, 0, bad, 2);
        refused(status::not_finite, 10, 1, 0, 0.1, bad);
    }
    refused(status::zero_inputs, 10, 0, 0, 0.1, 2);
    refused(status::zero_inputs, 10, 1, 0, 0.1, 0);
    refused(status::invalid_argument, 10, 1, 0, 0.1, -1);
    refused(status::invalid_argument, 1, 1, 0, 1, 1);
}

TEST_CASE("orbit.hpp")
{
    std::vector<double> residuals(8, 5);
    orbit_summary summary;
    summary.period = 99;
    const auto refused = [&](status expected, orbit_point start, double omega, const orbit_options& options, span<double> out) {
        refuses(
            expected, [&] { return follow_orbit(start, omega, options, out, summary); }, summary, residuals);
    };
    const orbit_options good{10, 8, 1e-9};
    for (const double bad : {not_a_number<double>, infinite<double>, -infinite<double>}) {
        refused(status::not_finite, {bad, 1}, 0.5, good, residuals);
        refused(status::not_finite, {1, bad}, 0.5, good, residuals);
        refused(status::not_finite, {1, 1}, bad, good, residuals);
    }
    refused(status::invalid_argument, {-1, 1}, 0.5, good, residuals);
    refused(status::invalid_argument, {1, -1}, 0.5, good, residuals);
    refused(status::invalid_argument, {0, 0}, 0.5, good, residuals);
    refused(status::invalid_argument, {1, 1}, 0.5, {10, 8, -1}, residuals);
    refused(status::invalid_argument, {1, 1}, 0.5, {10, 3, 1e-9}, span<double>(residuals.data(), 3));
    refused(status::shape_mismatch, {1, 1}, 0.5, good, span<double>(residuals.data(), 7));
}

TEST_CASE("critical_law.hpp")
{
    fit_range range{3, 4};
    for (const double amplitude : {0.0, -1.0, 0.04})
        refuses(
            status::invalid_argument, [&] { return critical_fit_range(amplitude, range); }, range);
    for (const double bad : {not_a_number<double>, infinite<double>})
        refuses(
            status::not_finite, [&] { return critical_fit_range(bad, range); }, range);

    std::vector<double> x = {1, 2, 3}, y = {1, 2, 4}, weights = {1, 1, 1};
    line_fit fit;
    fit.points = 99;
    const auto line = [&](status expected, span<const double> w) {
        refuses(
            expected, [&] { return fit_line(x, y, w, fit); }, fit);
    };
    refuses(
        status::shape_mismatch,
        [&] {
            return fit_line(x, {y.data(), 2}, {}, fit);
        },
        fit);
    line(status::shape_mismatch, {weights.data(), 2});
    refuses(
        status::invalid_argument,
        [&] {
            return fit_line({x.data(), 1}, {y.data(), 1}, {}, fit);
        },
        fit);
    for (const double bad : {not_a_number<double>, infinite<double>})
        for (std::vector<double>* array : {&x, &y, &weights}) {
            const double before = (*array)[1];
            (*array)[1] = bad;
            line(status::not_finite, weights);
            (*array)[1] = before;
        }
    for (const double bad : {0.0, -1.0}) {
        weights[1] = bad;
        line(status::invalid_argument, weights);
        weights[1] = 1;
    }
    const std::vector<double> equal = {2, 2, 2};
    refuses(
        status::invalid_argument, [&] { return fit_line(equal, y, {}, fit); }, fit);
    x[2] = 1e300;
    line(status::invalid_argument, {});
    x[2] = 3;

    refuses_bytes(status::size_overflow, exponent_bytes, exponent_dims{far, far, 10});
    std::vector<double> distance = {0.1, 0.2, 0.4}, steps = {40, 42, 20, 21, 10, 11};
    exponent_estimate estimate;
    estimate.points = 99;
    aligned_memory memory = memory_for(exponent_bytes, exponent_dims{3, 2, 10});
    const auto refused = [&](status expected, std::size_t points, std::size_t seeds, std::size_t resamples) {
        refuses(
            expected,
            [&] {
                return estimate_exponent({distance.data(), 3}, {steps.data(), points, seeds}, resamples, 1, memory.span(),
                                         estimate);
            },
            estimate);
    };
    refused(status::shape_mismatch, 2, 2, 10);
    refused(status::invalid_argument, 3, 0, 10);
    refused(status::invalid_argument, 3, 2, 1);
    refuses(
        status::invalid_argument,
        [&] {
            return estimate_exponent({distance.data(), 1}, {steps.data(), 1, 2}, 10, 1, memory.span(), estimate);
        },
        estimate);
    for (std::vector<double>* array : {&distance, &steps}) {
        const double before = (*array)[1];
        for (const double bad : {not_a_number<double>, infinite<double>}) {
            (*array)[1] = bad;
            refused(status::not_finite, 3, 2, 10);
        }
        for (const double bad : {0.0, -1.0}) {
            (*array)[1] = bad;
            refused(status::invalid_argument, 3, 2, 10);
        }
        (*array)[1] = before;
    }
    distance = {0.1, 0.1, 0.1};
    refused(status::invalid_argument, 3, 2, 10);
    distance = {0.1, 0.2, 0.4};
    refuses_workspaces(
        memory.span().size(),
        [&](workspace w) {
            return estimate_exponent(distance, {steps.data(), 3, 2}, 10, 1, w, estimate);
        },
        estimate);
}

namespace {

struct small_grid {
    std::vector<double> widths = {100, infinite<double>}, rates = {0.5, 1};
    sweep_grid grid;
    small_grid()
    {
        grid.widths = widths;
        grid.rates = rates;
        grid.seeds = 2;
    }
    small_grid(const small_grid&) = delete;
};

struct small_data {
    double singular_values[2] = {2, 1}, targets[2] = {0.5, 0.25};
    reduced_data<double> data;
    small_data()
    {
        data.samples = 3;
        data.inputs = data.rank = 2;
        data.outputs = 1;
        data.singular_values = singular_values;
        data.targets = {targets, 2, 1};
    }
    small_data(const small_data&) = delete;
};

}  // namespace

TEST_CASE("sweep.hpp: axes and grids")
{
    std::vector<double> values(3, 5);
    const auto axis = [&](status expected, double low, double high, bool logarithmic, span<double> to) {
        refuses(
            expected, [&] { return space_axis(low, high, logarithmic, to); }, values);
    };
    for (const double bad : {not_a_number<double>, infinite<double>, -infinite<double>}) {
        axis(status::not_finite, bad, 1, false, values);
        axis(status::not_finite, 1, bad, false, values);
    }
    axis(status::invalid_argument, 1, 2, false, span<double>());
    axis(status::invalid_argument, 2, 1, false, values);
    axis(status::invalid_argument, 1, 1, false, values);
    axis(status::invalid_argument, 0, 1, true, values);
    axis(status::invalid_argument, -1, 1, true, values);

    small_grid g;
    std::uint64_t points = 7;
    const auto refused = [&](status expected) {
        refuses(
            expected, [&] { return sweep_points(g.grid, points); }, points);
    };
    refuses_widths([&](status expected, double width) {
        g.widths[1] = width;
        refused(expected);
        g.widths[1] = 10;
    });
    for (const double bad : {0.0, -1.0}) g.rates[1] = bad, refused(status::invalid_argument);
    for (const double bad : {not_a_number<double>, infinite<double>}) g.rates[1] = bad, refused(status::not_finite);
    g.rates[1] = 1;
    g.grid.seeds = 0, refused(status::invalid_argument);
    g.grid.seeds = 3, g.grid.first_seed = UINT64_MAX - 1, refused(status::invalid_argument);
    g.grid.first_seed = 0, g.grid.seeds = UINT64_MAX / 4, refused(status::size_overflow);
    g.grid.seeds = 1, g.grid.widths = {}, refused(status::invalid_argument);
    g.grid.widths = g.widths, g.grid.rates = {}, refused(status::invalid_argument);
}

TEST_CASE("sweep.hpp: run_warmup_sweep")
{
    small_grid g;
    std::vector<sweep_record> records(3);
    for (const bool follow : {false, true}) {
        CAPTURE(follow);
        sweep_options options;
        options.follow = follow;
        const auto answer = [&](const warmup_setting& setting, std::uint64_t first = 0) {
            return run_warmup_sweep(g.grid, setting, options, first, records);
        };
        CHECK(answer({}) == status::ok);
        CHECK(answer({}, 6) == status::invalid_argument);
        CHECK(answer({}, UINT64_MAX) == status::invalid_argument);
        // The records are unspecified after these answers.
        CHECK(answer({0, 0, false, 0, 0}) == status::zero_inputs);
        CHECK(answer({not_a_number<double>, 0, false, 0, 0}) == status::not_finite);
        CHECK(answer({1, infinite<double>, false, 0, 0}) == status::not_finite);
        CHECK(answer({1, 0, true, 0, 0}) == status::zero_inputs);
        CHECK(answer({1, 0, true, 0, -1}) == status::invalid_argument);
        CHECK(answer({1, 0, true, 0, not_a_number<double>}) == status::not_finite);
        refuses_widths([&](status expected, double width) {
            g.widths[0] = width;
            CHECK(answer({}) == expected);
            g.widths[0] = 100;
        });
        g.widths[0] = 2e15;
        CHECK(answer({}) == status::invalid_argument);
        g.widths[0] = 100;
    }
}

TEST_CASE("sweep.hpp: full_sweep")
{
    small_data d;
    small_grid g;
    full_sweep sweep;
    aligned_memory memory = memory_for(full_sweep::bytes, d.data, g.grid);
    const auto refused = [&](status expected) {
        refuses(
            expected, [&] { return full_sweep::create(d.data, g.grid, {}, memory.span(), sweep); }, sweep);
    };
    refuses_widths([&](status expected, double width) {
        g.widths[1] = width;
        refuses_bytes(expected, full_sweep::bytes, d.data, g.grid);
        refused(expected);
        g.widths[1] = 10;
    });
    g.widths[1] = 10.5;
    refuses_bytes(status::invalid_argument, full_sweep::bytes, d.data, g.grid);
    refused(status::invalid_argument);
    g.widths[1] = 10;
    g.rates[0] = 0, refused(status::invalid_argument);
    g.rates[0] = not_a_number<double>, refused(status::not_finite);
    g.rates[0] = 0.5;
    g.grid.seeds = UINT64_MAX / 4, refused(status::size_overflow);
    g.grid.seeds = 2;
    reduced_data<double> wide = d.data;
    wide.rank = far;
    refuses_bytes(status::size_overflow, full_sweep::bytes, wide, g.grid);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return full_sweep::create(d.data, g.grid, {}, w, sweep); }, sweep);

    REQUIRE(full_sweep::create(d.data, g.grid, {}, memory.span(), sweep) == status::ok);
    std::vector<sweep_record> records(3);
    refuses(
        status::invalid_argument, [&] { return sweep.run(6, records); }, records);
    refuses(
        status::invalid_argument, [&] { return sweep.run(UINT64_MAX, records); }, records);
    d.targets[0] = not_a_number<double>;
    REQUIRE(full_sweep::create(d.data, g.grid, {}, memory.span(), sweep) == status::ok);
    CHECK(sweep.run(0, records) == status::not_finite);
    d.targets[0] = huge<double>;
    REQUIRE(full_sweep::create(d.data, g.grid, {}, memory.span(), sweep) == status::ok);
    CHECK(sweep.run(0, records) == status::invalid_argument);
    d.targets[0] = 0.5;
    g.rates[0] = std::numeric_limits<double>::max();
    d.singular_values[0] = 0.5, d.singular_values[1] = 0.25;
    REQUIRE(full_sweep::create(d.data, g.grid, {}, memory.span(), sweep) == status::ok);
    CHECK(sweep.run(0, records) == status::invalid_argument);
}

TEST_CASE("measured_borders.hpp")
{
    const small_data d;
    measured_borders result;
    result.runs = 99;
    border_options good;
    good.rule.max_steps = 10;
    aligned_memory memory = memory_for(full_borders_bytes, d.data, 100);
    const auto refused = [&](status expected, auto change, double width = 100) {
        border_options options = good;
        change(options);
        refuses(
            expected, [&] { return measure_warmup_borders(width, 1, {}, options, result); }, result);
        refuses(
            expected, [&] { return measure_full_borders(d.data, width, 1, options, memory.span(), result); }, result);
    };
    for (const double bad : {not_a_number<double>, infinite<double>}) {
        refused(status::not_finite, [&](auto& o) { o.lowest = bad; });
        refused(status::not_finite, [&](auto& o) { o.highest = bad; });
        refused(status::not_finite, [&](auto& o) { o.resolution = bad; });
        refused(status::not_finite, [&](auto& o) { o.excess = bad; });
    }
    refused(status::invalid_argument, [](auto& o) { o.lowest = 0; });
    refused(status::invalid_argument, [](auto& o) { o.highest = o.lowest; });
    refused(status::invalid_argument, [](auto& o) { o.resolution = 0; });
    refused(status::invalid_argument, [](auto& o) { o.excess = -1; });
    refuses_widths([&](status expected, double width) {
        refused(
            expected, [](auto&) {}, width);
        refuses_bytes(expected, full_borders_bytes, d.data, width);
    });
    const auto of_setting = [&](status expected, const warmup_setting& setting) {
        refuses(
            expected, [&] { return measure_warmup_borders(100, 1, setting, good, result); }, result);
    };
    of_setting(status::zero_inputs, {0, 0, false, 0, 0});
    of_setting(status::not_finite, {not_a_number<double>, 0, false, 0, 0});
    of_setting(status::invalid_argument, {1, 0, true, 0, -1});
    // A training of the caller's, which fails while the grid is tried, or while an interval is narrowed.
    struct trainings {
        int calls = 0, fail_at = 0;
        static status train(void* context, double rate, sweep_record& record)
        {
            trainings& t = *static_cast<trainings*>(context);
            if (++t.calls == t.fail_at) return status::out_of_memory;
            record.run.lambda_initial = record.run.loss_initial = 1;
            record.lambda_highest = rate > 3 ? 2 : 1;
            record.run.loss_peak = rate > 2 ? 2 : 1;
            record.run.end = rate > 4 ? outcome::divergent : outcome::converged;
            return status::ok;
        }
    } of_caller;
    refuses(
        status::invalid_argument,
        [&] {
            return measure_borders({nullptr, &of_caller}, good, result);
        },
        result);
    for (const auto change : {+[](border_options& o) { o.lowest = -1; }, +[](border_options& o) { o.resolution = 0; }})
        refuses(
            status::invalid_argument,
            [&] {
                return measure_borders({trainings::train, &of_caller}, changed(good, change), result);
            },
            result);
    CHECK(of_caller.calls == 0);
    measured_borders whole;
    REQUIRE(measure_borders({trainings::train, &of_caller}, good, whole) == status::ok);
    CHECK(whole.runs == static_cast<std::size_t>(of_caller.calls));
    for (const auto& [border, known] :
         {std::pair<border_interval, double>{whole.loss_rises, 2}, {whole.lambda_rises, 3}, {whole.diverges, 4}}) {
        CHECK(border.low <= known);
        CHECK(border.high >= known);
        CHECK(border.high - border.low <= good.resolution * known * 1.01);
    }
    for (int fail_at = 1; fail_at <= of_caller.calls; ++fail_at) {
        trainings failing;
        failing.fail_at = fail_at;
        refuses(
            status::out_of_memory,
            [&] {
                return measure_borders({trainings::train, &failing}, good, result);
            },
            result);
        CHECK(failing.calls == fail_at);
    }
    // Narrower than two neighbouring numbers no interval becomes.
    border_options finest = good;
    finest.resolution = 1e-300;
    REQUIRE(measure_borders({trainings::train, &of_caller}, finest, whole) == status::ok);
    CHECK(whole.diverges.low == 4);
    CHECK(whole.diverges.high == std::nextafter(4.0, 5.0));
    reduced_data<double> wide = d.data;
    wide.rank = far;
    refuses_bytes(status::size_overflow, full_borders_bytes, wide, 100);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return measure_full_borders(d.data, 100, 1, good, w, result); }, result);
}
