#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/numerics/random.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using catapult::test::same_bits;

namespace {

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

/// P(χ²_ν ≤ x), the regularised lower incomplete gamma function, by its series. All terms are positive.
double chi_squared_cdf(double degrees_of_freedom, double x)
{
    const long double a = degrees_of_freedom / 2.0L, y = x / 2.0L;
    if (y <= 0) return 0;
    long double term = 1 / a, sum = term;
    for (long double k = a + 1; term > sum * 1e-19L; ++k) sum += term *= y / k;
    return static_cast<double>(sum * std::exp(a * std::log(y) - y - std::lgamma(a)));
}

/// The Kolmogorov–Smirnov statistic √N sup |F_N − F|.
template <class Cdf>
double distance(std::vector<double> sample, Cdf&& cdf)
{
    std::sort(sample.begin(), sample.end());
    const double n = static_cast<double>(sample.size());
    double largest = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double f = cdf(sample[i]), below = static_cast<double>(i) / n;
        largest = std::max({largest, f - below, below + 1 / n - f});
    }
    return std::sqrt(n) * largest;
}
// Kolmogorov's distribution exceeds 2.23 with probability 2 exp(−2 · 2.23²) = 10⁻⁴.
constexpr double distance_allowed = 2.23;

template <class Draw>
std::vector<double> draws(std::size_t count, Draw&& draw)
{
    std::vector<double> sample(count);
    for (std::size_t i = 0; i < count; ++i) sample[i] = draw(i);
    return sample;
}

std::vector<double> deviations(random_stream s, double degrees_of_freedom, std::size_t count)
{
    return draws(count, [&](std::size_t i) { return chi_squared_deviation(s, i, degrees_of_freedom); });
}

double correlation(const std::vector<double>& x, const std::vector<double>& y)
{
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
    return sum / static_cast<double>(x.size());
}

/// FNV-1a over the bytes of the numbers, least significant byte first on every machine.
std::uint64_t hash(const std::vector<double>& values)
{
    std::uint64_t h = 0xcbf29ce484222325u;
    for (double v : values) {
        std::uint64_t bits;
        std::memcpy(&bits, &v, sizeof bits);
        for (int i = 0; i < 8; ++i) h = (h ^ (bits >> (8 * i) & 0xff)) * 0x100000001b3u;
    }
    return h;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the published known answers")
{
    struct known {
        std::uint32_t counter[4], key[2], result[4];
    };
    const known answers[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (const known& k : answers) {
        std::uint32_t result[4];
        philox4x32(k.counter, k.key, result);
        for (int i = 0; i < 4; ++i) CHECK(result[i] == k.result[i]);
    }
}

TEST_CASE("uniform is uniform, and never 0 or 1")
{
    const random_stream s{2020, 3};
    const auto sample = draws(100000, [&](std::size_t i) { return uniform(s, i); });
    for (double u : sample) REQUIRE((u > 0 && u < 1 && std::fmod(u * 0x1p53, 2.0) == 1));
    CHECK(distance(sample, [](double u) { return u; }) < distance_allowed);
}

TEST_CASE("normals are normal, cosines and sines alike")
{
    const random_stream s{2020, 3};
    const auto sample = draws(200000, [&](std::size_t i) { return normal(s, i); });
    CHECK(distance(sample, normal_cdf) < distance_allowed);
    CHECK(distance(draws(100000, [&](std::size_t i) { return normal(s, i / 8 * 16 + i % 8); }), normal_cdf) < distance_allowed);
    CHECK(distance(draws(100000, [&](std::size_t i) { return normal(s, i / 8 * 16 + 8 + i % 8); }), normal_cdf) <
          distance_allowed);
    // Moments 1 … 6 must agree within five standard errors: Var x^p = (2p−1)!! − ((p−1)!! for even p)².
    const double expected[] = {0, 1, 0, 3, 0, 15}, variance[] = {1, 2, 15, 96, 945, 10170};
    for (int p = 1; p <= 6; ++p) {
        double sum = 0;
        for (double x : sample) sum += std::pow(x, p);
        const double n = static_cast<double>(sample.size());
        CAPTURE(p);
        CHECK(std::fabs(sum / n - expected[p - 1]) < 5 * std::sqrt(variance[p - 1] / n));
    }
}

TEST_CASE("normals of different indices, streams and seeds are independent")
{
    constexpr std::size_t n = 100000;
    const auto of = [](random_stream s, std::size_t shift) {
        return draws(n, [=](std::size_t i) { return normal(s, i + shift); });
    };
    const auto x = of({1, 0}, 0);
    // The mean of n products of independent normals, and of n squares less one (variance 4), within five standard
    // errors.
    const double five = 5 / std::sqrt(static_cast<double>(n));
    for (const auto& y : {of({1, 0}, 1), of({1, 0}, 8), of({1, 0}, 16), of({1, 1}, 0), of({1, 0x80000000u}, 0), of({2, 0}, 0),
                          of({std::uint64_t(1) << 32 | 1, 0}, 0), of({1, 0}, std::size_t(1) << 31)}) {
        CHECK(std::fabs(correlation(x, y)) < five);
        std::vector<double> x2 = x, y2 = y;
        for (double& v : x2) v = v * v - 1;
        for (double& v : y2) v = v * v - 1;
        CHECK(std::fabs(correlation(x2, y2)) < 2 * five);
    }
    CHECK(correlation(x, x) > 0.9);
}

TEST_CASE_TEMPLATE("fill_normals is normal(), at any place and of any length", T, float, double)
{
    const random_stream s{0xfedcba9876543210u, 0xabcdef01u};
    for (std::uint64_t first : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(7), std::uint64_t(8), std::uint64_t(15),
                                std::uint64_t(16), (std::uint64_t(1) << 33) - 20, ~std::uint64_t(0) - 70})
        for (std::size_t n : {std::size_t(0), std::size_t(1), std::size_t(2), std::size_t(15), std::size_t(16), std::size_t(17),
                              std::size_t(33), std::size_t(70)}) {
            std::vector<T> out(n + 1, T(99));
            fill_normals(s, first, span<T>(out.data(), n));
            for (std::size_t i = 0; i < n; ++i) REQUIRE(same_bits(out[i], static_cast<T>(normal(s, first + i))));
            REQUIRE(out[n] == T(99));
        }
}

TEST_CASE("chi-squared deviations follow their law at any width")
{
    constexpr std::size_t n = 50000;
    for (double nu : {0.5, 1.0, 1.9, 2.0, 3.7, 100.0}) {
        CAPTURE(nu);
        const auto sample = deviations({77, 1}, nu, n);
        CHECK(distance(sample, [&](double x) { return chi_squared_cdf(nu, nu * (1 + x)); }) < distance_allowed);
    }
    // For large ν, z = √(ν/2) (χ²/ν − 1) has distribution Φ(z) − φ(z)(z² − 1)/6 · √(8/ν) + O(1/ν).
    for (double nu : {1e5, 1e6, 1e12, 1e15, 1e18, 1e300}) {
        CAPTURE(nu);
        auto sample = deviations({77, 1}, nu, n);
        for (double& x : sample) x *= std::sqrt(nu / 2);
        CHECK(distance(sample, [&](double z) {
                  return normal_cdf(z) -
                         std::exp(-z * z / 2) / std::sqrt(8 * std::atan(1.0)) * (z * z - 1) / 6 * std::sqrt(8 / nu);
              }) < distance_allowed);
    }
}

TEST_CASE("the test of the chi-squared law rejects one degree of freedom more or less")
{
    for (double nu : {1.0, 2.0, 3.7, 10.0, 100.0}) {
        CAPTURE(nu);
        auto sample = deviations({77, 1}, nu, 50000);
        for (double& x : sample) x = nu * (1 + x);
        CHECK(distance(sample, [&](double x) { return chi_squared_cdf(nu + 1, x); }) > distance_allowed);
        if (nu > 1) CHECK(distance(sample, [&](double x) { return chi_squared_cdf(nu - 1, x); }) > distance_allowed);
    }
}

TEST_CASE("chi-squared deviations have mean 0 and variance 2/ν")
{
    // The cumulants of χ²_ν are 2^{k−1} (k−1)! ν, and the variance of (χ² − ν)² is 48 ν + 8 ν². Five standard errors
    // are allowed.
    constexpr double n = 100000;
    for (double nu : {1.0, 3.7, 784.0, 1e6, 1e12, 1e15}) {
        CAPTURE(nu);
        double mean = 0, square = 0;
        for (double x : deviations({5, 9}, nu, static_cast<std::size_t>(n))) {
            mean += x * std::sqrt(nu / 2) / n;
            square += x * x * (nu / 2) / n;
        }
        CHECK(std::fabs(mean) < 5 / std::sqrt(n));
        CHECK(std::fabs(square - 1) < 5 * std::sqrt((2 + 12 / nu) / n));
    }
}

TEST_CASE("chi-squared deviations keep their digits where 1 + deviation has none")
{
    // At large ν the first normal is nearly always accepted. So the deviation is one function of it and of ν, (1 + c
    // x)³ (1 − 2/3ν) − 1 with c = 1/(3 √(ν/2 − 1/3)). At ν = 10²⁰⁰ this is 3 c x, which gives x for the comparison.
    // Each side is the result of about ten roundings of 1.1 · 10⁻¹⁶. Near x = 0 the scale is that of 1/ν.
    for (double nu : {1e8, 1e12, 1e15})
        for (std::uint64_t i = 0; i < 2000; ++i) {
            const long double x = chi_squared_deviation({5, 9}, i, 1e200) * std::sqrt(0.5L * 1e200);
            const long double t = x / (3 * std::sqrt(nu / 2.0L - 1 / 3.0L));
            const long double expected = t * (3 + 3 * t + t * t) * (1 - 2 / (3.0L * nu)) - 2 / (3.0L * nu);
            const double found = chi_squared_deviation({5, 9}, i, nu);
            REQUIRE(std::fabs(found - expected) < 3e-15L * (std::fabs(expected) + 1 / nu));
        }
}

TEST_CASE("chi-squared deviations at the ends of their domain")
{
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(chi_squared_deviation({1, 1}, 0, infinity) == 0);
    for (double nu : {0.0, -1.0, -infinity, std::numeric_limits<double>::quiet_NaN()})
        CHECK(std::isnan(chi_squared_deviation({1, 1}, 0, nu)));
    for (double nu : {5e-324, 1e-300, 1e-9, 1e-3, 0.1, 1.7e308})
        for (std::uint64_t i = 0; i < 100; ++i) {
            const double x = chi_squared_deviation({1, 1}, i, nu);
            REQUIRE((x >= -1 && std::isfinite(x)));
        }
}

TEST_CASE("the numbers are these, on every machine")
{
    const random_stream s{20201008, 1};
    CHECK(hash(draws(1000, [&](std::size_t i) { return uniform(s, i); })) == 0x8e095b0acf0cbff6u);
    CHECK(hash(draws(10000, [&](std::size_t i) { return normal(s, i); })) == 0xdcc4ecc3c164d198u);
    std::vector<double> chi;
    for (double nu : {0.5, 1.0, 2.0, 3.7, 100.0, 1e6, 1e12, 1e15})
        for (double x : deviations(s, nu, 1000)) chi.push_back(x);
    CHECK(hash(chi) == 0x9001eaa432cc0da7u);
}
