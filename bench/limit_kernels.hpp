// The loops that measure the limits. They are compiled once for each instruction set (limit_kernels.cpp).
#ifndef CATAPULT_BENCH_LIMIT_KERNELS_HPP
#define CATAPULT_BENCH_LIMIT_KERNELS_HPP

#include <cstddef>

namespace catapult::bench {

/// x is aligned to 64 bytes. The results only keep the compiler from dropping the work.
struct limit_kernels {
    void (*update)(double* x, std::size_t count, double factor);      ///< x ← factor·x; count a multiple of 64
    double (*read)(const double* x, std::size_t count);               ///< Σ x; count a multiple of 64
    double (*multiply_add)(const double* start, std::size_t rounds);  ///< `multiply_adds` on doubles in each round
    double (*map)(const double* start, std::size_t rounds);           ///< `map_steps` steps of the bare warmup map in each round
    std::size_t multiply_adds;
    std::size_t map_steps;
};

extern const limit_kernels limit_kernels_plain;
extern const limit_kernels limit_kernels_avx2;
extern const limit_kernels limit_kernels_avx512;

}  // namespace catapult::bench

#endif
