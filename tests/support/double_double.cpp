// The type of the references where no type has more digits than double. Tested on every processor.
#include "support/double_double.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/kernel_harness.hpp"
#include "support/reference_functions.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_nan(const double_double& x) { return x != x; }

/// A number of all 106 bits, of either sign, between 2⁻³⁰ and 2³⁰.
template <class R>
R number(std::uint64_t seed)
{
    const int exponent = static_cast<int>(mix(seed) % 60) - 30;
    const double high = std::ldexp(1 + fraction(seed + 1), exponent) * (mix(seed + 2) % 2 ? -1 : 1);
    return R(high) + R(std::ldexp(fraction(seed + 3) - 0.5, exponent - 53));
}

double high_of(const double_double& x) { return static_cast<double>(x); }
double low_of(const double_double& x) { return static_cast<double>(x - high_of(x)); }

/// |x/expected − 1|, in the wider type.
double error(const double_double& x, real128 expected)
{
    return static_cast<double>(absolute((real128(high_of(x)) + real128(low_of(x)) - expected) / expected));
}

/// a − b, for numbers so close that the differences of their parts are exact.
real128 wide_difference(const double_double& a, const double_double& b)
{
    return (real128(high_of(a)) - real128(high_of(b))) + (real128(low_of(a)) - real128(low_of(b)));
}

}  // namespace

TEST_CASE("operations are within 2^-100 of those in a wider type")
{
    if (reference_epsilon > 0x1p-110) {
        MESSAGE("no type here is wider: not compared");
        return;
    }
    double sums = 0, products = 0, quotients = 0, roots = 0;
    for (std::uint64_t seed = 0; seed < 20000; ++seed) {
        const double_double a = number<double_double>(seed), b = number<double_double>(seed + 500000);
        const real128 wide_a = number<real128>(seed), wide_b = number<real128>(seed + 500000);
        sums = std::max({sums, error(a + b, wide_a + wide_b), error(a - b, wide_a - wide_b)});
        // All but a few of the leading bits cancel.
        const double_double close = a * (1 + double_double(std::ldexp(fraction(seed), -static_cast<int>(seed % 90))));
        if (close != a) sums = std::max(sums, error(close - a, wide_difference(close, a)));
        products = std::max(products, error(a * b, wide_a * wide_b));
        quotients = std::max(quotients, error(a / b, wide_a / wide_b));
        roots = std::max(roots, error(square_root(absolute(a)), square_root(absolute(wide_a))));
        REQUIRE((a < b) == (wide_a < wide_b));
    }
    MESSAGE("sums " << sums << ", products " << products << ", quotients " << quotients << ", roots " << roots);
    CHECK(sums <= 0x1p-100);
    CHECK(products <= 0x1p-100);
    CHECK(quotients <= 0x1p-100);
    CHECK(roots <= 0x1p-100);
}

TEST_CASE("known digits")
{
    const double_double one = 1, little = 0x1p-50;
    CHECK((one + 0x1p-80) - one == 0x1p-80);
    CHECK((one + little) * (one + little) - one - 2 * little == 0x1p-100);
    CHECK(absolute(one / 3 * 3 - 1) <= 0x1p-100);
    CHECK(absolute(square_root(double_double(2)) * square_root(double_double(2)) - 2) <= 0x1p-99);
    CHECK(one + 0x1p-80 > one);
    CHECK(one - 0x1p-80 < one);
    CHECK(-(one + 0x1p-80) < -one);
    CHECK(static_cast<double>(one + 0x1p-60) == 1);
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const double a = fraction(seed) - 0.5, b = fraction(seed + 5000);
        CHECK(double_double(a) * b - a * b == std::fma(a, b, -(a * b)));
    }
}

TEST_CASE("the ends of the range are those of double")
{
    const double_double large = DBL_MAX, without_end = infinity;
    CHECK(large * 1 == DBL_MAX);
    CHECK(large * (1 / large) - 1 <= 0x1p-50);
    CHECK(large * 2 == infinity);
    CHECK(large + large == infinity);
    CHECK((large / 3) * (large / 3) == infinity);
    CHECK(large / 4 * 4 == large);
    CHECK(static_cast<double>(large / 3) == DBL_MAX / 3);
    CHECK(without_end * (1 + double_double(0x1p-80)) == infinity);
    CHECK(without_end + 1 == infinity);
    CHECK(1 / without_end == 0);
    CHECK(without_end / 2 == infinity);
    CHECK(1 / double_double(0) == infinity);
    CHECK(is_nan(without_end - without_end));
    CHECK(is_nan(without_end * 0));
    CHECK(is_nan(double_double(0) / 0));
    CHECK(!(double_double(std::nan("")) < 1));
    CHECK(square_root(without_end) == infinity);
    CHECK(static_cast<double>(square_root(real128(infinity))) == infinity);
}
