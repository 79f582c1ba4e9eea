// Blocks of 64 bytes without vector instructions. This is the reference: every other simd_*.hpp gives the same bits.
// Everything here has internal linkage, so that no linker can merge it with code built for another processor.
#ifndef CATAPULT_SRC_KERNELS_SIMD_SCALAR_HPP
#define CATAPULT_SRC_KERNELS_SIMD_SCALAR_HPP

#include <stddef.h>
#include <stdint.h>

#include "software_fma.hpp"

#define CATAPULT_INLINE inline __attribute__((always_inline))
// For a lane that is cheap: built for size, GCC would call it.
#define CATAPULT_EACH __attribute__((always_inline))

namespace catapult::detail {
namespace {

template <class T>
constexpr size_t lanes = 64 / sizeof(T);
/// The number of blocks that the registers hold. It decides the size of the tiles of matrix products, and changes no
/// bit.
#ifdef __OPTIMIZE_SIZE__
constexpr size_t register_blocks = 1;  // the least code
#define CATAPULT_SMALL __attribute__((noinline, unused))
#else
constexpr size_t register_blocks = 4;
#endif

/// a b + c of single numbers, rounded once: by an instruction, by a C library that is known to be right, or else by
/// software_fma. newlib is not right on a processor without the instruction. Built for size, the integers that
/// software_fma falls back on serve all inputs.
#if defined(__FP_FAST_FMA) || defined(__FMA__) || defined(__GLIBC__)
CATAPULT_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
#elif defined(__OPTIMIZE_SIZE__)
CATAPULT_INLINE double fused(double a, double b, double c) { return fma_by_integers(a, b, c); }
#else
CATAPULT_INLINE double fused(double a, double b, double c) { return software_fma(a, b, c); }
#endif
#if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__GLIBC__)
CATAPULT_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
CATAPULT_INLINE float fused(float a, float b, float c) { return software_fma(a, b, c); }
#endif
/// x if a is below b, and y if not, or if a or b is NaN.
template <class T>
CATAPULT_INLINE T choose(T a, T b, T x, T y)
{
    return a < b ? x : y;
}
CATAPULT_INLINE double square_root(double a) { return __builtin_sqrt(a); }
CATAPULT_INLINE float square_root(float a) { return __builtin_sqrtf(a); }

/// What gives the lanes of a block: one lane at a time, or also a group of them at once (simd_helium.hpp), which is either
/// copied or computed.
enum class lane_form { single, copied, computed };
/// The forms of a result that is computed from A, …, and of one that is copied from them.
template <class... A>
constexpr lane_form computed_from = ((A::form != lane_form::single) && ...) ? lane_form::computed : lane_form::single;
template <class... A>
constexpr lane_form copied_from = ((A::form == lane_form::copied) && ...) ? lane_form::copied : computed_from<A...>;

/// A block that is not there yet: `at(i)` computes lane i. A block takes it in one loop over the lanes, so that the parts
/// of an expression need no memory. It refers to its operands: only a statement as a whole may hold one. `form` says what
/// else `at` can do.
template <class T, class Lane, lane_form form_ = lane_form::single>
struct lanewise {
    using element = T;
    static constexpr lane_form form = form_;
    Lane at;
};
template <class T, lane_form form = lane_form::single, class Lane>
CATAPULT_INLINE lanewise<T, Lane, form> each_lane(Lane at)
{
    return {at};
}

template <class T>
struct __attribute__((may_alias)) block {
    using element = T;
    static constexpr lane_form form = lane_form::copied;
    T lane[lanes<T>];

    block() = default;
    template <class Lane, lane_form other>
    CATAPULT_INLINE block(const lanewise<T, Lane, other>& a)
    {
        *this = a;
    }
    template <class Lane, lane_form other>
    CATAPULT_INLINE block& operator=(const lanewise<T, Lane, other>& a)
    {
        store(lane, a);
        return *this;
    }
};

template <class T>
CATAPULT_INLINE T lane_of(const block<T>& a, size_t i)
{
    return a.lane[i];
}
template <class T, class Lane, lane_form form>
CATAPULT_INLINE T lane_of(const lanewise<T, Lane, form>& a, size_t i)
{
    return a.at(i);
}
template <class T>
CATAPULT_INLINE T lane_of(T a, size_t)
{
    return a;
}

template <class T>
CATAPULT_INLINE auto broadcast(T a)
{
    return each_lane<T, lane_form::copied>([a](auto i) CATAPULT_EACH { return lane_of(a, i); });
}
/// The block in place: no copy is made until it is assigned.
template <class T>
CATAPULT_INLINE const block<T>& load(const T* p)
{
    return *reinterpret_cast<const block<T>*>(p);
}
/// Loads the first `count` < lanes elements, and zeros in the other lanes. Reads nothing past the elements.
template <class T>
CATAPULT_INLINE block<T> load_first(const T* p, size_t count)
{
    block<T> r;
    for (size_t i = 0; i < lanes<T>; ++i) r.lane[i] = i < count ? p[i] : T(0);
    return r;
}
template <class T, class A>
CATAPULT_INLINE void store(T* p, const A& a)
{
    for (size_t i = 0; i < lanes<T>; ++i) p[i] = lane_of(a, i);
}
template <class T, class A>
CATAPULT_INLINE void store_first(T* p, size_t count, const A& a)
{
    for (size_t i = 0; i < count; ++i) p[i] = lane_of(a, i);
}

#define CATAPULT_LANEWISE(name, form, expression)              \
    template <class A, class B, class T = typename A::element> \
    CATAPULT_INLINE auto name(const A& a, const B& b)          \
    {                                                          \
        return each_lane<T, form>([&](auto i) CATAPULT_EACH {  \
            const auto x = lane_of(a, i), y = lane_of(b, i);   \
            return expression;                                 \
        });                                                    \
    }
#define CATAPULT_COMPUTED(name, expression) CATAPULT_LANEWISE(name, (computed_from<A, B>), expression)
CATAPULT_COMPUTED(add, x + y)
CATAPULT_COMPUTED(sub, x - y)
CATAPULT_COMPUTED(mul, x* y)
CATAPULT_LANEWISE(div, lane_form::single, x / y)
CATAPULT_COMPUTED(larger, choose(y, x, x, y))   // y if x is NaN
CATAPULT_COMPUTED(smaller, choose(x, y, x, y))  // y if x is NaN
#undef CATAPULT_COMPUTED

/// Returns a, kept in a register. Without this, compilers load the value again for each use.
template <class T>
CATAPULT_INLINE const block<T>& held(const block<T>& a)
{
    return a;
}

/// a b + c, rounded once.
template <class A, class B, class C, class T = typename A::element>
CATAPULT_INLINE auto fma(const A& a, const B& b, const C& c)
{
    return each_lane<T, computed_from<A, B, C>>([&](auto i)
                                                    CATAPULT_EACH { return fused(lane_of(a, i), lane_of(b, i), lane_of(c, i)); });
}
/// c − a b, rounded once.
template <class A, class B, class C, class T = typename A::element>
CATAPULT_INLINE auto fnma(const A& a, const B& b, const C& c)
{
    return each_lane<T, computed_from<A, B, C>>(
        [&](auto i) CATAPULT_EACH { return fused(-lane_of(a, i), lane_of(b, i), lane_of(c, i)); });
}
template <class A, class T = typename A::element>
CATAPULT_INLINE auto sqrt(const A& a)
{
    return each_lane<T>([&](size_t i) { return square_root(lane_of(a, i)); });
}
/// Adds the upper half of the lanes to the lower half until one lane is left.
template <class T>
CATAPULT_INLINE T tree(block<T> s)
{
    for (size_t half = lanes<T> / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; ++i) s.lane[i] = s.lane[i] + s.lane[i + half];
    return s.lane[0];
}
/// The sum of the lanes.
template <class A, class T = typename A::element>
CATAPULT_INLINE T sum(const A& a)
{
    const block<T>& whole = a;
    return tree(whole);
}
/// Lane i of the result is sum(a[i]). a has as many blocks as a block has lanes.
template <class T>
CATAPULT_INLINE auto sums(const block<T>* a)
{
    return each_lane<T>([a](size_t i) { return sum(a[i]); });
}

template <class T>
CATAPULT_INLINE T choose_first(size_t i, size_t count, T x, T y)
{
    return i < count ? x : y;
}
/// Lanes 0 … count − 1 of a, and the other lanes of b.
template <class A, class B, class T = typename A::element>
CATAPULT_INLINE auto select_first(size_t count, const A& a, const B& b)
{
    return each_lane<T, copied_from<A, B>>([&, count](auto i)
                                               CATAPULT_EACH { return choose_first(i, count, lane_of(a, i), lane_of(b, i)); });
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
CATAPULT_INLINE block<float> narrow(const block<double>& low, const block<double>& high)
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
CATAPULT_LANEWISE(bit_and, lane_form::single, x& y)
CATAPULT_LANEWISE(bit_or, lane_form::single, x | y)
CATAPULT_LANEWISE(bit_xor, lane_form::single, x ^ y)
/// The 64-bit product of the low halves of the lanes.
CATAPULT_LANEWISE(mul_low_halves, lane_form::single, (x & 0xffffffffu) * (y & 0xffffffffu))
#undef CATAPULT_LANEWISE

template <int count, class A>
CATAPULT_INLINE auto shift_left(const A& a)
{
    return each_lane<uint64_t>([&](size_t i) { return lane_of(a, i) << count; });
}
template <int count, class A>
CATAPULT_INLINE auto shift_right(const A& a)
{
    return each_lane<uint64_t>([&](size_t i) { return lane_of(a, i) >> count; });
}
CATAPULT_INLINE block<uint64_t> as_bits(const block<double>& a)
{
    block<uint64_t> r;
    __builtin_memcpy(r.lane, a.lane, sizeof r.lane);
    return r;
}
CATAPULT_INLINE block<double> as_double(const block<uint64_t>& a)
{
    block<double> r;
    __builtin_memcpy(r.lane, a.lane, sizeof r.lane);
    return r;
}
/// Bit i is set if lane i of a is below lane i of b. It is clear if one of them is NaN.
template <class A, class B, class T = typename A::element>
CATAPULT_INLINE unsigned lanes_below(const A& a, const B& b)
{
    unsigned r = 0;
    for (size_t i = 0; i < lanes<T>; ++i) r |= static_cast<unsigned>(lane_of(a, i) < lane_of(b, i)) << i;
    return r;
}
/// Each lane is that of x if a is below b, and that of y if not, or if a or b is NaN.
template <class A, class B, class X, class Y, class T = typename X::element>
CATAPULT_INLINE auto choose_below(const A& a, const B& b, const X& x, const Y& y)
{
    return each_lane<T, computed_from<A, B, X, Y>>(
        [&](auto i) CATAPULT_EACH { return choose(lane_of(a, i), lane_of(b, i), lane_of(x, i), lane_of(y, i)); });
}

}  // namespace
}  // namespace catapult::detail

#endif
