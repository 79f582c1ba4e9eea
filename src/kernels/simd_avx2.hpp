// Blocks of 64 bytes as pairs of AVX2 registers, with FMA. simd_scalar.hpp defines what each operation means.
#ifndef CATAPULT_SRC_KERNELS_SIMD_AVX2_HPP
#define CATAPULT_SRC_KERNELS_SIMD_AVX2_HPP

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
constexpr size_t register_blocks = 8;

CATAPULT_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
CATAPULT_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

template <class T>
struct block;
template <>
struct block<double> {
    __m256d low, high;
};
template <>
struct block<float> {
    __m256 low, high;
};
template <>
struct block<uint64_t> {
    __m256i low, high;
};

template <class T>
CATAPULT_INLINE block<T> broadcast(T a);
template <>
CATAPULT_INLINE block<double> broadcast(double a)
{
    return {_mm256_set1_pd(a), _mm256_set1_pd(a)};
}
template <>
CATAPULT_INLINE block<float> broadcast(float a)
{
    return {_mm256_set1_ps(a), _mm256_set1_ps(a)};
}
template <>
CATAPULT_INLINE block<uint64_t> broadcast(uint64_t a)
{
    const __m256i v = _mm256_set1_epi64x(static_cast<long long>(a));
    return {v, v};
}

CATAPULT_INLINE block<double> load(const double* p) { return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
CATAPULT_INLINE block<float> load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
CATAPULT_INLINE void store(double* p, block<double> a)
{
    _mm256_storeu_pd(p, a.low);
    _mm256_storeu_pd(p + 4, a.high);
}
CATAPULT_INLINE void store(float* p, block<float> a)
{
    _mm256_storeu_ps(p, a.low);
    _mm256_storeu_ps(p + 8, a.high);
}
template <class T>
CATAPULT_INLINE block<T> load_first(const T* p, size_t n)
{
    alignas(32) T padded[lanes<T>] = {};
    for (size_t i = 0; i < n; ++i) padded[i] = p[i];
    return load(static_cast<const T*>(padded));
}
template <class T>
CATAPULT_INLINE void store_first(T* p, size_t n, block<T> a)
{
    alignas(32) T padded[lanes<T>];
    store(static_cast<T*>(padded), a);
    for (size_t i = 0; i < n; ++i) p[i] = padded[i];
}

#define CATAPULT_LANEWISE(name, double_op, float_op)                     \
    CATAPULT_INLINE block<double> name(block<double> a, block<double> b) \
    {                                                                    \
        return {double_op(a.low, b.low), double_op(a.high, b.high)};     \
    }                                                                    \
    CATAPULT_INLINE block<float> name(block<float> a, block<float> b)    \
    {                                                                    \
        return {float_op(a.low, b.low), float_op(a.high, b.high)};       \
    }
CATAPULT_LANEWISE(add, _mm256_add_pd, _mm256_add_ps)
CATAPULT_LANEWISE(sub, _mm256_sub_pd, _mm256_sub_ps)
CATAPULT_LANEWISE(mul, _mm256_mul_pd, _mm256_mul_ps)
CATAPULT_LANEWISE(div, _mm256_div_pd, _mm256_div_ps)
CATAPULT_LANEWISE(larger, _mm256_max_pd, _mm256_max_ps)
CATAPULT_LANEWISE(smaller, _mm256_min_pd, _mm256_min_ps)
#undef CATAPULT_LANEWISE

CATAPULT_INLINE block<double> fma(block<double> a, block<double> b, block<double> c)
{
    return {_mm256_fmadd_pd(a.low, b.low, c.low), _mm256_fmadd_pd(a.high, b.high, c.high)};
}
CATAPULT_INLINE block<float> fma(block<float> a, block<float> b, block<float> c)
{
    return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}
CATAPULT_INLINE block<double> fnma(block<double> a, block<double> b, block<double> c)
{
    return {_mm256_fnmadd_pd(a.low, b.low, c.low), _mm256_fnmadd_pd(a.high, b.high, c.high)};
}
CATAPULT_INLINE block<float> fnma(block<float> a, block<float> b, block<float> c)
{
    return {_mm256_fnmadd_ps(a.low, b.low, c.low), _mm256_fnmadd_ps(a.high, b.high, c.high)};
}

CATAPULT_INLINE block<double> sqrt(block<double> a) { return {_mm256_sqrt_pd(a.low), _mm256_sqrt_pd(a.high)}; }
CATAPULT_INLINE block<float> sqrt(block<float> a) { return {_mm256_sqrt_ps(a.low), _mm256_sqrt_ps(a.high)}; }

CATAPULT_INLINE block<double> held(block<double> a)
{
    CATAPULT_HOLD("" : "+x"(a.low), "+x"(a.high));
    return a;
}
CATAPULT_INLINE block<float> held(block<float> a)
{
    CATAPULT_HOLD("" : "+x"(a.low), "+x"(a.high));
    return a;
}

// The parts of a block (parts.inl).
#define CATAPULT_PARTS 2
template <class T>
struct part;
template <>
struct part<double> {
    __m256d v;
};
template <>
struct part<float> {
    __m256 v;
};
CATAPULT_INLINE part<double> load_part(const double* p) { return {_mm256_loadu_pd(p)}; }
CATAPULT_INLINE part<float> load_part(const float* p) { return {_mm256_loadu_ps(p)}; }
CATAPULT_INLINE part<double> broadcast_part(double a) { return {_mm256_set1_pd(a)}; }
CATAPULT_INLINE part<float> broadcast_part(float a) { return {_mm256_set1_ps(a)}; }
CATAPULT_INLINE void store(double* p, part<double> a) { _mm256_storeu_pd(p, a.v); }
CATAPULT_INLINE void store(float* p, part<float> a) { _mm256_storeu_ps(p, a.v); }
CATAPULT_INLINE part<double> add(part<double> a, part<double> b) { return {_mm256_add_pd(a.v, b.v)}; }
CATAPULT_INLINE part<float> add(part<float> a, part<float> b) { return {_mm256_add_ps(a.v, b.v)}; }
CATAPULT_INLINE part<double> mul(part<double> a, part<double> b) { return {_mm256_mul_pd(a.v, b.v)}; }
CATAPULT_INLINE part<float> mul(part<float> a, part<float> b) { return {_mm256_mul_ps(a.v, b.v)}; }
CATAPULT_INLINE part<double> fma(part<double> a, part<double> b, part<double> c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
CATAPULT_INLINE part<float> fma(part<float> a, part<float> b, part<float> c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
CATAPULT_INLINE part<double> fnma(part<double> a, part<double> b, part<double> c) { return {_mm256_fnmadd_pd(a.v, b.v, c.v)}; }
CATAPULT_INLINE part<float> fnma(part<float> a, part<float> b, part<float> c) { return {_mm256_fnmadd_ps(a.v, b.v, c.v)}; }
CATAPULT_INLINE part<double> larger(part<double> a, part<double> b) { return {_mm256_max_pd(a.v, b.v)}; }
CATAPULT_INLINE part<float> larger(part<float> a, part<float> b) { return {_mm256_max_ps(a.v, b.v)}; }
CATAPULT_INLINE part<double> smaller(part<double> a, part<double> b) { return {_mm256_min_pd(a.v, b.v)}; }
CATAPULT_INLINE part<float> smaller(part<float> a, part<float> b) { return {_mm256_min_ps(a.v, b.v)}; }
CATAPULT_INLINE part<double> held(part<double> a)
{
    CATAPULT_HOLD("" : "+x"(a.v));
    return a;
}
CATAPULT_INLINE part<float> held(part<float> a)
{
    CATAPULT_HOLD("" : "+x"(a.v));
    return a;
}
CATAPULT_INLINE part<double> select_first_part(size_t count, part<double> a, part<double> b)
{
    const __m256i n = _mm256_set1_epi64x(static_cast<long long>(count));
    return {_mm256_blendv_pd(b.v, a.v, _mm256_castsi256_pd(_mm256_cmpgt_epi64(n, _mm256_setr_epi64x(0, 1, 2, 3))))};
}
CATAPULT_INLINE part<float> select_first_part(size_t count, part<float> a, part<float> b)
{
    const __m256i n = _mm256_set1_epi32(static_cast<int>(count));
    return {_mm256_blendv_ps(b.v, a.v, _mm256_castsi256_ps(_mm256_cmpgt_epi32(n, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))))};
}
CATAPULT_INLINE block<double> joined(const part<double>* a) { return {a[0].v, a[1].v}; }
CATAPULT_INLINE block<float> joined(const part<float>* a) { return {a[0].v, a[1].v}; }

CATAPULT_INLINE double sum(block<double> a)
{
    const __m256d four = _mm256_add_pd(a.low, a.high);
    const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
CATAPULT_INLINE float sum(block<float> a)
{
    const __m256 eight = _mm256_add_ps(a.low, a.high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

CATAPULT_INLINE block<double> select_first(size_t count, block<double> a, block<double> b)
{
    const __m256i n = _mm256_set1_epi64x(static_cast<long long>(count));
    const __m256i low = _mm256_cmpgt_epi64(n, _mm256_setr_epi64x(0, 1, 2, 3));
    const __m256i high = _mm256_cmpgt_epi64(n, _mm256_setr_epi64x(4, 5, 6, 7));
    return {_mm256_blendv_pd(b.low, a.low, _mm256_castsi256_pd(low)),
            _mm256_blendv_pd(b.high, a.high, _mm256_castsi256_pd(high))};
}
CATAPULT_INLINE block<float> select_first(size_t count, block<float> a, block<float> b)
{
    const __m256i n = _mm256_set1_epi32(static_cast<int>(count));
    const __m256i low = _mm256_cmpgt_epi32(n, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m256i high = _mm256_cmpgt_epi32(n, _mm256_setr_epi32(8, 9, 10, 11, 12, 13, 14, 15));
    return {_mm256_blendv_ps(b.low, a.low, _mm256_castsi256_ps(low)),
            _mm256_blendv_ps(b.high, a.high, _mm256_castsi256_ps(high))};
}

CATAPULT_INLINE void transpose_quarter(__m256d& a, __m256d& b, __m256d& c, __m256d& d)
{
    const __m256d ab0 = _mm256_unpacklo_pd(a, b), ab1 = _mm256_unpackhi_pd(a, b);
    const __m256d cd0 = _mm256_unpacklo_pd(c, d), cd1 = _mm256_unpackhi_pd(c, d);
    a = _mm256_permute2f128_pd(ab0, cd0, 0x20);
    b = _mm256_permute2f128_pd(ab1, cd1, 0x20);
    c = _mm256_permute2f128_pd(ab0, cd0, 0x31);
    d = _mm256_permute2f128_pd(ab1, cd1, 0x31);
}
CATAPULT_INLINE void transpose_quarter(__m256* r)
{
    __m256 t[8];
    for (int g = 0; g < 8; g += 4) {
        const __m256d a = _mm256_castps_pd(_mm256_unpacklo_ps(r[g], r[g + 1]));
        const __m256d b = _mm256_castps_pd(_mm256_unpackhi_ps(r[g], r[g + 1]));
        const __m256d c = _mm256_castps_pd(_mm256_unpacklo_ps(r[g + 2], r[g + 3]));
        const __m256d d = _mm256_castps_pd(_mm256_unpackhi_ps(r[g + 2], r[g + 3]));
        t[g] = _mm256_castpd_ps(_mm256_unpacklo_pd(a, c));
        t[g + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(a, c));
        t[g + 2] = _mm256_castpd_ps(_mm256_unpacklo_pd(b, d));
        t[g + 3] = _mm256_castpd_ps(_mm256_unpackhi_pd(b, d));
    }
    for (int i = 0; i < 4; ++i) {
        r[i] = _mm256_permute2f128_ps(t[i], t[i + 4], 0x20);
        r[i + 4] = _mm256_permute2f128_ps(t[i], t[i + 4], 0x31);
    }
}
// Transposes each quarter of the tile in registers, and exchanges the two quarters off the diagonal.
CATAPULT_INLINE void transpose(block<double>* t)
{
    transpose_quarter(t[0].low, t[1].low, t[2].low, t[3].low);
    transpose_quarter(t[0].high, t[1].high, t[2].high, t[3].high);
    transpose_quarter(t[4].low, t[5].low, t[6].low, t[7].low);
    transpose_quarter(t[4].high, t[5].high, t[6].high, t[7].high);
    for (int i = 0; i < 4; ++i) {
        const __m256d swapped = t[i].high;
        t[i].high = t[i + 4].low;
        t[i + 4].low = swapped;
    }
}
CATAPULT_INLINE void transpose(block<float>* t)
{
    __m256 quarter[4][8];
    for (int i = 0; i < 8; ++i) {
        quarter[0][i] = t[i].low;
        quarter[1][i] = t[i].high;
        quarter[2][i] = t[i + 8].low;
        quarter[3][i] = t[i + 8].high;
    }
    for (int q = 0; q < 4; ++q) transpose_quarter(quarter[q]);
    for (int i = 0; i < 8; ++i) {
        t[i] = {quarter[0][i], quarter[2][i]};
        t[i + 8] = {quarter[1][i], quarter[3][i]};
    }
}

CATAPULT_INLINE block<float> narrow(block<double> low, block<double> high)
{
    return {_mm256_set_m128(_mm256_cvtpd_ps(low.high), _mm256_cvtpd_ps(low.low)),
            _mm256_set_m128(_mm256_cvtpd_ps(high.high), _mm256_cvtpd_ps(high.low))};
}

CATAPULT_INLINE block<uint64_t> load(const uint64_t* p)
{
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 4))};
}

#define CATAPULT_LANEWISE(name, op) \
    CATAPULT_INLINE block<uint64_t> name(block<uint64_t> a, block<uint64_t> b) { return {op(a.low, b.low), op(a.high, b.high)}; }
CATAPULT_LANEWISE(add, _mm256_add_epi64)
CATAPULT_LANEWISE(sub, _mm256_sub_epi64)
CATAPULT_LANEWISE(bit_and, _mm256_and_si256)
CATAPULT_LANEWISE(bit_or, _mm256_or_si256)
CATAPULT_LANEWISE(bit_xor, _mm256_xor_si256)
CATAPULT_LANEWISE(mul_low_halves, _mm256_mul_epu32)
#undef CATAPULT_LANEWISE

template <int count>
CATAPULT_INLINE block<uint64_t> shift_left(block<uint64_t> a)
{
    return {_mm256_slli_epi64(a.low, count), _mm256_slli_epi64(a.high, count)};
}
template <int count>
CATAPULT_INLINE block<uint64_t> shift_right(block<uint64_t> a)
{
    return {_mm256_srli_epi64(a.low, count), _mm256_srli_epi64(a.high, count)};
}
CATAPULT_INLINE block<uint64_t> as_bits(block<double> a) { return {_mm256_castpd_si256(a.low), _mm256_castpd_si256(a.high)}; }
CATAPULT_INLINE block<double> as_double(block<uint64_t> a) { return {_mm256_castsi256_pd(a.low), _mm256_castsi256_pd(a.high)}; }
CATAPULT_INLINE unsigned lanes_below(block<double> a, block<double> b)
{
    const int low = _mm256_movemask_pd(_mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ));
    const int high = _mm256_movemask_pd(_mm256_cmp_pd(a.high, b.high, _CMP_LT_OQ));
    return static_cast<unsigned>(low | high << 4);
}
CATAPULT_INLINE unsigned lanes_below(block<float> a, block<float> b)
{
    const int low = _mm256_movemask_ps(_mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ));
    const int high = _mm256_movemask_ps(_mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ));
    return static_cast<unsigned>(low | high << 8);
}
CATAPULT_INLINE block<double> choose_below(block<double> a, block<double> b, block<double> x, block<double> y)
{
    return {_mm256_blendv_pd(y.low, x.low, _mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ)),
            _mm256_blendv_pd(y.high, x.high, _mm256_cmp_pd(a.high, b.high, _CMP_LT_OQ))};
}
CATAPULT_INLINE block<float> choose_below(block<float> a, block<float> b, block<float> x, block<float> y)
{
    return {_mm256_blendv_ps(y.low, x.low, _mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ)),
            _mm256_blendv_ps(y.high, x.high, _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ))};
}

// For sums(): each level adds two vectors into one that holds the sums of both side by side, in the tree of sum().
CATAPULT_INLINE __m256d fold_halves(__m256d a, __m256d b)
{
    return _mm256_add_pd(_mm256_permute2f128_pd(a, b, 0x20), _mm256_permute2f128_pd(a, b, 0x31));
}
CATAPULT_INLINE __m256 fold_halves(__m256 a, __m256 b)
{
    return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}
CATAPULT_INLINE __m256d four_sums(const block<double>* a)
{
    __m256d s[4];
    for (int i = 0; i < 4; ++i) s[i] = _mm256_add_pd(a[i].low, a[i].high);
    const __m256d p = fold_halves(s[0], s[2]), q = fold_halves(s[1], s[3]);
    return _mm256_add_pd(_mm256_unpacklo_pd(p, q), _mm256_unpackhi_pd(p, q));
}
CATAPULT_INLINE block<double> sums(const block<double>* a) { return {four_sums(a), four_sums(a + 4)}; }
CATAPULT_INLINE __m256 eight_sums(const block<float>* a)
{
    __m256 s[8];
    for (int i = 0; i < 8; ++i) s[i] = _mm256_add_ps(a[i].low, a[i].high);
    for (int i = 0; i < 4; ++i) s[i] = fold_halves(s[i], s[i + 4]);
    const __m256 p = _mm256_add_ps(_mm256_shuffle_ps(s[0], s[1], 0x44), _mm256_shuffle_ps(s[0], s[1], 0xee));
    const __m256 q = _mm256_add_ps(_mm256_shuffle_ps(s[2], s[3], 0x44), _mm256_shuffle_ps(s[2], s[3], 0xee));
    return _mm256_add_ps(_mm256_shuffle_ps(p, q, 0x88), _mm256_shuffle_ps(p, q, 0xdd));
}
CATAPULT_INLINE block<float> sums(const block<float>* a) { return {eight_sums(a), eight_sums(a + 8)}; }

}  // namespace
}  // namespace catapult::detail

#endif
