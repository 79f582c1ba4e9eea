#include "limits.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <map>

#include <benchmark/benchmark.h>

#include "catapult/kernels/isa.hpp"
#include "limit_kernels.hpp"
#include "memory.hpp"

namespace catapult::bench {

namespace {

const limit_kernels& best_kernels()
{
#ifdef CATAPULT_BENCH_X86
    if (isa_in_use() == isa::avx512) return limit_kernels_avx512;
    if (isa_in_use() == isa::avx2) return limit_kernels_avx2;
#endif
    return limit_kernels_plain;
}

/// The shortest time of several runs. Each run has enough rounds for the clock to measure it.
template <class Run>
double shortest_seconds(Run&& run)
{
    double result = 1e300;
    std::size_t rounds = 1;
    for (int good = 0; good < 5;) {
        const double start = thread_seconds();
        run(rounds);
        const double seconds = thread_seconds() - start;
        if (seconds < 2e-3) {
            rounds *= 2;
            continue;
        }
        result = std::min(result, seconds / static_cast<double>(rounds));
        ++good;
    }
    return result;
}

/// The start values of both loops. They are fixed points, so the values stay ordinary. The compiler does not know them,
/// so it keeps the loops.
volatile double zero = 0;

}  // namespace

double thread_seconds()
{
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double update_seconds(double* x, std::size_t count)
{
    const std::size_t used = std::min<std::size_t>(count, std::size_t{1} << 27) / 64 * 64;
    if (used == 0) return 0;
    const double seconds = shortest_seconds([&](std::size_t rounds) {
        for (std::size_t i = 0; i < rounds; ++i) best_kernels().update(x, used, 1 + zero);
    });
    return seconds * static_cast<double>(count) / static_cast<double>(used);
}

double read_seconds(std::size_t count)
{
    const std::size_t used = (count + 63) / 64 * 64;
    array x(used);
    const double seconds = shortest_seconds([&](std::size_t rounds) {
        for (std::size_t i = 0; i < rounds; ++i) benchmark::DoNotOptimize(best_kernels().read(x.data(), used));
    });
    return seconds * static_cast<double>(count) / static_cast<double>(used);
}

namespace {

double rate(double (*loop)(const double*, std::size_t), std::size_t work)
{
    double start[16];
    for (double& s : start) s = zero;
    return static_cast<double>(1024 * work) /
           shortest_seconds([&](std::size_t rounds) { benchmark::DoNotOptimize(loop(start, 1024 * rounds)); });
}

}  // namespace

double operation_rate() { return 2 * rate(best_kernels().multiply_add, best_kernels().multiply_adds); }

std::string processor_name()
{
    std::ifstream file("/proc/cpuinfo");
    std::map<std::string, std::string> facts;  // of the first processor, "name<TABs>: value"
    for (std::string line; std::getline(file, line) && !line.empty();) {
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos) facts[line.substr(0, line.find_first_of("\t:"))] = line.substr(colon + 2);
    }
    if (facts.count("model name") == 0) return "a processor without a name";
    return facts["model name"] + " (family " + facts["cpu family"] + ", model " + facts["model"] + ")";
}

double map_rate() { return rate(best_kernels().map, best_kernels().map_steps); }

}  // namespace catapult::bench
