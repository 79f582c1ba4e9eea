// The software multiply-add must equal the C library's bit for bit, where that is correct. (glibc's is; it uses an
// instruction if there is one.) musl's and newlib's are not everywhere. There, and elsewhere too, a hash of all results
// must be the one that glibc's give. The inputs are hard: cancellation to the last bit, ties, results near the subnormal
// border and near overflow.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "kernels/simd_scalar.hpp"

namespace {

using catapult::detail::bits_of;
using catapult::detail::fma_by_integers;
using catapult::detail::from_bits;
using catapult::detail::software_fma;

struct generator {
    std::uint64_t state;
    std::uint64_t operator()()
    {
        state += 0x9e3779b97f4a7c15u;
        std::uint64_t x = state;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        return x ^ (x >> 31);
    }
    int below(int n) { return static_cast<int>((*this)() % static_cast<unsigned>(n)); }
};

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || bits_of(a) == bits_of(b); }
bool same(float a, float b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }

#if defined(__FP_FAST_FMA) || defined(__FMA__) || defined(__GLIBC__)
double library_fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
float library_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
double library_fma(double a, double b, double c) { return fma_by_integers(a, b, c); }
float library_fma(float a, float b, float c) { return software_fma(a, b, c); }
#endif

/// FNV-1a over the bits of results. All NaN count as the same.
class result_hash {
public:
    template <class T>
    void add(T x)
    {
        const std::uint64_t bits = std::isnan(x) ? ~std::uint64_t{0} : bits_of(static_cast<double>(x));
        for (int i = 0; i < 64; i += 8) value_ = (value_ ^ (bits >> i & 0xff)) * 0x100000001b3u;
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// A significand with few ones, with long runs of ones, or with any bits. The exponent is clamped to the range.
template <class T>
T number(generator& g, int exponent)
{
    const int bits = std::numeric_limits<T>::digits;
    std::uint64_t s = std::uint64_t{1} << 63;
    switch (g.below(4)) {
    case 0: s |= std::uint64_t{1} << (63 - g.below(bits)); break;
    case 1: s |= ~std::uint64_t{0} << (64 - 1 - g.below(bits)); break;
    case 2: {
        const std::uint64_t any = g() >> 1;  // first: the order of two calls in one expression is the compiler's
        s |= any & ~std::uint64_t{0} << (64 - 1 - g.below(bits));
        break;
    }
    default: s |= g() >> 1;
    }
    s = s >> (64 - bits);
    const T magnitude = static_cast<T>(std::ldexp(static_cast<double>(s), exponent - bits + 1));
    return g() & 1 ? magnitude : -magnitude;
}

template <class T>
struct inputs {
    T a, b, c;
};

/// Operands anywhere in the range. Mostly c is close to −ab, or below or above it by about the width of a significand.
template <class T>
inputs<T> hurtful_inputs(generator& g)
{
    using limits = std::numeric_limits<T>;
    const int lowest = limits::min_exponent - limits::digits - 2, highest = limits::max_exponent, digits = limits::digits;
    inputs<T> in;
    int of_product = 0;  // the exponent of a·b, roughly
    switch (g.below(4)) {
    case 0: of_product = g.below(41) - 20; break;
    case 1: of_product = limits::min_exponent - digits + g.below(2 * digits + 8) - 4; break;  // the subnormal border
    case 2: of_product = highest - g.below(6); break;                                         // overflow
    default: of_product = lowest + g.below(highest - lowest);
    }
    const int of_a = g.below(3) == 0 ? lowest + g.below(highest - lowest) : of_product / 2 + g.below(21) - 10;
    in.a = number<T>(g, of_a);
    in.b = number<T>(g, of_product - of_a);
    const T product = in.a * in.b;
    switch (g.below(6)) {
    case 0: in.c = -product; break;
    case 1: in.c = std::nextafter(-product, g() & 1 ? T(0) : limits::infinity()); break;
    case 2: in.c = number<T>(g, of_product + g.below(5) - 2); break;
    case 3: in.c = number<T>(g, of_product + digits + g.below(5) - 2); break;  // ties
    case 4: in.c = number<T>(g, of_product - 2 * digits + g.below(2 * digits)); break;
    default: in.c = number<T>(g, lowest + g.below(highest - lowest));
    }
    return in;
}

}  // namespace

TEST_CASE("special values")
{
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const double tiny = std::numeric_limits<double>::denorm_min(), largest = std::numeric_limits<double>::max();
    const double values[] = {0.0,     1.0,     1 + 0x1p-52, 0x1p-537, 0x1p-538, tiny, 0x1p-1022, 0x1p-1022 - tiny,
                             largest, 0x1p512, infinity,    nan};
    result_hash doubles, floats;
    for (double a : values)
        for (double b : values)
            for (double c : values)
                for (int signs = 0; signs < 8; ++signs) {
                    const double x = signs & 1 ? -a : a, y = signs & 2 ? -b : b, z = signs & 4 ? -c : c;
                    CAPTURE(x);
                    CAPTURE(y);
                    CAPTURE(z);
                    REQUIRE(same(software_fma(x, y, z), library_fma(x, y, z)));
                    REQUIRE(same(fma_by_integers(x, y, z), library_fma(x, y, z)));
                    doubles.add(software_fma(x, y, z));
                    const float fx = static_cast<float>(x), fy = static_cast<float>(y), fz = static_cast<float>(z);
                    REQUIRE(same(software_fma(fx, fy, fz), library_fma(fx, fy, fz)));
                    floats.add(software_fma(fx, fy, fz));
                }
    CHECK(doubles.value() == 2721707714967674637u);
    CHECK(floats.value() == 12565443165986804325u);
}

TEST_CASE("the kernels use a right one")
{
    CHECK(catapult::detail::fused(1 + 0x1p-27, 1 + 0x1p-27, -(1 + 0x1p-26)) == 0x1p-54);
    CHECK(catapult::detail::fused(1 + 0x1p-12f, 1 + 0x1p-12f, -(1 + 0x1p-11f)) == 0x1p-24f);
}

TEST_CASE("known answers that do not rest on the C library")
{
    // (1 + 2⁻²⁷)² = 1 + 2⁻²⁶ + 2⁻⁵⁴. A rounded product loses the last term; the fused sum keeps it.
    CHECK(software_fma(1 + 0x1p-27, 1 + 0x1p-27, -(1 + 0x1p-26)) == 0x1p-54);
    CHECK(fma_by_integers(1 + 0x1p-27, 1 + 0x1p-27, -(1 + 0x1p-26)) == 0x1p-54);
    // Just above and just below the middle of two neighbours. A rounded sum would not see the difference.
    CHECK(software_fma(0x1p-53, 1.0, 1.0) == 1.0);
    CHECK(software_fma(0x1p-53, 1 + 0x1p-52, 1.0) == 1 + 0x1p-52);
    CHECK(software_fma(0x1p-53, 1 - 0x1p-53, 1 + 0x1p-52) == 1 + 0x1p-52);
    // For float, the sum rounded to double is the middle of two floats and would round the wrong way.
    CHECK(software_fma(1 + 0x1p-12f, 1 + 0x1p-12f, 0x1p-60f) == 1 + 0x1p-11f + 0x1p-23f);
    CHECK(software_fma(0x1p-12f, 0x1p-12f, 1 + 0x1p-23f) == 1 + 0x1p-22f);
    CHECK(software_fma(0x1p-24f, 1 - 0x1p-24f, 1 + 0x1p-23f) == 1 + 0x1p-23f);
    CHECK(software_fma(0x1p-24f, 1 + 0x1p-23f, 1.0f) == 1 + 0x1p-23f);
    // A tie between two subnormal numbers.
    CHECK(software_fma(0x1p-76f, 0x1p-74f, 0x1p-149f) == 0x1p-148f);
    CHECK(software_fma(0x1p-76f, 0x1p-74f, 0.0f) == 0.0f);
    CHECK(software_fma(0x1p-538, 0x1p-537, 0x1p-1074) == 0x1p-1073);
}

TEST_CASE("double: a million sets of inputs that hurt, by both paths")
{
    generator g{1};
    result_hash hash;
    int sets = 0;
    for (int i = 0; i < 1000000; ++i, ++sets) {
        const inputs<double> in = hurtful_inputs<double>(g);
        const double expected = library_fma(in.a, in.b, in.c);
        hash.add(expected);
        if (same(software_fma(in.a, in.b, in.c), expected) && same(fma_by_integers(in.a, in.b, in.c), expected)) continue;
        CAPTURE(in.a);
        CAPTURE(in.b);
        CAPTURE(in.c);
        REQUIRE(software_fma(in.a, in.b, in.c) == expected);
        REQUIRE(fma_by_integers(in.a, in.b, in.c) == expected);
        FAIL("the sign of zero");
    }
    CHECK(sets == 1000000);
    CHECK(hash.value() == 14082627703800288458u);
}

TEST_CASE("float: a million sets of inputs that hurt")
{
    generator g{2};
    result_hash hash;
    int sets = 0;
    for (int i = 0; i < 1000000; ++i, ++sets) {
        const inputs<float> in = hurtful_inputs<float>(g);
        const float expected = library_fma(in.a, in.b, in.c);
        hash.add(expected);
        if (same(software_fma(in.a, in.b, in.c), expected)) continue;
        CAPTURE(in.a);
        CAPTURE(in.b);
        CAPTURE(in.c);
        REQUIRE(software_fma(in.a, in.b, in.c) == expected);
        FAIL("the sign of zero");
    }
    CHECK(sets == 1000000);
    CHECK(hash.value() == 5162332114202865798u);
}
