// log, sin and cos over any block<double>. The functions of elementary.hpp (a block of one lane) and the SIMD kernels
// share these formulas. They use only exactly rounded + − × ÷ and integer operations and nothing fused, so that the
// bits are the same everywhere, and the speed does not depend on fused operations. Include this file after a
// block<double> with its operations. Each polynomial approximates the expression named beside it, by a minimax fit in
// the relative error of the whole function.

namespace catapult::detail {
namespace {

// Functions of their own where code must be small.
#ifndef CATAPULT_SMALL
#define CATAPULT_SMALL CATAPULT_INLINE
#endif
CATAPULT_SMALL block<double> operator+(const block<double>& a, const block<double>& b) { return add(a, b); }
CATAPULT_SMALL block<double> operator-(const block<double>& a, const block<double>& b) { return sub(a, b); }
CATAPULT_SMALL block<double> operator*(const block<double>& a, const block<double>& b) { return mul(a, b); }
CATAPULT_SMALL block<double> operator/(const block<double>& a, const block<double>& b) { return div(a, b); }
CATAPULT_SMALL block<double> operator+(double a, const block<double>& b) { return add(broadcast(a), b); }
CATAPULT_SMALL block<double> operator-(double a, const block<double>& b) { return sub(broadcast(a), b); }
CATAPULT_SMALL block<double> operator-(const block<double>& a, double b) { return sub(a, broadcast(b)); }
CATAPULT_SMALL block<double> operator*(double a, const block<double>& b) { return mul(broadcast(a), b); }
CATAPULT_SMALL block<uint64_t> operator+(const block<uint64_t>& a, uint64_t b) { return add(a, broadcast(b)); }
CATAPULT_SMALL block<uint64_t> operator-(uint64_t a, const block<uint64_t>& b) { return sub(broadcast(a), b); }
CATAPULT_SMALL block<uint64_t> operator&(const block<uint64_t>& a, const block<uint64_t>& b) { return bit_and(a, b); }
CATAPULT_SMALL block<uint64_t> operator&(const block<uint64_t>& a, uint64_t b) { return bit_and(a, broadcast(b)); }
CATAPULT_SMALL block<uint64_t> operator|(const block<uint64_t>& a, const block<uint64_t>& b) { return bit_or(a, b); }
CATAPULT_SMALL block<uint64_t> operator|(const block<uint64_t>& a, uint64_t b) { return bit_or(a, broadcast(b)); }
CATAPULT_SMALL block<uint64_t> operator^(const block<uint64_t>& a, const block<uint64_t>& b) { return bit_xor(a, b); }

constexpr uint64_t bits_of_one = 0x3ff0000000000000u;
constexpr uint64_t significand_bits = (uint64_t(1) << 52) - 1;

/// ln 2 in two parts. The first part has 39 bits, so that its product with a binary exponent is exact.
constexpr double ln2_high = 0x1.62e42fefa4p-1;
constexpr double ln2_low = -0x1.8432a1b0e2634p-43;
/// 2π in two parts. The first part has 27 bits.
constexpr double two_pi_high = 0x1.921fb54p+2;
constexpr double two_pi_low = 0x1.10b4611a62633p-28;

/// x with its significand cut to 26 bits. The square of the result, and its product with a number of 27 bits, are
/// exact.
CATAPULT_INLINE block<double> leading_bits(block<double> x) { return as_double(as_bits(x) & ~((uint64_t(1) << 27) - 1)); }

/// log x for positive normal x. With x = 2ᵉ (1 + f), √½ < 1 + f < √2, and s = f/(2 + f): log(1 + f) = 2 artanh
/// s = f − (f²/2 − s (f²/2 + R)), R = (2 artanh s − 2s)/s. R is the sum of its odd and its even powers of z = s², which
/// are evaluated separately.
CATAPULT_INLINE block<double> log_of_normal(block<double> x)
{
    constexpr uint64_t bits_of_sqrt_half = 0x3fe6a09e00000000u;
    constexpr uint64_t bits_of_two_52 = 0x4330000000000000u;
    const block<uint64_t> shifted = as_bits(x) + (bits_of_one - bits_of_sqrt_half);
    const block<double> e = as_double(shift_right<52>(shifted) | bits_of_two_52) - (0x1p52 + 1023);
    const block<double> f = as_double((shifted & significand_bits) + bits_of_sqrt_half) - 1.0;

    const block<double> s = f / (2.0 + f);
    const block<double> z = s * s;
    const block<double> w = z * z;
    const block<double> odd = z * (0x1.55555555555d5p-1 +
                                   w * (0x1.2492494ee0356p-2 + w * (0x1.7467f1dcdadcap-3 + 0x1.307cbbe38a4b9p-3 * w)));
    const block<double> even = w * (0x1.999999996e76fp-2 + w * (0x1.c71c48d42dca5p-3 + 0x1.397994ebd566fp-3 * w));
    const block<double> half_square = 0.5 * (f * f);
    return ln2_high * e - ((half_square - (s * (half_square + (odd + even)) + ln2_low * e)) - f);
}

/// sin 2πu and cos 2πu for |u| ≤ 2⁵⁰. The reduced angle 2π(u − q/4), of magnitude at most π/4, is kept as a + b with a
/// of 26 bits. So a² is exact, and the rounding of the angle enters neither result.
CATAPULT_INLINE void sincos_two_pi_of(block<double> u, block<double>& sine, block<double>& cosine)
{
    constexpr double to_integer = 0x1.8p52;  // adding this rounds to an integer and puts it into the lowest bits
    const block<double> quarters = to_integer + 4.0 * u;
    const block<double> r = u - 0.25 * (quarters - to_integer);

    const block<double> r_high = leading_bits(r);
    const block<double> a = leading_bits(two_pi_high * r);
    const block<double> b = ((two_pi_high * r_high - a) + two_pi_high * (r - r_high)) + two_pi_low * r;
    const block<double> theta = a + b;
    const block<double> z = theta * theta;
    const block<double> w = z * z;

    // (sin θ − θ)/θ³
    const block<double> s = (-0x1.5555555555549p-3 + w * (-0x1.a01a019c1a0c0p-13 + -0x1.ae5e6a9d94d7ep-26 * w)) +
                            z * (0x1.111111110f8ccp-7 + w * (0x1.71de357e06c81p-19 + 0x1.5d9427e4107fbp-33 * w));
    const block<double> sin_theta = a + (b + (theta * z) * s);

    // (cos θ − 1 + θ²/2)/θ⁴, and 1 − a²/2 with its rounding error `lost`
    const block<double> c = (0x1.555555555554ep-5 + w * (0x1.a01a019cfc0b1p-16 + 0x1.1eea097cab8b4p-29 * w)) +
                            z * (-0x1.6c16c16c154e6p-10 + w * (-0x1.27e4f839dc027p-22 + -0x1.8fbcb1eb2b573p-37 * w));
    const block<double> half_square = 0.5 * (a * a);
    const block<double> leading = 1.0 - half_square;
    const block<double> lost = (1.0 - leading) - half_square;
    const block<double> cos_theta = leading + (lost + (w * c - (0.5 * b) * (a + theta)));

    // In quadrant q, sin and cos change places if q is odd. sin is negative for q = 2, 3 and cos for q = 1, 2.
    const block<uint64_t> q = as_bits(quarters);
    const block<uint64_t> differ = (as_bits(sin_theta) ^ as_bits(cos_theta)) & (0u - (q & 1u));
    sine = as_double((as_bits(sin_theta) ^ differ) ^ shift_left<62>(q & 2u));
    cosine = as_double((as_bits(cos_theta) ^ differ) ^ shift_left<62>((q + 1u) & 2u));
}

}  // namespace
}  // namespace catapult::detail
