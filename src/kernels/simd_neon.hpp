// Blocks for AArch64. Every such processor has these vectors and fused multiply-adds.
#ifndef CATAPULT_SRC_KERNELS_SIMD_NEON_HPP
#define CATAPULT_SRC_KERNELS_SIMD_NEON_HPP

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

#define CATAPULT_INLINE inline __attribute__((always_inline))

namespace catapult::detail {
namespace {

constexpr size_t register_blocks = 8;

template <class T>
using vector __attribute__((vector_size(16))) = T;

CATAPULT_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
CATAPULT_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

/// c ← a b + c for the vectors of a block.
CATAPULT_INLINE void fused(const vector<double>* a, const vector<double>* b, vector<double>* c)
{
    for (size_t i = 0; i < 4; ++i) c[i] = vfmaq_f64(c[i], a[i], b[i]);
}
CATAPULT_INLINE void fused(const vector<float>* a, const vector<float>* b, vector<float>* c)
{
    for (size_t i = 0; i < 4; ++i) c[i] = vfmaq_f32(c[i], a[i], b[i]);
}

CATAPULT_INLINE vector<double> root(vector<double> a) { return vsqrtq_f64(a); }
CATAPULT_INLINE vector<float> root(vector<float> a) { return vsqrtq_f32(a); }
CATAPULT_INLINE vector<float> narrowed(vector<double> low, vector<double> high)
{
    return vcombine_f32(vcvt_f32_f64(low), vcvt_f32_f64(high));
}
CATAPULT_INLINE vector<uint64_t> low_halves_product(vector<uint64_t> a, vector<uint64_t> b)
{
    return vmull_u32(vmovn_u64(a), vmovn_u64(b));
}
CATAPULT_INLINE unsigned below(vector<double> a, vector<double> b)
{
    const auto mask = a < b;
    return static_cast<unsigned>((mask[0] & 1) | (mask[1] & 2));
}
CATAPULT_INLINE unsigned below(vector<float> a, vector<float> b)
{
    const auto mask = a < b;
    return static_cast<unsigned>((mask[0] & 1) | (mask[1] & 2) | (mask[2] & 4) | (mask[3] & 8));
}

}  // namespace
}  // namespace catapult::detail

#include "simd_128.hpp"

#endif
