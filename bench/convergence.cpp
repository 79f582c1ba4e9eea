// Convergence time against width: the steps of the catapult phase at ηλ₀ = 3 from random networks. In parameter space a
// step costs n; in function space it costs the same at every width.
//
// f grows by a factor of ηλ₀ − 1 a step until it is of order √n. There the curvature falls. Then f shrinks by |1 − ηλ|
// a step, with the final λ. Growth and decay both span a factor of √n, so the number of steps grows with
//     ½ ln n [1/ln(ηλ₀ − 1) + 1/|ln|1 − ηλ||].
// The second part is a mean over the final curvatures. They differ between networks, because the fall begins at
// different values of f.
#include <vector>

#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr std::uint64_t seeds = 1024;
constexpr double rate = 3;  // ηλ₀

/// The steps of many runs: their mean and its standard error.
struct sample {
    double runs = 0, total = 0, squares = 0;
    void add(std::size_t steps)
    {
        const double x = static_cast<double>(steps);
        ++runs, total += x, squares += x * x;
    }
};

void report(benchmark::State& state, double width, const sample& steps, double updates)
{
    const double runs = steps.runs, mean = steps.total / runs;
    state.counters["width"] = width;
    state.counters["steps_to_convergence"] = mean;
    state.counters["steps_error"] = std::sqrt((steps.squares / runs - mean * mean) / (runs - 1));
    state.counters["runs_in_all"] = runs;
    count(state, 16 * updates, 8 * updates, 0);
}

void exact(benchmark::State& state, double width)
{
    std::vector<warmup_model<double>> models(seeds);
    for (std::uint64_t s = 0; s < seeds; ++s) {
        warmup_start<double> start;
        require(draw_warmup_start<double>(width, 1, s, start));
        require(warmup_model<double>::create({width, 1, 0, rate / start.lambda}, start, models[s]));
    }
    std::vector<run_summary> summaries(seeds);
    std::vector<warmup_model<double>> copy(models);
    for (auto _ : state) {
        copy = models;
        require(run_warmup_models<double>({copy.data(), seeds}, {}, {summaries.data(), seeds}));
    }
    sample steps;
    double slope = 0;
    for (const run_summary& s : summaries) {
        if (s.end != outcome::converged) return state.SkipWithError("a run that did not converge");
        steps.add(s.steps);
        slope += 0.5 * (1 / std::log(rate - 1) - 1 / std::log(std::fabs(1 - s.eta * s.lambda_final)));
    }
    report(state, width, steps, 0);
    state.counters["slope_expected"] = slope / seeds;
}

/// The same law of random networks, but with stored weights. Wide networks are fewer.
void stored(benchmark::State& state, std::size_t width)
{
    const std::uint64_t runs = width <= 4000 ? seeds : width < 1000000 ? 4000000 / width : 4;
    array u(width), v(width);
    sample steps;
    for (auto _ : state) {
        steps = {};
        for (std::uint64_t s = 0; s < runs; ++s) {
            state.PauseTiming();
            draw_warmup_weights<double>(s, {u.data(), width}, {v.data(), width});
            warmup_start<double> start;
            require(warmup_start_from_weights<double>({u.data(), width}, {v.data(), width}, 1, start));
            const double n = static_cast<double>(width);
            warmup_model<double> model;
            require(warmup_model<double>::create({n, 1, 0, rate / start.lambda}, start, model));
            warmup_network<double> network;
            require(
                warmup_network<double>::create({n, 1, 0, rate / start.lambda}, {u.data(), width}, {v.data(), width}, network));
            state.ResumeTiming();
            const run_summary run = catapult::run(network, {});
            steps.add(run.steps);
            state.PauseTiming();
            // The same trajectory in function space. The steps may differ only by rounding at the threshold.
            const run_summary same = catapult::run(model, {});
            const bool agrees = run.end == outcome::converged && run.steps <= same.steps + 1 && same.steps <= run.steps + 1;
            state.ResumeTiming();
            if (!agrees) return state.SkipWithError("not the trajectory in function space");
        }
    }
    report(state, static_cast<double>(width), steps, steps.total * static_cast<double>(2 * width));
}

const bool registered = [] {
    for (int e = 2; e <= 12; ++e)
        benchmark::RegisterBenchmark(("convergence/n = 1e" + std::to_string(e) + "/exact").c_str(),
                                     [=](benchmark::State& s) { exact(s, std::pow(10.0, e)); });
    for (int e = 2; e <= 6; ++e)
        benchmark::RegisterBenchmark(("convergence/n = 1e" + std::to_string(e) + "/parameter space").c_str(),
                                     [=](benchmark::State& s) { stored(s, static_cast<std::size_t>(std::pow(10.0, e) + 0.5)); })
            ->Unit(benchmark::kMillisecond);
    return true;
}();

}  // namespace
}  // namespace catapult::bench
