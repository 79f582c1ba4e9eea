// The limits of this machine, measured by the same process that measures the library.
#ifndef CATAPULT_BENCH_LIMITS_HPP
#define CATAPULT_BENCH_LIMITS_HPP

#include <cstddef>
#include <string>

namespace catapult::bench {

/// Seconds to read and write `count` doubles once in place. At most a gigabyte is used, and its time is scaled up.
double update_seconds(double* x, std::size_t count);

/// Seconds to read `count` doubles, repeatedly from the same memory.
double read_seconds(std::size_t count);

/// Multiplications and additions a second of the vector units. A fused multiply-add counts as two.
double operation_rate();

/// Steps a second of the bare warmup map: 5 operations a step; nothing is observed or stored.
double map_rate();

/// What the operating system calls the processor.
std::string processor_name();

/// The processor time of this thread in seconds. All times in the benchmarks are measured with it.
double thread_seconds();

}  // namespace catapult::bench

#endif
