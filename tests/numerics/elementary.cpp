#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>

#include "numerics/elementary.hpp"
#include "support/kernel_harness.hpp"
#include "support/long_double.hpp"
#include "support/reference_functions.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

// musl computes the logarithm and the exponential in double where long double has 113 bits.
bool logarithm_lacks_digits()
{
    const volatile long double three = 3;
    const long double logarithm_of_three = std::log(three);
    return logarithm_of_three == static_cast<double>(logarithm_of_three);
}

// libm in long double is the reference. With 64 bits or more, it adds less than 0.001 ulp to a measured error. With the
// digits of double, it adds up to 1 ulp, or 0.6 ulp in the sine and the cosine. Their angles are rounded too: 2π by 0.36 and
// its multiple by 1 unit of 2⁻⁵³. That adds up to 1.4 ulp, as neither enlarges relative errors up to an eighth of a turn.
const bool lacks_digits = long_double_lacks_digits();
const long double allowed_ulps = lacks_digits || logarithm_lacks_digits() ? 2 : 1, allowed_ulps_of_angles = lacks_digits ? 3 : 1;
// Near the ends of the range, a pair of doubles has the digits of one.
const long double allowed_ulps_at_ends = long_double_is_pair ? 2 : allowed_ulps;
constexpr double infinity = std::numeric_limits<double>::infinity();

long double ulps(double value, long double exact)
{
    int exponent = 0;
    std::frexp(static_cast<double>(exact), &exponent);
    const double ulp = std::ldexp(1.0, exponent - 53 < -1074 ? -1074 : exponent - 53);
    return std::fabs(value - exact) / ulp;
}

struct largest_error {
    long double ulps = 0;
    double at = 0;
    void operator()(double x, double value, long double exact)
    {
        const long double error = test_ulps(value, exact);
        if (!(error <= ulps)) ulps = error, at = x;
    }
    static long double test_ulps(double value, long double exact) { return ::ulps(value, exact); }
};

}  // namespace

TEST_CASE("log is within an ulp")
{
    largest_error near_one, everywhere, subnormal;
    for (std::uint64_t i = 0; i < 400000; ++i) {
        const double x = 0.5 + 1.5 * fraction(i);
        near_one(x, logarithm(x), std::log(static_cast<long double>(x)));
        const double wide = std::ldexp(1 + fraction(i), static_cast<int>(mix(i + 1) % 2046) - 1022);
        everywhere(wide, logarithm(wide), std::log(static_cast<long double>(wide)));
        const double tiny = std::ldexp(fraction(i), -1022);
        if (tiny > 0) subnormal(tiny, logarithm(tiny), std::log(static_cast<long double>(tiny)));
        const double close = 1 + std::ldexp(fraction(i) - 0.5, -static_cast<int>(i % 52));
        if (close > 0) near_one(close, logarithm(close), std::log(static_cast<long double>(close)));
    }
    MESSAGE("near 1: " << double(near_one.ulps) << ", everywhere: " << double(everywhere.ulps)
                       << ", subnormal: " << double(subnormal.ulps));
    CHECK(near_one.ulps < allowed_ulps);
    CHECK(everywhere.ulps < allowed_ulps);
    CHECK(subnormal.ulps < allowed_ulps);
}

TEST_CASE("log at its ends")
{
    CHECK(logarithm(1) == 0);
    CHECK(logarithm(0) == -infinity);
    CHECK(logarithm(-0.0) == -infinity);
    CHECK(logarithm(infinity) == infinity);
    CHECK(std::isnan(logarithm(-1)));
    CHECK(std::isnan(logarithm(-infinity)));
    CHECK(std::isnan(logarithm(std::numeric_limits<double>::quiet_NaN())));
    CHECK(ulps(logarithm(DBL_MAX), std::log(static_cast<long double>(DBL_MAX))) < allowed_ulps);
    CHECK(ulps(logarithm(DBL_MIN), std::log(static_cast<long double>(DBL_MIN))) < allowed_ulps);
    CHECK(ulps(logarithm(0x1p-1074), -1074 * std::log(2.0L)) < allowed_ulps);
}

TEST_CASE("exp is within an ulp")
{
    largest_error small, everywhere, subnormal;
    for (std::uint64_t i = 0; i < 400000; ++i) {
        const double x = std::ldexp(fraction(i) - 0.5, 1 - static_cast<int>(i % 60));
        small(x, exponential(x), std::exp(static_cast<long double>(x)));
        const double wide = -708 + 1417 * fraction(i);
        everywhere(wide, exponential(wide), std::exp(static_cast<long double>(wide)));
        const double low = -745 + 37 * fraction(i);
        subnormal(low, exponential(low), std::exp(static_cast<long double>(low)));
    }
    MESSAGE("small: " << double(small.ulps) << ", everywhere: " << double(everywhere.ulps)
                      << ", subnormal: " << double(subnormal.ulps));
    CHECK(small.ulps < allowed_ulps);
    CHECK(everywhere.ulps < allowed_ulps_at_ends);
    CHECK(subnormal.ulps < allowed_ulps_at_ends);
}

TEST_CASE("exp at its ends")
{
    CHECK(exponential(0) == 1);
    CHECK(exponential(-0.0) == 1);
    CHECK(exponential(709.79) == infinity);
    CHECK(exponential(1e300) == infinity);
    CHECK(exponential(infinity) == infinity);
    CHECK(std::isfinite(exponential(709.78)));
    CHECK(exponential(-745.1) == 0x1p-1074);
    CHECK(exponential(-745.2) == 0);
    CHECK(exponential(-1e300) == 0);
    CHECK(exponential(-infinity) == 0);
    CHECK(std::isnan(exponential(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("sin and cos of 2 pi u are within an ulp")
{
    const long double two_pi = 8 * std::atan(1.0L);
    largest_error sines, cosines;
    const auto try_at = [&](double u) {
        // The quarter nearest to u, and the distance of u from it, are exact.
        const double quarter = std::nearbyint(4 * std::fmod(u, 1.0));
        const long double angle = two_pi * (std::fmod(u, 1.0) - quarter / 4);
        const long double s = std::sin(angle), c = std::cos(angle);
        double sine = 0, cosine = 0;
        detail::sincos_two_pi(u, sine, cosine);
        switch ((static_cast<int>(quarter) % 4 + 4) % 4) {
        case 0: sines(u, sine, s), cosines(u, cosine, c); break;
        case 1: sines(u, sine, c), cosines(u, cosine, -s); break;
        case 2: sines(u, sine, -s), cosines(u, cosine, -c); break;
        default: sines(u, sine, -c), cosines(u, cosine, s); break;
        }
    };
    for (std::uint64_t i = 0; i < 400000; ++i) {
        try_at(fraction(i));
        try_at(-fraction(i));
        try_at(0.25 * static_cast<double>(i % 5) + std::ldexp(fraction(i) - 0.5, -static_cast<int>(i % 50)));
        try_at(std::ldexp(fraction(i), -static_cast<int>(i % 400)));
        try_at(std::ldexp(fraction(i), static_cast<int>(i % 50)));
    }
    MESSAGE("sin: " << double(sines.ulps) << " at " << sines.at << ", cos: " << double(cosines.ulps) << " at " << cosines.at);
    CHECK(sines.ulps < allowed_ulps_of_angles);
    CHECK(cosines.ulps < allowed_ulps_of_angles);
}

TEST_CASE("sin and cos of quarter turns are exact")
{
    for (int quarter = -8; quarter <= 8; ++quarter) {
        CAPTURE(quarter);
        double sine = 2, cosine = 2;
        detail::sincos_two_pi(quarter * 0.25, sine, cosine);
        const int q = (quarter % 4 + 4) % 4;
        CHECK(sine == (q == 1 ? 1 : q == 3 ? -1 : 0));
        CHECK(cosine == (q == 0 ? 1 : q == 2 ? -1 : 0));
    }
}

TEST_CASE("ln(1 + x) is within 3 ulp")
{
    // 1.6 of the logarithm of 1 + x where ln(1 + x) is half of it, ½ each of the quotient and the sum, ¼ of the second
    // order of what is lost.
    const auto error = [](double x) {
        return ulps(detail::log_one_plus(x), static_cast<long double>(reference_log_one_plus(x)));
    };
    long double largest = 0, at_one = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        largest = std::max(largest, error(std::ldexp(1 + fraction(i), static_cast<int>(i % 140) - 110)));
        at_one = std::max(at_one, error(std::ldexp(fraction(i), -51)));
    }
    MESSAGE("ln(1 + x): " << double(largest) << ", near an ulp of 1: " << double(at_one));
    CHECK(largest < allowed_ulps + 2);
    CHECK(at_one < allowed_ulps + 2);
    CHECK(detail::log_one_plus(0) == 0);
    CHECK(detail::log_one_plus(0x1p-1074) == 0x1p-1074);
    CHECK(detail::log_one_plus(1e-300) == 1e-300);
    CHECK(ulps(detail::log_one_plus(DBL_MAX), std::log(static_cast<long double>(DBL_MAX))) < allowed_ulps);
    CHECK(std::isnan(detail::log_one_plus(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("exp of a difference does not see its rounding")
{
    // 0.85 of exp and ½ of the correction.
    long double largest = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        const double b = std::ldexp(fraction(i), static_cast<int>(i % 10)), a = b - 700 * fraction(i + 1);
        const real128 exact = reference_exp(real128(a) - real128(b));
        largest = std::max(largest, ulps(detail::exponential_of_difference(a, b), static_cast<long double>(exact)));
    }
    MESSAGE("exp of a difference: " << double(largest));
    CHECK(largest < allowed_ulps + 0.5L);
    CHECK(detail::exponential_of_difference(3, 3) == 1);
    CHECK(detail::exponential_of_difference(-1e300, 1e300) == 0);
    CHECK(detail::exponential_of_difference(-DBL_MAX, DBL_MAX) == 0);
    CHECK(detail::exponential_of_difference(-745, 0) == exponential(-745));
    CHECK(std::isnan(detail::exponential_of_difference(infinity, infinity)));
}
