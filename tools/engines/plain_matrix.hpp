// Matrices for the plain engine, in any real type, by loops that follow the definitions.
#ifndef CATAPULT_TOOLS_ENGINES_PLAIN_MATRIX_HPP
#define CATAPULT_TOOLS_ENGINES_PLAIN_MATRIX_HPP

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "catapult/numerics/elementary.hpp"

namespace catapult::tools {

/// What the plain engine asks of a real type. Tests define it for a wider one. In double, results have the same bits
/// everywhere.
template <class R>
struct real_functions;

template <>
struct real_functions<double> {
    static double epsilon() { return std::numeric_limits<double>::epsilon(); }
    static double square_root(double x) { return std::sqrt(x); }
    static double exponential(double x) { return catapult::exponential(x); }
    static double logarithm(double x) { return catapult::logarithm(x); }
};

/// Whether x is neither infinite nor NaN, of any real type.
template <class R>
bool is_finite(R x)
{
    return x * R(0) == R(0);  // NaN if it is not
}

/// A number of things as a real number; exact, as it is below 2⁵³.
template <class R>
R count_of(std::size_t things)
{
    return R(static_cast<double>(things));
}

/// A matrix with its memory, stored row by row.
template <class R>
struct plain_matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<R> elements;

    plain_matrix() = default;
    /// A matrix of zeros.
    plain_matrix(std::size_t r, std::size_t c) : rows(r), columns(c), elements(r * c) {}
    /// A matrix of the r·c numbers at `from`.
    template <class T>
    plain_matrix(std::size_t r, std::size_t c, const T* from) : rows(r), columns(c), elements(from, from + r * c)
    {
    }

    R& operator()(std::size_t i, std::size_t j) { return elements[i * columns + j]; }
    const R& operator()(std::size_t i, std::size_t j) const { return elements[i * columns + j]; }
    R* row(std::size_t i) { return elements.data() + i * columns; }
    const R* row(std::size_t i) const { return elements.data() + i * columns; }
};

/// The sum of the squares of all elements.
template <class R>
R sum_of_squares(const plain_matrix<R>& a)
{
    R sum = 0;
    for (const R& e : a.elements) sum += e * e;
    return sum;
}

/// a ← factor a.
template <class R>
void multiply(plain_matrix<R>& a, R factor)
{
    for (R& e : a.elements) e *= factor;
}

/// a ← a + factor b, for matrices of one shape.
template <class R>
void add_multiple(plain_matrix<R>& a, R factor, const plain_matrix<R>& b)
{
    for (std::size_t i = 0; i < a.elements.size(); ++i) a.elements[i] += factor * b.elements[i];
}

/// AB.
template <class R>
plain_matrix<R> product(const plain_matrix<R>& a, const plain_matrix<R>& b)
{
    plain_matrix<R> c(a.rows, b.columns);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t l = 0; l < a.columns; ++l)
            for (std::size_t j = 0; j < b.columns; ++j) c(i, j) += a(i, l) * b(l, j);
    return c;
}

/// AᵀB.
template <class R>
plain_matrix<R> transposed_product(const plain_matrix<R>& a, const plain_matrix<R>& b)
{
    plain_matrix<R> c(a.columns, b.columns);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t l = 0; l < a.columns; ++l)
            for (std::size_t j = 0; j < b.columns; ++j) c(l, j) += a(i, l) * b(i, j);
    return c;
}

/// ABᵀ.
template <class R>
plain_matrix<R> product_transposed(const plain_matrix<R>& a, const plain_matrix<R>& b)
{
    plain_matrix<R> c(a.rows, b.rows);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < b.rows; ++j)
            for (std::size_t l = 0; l < a.columns; ++l) c(i, j) += a(i, l) * b(j, l);
    return c;
}

}  // namespace catapult::tools

#endif
