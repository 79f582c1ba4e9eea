// a b + c rounded once, for processors and C libraries without a right fused multiply-add. Correct for every input:
// subnormal results, overflow, signed zeros and NaN too. Needs IEEE arithmetic in round-to-nearest, without flushing to
// zero.
//
// The method is that of Boldo and Melquiond (Emulation of FMA and correctly rounded sums: proved algorithms using
// rounding to odd, IEEE Trans. Comput. 57, 2008). The exact product and the exact sum are pairs of numbers that are not
// added up. The small parts are added with rounding to odd, so that the last addition rounds as if it had seen all
// digits.
#ifndef CATAPULT_SRC_KERNELS_SOFTWARE_FMA_HPP
#define CATAPULT_SRC_KERNELS_SOFTWARE_FMA_HPP

#include <stddef.h>
#include <stdint.h>

namespace catapult::detail {
namespace {

inline uint64_t bits_of(double x)
{
    uint64_t u;
    __builtin_memcpy(&u, &x, sizeof u);
    return u;
}
inline double from_bits(uint64_t u)
{
    double x;
    __builtin_memcpy(&x, &u, sizeof x);
    return x;
}

/// An unsigned integer of 128 bits, for compilers without one too.
struct wide {
    uint64_t high, low;
};
inline wide shifted_left(wide a, int n)  // 0 ≤ n < 128
{
    if (n >= 64) return {a.low << (n - 64), 0};
    return n == 0 ? a : wide{a.high << n | a.low >> (64 - n), a.low << n};
}
/// Shifts right. If a bit that is shifted out was one, the last place becomes one.
inline wide jammed_right(wide a, int n)  // n ≥ 0
{
    if (n == 0) return a;
    if (n >= 128) return {0, (a.high | a.low) != 0};
    if (n > 64) return {0, a.high >> (n - 64) | ((a.high << (128 - n) | a.low) != 0)};
    if (n == 64) return {0, a.high | (a.low != 0)};
    return {a.high >> n, a.high << (64 - n) | a.low >> n | (a.low << (64 - n) != 0)};
}
inline bool less(wide a, wide b) { return a.high < b.high || (a.high == b.high && a.low < b.low); }
inline int leading_zeros(wide a) { return a.high ? __builtin_clzll(a.high) : 64 + __builtin_clzll(a.low); }

/// The significand of a finite non-zero x, with its top bit at bit 52. |x| = significand · 2^exponent.
inline uint64_t significand_of(double x, int& exponent)
{
    uint64_t s = bits_of(x) & ((uint64_t{1} << 52) - 1);
    exponent = static_cast<int>(bits_of(x) >> 52 & 0x7ff);
    if (exponent == 0) {
        const int shift = __builtin_clzll(s) - 11;
        exponent = -1074 - shift;
        return s << shift;
    }
    exponent -= 1075;
    return s | uint64_t{1} << 52;
}

/// The 106-bit product of two 53-bit integers.
inline wide product(uint64_t a, uint64_t b)
{
    const uint64_t mask = 0xffffffffu;
    const uint64_t a0 = a & mask, a1 = a >> 32, b0 = b & mask, b1 = b >> 32;
    const uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), cross = a0 * b1 + (middle & mask);
    return {a1 * b1 + (middle >> 32) + (cross >> 32), cross << 32 | (low & mask)};
}

/// sign · magnitude · 2^exponent, rounded to nearest, ties to even. The magnitude is not zero.
inline double rounded(uint64_t sign, wide magnitude, int exponent)
{
    const int zeros = leading_zeros(magnitude);
    const wide top = shifted_left(magnitude, zeros);  // 1.… · 2^(exponent − zeros + 127)
    int biased = exponent - zeros + 127 + 1023;
    if (biased >= 2047) return from_bits(sign | uint64_t{0x7ff} << 52);
    // 53 bits are kept, or fewer if the result is subnormal.
    const wide kept = jammed_right(top, biased >= 1 ? 9 : 10 - biased);  // two bits below the last, and a sticky one
    const uint64_t rest = (kept.high & 3) << 1 | (kept.low != 0);
    uint64_t result = kept.high >> 2;
    if (biased >= 1) result += static_cast<uint64_t>(biased - 1) << 52;
    // A carry moves into the exponent, and turns the largest number into infinity. Both are right.
    result += rest > 4 || (rest == 4 && (result & 1));
    return from_bits(sign | result);
}

/// a b + c by integer arithmetic, for all inputs.
[[maybe_unused]] __attribute__((noinline)) double fma_by_integers(double a, double b, double c)
{
    const uint64_t infinity = uint64_t{0x7ff} << 52, sign_bit = uint64_t{1} << 63;
    const uint64_t ua = bits_of(a) & ~sign_bit, ub = bits_of(b) & ~sign_bit, uc = bits_of(c) & ~sign_bit;
    if (ua >= infinity || ub >= infinity || ua == 0 || ub == 0) return a * b + c;  // the product is exact
    if (uc >= infinity) return c + c;
    int ea, eb, ec;
    const uint64_t ma = significand_of(a, ea), mb = significand_of(b, eb);
    uint64_t sign = (bits_of(a) ^ bits_of(b)) & sign_bit;
    wide p = product(ma, mb);
    int ep = ea + eb;
    if (uc == 0) return rounded(sign, p, ep);
    // Both numbers get their top bit at bit 126, so that their sum does not overflow. A bit that jammed_right() shifts
    // out lies so far below the other number that no cancellation brings it near the rounding position.
    const int up = leading_zeros(p) - 1;
    p = shifted_left(p, up), ep -= up;
    wide q = {significand_of(c, ec) << 10, 0};
    ec -= 74;
    const uint64_t sign_c = bits_of(c) & sign_bit;
    int e = ep;
    if (ep >= ec)
        q = jammed_right(q, ep - ec);
    else
        p = jammed_right(p, ec - ep), e = ec;
    wide s;
    if (sign == sign_c) {
        s = {p.high + q.high + (p.low + q.low < p.low), p.low + q.low};
    } else {
        if (less(p, q)) {
            const wide swapped = p;
            p = q, q = swapped, sign = sign_c;
        }
        s = {p.high - q.high - (p.low < q.low), p.low - q.low};
        if (s.high == 0 && s.low == 0) return 0;
    }
    return rounded(sign, s, e);
}

/// The sum of two numbers, rounded to odd: the last bit of an inexact sum is one. The sum must be finite.
inline double sum_to_odd(double a, double b)
{
    const double s = a + b;
    const double t = s - a;
    const double error = (a - (s - t)) + (b - t);
    const uint64_t u = bits_of(s);
    if ((error < 0 || error > 0) && (u & 1) == 0) return from_bits((error > 0) == (s > 0) ? u + 1 : u - 1);
    return s;
}

/// True if splitting x, and multiplying it by another such number, are exact: x is zero, or 2⁻⁴⁵⁰ ≤ |x| ≤ 2⁴⁵⁰.
inline bool moderate(double x)
{
    const double magnitude = __builtin_fabs(x);
    return x == 0 || (magnitude >= 0x1p-450 && magnitude <= 0x1p450);
}

[[maybe_unused]] inline double software_fma(double a, double b, double c)
{
    if (!(moderate(a) && moderate(b) && __builtin_fabs(c) <= 0x1p1000)) return fma_by_integers(a, b, c);
    const double high = a * b;
    const double wide_a = 0x8000001p0 * a, wide_b = 0x8000001p0 * b;  // Veltkamp's splitting in two halves
    const double a1 = wide_a - (wide_a - a), a0 = a - a1;
    const double b1 = wide_b - (wide_b - b), b0 = b - b1;
    const double low = a0 * b0 - (((high - a1 * b1) - a0 * b1) - a1 * b0);
    const double th = c + low, t = th - c, tl = (c - (th - t)) + (low - t);
    const double vh = high + th, v = vh - high, vl = (high - (vh - v)) + (th - v);
    const double result = vh + sum_to_odd(tl, vl);
    // The result is zero only if the exact result is. The plain sum then has the right sign.
    return result == 0 ? high + c : result;
}

/// For float: the product is exact in double, and the sum in double, rounded to odd, has enough bits to round correctly
/// from.
[[maybe_unused]] inline float software_fma(float a, float b, float c)
{
    const double product = static_cast<double>(a) * static_cast<double>(b);
    return static_cast<float>(sum_to_odd(product, static_cast<double>(c)));
}

}  // namespace
}  // namespace catapult::detail

#endif
