// A right difference of two doubles. On processors without double precision, GCC calls libgcc for it, whose ARM code (GCC 12)
// rounds some differences the wrong way: if the exponents differ by 33 and the result has the smaller exponent of the two
// that it may have, the bit that decides is lost. 1 − 0x1.0bfac4f9dc41ap-33 is such a case. Link with
// --wrap=__aeabi_dadd --wrap=__aeabi_dsub.
#include <stdint.h>

namespace {

uint64_t bits_of(double x)
{
    uint64_t u;
    __builtin_memcpy(&u, &x, sizeof u);
    return u;
}
double from_bits(uint64_t u)
{
    double x;
    __builtin_memcpy(&x, &u, sizeof x);
    return x;
}

constexpr uint64_t sign_bit = uint64_t{1} << 63, hidden_bit = uint64_t{1} << 52, mask = hidden_bit - 1;

/// A subnormal number has the exponent 1 and no hidden bit.
int exponent_of(uint64_t u) { return (u >> 52 & 0x7ff) != 0 ? static_cast<int>(u >> 52 & 0x7ff) : 1; }
uint64_t significand_of(uint64_t u) { return (u & mask) | ((u >> 52 & 0x7ff) != 0 ? hidden_bit : 0); }

/// x + y for signs that differ and an exponent of x that is 33 above that of y.
double far_difference(uint64_t x, uint64_t y)
{
    // In units of 2⁻¹⁰ of the last place of x. The last bit stands for all that is below it.
    const uint64_t small = significand_of(y), below = (small & ((uint64_t{1} << 23) - 1)) != 0;
    const uint64_t difference = ((significand_of(x) << 10) - (small >> 23) - below) | below;
    const int shift = difference >> 62 != 0 ? 10 : 9;
    const uint64_t rest = difference & ((uint64_t{1} << shift) - 1), half = uint64_t{1} << (shift - 1);
    uint64_t rounded = difference >> shift;
    rounded += rest > half || (rest == half && (rounded & 1) != 0);
    // The hidden bit, and a carry too, is added to the exponent.
    return from_bits((x & sign_bit) | ((static_cast<uint64_t>(exponent_of(x) - (shift == 9) - 1) << 52) + rounded));
}

}  // namespace

// These functions take their arguments in integer registers, whatever the registers of others are.
#define CATAPULT_SOFT __attribute__((pcs("aapcs")))

extern "C" {

CATAPULT_SOFT double __real___aeabi_dadd(double a, double b);

CATAPULT_SOFT double __wrap___aeabi_dadd(double a, double b)
{
    const uint64_t x = bits_of(a), y = bits_of(b);
    const int distance = exponent_of(x) - exponent_of(y);
    const bool finite = exponent_of(x) != 0x7ff && exponent_of(y) != 0x7ff;
    if (finite && ((x ^ y) & sign_bit) != 0) {
        if (distance == 33) return far_difference(x, y);
        if (distance == -33) return far_difference(y, x);
    }
    return __real___aeabi_dadd(a, b);
}

CATAPULT_SOFT double __wrap___aeabi_dsub(double a, double b) { return __wrap___aeabi_dadd(a, from_bits(bits_of(b) ^ sign_bit)); }
}
