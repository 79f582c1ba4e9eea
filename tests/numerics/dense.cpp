#include "catapult/numerics/dense.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/hurtful.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
std::vector<T> numbers(std::size_t count, std::uint64_t seed)
{
    std::vector<T> result(count);
    for (std::size_t i = 0; i < count; ++i) result[i] = hurtful<T>(seed + i);
    return result;
}

/// Σ terms(i), and the error that a sum of n rounded products may have: n units of rounding of the sum of magnitudes.
template <class T, class Terms>
void check_sum(T found, std::size_t n, Terms terms)
{
    long double sum = 0, magnitude = 0;
    for (std::size_t i = 0; i < n; ++i) sum += terms(i), magnitude += std::fabs(terms(i));
    const long double bound = static_cast<long double>(n) * std::numeric_limits<T>::epsilon() * magnitude;
    CHECK(std::fabs(static_cast<long double>(found) - sum) <= bound);
}

}  // namespace

TEST_CASE_TEMPLATE("products with a matrix that is part of a wider one", T, float, double)
{
    constexpr std::size_t rows = 23, columns = 37, stride = 41;
    const std::vector<T> elements = numbers<T>(rows * stride, 1);
    const matrix_view<const T> a(elements.data(), rows, columns, stride);
    const std::vector<T> x = numbers<T>(columns, 5000), z = numbers<T>(rows, 6000);
    std::vector<T> y(rows), back(columns);
    REQUIRE(matrix_vector<T>(a, x, y) == status::ok);
    REQUIRE(transposed_matrix_vector<T>(a, z, back) == status::ok);
    for (std::size_t i = 0; i < rows; ++i)
        check_sum(y[i], columns, [&](std::size_t j) { return static_cast<long double>(a(i, j)) * x[j]; });
    for (std::size_t j = 0; j < columns; ++j)
        check_sum(back[j], rows, [&](std::size_t i) { return static_cast<long double>(a(i, j)) * z[i]; });
    check_sum(dot<T>(x, x), columns, [&](std::size_t j) { return static_cast<long double>(x[j]) * x[j]; });

    // Wrong shapes must change nothing.
    std::vector<T> kept = y;
    CHECK(matrix_vector<T>(a, z, y) == status::shape_mismatch);
    CHECK(matrix_vector<T>(a, x, back) == status::shape_mismatch);
    CHECK(transposed_matrix_vector<T>(a, x, y) == status::shape_mismatch);
    CHECK(y == kept);
}

TEST_CASE_TEMPLATE("each element of a scaled sum is rounded once", T, float, double)
{
    const std::vector<T> x = numbers<T>(50, 1);
    std::vector<T> y = numbers<T>(50, 100);
    const std::vector<T> before = y;
    const T a = hurtful<T>(7);
    add_scaled<T>(a, x, y);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == std::fma(a, x[i], before[i]));
}

TEST_CASE_TEMPLATE("the norm survives squares that would overflow or vanish", T, float, double)
{
    constexpr T unit = std::numeric_limits<T>::epsilon();
    for (const T scale : {T(1), std::sqrt(std::numeric_limits<T>::max()) * 16, std::sqrt(std::numeric_limits<T>::min()) / 16}) {
        const std::vector<T> x = {3 * scale, 0, -4 * scale};
        CHECK(std::fabs(norm<T>(x) / scale - 5) <= 5 * 4 * unit);
    }
    const std::vector<T> zeros(9, T(0)), infinite = {1, std::numeric_limits<T>::infinity()},
                                         undefined = {1, std::numeric_limits<T>::quiet_NaN()};
    CHECK(norm<T>({}) == 0);
    CHECK(norm<T>(zeros) == 0);
    CHECK(!std::isfinite(norm<T>(infinite)));
    CHECK(!std::isfinite(norm<T>(undefined)));
}
