// What this machine can do at most, measured by the process that measures the library.
#ifndef CATAPULT_BENCH_LIMITS_HPP
#define CATAPULT_BENCH_LIMITS_HPP

#include <cstddef>

namespace catapult::bench {

/// Seconds to read and write `count` doubles once, in place: over the first of them that fill a gigabyte at most, scaled up.
double update_seconds(double* x, std::size_t count);

/// Seconds to read `count` doubles again and again from one place.
double read_seconds(std::size_t count);

/// Multiplications and additions a second (two for each fused multiply-add) of the vector units.
double operation_rate();

/// Steps a second of the bare warmup map (5 operations a step, nothing observed, nothing stored).
double map_rate();

/// Seconds of this thread on the processor, by which everything here is timed.
double thread_seconds();

}  // namespace catapult::bench

#endif
