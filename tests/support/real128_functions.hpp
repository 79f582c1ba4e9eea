// The functions of real128 that the plain engine asks for, by series.
#ifndef CATAPULT_TESTS_SUPPORT_REAL128_FUNCTIONS_HPP
#define CATAPULT_TESTS_SUPPORT_REAL128_FUNCTIONS_HPP

#include "engines/plain_matrix.hpp"
#include "support/reference.hpp"

namespace catapult::tools {

template <>
struct real_functions<test::real128> {
    using real128 = test::real128;

    static real128 epsilon()
    {
        real128 e = 1;
        while (1 + e / 2 > 1) e /= 2;
        return e;
    }
    static real128 square_root(real128 x) { return test::square_root(x); }

    /// e^x = 2^h e^(x − h ln 2) by Taylor's series, which needs 27 terms for 2⁻¹¹³ at ln 2 / 2; 0 for
    /// x < −10⁴, which no sum with 1 notices. x < 10⁴.
    static real128 exponential(real128 x)
    {
        if (x < -10000) return 0;
        static const real128 log_2 = logarithm(2);
        const double halves = static_cast<double>(x / log_2);
        int h = static_cast<int>(halves < 0 ? halves - 0.5 : halves + 0.5);
        const real128 rest = x - h * log_2;
        real128 sum = 1, term = 1;
        for (int i = 1; i <= 30; ++i) sum += term *= rest / i;
        for (; h > 0; --h) sum *= 2;
        for (; h < 0; ++h) sum /= 2;
        return sum;
    }

    /// ln x = h ln 2 + 2 artanh s with s = (y − 1)/(y + 1), for x = 2^h y and y from ¾ to 1½. s² is at most 0.04, so that
    /// 24 terms are enough. ln 2 = 2 artanh(1/3) needs 35.
    static real128 logarithm(real128 x)
    {
        static const real128 log_2 = 2 * area_tangent(real128(1) / 3);
        int h = 0;
        for (; x > real128(1.5); x /= 2) ++h;
        for (; x < real128(0.75); x *= 2) --h;
        return h * log_2 + 2 * area_tangent((x - 1) / (x + 1));
    }

private:
    /// artanh s = s + s³/3 + s⁵/5 + …
    static real128 area_tangent(real128 s)
    {
        real128 sum = 0, power = s;
        for (int i = 1; i < 80; i += 2, power *= s * s) sum += power / i;
        return sum;
    }
};

}  // namespace catapult::tools

#endif
