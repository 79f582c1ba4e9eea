// Elementary functions in 128-bit arithmetic, by series alone. They share no code with the library.
#ifndef CATAPULT_TESTS_SUPPORT_REFERENCE_FUNCTIONS_HPP
#define CATAPULT_TESTS_SUPPORT_REFERENCE_FUNCTIONS_HPP

#include <cfloat>
#include <cmath>

#include "support/reference.hpp"

namespace catapult::test {

/// The ε of real128. A type of two doubles has not all of its 106 bits in every sum.
#ifdef __SIZEOF_FLOAT128__
constexpr double reference_epsilon = 0x1p-112;
#else
constexpr bool is_of_two_doubles = LDBL_MANT_DIG == 106 || LDBL_MANT_DIG <= DBL_MANT_DIG;
constexpr double reference_epsilon = is_of_two_doubles ? 0x1p-100 : static_cast<double>(LDBL_EPSILON);
#endif

/// z + z³/3 + z⁵/5 + … = ½ ln((1 + z)/(1 − z)) for |z| ≤ 1/3, or with alternating signs the arc tangent.
inline real128 inverse_tangent_series(real128 z, int sign)
{
    real128 power = z, sum = z;
    for (int k = 3; k < 121; k += 2) {
        power *= z * z * sign;
        sum += power / k;
    }
    return sum;
}

inline real128 reference_pi()
{
    return 16 * inverse_tangent_series(real128(1) / 5, -1) - 4 * inverse_tangent_series(real128(1) / 239, -1);
}

/// eˣ. Zero and infinity are those of the range of double or a little wider.
inline real128 reference_exp(real128 x)
{
    if (x < real128(-2000)) return 0;
    if (x > real128(2000)) return real128(HUGE_VAL);
    // ln 2 in three parts. The first has 32 bits, so that its multiples are exact in double too.
    const real128 ln2[3] = {0x1.62e42feep-1, 0x1.a39ef35793c76p-33, 0x1.cc01f97b57a08p-87};
    int n = static_cast<int>(std::nearbyint(static_cast<double>(x) * 1.4426950408889634));
    const real128 r = ((x - n * ln2[0]) - n * ln2[1]) - n * ln2[2];
    real128 term = 1, sum = 0;
    for (int k = 1; k < 40; ++k) term *= r / k, sum += term;
    sum += 1;
    for (; n > 0; --n) sum *= 2;
    for (; n < 0; ++n) sum /= 2;
    return sum;
}

/// ln x for x > 0 in the range of double.
inline real128 reference_log(real128 x)
{
    real128 y = std::log(static_cast<double>(x));
    for (int i = 0; i < 2; ++i) {
        const real128 e = reference_exp(y);
        y += 2 * (x - e) / (x + e);
    }
    return y;
}

/// ln(1 + x) for x ≥ 0, also of x far below 1.
inline real128 reference_log_one_plus(real128 x)
{
    return x < real128(0.5) ? 2 * inverse_tangent_series(x / (2 + x), 1) : reference_log(1 + x);
}

/// sin x for |x| ≤ 2.
inline real128 reference_sin(real128 x)
{
    real128 term = x, sum = x;
    for (int k = 3; k < 41; k += 2) term *= -x * x / (k * (k - 1)), sum += term;
    return sum;
}

}  // namespace catapult::test

#endif
