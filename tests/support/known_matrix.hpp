// Symmetric matrices with known eigenvalues and eigenvectors.
#ifndef CATAPULT_TESTS_SUPPORT_KNOWN_MATRIX_HPP
#define CATAPULT_TESTS_SUPPORT_KNOWN_MATRIX_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "catapult/numerics/eigenvalue.hpp"
#include "support/kernel_harness.hpp"

namespace catapult::test {

template <class T>
constexpr T epsilon = std::numeric_limits<T>::epsilon();

/// A symmetric matrix with the given eigenvalues. Its eigenvectors are the columns of a product of reflections.
template <class T>
struct known_matrix {
    std::vector<T> values;
    std::vector<T> elements, columns;
    std::size_t products = 0;

    explicit known_matrix(const std::vector<double>& spectrum, std::uint64_t seed = 1) : values(spectrum.begin(), spectrum.end())
    {
        const std::size_t n = spectrum.size();
        std::vector<long double> q(n * n, 0), a(n * n, 0), u(3 * n);
        for (std::size_t i = 0; i < n; ++i) q[i * n + i] = 1, a[i * n + i] = spectrum[i];
        for (auto& e : u) e = static_cast<long double>(mix(seed++) >> 11) * 0x1p-53L - 0.5L;
        // Q = H₁H₂H₃ and A = QΛQᵀ, by reflections of rows and of columns.
        const auto reflect = [n](long double* m, std::size_t row, std::size_t column, const long double* along) {
            long double square = 0;
            for (std::size_t j = 0; j < n; ++j) square += along[j] * along[j];
            for (std::size_t i = 0; i < n; ++i) {
                long double dot = 0;
                for (std::size_t j = 0; j < n; ++j) dot += m[i * row + j * column] * along[j];
                for (std::size_t j = 0; j < n; ++j) m[i * row + j * column] -= 2 * dot / square * along[j];
            }
        };
        for (std::size_t h = 0; h < 3; ++h) {
            reflect(q.data(), n, 1, &u[h * n]);
            reflect(a.data(), n, 1, &u[(2 - h) * n]);
            reflect(a.data(), 1, n, &u[(2 - h) * n]);
        }
        elements.resize(n * n);
        columns.resize(n * n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                elements[i * n + j] = static_cast<T>(a[std::max(i, j) * n + std::min(i, j)]);
                columns[i * n + j] = static_cast<T>(q[i * n + j]);
            }
    }
    std::size_t rows() const { return values.size(); }
    void apply(const T* x, T* y)
    {
        ++products;
        for (std::size_t i = 0; i < rows(); ++i) {
            y[i] = 0;
            for (std::size_t j = 0; j < rows(); ++j) y[i] += elements[i * rows() + j] * x[j];
        }
    }
    std::vector<T> eigenvector(std::size_t which) const
    {
        std::vector<T> v;
        for (std::size_t i = 0; i < rows(); ++i) v.push_back(columns[i * rows() + which]);
        return v;
    }
};

inline std::vector<double> decaying(std::size_t n, double ratio)
{
    std::vector<double> s(n);
    for (std::size_t i = 0; i < n; ++i) s[i] = 3 * std::pow(ratio, static_cast<double>(i));
    return s;
}

/// Checks an eigenpair: ‖A x − value x‖ ≤ error_bound and ‖x‖ = 1. The products here round by at most n ε ‖A‖.
template <class T>
void check_pair(known_matrix<T>& a, const std::vector<T>& x, const eigenvalue_result<T>& result, double norm_of_a)
{
    std::vector<T> image(x.size());
    a.apply(x.data(), image.data());
    double residual = 0, length = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        residual += std::pow(static_cast<double>(image[i]) - static_cast<double>(result.value) * static_cast<double>(x[i]), 2);
        length += std::pow(static_cast<double>(x[i]), 2);
    }
    const double rounding = 4 * static_cast<double>(x.size()) * static_cast<double>(epsilon<T>);
    CHECK(std::sqrt(residual) <= static_cast<double>(result.error_bound) + rounding * norm_of_a);
    CHECK(std::fabs(std::sqrt(length) - 1) <= rounding);
}

}  // namespace catapult::test

#endif
