// Small problems side by side against one trajectory after the other: bare steps, and a sweep to convergence.
#include <cstring>
#include <vector>

#include "limits.hpp"
#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr double tolerance = 1e-8;
constexpr std::size_t steps = 20000;

/// A network at its start, with its λ.
struct start {
    reduced_network network;
    gram_engine engine;
    memory place;
    top_eigenvalue<double> lambda;
    double lambda0 = 0;

    start(std::size_t r, std::size_t k)
        : network(r, k, 1e6), engine(network.data, network.state), place(memory_for([&](std::size_t& bytes) {
              return top_eigenvalue<double>::bytes({r, k}, bytes);
          }))
    {
        require(top_eigenvalue<double>::create(engine.model, tolerance, place.span(), lambda));
        eigenvalue_result<double> found;
        require(lambda.update(found));
        lambda0 = found.value;
    }
};

bool same(const run_summary& a, const run_summary& b)
{
    const auto bits = [](double x, double y) { return std::memcmp(&x, &y, sizeof x) == 0; };
    return a.end == b.end && a.steps == b.steps && a.peak_step == b.peak_step && bits(a.loss_peak, b.loss_peak) &&
           bits(a.loss_final, b.loss_final) && bits(a.lambda_final, b.lambda_final);
}

bool same_as_alone(std::size_t r, std::size_t k, gram_runs<double>& batch, const stopping_rule& rule)
{
    const start begin(r, k);
    for (std::size_t i = 0; i < batch.capacity; ++i)
        require(batch.add(begin.engine.model, begin.lambda, 0.6 * static_cast<double>(i + 1) / begin.lambda0, begin.lambda0, i));
    while (batch.size() > 0) {
        std::uint64_t i = 0;
        run_summary together, alone;
        require(batch.finish_next(i, together));
        start own(r, k);
        require(run(model_engine{own.engine.model, own.lambda}, 0.6 * static_cast<double>(i + 1) / own.lambda0, own.lambda0, rule,
                    alone));
        if (!same(together, alone)) return false;
    }
    return true;
}

/// The least time of a step, if all its vector operations ran at the rate of multiply-adds. With each output, an element of D
/// below or on the diagonal needs two to be updated, and a sum of DZ one for each element. The rest of a row needs 17 for one
/// output. With k it needs 13 for each, and k for each of E and ωᵀZ, for ωᵀZ of the next step, and half of that for ZᵀDZ.
double step_limit(std::size_t r, std::size_t outputs)
{
    const double size = static_cast<double>(r), k = static_cast<double>(outputs);
    const double rest = outputs == 1 ? 17 : 13 + 3 * k + (k + 1) / 2;
    return 2 * k * (size * (size + 1) + size * size + rest * size) / operation_rate();
}

void side_by_side(benchmark::State& state, std::size_t r, std::size_t k)
{
    const start begin(r, k);
    stopping_rule rule;
    rule.max_steps = 300;
    const memory place = memory_for([&](std::size_t& bytes) { return gram_runs<double>::bytes(r, k, bytes); });
    gram_runs<double> batch;
    require(gram_runs<double>::create(begin.network.data, tolerance, rule, place.span(), batch));
    if (!same_as_alone(r, k, batch, rule)) return state.SkipWithError("not what a run alone gives");
    rule.max_steps = steps;
    require(gram_runs<double>::create(begin.network.data, tolerance, rule, place.span(), batch));
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch.capacity; ++i)
            require(batch.add(begin.engine.model, begin.lambda, still_eta, begin.lambda0, i));
        std::uint64_t i = 0;
        run_summary summary;
        while (batch.size() > 0) require(batch.finish_next(i, summary));
    }
    const double all = static_cast<double>(steps * batch.capacity), limit = step_limit(r, k);
    count(state, 0, all * limit * operation_rate(), all * limit);
    state.counters["trajectory_steps"] = benchmark::Counter(all, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["repeated"] = 1 / all;  // makes the table show one step of one trajectory
}

void one_by_one(benchmark::State& state, std::size_t r, std::size_t k)
{
    start begin(r, k);
    for (auto _ : state) require(begin.engine.model.step(still_eta));
}

/// Rates from 0.1 to 5 in ηλ₀, of several networks of width 10⁶.
struct diagram {
    static constexpr std::size_t rates = 1000, seeds = 10;
    reduced_network network;
    std::vector<double> widths, axis;
    sweep_grid grid;
    memory place;
    full_sweep sweep;
    std::vector<sweep_record> records;

    explicit diagram(std::size_t r)
        : network(r, 1, 1e6), widths{1e6}, axis(rates), grid{widths, 0, seeds, axis, true},
          place(memory_for([&](std::size_t& bytes) { return full_sweep::bytes(network.data, grid, bytes); })),
          records(rates * seeds)
    {
        require(space_axis(0.1, 5, false, axis));
        require(full_sweep::create(network.data, grid, {}, place.span(), sweep));
    }
    void run_points()
    {
        for (std::size_t i = 0; i < records.size(); ++i) require(sweep.run(i, {&records[i], 1}));
    }
};

void whole_sweep(benchmark::State& state, std::size_t r)
{
    diagram d(r);
    d.run_points();
    const std::vector<sweep_record> alone = d.records;
    for (auto _ : state) require(d.sweep.run(0, d.records));
    double total = 0;
    for (std::size_t i = 0; i < alone.size(); ++i) {
        if (!same(alone[i].run, d.records[i].run)) return state.SkipWithError("not the records of single points");
        total += static_cast<double>(alone[i].run.steps);
    }
    state.counters["trajectory_steps"] = benchmark::Counter(total, benchmark::Counter::kIsIterationInvariantRate);
}

void points(benchmark::State& state, std::size_t r)
{
    diagram d(r);
    for (auto _ : state) d.run_points();
}

const bool registered = [] {
    const auto steps_of = [](std::size_t r, std::size_t k) {
        const std::string name = "gram step side by side/r = " + std::to_string(r) + ", k = " + std::to_string(k) + "/";
        benchmark::RegisterBenchmark((name + "catapult").c_str(), [=](benchmark::State& s) { side_by_side(s, r, k); });
        benchmark::RegisterBenchmark((name + "one by one").c_str(), [=](benchmark::State& s) { one_by_one(s, r, k); });
    };
    for (const std::size_t r : {1, 2, 4, 8, 16, 32}) steps_of(r, 1);
    for (const std::size_t k : {2, 5, 10})
        for (const std::size_t r : {2, 8, 16})
            if (r <= gram_runs<double>::largest_rank(k)) steps_of(r, k);
    for (const std::size_t r : {2, 8, 32}) {
        const std::string name = "full model sweep/r = " + std::to_string(r) + ", 1000 rates of 10 networks/";
        benchmark::RegisterBenchmark((name + "catapult").c_str(), [=](benchmark::State& s) {
            whole_sweep(s, r);
        })->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((name + "one by one").c_str(), [=](benchmark::State& s) {
            points(s, r);
        })->Unit(benchmark::kMillisecond);
    }
    return true;
}();

}  // namespace
}  // namespace catapult::bench
