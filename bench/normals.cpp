// Normal random numbers, compared with the C++ library's.
#include <random>

#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr std::size_t numbers = 1 << 14;

bool standard_normal(const array& x)
{
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < numbers; ++i) sum += x[i], squares += x[i] * x[i];
    // The limits are five standard deviations of the mean and of the mean square.
    return std::fabs(sum) < 5 * std::sqrt(double(numbers)) && std::fabs(squares - numbers) < 5 * std::sqrt(2.0 * numbers);
}

void filled(benchmark::State& state)
{
    array x(numbers);
    std::uint64_t seed = 0;
    for (auto _ : state) fill_normals<double>({++seed, 0}, 0, {x.data(), numbers});
    if (!standard_normal(x) || x[77] != normal({seed, 0}, 77)) state.SkipWithError("not normal");
    state.counters["numbers"] = benchmark::Counter(numbers, benchmark::Counter::kIsIterationInvariantRate);
}

void standard_library(benchmark::State& state)
{
    array x(numbers);
    std::mt19937_64 engine;
    std::normal_distribution<double> draw;
    for (auto _ : state)
        for (std::size_t i = 0; i < numbers; ++i) x[i] = draw(engine);
    if (!standard_normal(x)) state.SkipWithError("not normal");
    state.counters["numbers"] = benchmark::Counter(numbers, benchmark::Counter::kIsIterationInvariantRate);
}

const bool registered = [] {
    benchmark::RegisterBenchmark("normals/16384 numbers/catapult", filled);
    benchmark::RegisterBenchmark("normals/16384 numbers/std::normal_distribution", standard_library);
    return true;
}();

}  // namespace
}  // namespace catapult::bench
