// Blocks of 64 bytes as AVX-512 registers. simd_scalar.hpp defines what each operation means.
#ifndef CATAPULT_SRC_KERNELS_SIMD_AVX512_HPP
#define CATAPULT_SRC_KERNELS_SIMD_AVX512_HPP

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define CATAPULT_INLINE inline __attribute__((always_inline))
#ifdef __clang__
#define CATAPULT_UNROLL _Pragma("unroll")
#define CATAPULT_HOLD(...)  // Clang loads once by itself
#else
#define CATAPULT_HOLD(...) __asm__(__VA_ARGS__)
#define CATAPULT_UNROLL _Pragma("GCC unroll 16")
#endif

namespace catapult::detail {
namespace {

template <class T>
constexpr size_t lanes = 64 / sizeof(T);
constexpr size_t register_blocks = 32;

CATAPULT_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
CATAPULT_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

template <class T>
struct block;
template <>
struct block<double> {
    __m512d v;
};
template <>
struct block<float> {
    __m512 v;
};
template <>
struct block<uint64_t> {
    __m512i v;
};

template <class T>
CATAPULT_INLINE block<T> broadcast(T a);
template <>
CATAPULT_INLINE block<double> broadcast(double a)
{
    return {_mm512_set1_pd(a)};
}
template <>
CATAPULT_INLINE block<float> broadcast(float a)
{
    return {_mm512_set1_ps(a)};
}
template <>
CATAPULT_INLINE block<uint64_t> broadcast(uint64_t a)
{
    return {_mm512_set1_epi64(static_cast<long long>(a))};
}

CATAPULT_INLINE __mmask8 first8(size_t count) { return static_cast<__mmask8>((1u << count) - 1u); }
CATAPULT_INLINE __mmask16 first16(size_t count) { return static_cast<__mmask16>((1u << count) - 1u); }

CATAPULT_INLINE block<double> load(const double* p) { return {_mm512_loadu_pd(p)}; }
CATAPULT_INLINE block<float> load(const float* p) { return {_mm512_loadu_ps(p)}; }
CATAPULT_INLINE block<double> load_first(const double* p, size_t n) { return {_mm512_maskz_loadu_pd(first8(n), p)}; }
CATAPULT_INLINE block<float> load_first(const float* p, size_t n) { return {_mm512_maskz_loadu_ps(first16(n), p)}; }
CATAPULT_INLINE void store(double* p, block<double> a) { _mm512_storeu_pd(p, a.v); }
CATAPULT_INLINE void store(float* p, block<float> a) { _mm512_storeu_ps(p, a.v); }
CATAPULT_INLINE void store_first(double* p, size_t n, block<double> a) { _mm512_mask_storeu_pd(p, first8(n), a.v); }
CATAPULT_INLINE void store_first(float* p, size_t n, block<float> a) { _mm512_mask_storeu_ps(p, first16(n), a.v); }

CATAPULT_INLINE block<double> add(block<double> a, block<double> b) { return {_mm512_add_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> add(block<float> a, block<float> b) { return {_mm512_add_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> sub(block<double> a, block<double> b) { return {_mm512_sub_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> sub(block<float> a, block<float> b) { return {_mm512_sub_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> mul(block<double> a, block<double> b) { return {_mm512_mul_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> mul(block<float> a, block<float> b) { return {_mm512_mul_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> div(block<double> a, block<double> b) { return {_mm512_div_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> div(block<float> a, block<float> b) { return {_mm512_div_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> sqrt(block<double> a) { return {_mm512_sqrt_pd(a.v)}; }
CATAPULT_INLINE block<float> sqrt(block<float> a) { return {_mm512_sqrt_ps(a.v)}; }
CATAPULT_INLINE block<double> larger(block<double> a, block<double> b) { return {_mm512_max_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> larger(block<float> a, block<float> b) { return {_mm512_max_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> smaller(block<double> a, block<double> b) { return {_mm512_min_pd(a.v, b.v)}; }
CATAPULT_INLINE block<float> smaller(block<float> a, block<float> b) { return {_mm512_min_ps(a.v, b.v)}; }
CATAPULT_INLINE block<double> fma(block<double> a, block<double> b, block<double> c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
CATAPULT_INLINE block<float> fma(block<float> a, block<float> b, block<float> c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
CATAPULT_INLINE block<double> fnma(block<double> a, block<double> b, block<double> c)
{
    return {_mm512_fnmadd_pd(a.v, b.v, c.v)};
}
CATAPULT_INLINE block<float> fnma(block<float> a, block<float> b, block<float> c) { return {_mm512_fnmadd_ps(a.v, b.v, c.v)}; }

CATAPULT_INLINE block<double> held(block<double> a)
{
    CATAPULT_HOLD("" : "+v"(a.v));
    return a;
}
CATAPULT_INLINE block<float> held(block<float> a)
{
    CATAPULT_HOLD("" : "+v"(a.v));
    return a;
}

CATAPULT_INLINE double sum(block<double> a)
{
    const __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(a.v), _mm512_extractf64x4_pd(a.v, 1));
    const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
CATAPULT_INLINE float sum(block<float> a)
{
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

CATAPULT_INLINE block<double> select_first(size_t count, block<double> a, block<double> b)
{
    return {_mm512_mask_blend_pd(first8(count), b.v, a.v)};
}
CATAPULT_INLINE block<float> select_first(size_t count, block<float> a, block<float> b)
{
    return {_mm512_mask_blend_ps(first16(count), b.v, a.v)};
}

// Interleaves pairs of rows first. Then two rounds, of even and odd quarters, sort the 128-bit quarters.
CATAPULT_INLINE void transpose(block<double>* tile)
{
    __m512d t[8];
    CATAPULT_UNROLL
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_pd(tile[i].v, tile[i + 1].v);
        t[i + 1] = _mm512_unpackhi_pd(tile[i].v, tile[i + 1].v);
    }
    CATAPULT_UNROLL
    for (int odd = 0; odd < 2; ++odd) {
        const __m512d u0 = _mm512_shuffle_f64x2(t[odd], t[odd + 2], 0x88);
        const __m512d u1 = _mm512_shuffle_f64x2(t[odd], t[odd + 2], 0xdd);
        const __m512d v0 = _mm512_shuffle_f64x2(t[odd + 4], t[odd + 6], 0x88);
        const __m512d v1 = _mm512_shuffle_f64x2(t[odd + 4], t[odd + 6], 0xdd);
        tile[odd].v = _mm512_shuffle_f64x2(u0, v0, 0x88);
        tile[odd + 2].v = _mm512_shuffle_f64x2(u1, v1, 0x88);
        tile[odd + 4].v = _mm512_shuffle_f64x2(u0, v0, 0xdd);
        tile[odd + 6].v = _mm512_shuffle_f64x2(u1, v1, 0xdd);
    }
}
CATAPULT_INLINE void transpose(block<float>* tile)
{
    __m512 t[16];
    CATAPULT_UNROLL
    for (int g = 0; g < 16; g += 4) {
        const __m512d a = _mm512_castps_pd(_mm512_unpacklo_ps(tile[g].v, tile[g + 1].v));
        const __m512d b = _mm512_castps_pd(_mm512_unpackhi_ps(tile[g].v, tile[g + 1].v));
        const __m512d c = _mm512_castps_pd(_mm512_unpacklo_ps(tile[g + 2].v, tile[g + 3].v));
        const __m512d d = _mm512_castps_pd(_mm512_unpackhi_ps(tile[g + 2].v, tile[g + 3].v));
        t[g] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
        t[g + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
        t[g + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
        t[g + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
    }
    CATAPULT_UNROLL
    for (int i = 0; i < 4; ++i) {
        const __m512 u0 = _mm512_shuffle_f32x4(t[i], t[i + 4], 0x88);
        const __m512 u1 = _mm512_shuffle_f32x4(t[i], t[i + 4], 0xdd);
        const __m512 v0 = _mm512_shuffle_f32x4(t[i + 8], t[i + 12], 0x88);
        const __m512 v1 = _mm512_shuffle_f32x4(t[i + 8], t[i + 12], 0xdd);
        tile[i].v = _mm512_shuffle_f32x4(u0, v0, 0x88);
        tile[i + 4].v = _mm512_shuffle_f32x4(u1, v1, 0x88);
        tile[i + 8].v = _mm512_shuffle_f32x4(u0, v0, 0xdd);
        tile[i + 12].v = _mm512_shuffle_f32x4(u1, v1, 0xdd);
    }
}

CATAPULT_INLINE block<float> narrow(block<double> low, block<double> high)
{
    return {_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low.v)), _mm512_cvtpd_ps(high.v), 1)};
}

CATAPULT_INLINE block<uint64_t> load(const uint64_t* p) { return {_mm512_loadu_si512(p)}; }
CATAPULT_INLINE block<uint64_t> add(block<uint64_t> a, block<uint64_t> b) { return {_mm512_add_epi64(a.v, b.v)}; }
CATAPULT_INLINE block<uint64_t> sub(block<uint64_t> a, block<uint64_t> b) { return {_mm512_sub_epi64(a.v, b.v)}; }
CATAPULT_INLINE block<uint64_t> bit_and(block<uint64_t> a, block<uint64_t> b) { return {_mm512_and_si512(a.v, b.v)}; }
CATAPULT_INLINE block<uint64_t> bit_or(block<uint64_t> a, block<uint64_t> b) { return {_mm512_or_si512(a.v, b.v)}; }
CATAPULT_INLINE block<uint64_t> bit_xor(block<uint64_t> a, block<uint64_t> b) { return {_mm512_xor_si512(a.v, b.v)}; }
CATAPULT_INLINE block<uint64_t> mul_low_halves(block<uint64_t> a, block<uint64_t> b) { return {_mm512_mul_epu32(a.v, b.v)}; }
template <unsigned count>
CATAPULT_INLINE block<uint64_t> shift_left(block<uint64_t> a)
{
    return {_mm512_slli_epi64(a.v, count)};
}
template <unsigned count>
CATAPULT_INLINE block<uint64_t> shift_right(block<uint64_t> a)
{
    return {_mm512_srli_epi64(a.v, count)};
}
CATAPULT_INLINE block<uint64_t> as_bits(block<double> a) { return {_mm512_castpd_si512(a.v)}; }
CATAPULT_INLINE block<double> as_double(block<uint64_t> a) { return {_mm512_castsi512_pd(a.v)}; }
CATAPULT_INLINE unsigned lanes_below(block<double> a, block<double> b) { return _mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ); }
CATAPULT_INLINE unsigned lanes_below(block<float> a, block<float> b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ); }
CATAPULT_INLINE block<double> choose_below(block<double> a, block<double> b, block<double> x, block<double> y)
{
    return {_mm512_mask_blend_pd(_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ), y.v, x.v)};
}
CATAPULT_INLINE block<float> choose_below(block<float> a, block<float> b, block<float> x, block<float> y)
{
    return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ), y.v, x.v)};
}

// For sums(): each level adds two blocks into one that holds the sums of both side by side, in the tree of sum().
CATAPULT_INLINE __m512d fold_halves(__m512d a, __m512d b)
{
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x44), _mm512_shuffle_f64x2(a, b, 0xee));
}
CATAPULT_INLINE __m512d fold_quarters(__m512d a, __m512d b)
{
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x88), _mm512_shuffle_f64x2(a, b, 0xdd));
}
CATAPULT_INLINE __m512 fold_halves(__m512 a, __m512 b)
{
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
}
CATAPULT_INLINE __m512 fold_quarters(__m512 a, __m512 b)
{
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
}
CATAPULT_INLINE block<double> sums(const block<double>* a)
{
    // p and q hold four rows each: 128-bit part i of p is the partial sum of row i, and part i of q that of row 4 + i.
    const __m512d p = fold_quarters(fold_halves(a[0].v, a[1].v), fold_halves(a[2].v, a[3].v));
    const __m512d q = fold_quarters(fold_halves(a[4].v, a[5].v), fold_halves(a[6].v, a[7].v));
    const __m512d mixed = _mm512_add_pd(_mm512_unpacklo_pd(p, q), _mm512_unpackhi_pd(p, q));  // 0 4 1 5 2 6 3 7
    return {_mm512_permutexvar_pd(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), mixed)};
}
CATAPULT_INLINE block<float> sums(const block<float>* a)
{
    __m512 quads[4];
    CATAPULT_UNROLL
    for (int i = 0; i < 4; ++i)
        quads[i] = fold_quarters(fold_halves(a[4 * i].v, a[4 * i + 1].v), fold_halves(a[4 * i + 2].v, a[4 * i + 3].v));
    const __m512 even = _mm512_add_ps(_mm512_shuffle_ps(quads[0], quads[1], 0x44), _mm512_shuffle_ps(quads[0], quads[1], 0xee));
    const __m512 odd = _mm512_add_ps(_mm512_shuffle_ps(quads[2], quads[3], 0x44), _mm512_shuffle_ps(quads[2], quads[3], 0xee));
    const __m512 mixed = _mm512_add_ps(_mm512_shuffle_ps(even, odd, 0x88), _mm512_shuffle_ps(even, odd, 0xdd));  // 0 4 8 12 1 …
    return {_mm512_permutexvar_ps(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), mixed)};
}

}  // namespace
}  // namespace catapult::detail

#endif
