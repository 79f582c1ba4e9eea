// Blocks for every x86-64 processor. SSE2 has no fused multiply-add. Exact transformations compute it
// (software_fma.hpp), two lanes at a time. Integer arithmetic computes it if an input is far from the middle of the
// range.
#ifndef CATAPULT_SRC_KERNELS_SIMD_SSE2_HPP
#define CATAPULT_SRC_KERNELS_SIMD_SSE2_HPP

#include <emmintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "software_fma.hpp"

#define CATAPULT_INLINE inline __attribute__((always_inline))

namespace catapult::detail {
namespace {

constexpr size_t register_blocks = 4;

template <class T>
using vector __attribute__((vector_size(16))) = T;

CATAPULT_INLINE double fused(double a, double b, double c) { return software_fma(a, b, c); }
CATAPULT_INLINE float fused(float a, float b, float c) { return software_fma(a, b, c); }

CATAPULT_INLINE __m128d sum_to_odd(__m128d a, __m128d b)
{
    const __m128d s = _mm_add_pd(a, b);
    const __m128d t = _mm_sub_pd(s, a);
    const __m128d error = _mm_add_pd(_mm_sub_pd(a, _mm_sub_pd(s, t)), _mm_sub_pd(b, t));
    const __m128d zero = _mm_setzero_pd();
    const __m128i one = _mm_set_epi32(0, 1, 0, 1);
    const __m128i u = _mm_castpd_si128(s);
    // If the sum is even and inexact, moves it by one unit towards the true value. That is away from zero if the error
    // has the sign of the sum.
    const __m128d above = _mm_cmpgt_pd(error, zero);
    const __m128d inexact = _mm_or_pd(above, _mm_cmplt_pd(error, zero));
    const __m128i inwards = _mm_castpd_si128(_mm_xor_pd(above, _mm_cmpgt_pd(s, zero)));
    const __m128i even = _mm_sub_epi64(_mm_and_si128(u, one), one);
    const __m128i change = _mm_and_si128(_mm_and_si128(_mm_castpd_si128(inexact), even), _mm_or_si128(inwards, one));
    return _mm_castsi128_pd(_mm_add_epi64(u, change));
}

CATAPULT_INLINE __m128d magnitude(__m128d x) { return _mm_andnot_pd(_mm_set1_pd(-0.0), x); }
/// All bits are set in the lanes that are moderate() as defined in software_fma.hpp.
CATAPULT_INLINE __m128d moderate(__m128d x)
{
    const __m128d size = magnitude(x);
    const __m128d inside = _mm_and_pd(_mm_cmpge_pd(size, _mm_set1_pd(0x1p-450)), _mm_cmple_pd(size, _mm_set1_pd(0x1p450)));
    return _mm_or_pd(inside, _mm_cmpeq_pd(x, _mm_setzero_pd()));
}
CATAPULT_INLINE __m128d upper_half(__m128d x)
{
    const __m128d scaled = _mm_mul_pd(_mm_set1_pd(0x8000001p0), x);
    return _mm_sub_pd(scaled, _mm_sub_pd(scaled, x));
}
/// software_fma() for moderate inputs.
CATAPULT_INLINE __m128d fused_moderate(__m128d a, __m128d b, __m128d c)
{
    const __m128d high = _mm_mul_pd(a, b);
    const __m128d a1 = upper_half(a), b1 = upper_half(b);
    const __m128d a0 = _mm_sub_pd(a, a1), b0 = _mm_sub_pd(b, b1);
    const __m128d rest = _mm_sub_pd(_mm_sub_pd(_mm_sub_pd(high, _mm_mul_pd(a1, b1)), _mm_mul_pd(a0, b1)), _mm_mul_pd(a1, b0));
    const __m128d low = _mm_sub_pd(_mm_mul_pd(a0, b0), rest);
    const __m128d th = _mm_add_pd(c, low), t = _mm_sub_pd(th, c);
    const __m128d tl = _mm_add_pd(_mm_sub_pd(c, _mm_sub_pd(th, t)), _mm_sub_pd(low, t));
    const __m128d vh = _mm_add_pd(high, th), v = _mm_sub_pd(vh, high);
    const __m128d vl = _mm_add_pd(_mm_sub_pd(high, _mm_sub_pd(vh, v)), _mm_sub_pd(th, v));
    const __m128d result = _mm_add_pd(vh, sum_to_odd(tl, vl));
    const __m128d zero = _mm_cmpeq_pd(result, _mm_setzero_pd());
    return _mm_or_pd(_mm_andnot_pd(zero, result), _mm_and_pd(zero, _mm_add_pd(high, c)));
}

/// c ← a b + c for the vectors of a block.
CATAPULT_INLINE void fused(const vector<double>* a, const vector<double>* b, vector<double>* c)
{
    __m128d usual = _mm_cmple_pd(magnitude(c[0]), _mm_set1_pd(0x1p1000));
    for (size_t i = 1; i < 4; ++i) usual = _mm_and_pd(usual, _mm_cmple_pd(magnitude(c[i]), _mm_set1_pd(0x1p1000)));
    for (size_t i = 0; i < 4; ++i) usual = _mm_and_pd(usual, _mm_and_pd(moderate(a[i]), moderate(b[i])));
    if (_mm_movemask_pd(usual) == 3) {
        for (size_t i = 0; i < 4; ++i) c[i] = fused_moderate(a[i], b[i], c[i]);
    } else {
        for (size_t i = 0; i < 4; ++i)
            c[i] = vector<double>{fma_by_integers(a[i][0], b[i][0], c[i][0]), fma_by_integers(a[i][1], b[i][1], c[i][1])};
    }
}
CATAPULT_INLINE __m128d fused_as_double(__m128 a, __m128 b, __m128 c)
{
    return sum_to_odd(_mm_mul_pd(_mm_cvtps_pd(a), _mm_cvtps_pd(b)), _mm_cvtps_pd(c));
}
CATAPULT_INLINE vector<float> narrowed(__m128d low, __m128d high) { return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high)); }
CATAPULT_INLINE void fused(const vector<float>* a, const vector<float>* b, vector<float>* c)
{
    for (size_t i = 0; i < 4; ++i)
        c[i] = narrowed(fused_as_double(a[i], b[i], c[i]),
                        fused_as_double(_mm_movehl_ps(a[i], a[i]), _mm_movehl_ps(b[i], b[i]), _mm_movehl_ps(c[i], c[i])));
}

CATAPULT_INLINE vector<double> root(vector<double> a) { return _mm_sqrt_pd(a); }
CATAPULT_INLINE vector<float> root(vector<float> a) { return _mm_sqrt_ps(a); }
CATAPULT_INLINE vector<uint64_t> low_halves_product(vector<uint64_t> a, vector<uint64_t> b)
{
    return reinterpret_cast<vector<uint64_t>>(_mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
}
CATAPULT_INLINE unsigned below(vector<double> a, vector<double> b)
{
    return static_cast<unsigned>(_mm_movemask_pd(_mm_cmplt_pd(a, b)));
}
CATAPULT_INLINE unsigned below(vector<float> a, vector<float> b)
{
    return static_cast<unsigned>(_mm_movemask_ps(_mm_cmplt_ps(a, b)));
}

}  // namespace
}  // namespace catapult::detail

#include "simd_128.hpp"

#endif
