// Sweeps of the warmup model in which every trajectory runs to its end. A sweep over learning rates is compared with
// the paper's formula in a plain loop. A phase diagram is compared with its trajectories alone, which shows the cost of
// the grid and its records.
#include <vector>

#include "limits.hpp"
#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr double width = 1e6, start_output = 1, start_lambda = 2;
constexpr std::size_t trajectories = 10000;

/// The largest |ηλ₀ − 2| of a sweep. `whole` spans the diagram, where most trajectories take a few dozen steps. `near`
/// spans the neighbourhood of the border, where they take hundreds.
constexpr double whole = 1.95, near = 0.05;

/// η at point i of equal steps in ηλ₀ on both sides of 2.
double eta_of(std::size_t i, double reach)
{
    return (2 + reach * (2 * static_cast<double>(i) / (trajectories - 1) - 1)) / start_lambda;
}

std::vector<warmup_model<double>> sweep(double reach)
{
    std::vector<warmup_model<double>> models(trajectories);
    for (std::size_t i = 0; i < trajectories; ++i)
        require(warmup_model<double>::create({width, 1, 0, eta_of(i, reach)}, {start_output, start_lambda}, models[i]));
    return models;
}

struct record {
    std::size_t steps;
    double loss_peak, lambda;
};

/// Runs f' = (1 − ηλ + η²f²/n) f and λ' = λ + (ηf²/n)(ηλ − 4) exactly as written.
record plain_run(double eta)
{
    double f = start_output, lambda = start_lambda;
    const double target = 1e-8 * f * f;
    double peak = f * f;
    std::size_t steps = 0;
    while (!(f * f <= target && eta * lambda < 2)) {
        const double next = (1 - eta * lambda + eta * eta * f * f / width) * f;
        lambda += eta * f * f / width * (eta * lambda - 4);
        f = next;
        if (f * f > peak) peak = f * f;
        ++steps;
    }
    return {steps, peak / 2, lambda};
}

void report(benchmark::State& state, double points, double steps)
{
    count(state, 0, 5 * steps, steps / map_rate());
    state.counters["points"] = benchmark::Counter(points, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["steps"] = benchmark::Counter(steps, benchmark::Counter::kIsIterationInvariantRate);
}

void batch(benchmark::State& state, double reach)
{
    const std::vector<warmup_model<double>> models = sweep(reach);
    std::vector<run_summary> summaries(trajectories);
    double total = 0;
    for (std::size_t i = 0; i < trajectories; i += 97) {
        warmup_model<double> alone = models[i];
        summaries[i] = run(alone, {});
        const record plain = plain_run(eta_of(i, reach));
        const double steps = static_cast<double>(summaries[i].steps), other = static_cast<double>(plain.steps);
        if (std::fabs(steps - other) > 2 + 1e-9 * other || !close(summaries[i].loss_peak, plain.loss_peak, 1e-6) ||
            !close(summaries[i].lambda_final, plain.lambda, 1e-6))
            return state.SkipWithError("not the plain loop's result");
    }
    std::vector<warmup_model<double>> copy(models);
    for (auto _ : state) {
        copy = models;
        require(run_warmup_models<double>({copy.data(), trajectories}, {}, {summaries.data(), trajectories}));
    }
    for (const run_summary& s : summaries) total += static_cast<double>(s.steps);
    report(state, trajectories, total);
}

void plain(benchmark::State& state, double reach)
{
    std::vector<record> records(trajectories);
    for (auto _ : state)
        for (std::size_t i = 0; i < trajectories; ++i) records[i] = plain_run(eta_of(i, reach));
    double total = 0;
    for (const record& r : records) total += static_cast<double>(r.steps);
    count(state, 0, 5 * total, 0);
    state.counters["steps"] = benchmark::Counter(total, benchmark::Counter::kIsIterationInvariantRate);
}

constexpr std::size_t grid_rates = 1000, grid_seeds = 1000;

/// 1,000 rates in equal steps of ηλ₀ from 0.1 to 4.5, for each of 1,000 random networks.
struct diagram {
    std::vector<double> rates = std::vector<double>(grid_rates);
    sweep_grid grid;

    diagram()
    {
        require(space_axis(0.1, 4.5, false, rates));
        grid.widths = span<const double>(&width, 1);
        grid.seeds = grid_seeds;
        grid.rates = rates;
    }
    warmup_model<double> model(std::uint64_t point) const
    {
        const sweep_point p = sweep_point_at(grid, point);
        warmup_start<double> start;
        require(draw_warmup_start<double>(width, 1, p.seed, start));
        warmup_model<double> result;
        require(warmup_model<double>::create({width, 1, 0, p.rate / start.lambda}, start, result));
        return result;
    }
};

void grid_sweep(benchmark::State& state)
{
    const diagram d;
    std::vector<sweep_record> records(grid_rates * grid_seeds);
    require(run_warmup_sweep(d.grid, {}, {}, 0, records));
    double total = 0;
    for (const sweep_record& r : records) total += static_cast<double>(r.run.steps);
    for (std::size_t i = 0; i < records.size(); i += 997) {
        warmup_model<double> model = d.model(i);
        const run_summary alone = run(model, {});
        if (records[i].run.steps != alone.steps || records[i].end_phase != classify(alone) ||
            records[i].run.loss_peak != alone.loss_peak || records[i].run.lambda_final != alone.lambda_final)
            return state.SkipWithError("not the trajectories one by one");
    }
    for (auto _ : state) require(run_warmup_sweep(d.grid, {}, {}, 0, records));
    report(state, static_cast<double>(records.size()), total);
}

void grid_models(benchmark::State& state)
{
    const diagram d;
    std::vector<warmup_model<double>> models;
    for (std::size_t i = 0; i < grid_rates * grid_seeds; ++i) models.push_back(d.model(i));
    std::vector<warmup_model<double>> copy(models);
    std::vector<run_summary> summaries(models.size());
    for (auto _ : state) {
        state.PauseTiming();
        copy = models;
        state.ResumeTiming();
        require(run_warmup_models<double>(copy, {}, summaries));
    }
    double total = 0;
    for (const run_summary& s : summaries) total += static_cast<double>(s.steps);
    report(state, static_cast<double>(models.size()), total);
}

const bool registered = [] {
    for (const double reach : {whole, near}) {
        const std::string name = reach == whole ? "warmup sweep/n = 1000000, 10000 rates/"
                                                : "warmup sweep/n = 1000000, 10000 rates within 0.05 of the border/";
        benchmark::RegisterBenchmark((name + "catapult").c_str(), [=](benchmark::State& s) {
            batch(s, reach);
        })->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((name + "scalar loop").c_str(), [=](benchmark::State& s) {
            plain(s, reach);
        })->Unit(benchmark::kMillisecond);
    }
    const std::string name = "warmup grid/n = 1000000, 1000 rates by 1000 seeds/";
    benchmark::RegisterBenchmark((name + "catapult").c_str(), grid_sweep)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + "models by run_warmup_models").c_str(), grid_models)->Unit(benchmark::kMillisecond);
    return true;
}();

}  // namespace
}  // namespace catapult::bench
