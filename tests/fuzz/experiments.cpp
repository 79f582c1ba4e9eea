// The warmup model and the experiments, called with any numbers: starts, runs, sweeps, orbits, borders and fits.
#include <cmath>

#include "fuzz/networks.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    for (char call = 0; call < 9; ++call) {
        std::string s{call, 120, 110, 100, 104, 105, 1, 2, 3, 4, 5, 6, 7, 8};
        seeds.push_back(s + std::string{7, 7, 3, 2, 0, 1, 1, 120, 90, 2, 110, 95, 1, 100, 80, 0, char(200), 5} + s);
    }
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {}; }

namespace {

class session {
public:
    session(choices& in) : in_(in), networks_(in, memory_) {}

    void act()
    {
        switch (in_.below(9)) {
        case 0: warmup<double>(); break;
        case 1: warmup<float>(); break;
        case 2: stored_weights<double>(); break;
        case 3: warmup_sweep(); break;
        case 4: sweep_of_data(); break;
        case 5: orbit(); break;
        case 6: known_borders(); break;
        case 7: networks_.act(); break;
        default: fits(); break;
        }
    }

private:
    stopping_rule rule()
    {
        stopping_rule result;
        result.max_steps = in_.byte() * (in_.one_in(8) ? 20 : 1);
        if (in_.one_in(8)) result.converged_ratio = in_.number<double>();
        if (in_.one_in(8)) result.divergent_step = in_.number<double>();
        if (in_.one_in(8)) result.divergent_ratio = in_.number<double>();
        return result;
    }
    template <class T>
    void warmup()
    {
        warmup_problem<T> problem;
        problem.width = in_.width();
        if (in_.one_in(4)) problem.input = in_.number<T>();
        if (in_.one_in(4)) problem.label = in_.number<T>();
        problem.eta = in_.number<T>();
        warmup_start<T> start;
        if (in_.one_in(2)) {
            start = {in_.number<T>(), in_.number<T>()};
        } else if (call([&] { return draw_warmup_start<T>(problem.width, problem.input, in_.byte(), start); }, start) !=
                   status::ok) {
            return;
        }
        std::array<warmup_model<T>, 3> models;
        for (warmup_model<T>& model : models) {
            if (call([&] { return warmup_model<T>::create(problem, start, model); }, model) == status::ok)
                require(std::isfinite(model.loss()) && std::isfinite(model.lambda()), "a model starts at finite numbers");
            problem.eta = in_.number<T>();
        }
        warmup_model<T>& model = models[0];
        for (std::size_t steps = in_.below(8); steps > 0; --steps)
            if (call([&] { return model.step(); }, model) == status::ok)
                require(std::isfinite(model.relative_step()) && std::isfinite(model.eta_lambda()),
                        "a step ends at a finite state");
        const T eta = in_.number<T>();
        (void)call([&] { return model.change_eta(eta); }, model);
        const stopping_rule end = rule();
        std::array<run_summary, 3> together;
        std::array<warmup_model<T>, 3> copies = models;
        require(run_warmup_models<T>(models, end, together) == status::ok, "models run together");
        for (std::size_t i = 0; i < 3; ++i) {
            const run_summary alone = run(copies[i], end);
            require(alone.steps == together[i].steps && alone.end == together[i].end, "a model runs as it does alone");
            require(bytes_of(alone.loss_final, alone.lambda_final) == bytes_of(together[i].loss_final, together[i].lambda_final),
                    "a model ends as it does alone");
            require(alone.steps <= end.max_steps, "a run takes no more steps than its rule allows");
        }
    }
    template <class T>
    void stored_weights()
    {
        const std::size_t n = in_.below(20);
        const span<T> u = memory_.array<T>(n), v = memory_.array<T>(n);
        draw_warmup_weights<T>(in_.byte(), u, v);
        if (n > 0 && in_.one_in(2)) u[n - 1] = in_.number<T>();
        warmup_problem<T> problem;
        problem.width = in_.one_in(8) ? in_.width() : static_cast<double>(n);
        if (in_.one_in(4)) problem.input = in_.number<T>();
        problem.label = in_.number<T>();
        problem.eta = in_.number<T>();
        warmup_start<T> start;
        (void)call([&] { return warmup_start_from_weights<T>(u, v, problem.input, start); }, start);
        warmup_network<T> network;
        (void)call([&] { return warmup_network<T>::create(problem, u, v, network); }, network, u, v);
        for (std::size_t steps = in_.below(8); steps > 0; --steps) (void)call([&] { return network.step(); }, network, u, v);
        (void)run(network, rule());
        for (const T weight : u)
            if (network.steps() > 0) require(std::isfinite(weight), "weights stay finite");
    }
    void make_grid()
    {
        for (std::vector<double>* values : {&widths_, &rates_}) {
            values->resize(in_.below(4));
            const double low = in_.number<double>(), high = in_.number<double>();
            const bool logarithmic = in_.one_in(2);
            if (in_.one_in(2))
                (void)call([&] { return space_axis(low, high, logarithmic, *values); }, *values);
            else
                for (double& value : *values) value = values == &widths_ ? in_.width() : in_.number<double>();
        }
        grid_ = {};
        grid_.widths = widths_;
        grid_.rates = rates_;
        grid_.first_seed = in_.one_in(8) ? in_.word() : in_.byte();
        grid_.seeds = in_.one_in(8) ? in_.word() : in_.below(4);
        grid_.relative = in_.one_in(2);
        options_.rule = rule();
        options_.follow = in_.one_in(4);
        options_.physical_time = in_.one_in(4) ? in_.number<double>() : 0;
        points_ = 0;
        if (call([&] { return sweep_points(grid_, points_); }, points_) != status::ok) return;
        require(points_ > 0, "a grid has points");
        const sweep_point last = sweep_point_at(grid_, points_ - 1);
        require(last.width == widths_.back() && last.rate == rates_.back() && last.seed == grid_.first_seed + (grid_.seeds - 1),
                "the last point is the last of each axis");
    }
    /// Checks that the records of a range are those of its points one by one.
    template <class Run>
    void run_range(Run run)
    {
        const std::uint64_t first = in_.one_in(16) ? in_.word() : in_.below(8);
        std::vector<sweep_record> records(in_.below(6));
        const status answer = run(first, span<sweep_record>(records));
        if (answer != status::ok || points_ == 0) return;
        require(first <= points_ && records.size() <= points_ - first, "a range outside the grid is refused");
        for (std::size_t i = 0; i < records.size(); ++i) {
            const sweep_point point = sweep_point_at(grid_, first + i);
            require(records[i].width == point.width && records[i].seed == point.seed, "a record knows its point");
            sweep_record alone;
            require(run(first + i, span<sweep_record>(&alone, 1)) == status::ok,
                    "a point of a range that is run can be run alone");
            require(bytes_of(alone.run.loss_final, alone.run.lambda_final, alone.run.steps, alone.end_phase,
                             alone.lambda_at_time) == bytes_of(records[i].run.loss_final, records[i].run.lambda_final,
                                                               records[i].run.steps, records[i].end_phase,
                                                               records[i].lambda_at_time),
                    "a record depends on its point alone");
        }
    }
    warmup_setting setting()
    {
        warmup_setting result;
        if (in_.one_in(4)) result.input = in_.number<double>();
        if (in_.one_in(4)) result.label = in_.number<double>();
        result.given_start = in_.one_in(4);
        if (result.given_start) {
            result.output = in_.number<double>();
            result.lambda = in_.number<double>();
        }
        return result;
    }
    void warmup_sweep()
    {
        make_grid();
        const warmup_setting how = setting();
        run_range([&](std::uint64_t first, span<sweep_record> records) {
            return run_warmup_sweep(grid_, how, options_, first, records);
        });
    }
    void sweep_of_data()
    {
        make_grid();
        const reduced_data<double>& data = networks_.data();
        full_sweep sweep;
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return full_sweep::bytes(data, grid_, bytes); },
            [&](workspace w) { return full_sweep::create(data, grid_, options_, w, sweep); }, sweep);
        (void)sweep.side_by_side();
        run_range([&](std::uint64_t first, span<sweep_record> records) { return sweep.run(first, records); });
    }
    void orbit()
    {
        const orbit_point start = {in_.number<double>(), in_.number<double>()};
        const double omega = in_.number<double>();
        orbit_options options;
        options.transient = in_.byte();
        options.steps = in_.byte();
        if (in_.one_in(4)) options.tolerance = in_.number<double>();
        std::vector<double> residuals(in_.one_in(8) ? in_.byte() : options.steps);
        orbit_summary found;
        const status answer = call([&] { return follow_orbit(start, omega, options, residuals, found); }, residuals, found);
        if (answer == status::ok && found.bounded) require(found.period <= options.steps / 2, "a period was seen twice");
    }
    void known_borders()
    {
        warmup_borders b;
        const double width = in_.width(), x = in_.number<double>(), y = in_.number<double>(), f = in_.number<double>();
        const double lambda = in_.number<double>();
        if (call([&] { return warmup_exact_borders(width, x, y, f, lambda, b); }, b) == status::ok)
            require(b.largest <= b.bounded && b.largest <= b.escape, "the largest rate is below both borders");
        (void)predicted_phase(b, in_.number<double>());
        border_options options;
        options.rule = rule();
        options.resolution = in_.one_in(8) ? in_.number<double>() : 0.1;
        if (!(options.resolution > 1e-3) && options.resolution > 0) return;  // right, but long
        if (in_.one_in(4)) options.excess = in_.number<double>();
        if (in_.one_in(8)) options.lowest = in_.number<double>();
        if (in_.one_in(8)) options.highest = in_.number<double>();
        measured_borders measured;
        const warmup_setting how = setting();
        const std::uint64_t seed = in_.byte();
        (void)call([&] { return measure_warmup_borders(width, seed, how, options, measured); }, measured);
        const reduced_data<double>& data = networks_.data();
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return full_borders_bytes(data, width, bytes); },
            [&](workspace w) { return measure_full_borders(data, width, seed, options, w, measured); }, measured);
    }
    void fits()
    {
        const double a = in_.number<double>(), b = in_.number<double>(), c = in_.number<double>(), d = in_.number<double>();
        const double steps = critical_steps(a, b, c);
        require(!std::isfinite(a) || !(b > 0) || !(c > 0 && c < 1) ? std::isnan(steps) : true, "out of range is not a number");
        (void)steps_without_logarithm(d, a, b, c);
        fit_range range;
        (void)call([&] { return critical_fit_range(a, range); }, range);
        const auto numbers = [&](std::size_t n) {
            std::vector<double> values(n);
            for (double& value : values) value = in_.number<double>();
            return values;
        };
        const std::size_t points = in_.below(6);
        const std::vector<double> x = numbers(points), y = numbers(in_.one_in(8) ? in_.below(6) : points);
        const std::vector<double> weights = numbers(in_.one_in(2) ? points : 0);
        line_fit fit;
        if (call([&] { return fit_line(x, y, weights, fit); }, fit) == status::ok)
            require(std::isfinite(fit.slope) && std::isfinite(fit.intercept) && fit.points == points, "a line is of numbers");
        const std::size_t seeds = in_.below(4), resamples = in_.below(10);
        const matrix_view<double> measured = memory_.matrix<double>(in_, points, seeds);
        exponent_estimate estimate;
        (void)with_memory(
            in_, memory_,
            [&](std::size_t& bytes) {
                return exponent_bytes({points, seeds, resamples}, bytes);
            },
            [&](workspace w) { return estimate_exponent(x, measured, resamples, 1, w, estimate); }, estimate);
    }

    choices& in_;
    arena memory_;
    networks<double> networks_;
    std::vector<double> widths_, rates_;
    sweep_grid grid_;
    sweep_options options_;
    std::uint64_t points_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    make_calls<session>(in, 20);
    return 0;
}
