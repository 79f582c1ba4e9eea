#include "numerics/elementary.hpp"

#include <stddef.h>
#include <stdint.h>

// A block of one lane, for the formulas shared with the kernels.
#define CATAPULT_INLINE inline __attribute__((always_inline))

namespace catapult::detail {
namespace {

template <class T>
struct block {
    T lane;
};

template <class T>
CATAPULT_INLINE block<T> broadcast(T a)
{
    return {a};
}
template <class T>
CATAPULT_INLINE block<T> add(block<T> a, block<T> b)
{
    return {a.lane + b.lane};
}
template <class T>
CATAPULT_INLINE block<T> sub(block<T> a, block<T> b)
{
    return {a.lane - b.lane};
}
CATAPULT_INLINE block<double> mul(block<double> a, block<double> b) { return {a.lane * b.lane}; }
CATAPULT_INLINE block<double> div(block<double> a, block<double> b) { return {a.lane / b.lane}; }
CATAPULT_INLINE block<uint64_t> bit_and(block<uint64_t> a, block<uint64_t> b) { return {a.lane & b.lane}; }
CATAPULT_INLINE block<uint64_t> bit_or(block<uint64_t> a, block<uint64_t> b) { return {a.lane | b.lane}; }
CATAPULT_INLINE block<uint64_t> bit_xor(block<uint64_t> a, block<uint64_t> b) { return {a.lane ^ b.lane}; }
template <int count>
CATAPULT_INLINE block<uint64_t> shift_left(block<uint64_t> a)
{
    return {a.lane << count};
}
template <int count>
CATAPULT_INLINE block<uint64_t> shift_right(block<uint64_t> a)
{
    return {a.lane >> count};
}
CATAPULT_INLINE block<uint64_t> as_bits(block<double> a)
{
    block<uint64_t> r;
    __builtin_memcpy(&r.lane, &a.lane, sizeof r.lane);
    return r;
}
CATAPULT_INLINE block<double> as_double(block<uint64_t> a)
{
    block<double> r;
    __builtin_memcpy(&r.lane, &a.lane, sizeof r.lane);
    return r;
}

}  // namespace
}  // namespace catapult::detail

#include "kernels/elementary.inl"

namespace catapult::detail {
namespace {

/// 2ⁿ for −1022 ≤ n ≤ 1023.
double power_of_two(int n) { return as_double(block<uint64_t>{static_cast<uint64_t>(n + 1023) << 52}).lane; }

}  // namespace

void sincos_two_pi(double u, double& sine, double& cosine) noexcept
{
    block<double> s, c;
    sincos_two_pi_of({u}, s, c);
    sine = s.lane;
    cosine = c.lane;
}

double log_one_plus(double x) noexcept
{
    // u is 1 + x rounded, and what rounding has lost is found exactly: ln(1 + x) = ln u + ln(1 + lost/u).
    const double u = 1 + x;
    const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
    return logarithm(u) + lost / u;
}

double exponential_of_difference(double a, double b) noexcept
{
    const double difference = a - b;
    if (difference < -746) return 0;
    // The rounding error of the difference, exactly (Knuth).
    const double part = difference - a;
    const double lost = (a - (difference - part)) - (b + part);
    const double value = exponential(difference);
    return value + value * lost;
}

}  // namespace catapult::detail

namespace catapult {

double logarithm(double x) noexcept
{
    if (!(x > 0)) return x == 0 ? -__builtin_inf() : __builtin_nan("");
    if (x > 0x1.fffffffffffffp1023) return x;
    if (x >= 0x1p-1022) return detail::log_of_normal({x}).lane;
    constexpr double ln_two_54 = 0x1.2b708872320e2p5;
    return detail::log_of_normal({x * 0x1p54}).lane - ln_two_54;
}

double exponential(double x) noexcept
{
    if (!(x < 710)) return x != x ? x : __builtin_inf();
    if (x < -746) return 0;
    // x = k ln 2 + (high − low), |high − low| ≤ ½ ln 2
    constexpr double to_integer = 0x1.8p52;
    const double k = (x * 0x1.71547652b82fep0 + to_integer) - to_integer;
    const double high = x - k * detail::ln2_high;
    const double low = k * detail::ln2_low;
    const double r = high - low;
    // (exp r − 1 − r)/r²
    const double p = 0x1p-1 +
                     r * (0x1.555555555555bp-3 +
                          r * (0x1.555555555555ep-5 +
                               r * (0x1.111111110ebe7p-7 +
                                    r * (0x1.6c16c16c135bap-10 +
                                         r * (0x1.a01a01b3aa56bp-13 +
                                              r * (0x1.a01a01b44bd7fp-16 +
                                                   r * (0x1.71ddefb7c48bap-19 +
                                                        r * (0x1.27e4bf3f6a3d5p-22 +
                                                             r * (0x1.af6c95d026702p-26 + r * 0x1.1f9ddd8f36684p-29)))))))));
    const double y = 1 + (high + (r * r * p - low));
    // Two factors: 2ᵏ alone may lie outside the normal numbers. The first product is exact.
    const int n = static_cast<int>(k);
    const int half = n / 2;
    return y * detail::power_of_two(half) * detail::power_of_two(n - half);
}

}  // namespace catapult
