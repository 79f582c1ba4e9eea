// Inverse roots of small symmetric matrices. A^{-1/2} =: R is right where RAR = I on the support of A. For A = S B S with a
// diagonal S, an error of that size in each element of RAR means that eigenvalues as small as S² keep their digits.
#include "numerics/symmetric_root.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
bool root_of(std::size_t k, std::vector<T> a, std::vector<T>& root)
{
    std::vector<T> vectors(k * k, T(7));
    root.assign(k * k, T(9));
    return detail::inverse_root(k, a.data(), vectors.data(), root.data());
}

/// S B S with S = diag(2^exponents) and B = I + E/3, |E_ij| ≤ 1/k: the eigenvalues of B lie in [2/3, 4/3].
template <class T>
std::vector<T> graded(const std::vector<int>& exponents, std::uint64_t seed)
{
    const std::size_t k = exponents.size();
    std::vector<T> a(k * k);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const double e = (2 * fraction(seed + i * k + j) - 1) / (3 * static_cast<double>(k));
            a[i * k + j] = a[j * k + i] = std::ldexp(static_cast<T>(e + (i == j ? 1 : 0)), exponents[i] + exponents[j]);
        }
    return a;
}

/// The largest element of RAR − I, in 128 bits.
template <class T>
double distance_from_identity(std::size_t k, const std::vector<T>& a, const std::vector<T>& root)
{
    real128 worst = 0;
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            real128 sum = i == j ? -1 : 0;
            for (std::size_t p = 0; p < k; ++p)
                for (std::size_t q = 0; q < k; ++q)
                    sum += real128(root[i * k + p]) * real128(a[p * k + q]) * real128(root[q * k + j]);
            worst = std::max(worst, absolute(sum));
        }
    return static_cast<double>(worst);
}

}  // namespace

TEST_CASE_TEMPLATE("known roots", T, float, double)
{
    std::vector<T> root;
    for (const int exponent : {-40, -1, 0, 3, 40}) {
        REQUIRE(root_of<T>(1, {std::ldexp(T(1), 2 * exponent)}, root));
        CHECK(root[0] == std::ldexp(T(1), -exponent));
    }
    REQUIRE(root_of<T>(3, {4, 0, 0, 0, 16, 0, 0, 0, T(0.25)}, root));
    CHECK(root == std::vector<T>{T(0.5), 0, 0, 0, T(0.25), 0, 0, 0, 2});
    // Eigenvalues 9 and 1 along (1, 1) and (1, −1); then 2 and 0, which is off the support.
    REQUIRE(root_of<T>(2, {5, 4, 4, 5}, root));
    const T expected[] = {T(2) / 3, T(-1) / 3, T(-1) / 3, T(2) / 3};
    for (int i = 0; i < 4; ++i)
        CHECK(std::fabs(root[static_cast<std::size_t>(i)] - expected[i]) <= 4 * std::numeric_limits<T>::epsilon());
    REQUIRE(root_of<T>(2, {1, 1, 1, 1}, root));
    for (const T x : root) CHECK(std::fabs(x - std::sqrt(T(1) / 8)) <= 4 * std::numeric_limits<T>::epsilon());
}

// Each of the rotations that a sweep has for an element rounds it three times, and sweeps are at most ten. By Demmel and
// Veselić an eigenvalue's relative error is at most the sum of those of the scaled matrix, times the condition of B, which is 2.
TEST_CASE_TEMPLATE("small eigenvalues of graded matrices keep their digits", T, float, double)
{
    for (std::size_t k = 1; k <= 12; ++k)
        for (const int grade : {0, 1, 4, sizeof(T) == 4 ? 5 : 40})
            for (int order = 0; order < 3; ++order)
                for (std::uint64_t seed = 0; seed < 4; ++seed) {
                    CAPTURE(k);
                    CAPTURE(grade);
                    CAPTURE(order);
                    std::vector<int> exponents(k);
                    for (std::size_t i = 0; i < k; ++i) {
                        const std::size_t place = order == 0 ? i : order == 1 ? k - 1 - i : i * 5 % k;  // in any order
                        exponents[i] = 10 - grade * static_cast<int>(place);
                    }
                    const std::vector<T> a = graded<T>(exponents, 1000 * seed + k);
                    std::vector<T> root;
                    REQUIRE(root_of(k, a, root));
                    const double error = distance_from_identity(k, a, root) / std::numeric_limits<T>::epsilon();
                    CHECK(error <= 2 * 10 * 3 * static_cast<double>(k));
                    for (std::size_t i = 0; i < k; ++i)
                        for (std::size_t j = 0; j < i; ++j) {
                            // Symmetric up to rounding, where the root of this grade is at its element.
                            const double size = std::ldexp(1.0, -std::max(exponents[i], exponents[j]));
                            CHECK(std::fabs(static_cast<double>(root[i * k + j] - root[j * k + i])) <=
                                  static_cast<double>(k) * std::numeric_limits<T>::epsilon() * size);
                        }
                }
}

TEST_CASE_TEMPLATE("rows of zeros are off the support, and change no other bit", T, float, double)
{
    for (const std::size_t k : {1, 2, 5, 9}) {
        const std::vector<T> a = graded<T>(std::vector<int>(k, 0), 40 + k);
        std::vector<T> root, wide_root;
        REQUIRE(root_of(k, a, root));
        // Every third row and column of the larger matrix is zero, the first one too.
        const auto place = [](std::size_t i) { return i + i / 2 + 1; };
        const std::size_t n = place(k);
        std::vector<T> wide(n * n);
        for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j) wide[place(i) * n + place(j)] = a[i * k + j];
        REQUIRE(root_of(n, wide, wide_root));
        std::vector<T> expected(n * n);
        for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j) expected[place(i) * n + place(j)] = root[i * k + j];
        CHECK(wide_root == expected);
    }
    std::vector<T> root;
    REQUIRE(root_of<T>(4, std::vector<T>(16), root));
    CHECK(root == std::vector<T>(16));
}

TEST_CASE_TEMPLATE("the unit does not matter", T, float, double)
{
    const std::vector<T> a = graded<T>({0, -3, -1, -7, 2}, 3);
    std::vector<T> root, other;
    REQUIRE(root_of(5, a, root));
    for (const int exponent : {-15, -1, 1, 20}) {
        std::vector<T> scaled = a;
        for (T& x : scaled) x = std::ldexp(x, 2 * exponent);
        REQUIRE(root_of(5, scaled, other));
        for (T& x : other) x = std::ldexp(x, exponent);
        CHECK(root == other);
    }
}

TEST_CASE_TEMPLATE("what has no root is refused", T, float, double)
{
    constexpr T infinity = std::numeric_limits<T>::infinity();
    std::vector<T> root;
    CHECK_FALSE(root_of<T>(1, {-1}, root));
    CHECK_FALSE(root_of<T>(2, {1, 2, 2, 1}, root));
    CHECK_FALSE(root_of<T>(2, {0, 1, 1, 0}, root));
    CHECK_FALSE(root_of<T>(2, {0, 1, 1, 5}, root));
    CHECK_FALSE(root_of<T>(3, {1, 0, 0, 0, -1, 0, 0, 0, 1}, root));
    for (std::size_t k = 2; k <= 9; ++k) {
        // One element too large for its rows, anywhere: by Cauchy's interlacing an eigenvalue is negative.
        std::vector<T> a = graded<T>(std::vector<int>(k, 0), 70 + k);
        const std::size_t i = k % 3 % k, j = k - 1;
        a[i * k + j] = a[j * k + i] = T(1.75);
        CHECK_FALSE(root_of(k, a, root));
        for (const T bad : {infinity, -infinity, std::numeric_limits<T>::quiet_NaN()}) {
            std::vector<T> broken = graded<T>(std::vector<int>(k, 0), 70 + k);
            const T before = broken[i * k + i];
            broken[i * k + i] = bad;
            CHECK_FALSE(root_of(k, broken, root));
            broken[i * k + i] = before;
            broken[i * k + j] = broken[j * k + i] = bad;
            CHECK_FALSE(root_of(k, broken, root));
        }
    }
    // An eigenvalue that is negative by far less than the largest is large.
    CHECK_FALSE(root_of<T>(2, {1, T(1e-3), T(1e-3), T(0.5e-6)}, root));
    REQUIRE(root_of<T>(2, {1, T(1e-3), T(1e-3), T(2e-6)}, root));
}
