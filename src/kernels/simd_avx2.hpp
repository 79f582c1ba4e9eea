// Blocks of 64 bytes as pairs of AVX2 registers, with FMA. The operations and their meaning are those of simd_scalar.hpp.
#ifndef CATAPULT_SRC_KERNELS_SIMD_AVX2_HPP
#define CATAPULT_SRC_KERNELS_SIMD_AVX2_HPP

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define CATAPULT_INLINE inline __attribute__((always_inline))

namespace catapult::detail {
namespace {

template <class T>
constexpr size_t lanes = 64 / sizeof(T);

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

#define CATAPULT_LANEWISE(name, double_op, float_op)                            \
    CATAPULT_INLINE block<double> name(block<double> a, block<double> b)        \
    {                                                                           \
        return {double_op(a.low, b.low), double_op(a.high, b.high)};            \
    }                                                                           \
    CATAPULT_INLINE block<float> name(block<float> a, block<float> b)           \
    {                                                                           \
        return {float_op(a.low, b.low), float_op(a.high, b.high)};              \
    }
CATAPULT_LANEWISE(add, _mm256_add_pd, _mm256_add_ps)
CATAPULT_LANEWISE(sub, _mm256_sub_pd, _mm256_sub_ps)
CATAPULT_LANEWISE(mul, _mm256_mul_pd, _mm256_mul_ps)
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

}  // namespace
}  // namespace catapult::detail

#endif
