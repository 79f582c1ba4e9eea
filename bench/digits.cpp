// Training on 512 samples of 784 pixels at width 10⁶. The Gram engine, drawn in law, is compared with the parameter
// engine.
#include "limits.hpp"
#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr std::size_t width = 1000000, inputs = 784, samples = 512;

struct digits {
    array pixels{samples * inputs}, targets{samples};
    memory place;
    reduced_data<double> data;

    digits()
        : place(memory_for([](std::size_t& bytes) {
              return data_reduction<double>::bytes({samples, inputs, 1, false}, bytes);
          }))
    {
        stored_network::draw_pixels(pixels, targets);
        reduce();
    }
    void reduce()
    {
        data_reduction<double> reduction;
        require(data_reduction<double>::create({samples, inputs, 1, false}, place.span(), reduction));
        require(reduction.add({pixels.data(), samples, inputs}, {targets.data(), samples, 1}));
        require(reduction.finish(data));
    }
};

/// Checks the identities ‖Σ‖² = ‖X‖² and ‖QᵀY‖² + 2m·unreachable = ‖Y‖².
bool reduced_well(const digits& d)
{
    double x = 0, sigma = 0, reached = 2 * samples * d.data.unreachable_loss;
    for (std::size_t i = 0; i < d.pixels.size(); ++i) x += d.pixels[i] * d.pixels[i];
    for (const double s : d.data.singular_values) sigma += s * s;
    for (std::size_t i = 0; i < d.data.rank; ++i) reached += d.data.targets(i, 0) * d.data.targets(i, 0);
    return close(x, sigma, 1e-12) && close(reached, samples, 1e-12);
}

struct drawn_state {
    memory place, work;
    network_state<double> state;

    explicit drawn_state(std::size_t r)
        : place(memory_for([=](std::size_t& bytes) {
              return network_state_bytes<double>({r, 1}, bytes);
          })),
          work(memory_for([=](std::size_t& bytes) {
              return draw_initial_bytes<double>({r, 1}, width, bytes);
          }))
    {
        require(create_network_state<double>({r, 1}, place.span(), state));
        draw();
    }
    void draw() { require(draw_initial<double>(width, 5, work.span(), state)); }
};

void one_step(benchmark::State& state)
{
    digits d;
    if (!reduced_well(d)) return state.SkipWithError("a wrong reduction");
    drawn_state initial(d.data.rank);
    gram_engine engine(d.data, initial.state);
    for (auto _ : state) require(engine.model.step(still_eta));
    const double r = static_cast<double>(d.data.rank);
    count(state, 8 * r * (r + 1), 4 * r * r, read_seconds(d.data.rank * (d.data.rank + 1) / 2));
}

void whole_run(benchmark::State& state)
{
    digits d;
    if (!reduced_well(d)) return state.SkipWithError("a wrong reduction");
    drawn_state initial(d.data.rank);
    for (auto _ : state) {
        d.reduce();
        initial.draw();
        gram_engine engine(d.data, initial.state);
        for (int i = 0; i < 100; ++i) require(engine.model.step(still_eta));
    }
}

void parameter_engine(benchmark::State& state, double repeated)
{
    stored_network& network = stored_network::get(width, inputs, samples);
    const double limit = update_seconds(network.first.data(), width * inputs);
    for (auto _ : state) require(network.model.step(still_eta));
    state.counters["repeated"] = repeated;
    count(state, 16.0 * width * inputs, 6.0 * width * inputs, limit);
}

const bool registered = [] {
    const std::string name = "512 samples of 784 pixels at n = 1000000/";
    benchmark::RegisterBenchmark((name + "one step/catapult").c_str(), one_step);
    benchmark::RegisterBenchmark((name + "one step/parameter engine").c_str(), [](benchmark::State& s) {
        parameter_engine(s, 1);
    })->Iterations(2);
    benchmark::RegisterBenchmark((name + "reduction, draw, 100 steps/catapult").c_str(), whole_run);
    benchmark::RegisterBenchmark((name + "reduction, draw, 100 steps/parameter engine").c_str(), [](benchmark::State& s) {
        parameter_engine(s, 100);
    })->Iterations(2);
    return true;
}();

}  // namespace
}  // namespace catapult::bench
