// A step in parameter space against gemv, ger, gemv. Also the cost of stored weights for the Gram engine.
#include <memory>

#include "limits.hpp"
#include "peers.hpp"
#include "problem.hpp"

namespace catapult::bench {

stored_network& stored_network::get(std::size_t n, std::size_t d, std::size_t m)
{
    static std::unique_ptr<stored_network> last;
    if (!last || last->width != n || last->inputs != d || last->samples != m) {
        last.reset();
        last = std::make_unique<stored_network>(n, d, m);
    }
    return *last;
}

namespace {

constexpr std::size_t few_samples = 16;

void count_step(benchmark::State& state, std::size_t n, std::size_t d, double limit)
{
    const double elements = static_cast<double>(n) * static_cast<double>(d);
    count(state, 16 * elements, 6 * elements, limit);
}

void parameters(benchmark::State& state, std::size_t n, std::size_t d)
{
#ifdef CATAPULT_BENCH_OPENBLAS
    const std::size_t few = n < 2000 ? n : 2000;
    stored_network checked(few, d, few_samples), other(few, d, few_samples);
    parameter_peer peer(few, d, few_samples, other.first.data(), other.second.data(), other.pixels.data(), other.targets.data());
    for (int i = 0; i < 3; ++i) require(checked.model.step(0.01)), peer.step(0.01);
    if (!(distance(checked.model.product().data, peer.product(), d) < 1e-10)) return state.SkipWithError("not the peer's result");
#endif
    stored_network& network = stored_network::get(n, d, few_samples);
    const double limit = update_seconds(network.first.data(), n * d);
    for (auto _ : state) require(network.model.step(still_eta));
    count_step(state, n, d, limit);
}

#ifdef CATAPULT_BENCH_OPENBLAS
void parameters_by_calls(benchmark::State& state, std::size_t n, std::size_t d)
{
    stored_network& network = stored_network::get(n, d, few_samples);
    parameter_peer peer(n, d, few_samples, network.first.data(), network.second.data(), network.pixels.data(),
                        network.targets.data());
    for (auto _ : state) peer.step(still_eta);
    count_step(state, n, d, 0);
}
#endif

/// Training from weights that the caller stores: one pass over the weights, then the Gram engine. The final weights are
/// not written back.
void from_stored_weights(benchmark::State& state, std::size_t n, std::size_t d)
{
    const auto dims = data_dims{d, d, 1, true};
    const memory place = memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(dims, bytes); });
    data_reduction<double> reduction;
    require(data_reduction<double>::create(dims, place.span(), reduction));
    array pixels(d * d), targets(d);
    stored_network::draw_pixels(pixels, targets);
    require(reduction.add({pixels.data(), d, d}, {targets.data(), d, 1}));
    reduced_data<double> data;
    require(reduction.finish(data));

    const weights_dims sizes = {d, 1, data.rank};
    const memory sums = memory_for([&](std::size_t& bytes) { return weights_reduction<double>::bytes(sizes, bytes); });
    const memory kept = memory_for([&](std::size_t& bytes) { return network_state_bytes<double>({data.rank, 1}, bytes); });
    network_state<double> initial;
    require(create_network_state<double>({data.rank, 1}, kept.span(), initial));
    weights_reduction<double> weights;
    require(weights_reduction<double>::create(sizes, data.basis, sums.span(), weights));
    const auto reduce = [&](stored_network& network) {
        require(weights.add({network.first.data(), network.width, d}, {network.second.data(), network.width, 1}));
        require(weights.finish(initial));
    };

    stored_network checked(2000, d, d);
    const double eta = 0.3 * 2 / static_cast<double>(d);
    reduce(checked);
    gram_engine same(data, initial);
    for (int i = 0; i < 3; ++i) require(checked.model.step(eta)), require(same.model.step(eta));
    if (!close(checked.model.loss(), same.model.loss(), 1e-9)) return state.SkipWithError("not the parameter engine's loss");

    stored_network& network = stored_network::get(n, d, few_samples);
    for (auto _ : state) {
        reduce(network);
        gram_engine engine(data, initial);
        for (int i = 0; i < 100; ++i) require(engine.model.step(still_eta));
    }
    const double rows = static_cast<double>(n), size = static_cast<double>(d);
    const double sums_limit = rows * size * (size + 3) / operation_rate(),
                 read_limit = update_seconds(network.first.data(), n * d) / 2;
    count(state, 8 * rows * size, rows * size * (size + 3), sums_limit > read_limit ? sums_limit : read_limit);
}

void hundred_steps(benchmark::State& state, std::size_t n, std::size_t d)
{
    stored_network& network = stored_network::get(n, d, few_samples);
    for (auto _ : state) require(network.model.step(still_eta));
    state.counters["repeated"] = 100;
}

const bool registered = [] {
    for (const std::size_t d : {8, 64, 512})
        for (const std::size_t n : {100, 1000, 10000, 100000, 1000000}) {
            const std::string sizes = "n = " + std::to_string(n) + ", d = " + std::to_string(d) + "/";
            const std::string name = "parameter step/" + sizes;
            const auto set = [=](benchmark::internal::Benchmark* b) {
                if (n * d > 100000000) b->Iterations(2);
            };
            set(benchmark::RegisterBenchmark((name + "catapult").c_str(), [=](benchmark::State& s) { parameters(s, n, d); }));
#ifdef CATAPULT_BENCH_OPENBLAS
            set(benchmark::RegisterBenchmark((name + "OpenBLAS gemv ger gemv").c_str(),
                                             [=](benchmark::State& s) { parameters_by_calls(s, n, d); }));
#endif
            if (n < 1000000 || d < 64) continue;
            const std::string stored = "100 steps from stored weights/" + sizes;
            set(benchmark::RegisterBenchmark((stored + "parameter engine").c_str(),
                                             [=](benchmark::State& s) { hundred_steps(s, n, d); }));
            benchmark::RegisterBenchmark((stored + "catapult").c_str(), [=](benchmark::State& s) {
                from_stored_weights(s, n, d);
            })->Iterations(1);
        }
    return true;
}();

}  // namespace
}  // namespace catapult::bench
