// The kernels: one table of plain function pointers for each instruction set, all of the same shape.
// Every kernel gives the same bits on every instruction set: it works on blocks of 64 bytes (8 double or
// 16 float lanes), a multiply-add is fused exactly where the code says fma, and lanes are summed in a fixed tree.
// No kernel reads or writes past the ends of its arguments; none requires alignment unless it says so.
#ifndef CATAPULT_SRC_KERNELS_TABLE_HPP
#define CATAPULT_SRC_KERNELS_TABLE_HPP

#include <stddef.h>
#include <stdint.h>

namespace catapult::detail {

/// Operations on vectors and dense row-major matrices (dense.inl).
template <class T>
struct dense_kernels {
    /// Σ x_i y_i over n elements: lane i mod (4 blocks) accumulates, then the four blocks, then the lanes, are summed in a tree.
    T (*dot)(size_t n, const T* x, const T* y);
    /// y_i ← y_i + a x_i, fused. x and y do not overlap.
    void (*add_scaled)(size_t n, T a, const T* x, T* y);
};

template <class T>
struct kernel_table {
    dense_kernels<T> dense;
};

struct kernel_tables {
    kernel_table<float> single;
    kernel_table<double> twofold;
};

extern const kernel_tables kernels_scalar;
extern const kernel_tables kernels_sse2;
extern const kernel_tables kernels_avx2;
extern const kernel_tables kernels_avx512;
extern const kernel_tables kernels_neon;

}  // namespace catapult::detail

#endif
