// Shared parts of the benchmarks: problems drawn from a seed, objects with their memory, counters.
#ifndef CATAPULT_BENCH_PROBLEM_HPP
#define CATAPULT_BENCH_PROBLEM_HPP

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>

#include "catapult/catapult.hpp"
#include "memory.hpp"

namespace catapult::bench {

/// Ends the process if the call did not succeed, because the benchmark would then mean nothing.
inline void require(status s)
{
    if (s == status::ok) return;
    std::fprintf(stderr, "benchmark: %s\n", status_text(s));
    std::abort();
}

/// Calls `…_bytes` and owns the memory it asks for.
template <class Bytes>
memory memory_for(Bytes&& bytes)
{
    std::size_t result = 0;
    require(bytes(result));
    return memory(result);
}

inline bool close(double a, double b, double tolerance) { return std::fabs(a - b) <= tolerance * (std::fabs(a) + std::fabs(b)); }

/// The largest difference of two vectors, relative to the largest element.
inline double distance(const double* a, const double* b, std::size_t count)
{
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        difference = std::fmax(difference, std::fabs(a[i] - b[i]));
        largest = std::fmax(largest, std::fabs(b[i]));
    }
    return difference / largest;
}

/// Sets the counters: the rates of bytes moved and operations done by one iteration, and the share of the limit.
/// `limit_seconds` is the least time in which the machine can do the iteration.
inline void count(benchmark::State& state, double bytes, double operations, double limit_seconds)
{
    using benchmark::Counter;
    if (bytes > 0) state.counters["bytes"] = Counter(bytes, Counter::kIsIterationInvariantRate);
    if (operations > 0) state.counters["operations"] = Counter(operations, Counter::kIsIterationInvariantRate);
    if (limit_seconds > 0) {
        state.counters["limit_seconds"] = limit_seconds;
        state.counters["fraction_of_limit"] = Counter(limit_seconds, Counter::kIsIterationInvariantRate);
    }
}

/// Reduced data of rank r with a falling spectrum, and an initial state of width n drawn in law.
struct reduced_network {
    std::size_t rank, outputs;
    array singular_values, targets;
    memory state_memory;
    reduced_data<double> data;
    network_state<double> state;

    reduced_network(std::size_t r, std::size_t k, double width)
        : rank(r), outputs(k), singular_values(r), targets(r * k), state_memory(memory_for([&](std::size_t& bytes) {
              return network_state_bytes<double>({r, k}, bytes);
          }))
    {
        for (std::size_t i = 0; i < r; ++i) singular_values[i] = 4 / (1 + 0.05 * static_cast<double>(i));
        fill_normals<double>({1, 1}, 0, {targets.data(), r * k});
        data.samples = data.inputs = data.rank = r;
        data.outputs = k;
        data.singular_values = {singular_values.data(), r};
        data.targets = {targets.data(), r, k};
        require(create_network_state<double>({r, k}, state_memory.span(), state));
        const memory work = memory_for([&](std::size_t& bytes) { return draw_initial_bytes<double>({r, k}, width, bytes); });
        require(draw_initial<double>(width, 7, work.span(), state));
    }
};

/// A Gram engine with its memory.
struct gram_engine {
    memory place;
    gram_model<double> model;

    gram_engine(const reduced_data<double>& data, const network_state<double>& state)
        : place(memory_for([&](std::size_t& bytes) {
              return gram_model<double>::bytes({data.rank, data.outputs}, bytes);
          }))
    {
        require(gram_model<double>::create(data, state, place.span(), model));
    }
};

/// A network of n × d weights with one output. Its samples look like pixels: a fifth of their elements are positive,
/// the rest zero.
struct stored_network {
    std::size_t width, inputs, samples;
    array first, second, pixels, targets;
    memory place;
    parameter_model<double> model;

    stored_network(std::size_t n, std::size_t d, std::size_t m)
        : width(n), inputs(d), samples(m), first(n * d), second(n), pixels(m * d), targets(m),
          place(memory_for([&](std::size_t& bytes) {
              return parameter_model<double>::bytes({n, d, 1, m}, bytes);
          }))
    {
        fill_normals<double>({3, 0}, 0, {first.data(), n * d});
        fill_normals<double>({3, 1}, 0, {second.data(), n});
        draw_pixels(pixels, targets);
        require(parameter_model<double>::create({first.data(), n, d}, {second.data(), n, 1},
                                                {{pixels.data(), m, d}, {targets.data(), m, 1}, 0, 0}, place.span(), model));
    }

    static void draw_pixels(const array& pixels, const array& targets)
    {
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            const double x = uniform({4, 0}, i);
            pixels[i] = x < 0.2 ? 5 * x : 0;
        }
        for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = i % 2 ? 1 : -1;
    }

    /// Keeps the network of the last call, because the largest take seconds to draw.
    static stored_network& get(std::size_t n, std::size_t d, std::size_t m);
};

/// At this learning rate, timed steps hardly change the numbers, so none decays into denormals.
inline constexpr double still_eta = 1e-12;

}  // namespace catapult::bench

#endif
