#include "numerics/cholesky.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/known_matrix.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

// Around the block sizes.
constexpr std::size_t sizes[] = {1, 2, 31, 32, 33, 63, 64, 65, 100, 130};

std::vector<double> spectrum(std::size_t n, double first)
{
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = first + static_cast<double>(i) / static_cast<double>(n);
    return values;
}

/// n × n elements in rows of `stride`, and something else in between.
template <class T>
std::vector<T> with_gaps(const std::vector<T>& from, std::size_t n, std::size_t stride)
{
    std::vector<T> to(n * stride, T(7));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) to[i * stride + j] = from[i * n + j];
    return to;
}

/// The largest element of RᵀR − A.
template <class T>
double error_of(const std::vector<T>& a, const std::vector<T>& r, std::size_t n, std::size_t stride)
{
    double worst = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            real128 total = -real128(a[i * n + j]);
            for (std::size_t l = 0; l <= j; ++l) total += real128(r[l * stride + i]) * real128(r[l * stride + j]);
            worst = std::fmax(worst, static_cast<double>(absolute(total)));
        }
    return worst;
}

}  // namespace

TEST_CASE_TEMPLATE("the factor gives the matrix back, and products with it are those of a triangle", T, float, double)
{
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        const known_matrix<T> a(spectrum(n, 0.5), n);
        const std::size_t stride = n + 3, k = 3;
        std::vector<T> r = with_gaps(a.elements, n, stride);
        REQUIRE(detail::cholesky<T>(n, r.data(), stride));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < i; ++j) CHECK(r[i * stride + j] == 0);
            for (std::size_t j = n; j < stride; ++j) CHECK(r[i * stride + j] == 7);
        }
        // Higham, Accuracy and Stability of Numerical Algorithms, theorem 10.3: (n + 1) ε/2 |Rᵀ||R|, whose elements are at most
        // those of the diagonal of A, 1.5 here.
        CHECK(error_of(a.elements, r, n, stride) <= 1.5 * static_cast<double>(n + 1) * static_cast<double>(epsilon<T>));

        std::vector<T> x(n * k), y(n * k, T(1)), transposed(n * k, T(1));
        for (std::size_t i = 0; i < n * k; ++i) x[i] = static_cast<T>(variate(i));
        detail::add_triangle_product<T>(n, r.data(), stride, k, x.data(), y.data());
        detail::add_transposed_triangle_product<T>(n, r.data(), stride, k, x.data(), transposed.data());
        double worst = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t c = 0; c < k; ++c) {
                real128 straight = real128(1) - real128(y[i * k + c]), across = real128(1) - real128(transposed[i * k + c]);
                for (std::size_t j = 0; j < n; ++j) {
                    if (j >= i) straight += real128(r[i * stride + j]) * real128(x[j * k + c]);
                    if (j <= i) across += real128(r[j * stride + i]) * real128(x[j * k + c]);
                }
                worst = std::fmax(worst, static_cast<double>(absolute(straight)));
                worst = std::fmax(worst, static_cast<double>(absolute(across)));
            }
        // A sum of n + 1 terms; its first term is 1, and ‖row‖ ≤ √1.5, ‖x‖ ≤ √n times the largest variate.
        CHECK(worst <= 8 * static_cast<double>((n + 1)) * static_cast<double>(epsilon<T>));
    }
}

TEST_CASE("a matrix that is not positive definite is refused, one that hardly is is factorised")
{
    for (const std::size_t n : sizes) {
        CAPTURE(n);
        for (const double lowest : {1e-12, 0.0, -1e-12}) {
            std::vector<double> values = spectrum(n, 0.5);
            for (std::size_t i = 0; i < (n + 1) / 2; ++i) values[i] = lowest;
            const known_matrix<double> a(values, n);
            std::vector<double> r = a.elements;
            const bool factorised = detail::cholesky<double>(n, r.data(), n);
            if (lowest != 0) CHECK(factorised == (lowest > 0));
            if (factorised) CHECK(error_of(a.elements, r, n, n) <= 1.5 * static_cast<double>(n + 1) * epsilon<double>);
        }
        std::vector<double> r = known_matrix<double>(spectrum(n, 0.5), n).elements;
        r[n * n - 1] = std::numeric_limits<double>::quiet_NaN();
        CHECK(!detail::cholesky<double>(n, r.data(), n));
    }
}
