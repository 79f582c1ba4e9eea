// A step of the Gram engine against the same step made of library calls.
#include "limits.hpp"
#include "peers.hpp"
#include "problem.hpp"

namespace catapult::bench {
namespace {

double step_limit(std::size_t r, std::size_t k)
{
    const double size = static_cast<double>(r);
    if (k == 1) return read_seconds(r * (r + 1) / 2);
    return 4 * size * size * static_cast<double>(k) / operation_rate();
}

void count_step(benchmark::State& state, std::size_t r, std::size_t k, double limit)
{
    const double size = static_cast<double>(r);
    count(state, 8 * size * (size + 1), 4 * size * size * static_cast<double>(k), limit);
}

void gram(benchmark::State& state, std::size_t r, std::size_t k)
{
    reduced_network network(r, k, 1e6);
    gram_engine engine(network.data, network.state);
#ifdef CATAPULT_BENCH_OPENBLAS
    gram_engine checked(network.data, network.state);
    gram_peer peer(network.data, network.state, gram_peer::calls::symmetric);
    for (int i = 0; i < 3; ++i) {
        require(checked.model.step(0.05));
        peer.step(0.05);
    }
    if (!(distance(checked.model.predictor().data, peer.predictor(), r * k) < 1e-10))
        return state.SkipWithError("not the peer's result");
#endif
    for (auto _ : state) require(engine.model.step(still_eta));
    count_step(state, r, k, step_limit(r, k));
}

#ifdef CATAPULT_BENCH_OPENBLAS
void gram_by_calls(benchmark::State& state, std::size_t r, std::size_t k, gram_peer::calls calls)
{
    reduced_network network(r, k, 1e6);
    gram_peer checked(network.data, network.state, calls), reference(network.data, network.state, gram_peer::calls::symmetric);
    for (int i = 0; i < 3; ++i) checked.step(0.05), reference.step(0.05);
    if (!(distance(checked.predictor(), reference.predictor(), r * k) < 1e-10)) return state.SkipWithError("peers differ");
    gram_peer peer(network.data, network.state, calls);
    for (auto _ : state) peer.step(still_eta);
    count_step(state, r, k, 0);
}
#endif

const bool registered = [] {
    for (const std::size_t r : {8, 16, 32, 64, 128, 256, 512, 717, 1024}) {
        const std::size_t k = r == 717 ? 10 : 1;
        const std::string name = "gram step/r = " + std::to_string(r) + ", k = " + std::to_string(k) + "/";
        benchmark::RegisterBenchmark((name + "catapult").c_str(), [=](benchmark::State& s) { gram(s, r, k); });
#ifdef CATAPULT_BENCH_OPENBLAS
        benchmark::RegisterBenchmark((name + "OpenBLAS" + (k == 1 ? " symv syr2 syr" : " symm syr2k")).c_str(),
                                     [=](benchmark::State& s) { gram_by_calls(s, r, k, gram_peer::calls::symmetric); });
        if (k == 1)
            benchmark::RegisterBenchmark((name + "OpenBLAS gemv ger").c_str(),
                                         [=](benchmark::State& s) { gram_by_calls(s, r, k, gram_peer::calls::general); });
#ifdef CATAPULT_BENCH_EIGEN
        benchmark::RegisterBenchmark((name + "Eigen").c_str(),
                                     [=](benchmark::State& s) { gram_by_calls(s, r, k, gram_peer::calls::eigen); });
#endif
#endif
    }
    return true;
}();

}  // namespace
}  // namespace catapult::bench
