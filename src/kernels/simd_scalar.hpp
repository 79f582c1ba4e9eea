// Blocks of 64 bytes without vector instructions. This is the reference: every other simd_*.hpp gives the same bits.
// Everything here has internal linkage, so that no linker can merge it with code built for another processor.
#ifndef CATAPULT_SRC_KERNELS_SIMD_SCALAR_HPP
#define CATAPULT_SRC_KERNELS_SIMD_SCALAR_HPP

#include <stddef.h>
#include <stdint.h>

#include "software_fma.hpp"

#define CATAPULT_INLINE inline __attribute__((always_inline))

namespace catapult::detail {
namespace {

template <class T>
constexpr size_t lanes = 64 / sizeof(T);
/// The number of blocks that the registers hold. It decides the size of the tiles of matrix products, and changes no
/// bit.
constexpr size_t register_blocks = 4;

/// a b + c of single numbers, rounded once: by an instruction, by a C library that is known to be right, or else by
/// software_fma. newlib is not right on a processor without the instruction.
#if defined(__FP_FAST_FMA) || defined(__FMA__) || defined(__GLIBC__)
CATAPULT_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
CATAPULT_INLINE double fused(double a, double b, double c) { return software_fma(a, b, c); }
#endif
#if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__GLIBC__)
CATAPULT_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
CATAPULT_INLINE float fused(float a, float b, float c) { return software_fma(a, b, c); }
#endif
CATAPULT_INLINE double square_root(double a) { return __builtin_sqrt(a); }
CATAPULT_INLINE float square_root(float a) { return __builtin_sqrtf(a); }

template <class T>
struct block {
    T lane[lanes<T>];
};

template <class T>
CATAPULT_INLINE block<T> broadcast(T a)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = a;
    return r;
}
template <class T>
CATAPULT_INLINE block<T> load(const T* p)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = p[i];
    return r;
}
/// Loads the first `count` < lanes elements, and zeros in the other lanes. Reads nothing past the elements.
template <class T>
CATAPULT_INLINE block<T> load_first(const T* p, size_t count)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = i < count ? p[i] : T(0);
    return r;
}
template <class T>
CATAPULT_INLINE void store(T* p, block<T> a)
{
    for (size_t i = 0; i < lanes<T>; ++i) p[i] = a.lane[i];
}
template <class T>
CATAPULT_INLINE void store_first(T* p, size_t count, block<T> a)
{
    for (size_t i = 0; i < count; ++i) p[i] = a.lane[i];
}

#define CATAPULT_LANEWISE(name, expression)               \
    template <class T>                                    \
    CATAPULT_INLINE block<T> name(block<T> a, block<T> b) \
    {                                                     \
        block<T> r;                                       \
        for (size_t i = 0; i < lanes<T>; ++i) {           \
            const T x = a.lane[i], y = b.lane[i];         \
            r.lane[i] = expression;                       \
        }                                                 \
        return r;                                         \
    }
CATAPULT_LANEWISE(add, x + y)
CATAPULT_LANEWISE(sub, x - y)
CATAPULT_LANEWISE(mul, x* y)
CATAPULT_LANEWISE(div, x / y)
CATAPULT_LANEWISE(larger, x > y ? x : y)   // y if x is NaN
CATAPULT_LANEWISE(smaller, x < y ? x : y)  // y if x is NaN
#undef CATAPULT_LANEWISE

/// Returns a, kept in a register. Without this, compilers load the value again for each use.
template <class T>
CATAPULT_INLINE block<T> held(block<T> a)
{
    return a;
}

/// a b + c, rounded once.
template <class T>
CATAPULT_INLINE block<T> fma(block<T> a, block<T> b, block<T> c)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = fused(a.lane[i], b.lane[i], c.lane[i]);
    return r;
}
/// c − a b, rounded once.
template <class T>
CATAPULT_INLINE block<T> fnma(block<T> a, block<T> b, block<T> c)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = fused(-a.lane[i], b.lane[i], c.lane[i]);
    return r;
}
template <class T>
CATAPULT_INLINE block<T> sqrt(block<T> a)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = square_root(a.lane[i]);
    return r;
}
/// The sum of the lanes. Adds the upper half to the lower half until one lane is left.
template <class T>
CATAPULT_INLINE T sum(block<T> a)
{
    for (size_t half = lanes<T> / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; ++i) a.lane[i] = a.lane[i] + a.lane[i + half];
    return a.lane[0];
}
/// Lane i of the result is sum(a[i]). a has as many blocks as a block has lanes.
template <class T>
CATAPULT_INLINE block<T> sums(const block<T>* a)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = sum(a[i]);
    return r;
}

/// Lanes 0 … count − 1 of a, and the other lanes of b.
template <class T>
CATAPULT_INLINE block<T> select_first(size_t count, block<T> a, block<T> b)
{
    for (size_t i = count; i < lanes<T>; ++i) a.lane[i] = b.lane[i];
    return a;
}
/// Transposes a tile in place. It has as many blocks as a block has lanes.
template <class T>
CATAPULT_INLINE void transpose(block<T>* tile)
{
    for (size_t i = 0; i < lanes<T>; ++i)
        for (size_t j = 0; j < i; ++j) {
            const T t = tile[i].lane[j];
            tile[i].lane[j] = tile[j].lane[i];
            tile[j].lane[i] = t;
        }
}

/// The lanes of `low` and then of `high`, rounded to float.
CATAPULT_INLINE block<float> narrow(block<double> low, block<double> high)
{
    block<float> r;
    for (size_t i = 0; i < lanes<double>; ++i) {
        r.lane[i] = static_cast<float>(low.lane[i]);
        r.lane[i + lanes<double>] = static_cast<float>(high.lane[i]);
    }
    return r;
}

// Integer blocks have 64-bit lanes. They have broadcast, load, add and sub (modulo 2⁶⁴) from above, and the operations
// below.
#define CATAPULT_LANEWISE(name, expression)                                    \
    CATAPULT_INLINE block<uint64_t> name(block<uint64_t> a, block<uint64_t> b) \
    {                                                                          \
        block<uint64_t> r;                                                     \
        for (size_t i = 0; i < lanes<uint64_t>; ++i) {                         \
            const uint64_t x = a.lane[i], y = b.lane[i];                       \
            r.lane[i] = expression;                                            \
        }                                                                      \
        return r;                                                              \
    }
CATAPULT_LANEWISE(bit_and, x& y)
CATAPULT_LANEWISE(bit_or, x | y)
CATAPULT_LANEWISE(bit_xor, x ^ y)
/// The 64-bit product of the low halves of the lanes.
CATAPULT_LANEWISE(mul_low_halves, (x & 0xffffffffu) * (y & 0xffffffffu))
#undef CATAPULT_LANEWISE

template <int count>
CATAPULT_INLINE block<uint64_t> shift_left(block<uint64_t> a)
{
    for (size_t i = 0; i < lanes<uint64_t>; ++i) a.lane[i] = a.lane[i] << count;
    return a;
}
template <int count>
CATAPULT_INLINE block<uint64_t> shift_right(block<uint64_t> a)
{
    for (size_t i = 0; i < lanes<uint64_t>; ++i) a.lane[i] = a.lane[i] >> count;
    return a;
}
CATAPULT_INLINE block<uint64_t> as_bits(block<double> a)
{
    block<uint64_t> r;
    __builtin_memcpy(r.lane, a.lane, sizeof r.lane);
    return r;
}
CATAPULT_INLINE block<double> as_double(block<uint64_t> a)
{
    block<double> r;
    __builtin_memcpy(r.lane, a.lane, sizeof r.lane);
    return r;
}
/// Bit i is set if lane i of a is below lane i of b. It is clear if one of them is NaN.
template <class T>
CATAPULT_INLINE unsigned lanes_below(block<T> a, block<T> b)
{
    unsigned r = 0;
    for (size_t i = 0; i < lanes<T>; ++i) r |= static_cast<unsigned>(a.lane[i] < b.lane[i]) << i;
    return r;
}
/// Each lane is that of x if a is below b, and that of y if not, or if a or b is NaN.
template <class T>
CATAPULT_INLINE block<T> choose_below(block<T> a, block<T> b, block<T> x, block<T> y)
{
    for (size_t i = 0; i < lanes<T>; ++i) y.lane[i] = a.lane[i] < b.lane[i] ? x.lane[i] : y.lane[i];
    return y;
}

}  // namespace
}  // namespace catapult::detail

#endif
