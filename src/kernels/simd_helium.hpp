// Blocks for Cortex-M with Helium (MVE), which has vectors of four floats. Doubles are as in simd_scalar.hpp, whose blocks
// these are: a block of floats takes an expression in four groups of lanes.
//
// The vectors flush subnormal numbers to zero, which the scalar instructions do not. Two flags of the processor say that
// this has happened, to an operand or to a result. The groups of a block are then dropped, and its lanes are computed one
// by one, so that the bits are those of the other instruction sets. The kernels clear these two flags. A scalar operation
// may set one too: the next block is then computed twice, and no bit changes.
#ifndef CATAPULT_SRC_KERNELS_SIMD_HELIUM_HPP
#define CATAPULT_SRC_KERNELS_SIMD_HELIUM_HPP

#include "simd_scalar.hpp"

namespace catapult::detail {
namespace {

/// The number of a group of four lanes in a block.
struct group {
    size_t number;
};
using four_floats __attribute__((vector_size(16), aligned(4), may_alias)) = float;
/// One number in four lanes. The instructions take it from a general register.
struct four_times {
    float lane;
};
struct quad {
    float v __attribute__((vector_size(16)));

    quad() = default;
    CATAPULT_INLINE explicit quad(const float* p) : v(*reinterpret_cast<const four_floats*>(p)) {}
    CATAPULT_INLINE quad(four_times a) { __asm__("vdup.32 %q0, %1" : "=w"(v) : "r"(a.lane)); }
};
CATAPULT_INLINE void store(float* p, quad a) { *reinterpret_cast<four_floats*>(p) = a.v; }

// What sets a flag is volatile, so that the compiler keeps it in its place among the readings of the flags.
#define CATAPULT_OPERATOR(name, instruction)                                               \
    CATAPULT_INLINE quad operator name(quad a, quad b)                                     \
    {                                                                                      \
        quad r;                                                                            \
        __asm__ volatile(instruction " %q0, %q1, %q2" : "=w"(r.v) : "w"(a.v), "w"(b.v));   \
        return r;                                                                          \
    }                                                                                      \
    CATAPULT_INLINE quad operator name(quad a, four_times b)                               \
    {                                                                                      \
        quad r;                                                                            \
        __asm__ volatile(instruction " %q0, %q1, %2" : "=w"(r.v) : "w"(a.v), "r"(b.lane)); \
        return r;                                                                          \
    }
CATAPULT_OPERATOR(+, "vadd.f32")
CATAPULT_OPERATOR(-, "vsub.f32")
CATAPULT_OPERATOR(*, "vmul.f32")
#undef CATAPULT_OPERATOR
CATAPULT_INLINE quad operator+(four_times a, quad b) { return b + a; }
CATAPULT_INLINE quad operator-(four_times a, quad b) { return quad(a) - b; }
CATAPULT_INLINE quad operator*(four_times a, quad b) { return b * a; }
CATAPULT_INLINE quad operator-(quad a)
{
    a.v = -a.v;
    return a;
}
CATAPULT_INLINE four_times operator-(four_times a) { return {-a.lane}; }
CATAPULT_INLINE quad fused(quad a, quad b, quad c)
{
    __asm__ volatile("vfma.f32 %q0, %q1, %q2" : "+w"(c.v) : "w"(a.v), "w"(b.v));
    return c;
}
CATAPULT_INLINE quad fused(quad a, four_times b, quad c)
{
    __asm__ volatile("vfma.f32 %q0, %q1, %2" : "+w"(c.v) : "w"(a.v), "r"(b.lane));
    return c;
}
CATAPULT_INLINE quad fused(four_times a, quad b, quad c) { return fused(b, a, c); }
// The comparison with NaN is false for gt, but not for lt.
CATAPULT_INLINE quad choose(quad a, quad b, quad x, quad y)
{
    quad r;
    uint16_t predicate;
    __asm__ volatile("vcmp.f32 gt, %q2, %q3\n\tvpsel %q0, %q4, %q5"
                     : "=w"(r.v), "=&Up"(predicate)
                     : "w"(b.v), "w"(a.v), "w"(x.v), "w"(y.v));
    return r;
}
/// How many of the first `count` lanes of a block are left from this group on.
CATAPULT_INLINE size_t lanes_left(size_t count, group i) { return count > 4 * i.number ? count - 4 * i.number : 0; }
CATAPULT_INLINE quad choose_first(group i, size_t count, quad x, quad y)
{
    quad r;
    uint16_t predicate;
    __asm__("vctp.32 %2\n\tvpsel %q0, %q3, %q4" : "=w"(r.v), "=&Up"(predicate) : "r"(lanes_left(count, i)), "w"(x.v), "w"(y.v));
    return r;
}

CATAPULT_INLINE four_times lane_of(float a, group) { return {a}; }
CATAPULT_INLINE quad lane_of(const block<float>& a, group i) { return quad(a.lane + 4 * i.number); }
template <class Lane, lane_form form>
CATAPULT_INLINE auto lane_of(const lanewise<float, Lane, form>& a, group i)
{
    return a.at(i);
}

/// The two flags in FPSCR: an operand was subnormal, and a result was.
constexpr unsigned flushed = 1u << 7 | 1u << 3;
CATAPULT_INLINE bool nothing_flushed()
{
    unsigned flags;
    __asm__ volatile("vmrs %0, fpscr" : "=r"(flags));
    return __builtin_expect((flags & flushed) == 0, 1);
}
CATAPULT_INLINE void forget_flushed()
{
    unsigned flags;
    __asm__ volatile("vmrs %0, fpscr\n\tbic %0, %0, %1\n\tvmsr fpscr, %0" : "=&r"(flags) : "i"(flushed));
}

template <class A>
CATAPULT_INLINE void store(float* p, const A& a)
{
    if constexpr (A::form != lane_form::single) {
        const quad a0 = lane_of(a, group{0}), a1 = lane_of(a, group{1}), a2 = lane_of(a, group{2}), a3 = lane_of(a, group{3});
        if (A::form == lane_form::copied || nothing_flushed()) {
            store(p, a0), store(p + 4, a1), store(p + 8, a2), store(p + 12, a3);
            return;
        }
    }
#pragma GCC unroll 1
    for (size_t i = 0; i < lanes<float>; ++i) p[i] = lane_of(a, i);
    if constexpr (A::form == lane_form::computed) forget_flushed();
}
// An instruction that is predicated touches no memory of lanes that are not left, and loads zeros into them.
CATAPULT_INLINE block<float> load_first(const float* p, size_t count)
{
    block<float> r;
    for (size_t i = 0; i < 4; ++i) {
        quad part;
        uint16_t predicate;
        __asm__("vctp.32 %3\n\tvpst\n\tvldrwt.32 %q0, [%2]"
                : "=w"(part.v), "=&Up"(predicate)
                : "r"(p + 4 * i), "r"(lanes_left(count, group{i}))
                : "memory");
        store(r.lane + 4 * i, part);
    }
    return r;
}
template <class A>
CATAPULT_INLINE void store_first(float* p, size_t count, const A& a)
{
    const block<float>& whole = a;
    for (size_t i = 0; i < 4; ++i) {
        uint16_t predicate;
        __asm__ volatile("vctp.32 %3\n\tvpst\n\tvstrwt.32 %q1, [%2]"
                         : "=&Up"(predicate)
                         : "w"(lane_of(whole, group{i}).v), "r"(p + 4 * i), "r"(lanes_left(count, group{i}))
                         : "memory");
    }
}

CATAPULT_INLINE float tree(const block<float>& s)
{
    const quad t = (lane_of(s, group{0}) + lane_of(s, group{2})) + (lane_of(s, group{1}) + lane_of(s, group{3}));
    if (nothing_flushed()) return (t.v[0] + t.v[2]) + (t.v[1] + t.v[3]);
    const float result = tree<float>(s);
    forget_flushed();
    return result;
}

}  // namespace
}  // namespace catapult::detail

#endif
