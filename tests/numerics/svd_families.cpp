// The SVD of data on LAPACK's families of hard matrices: diagonals that are spaced evenly or geometrically, clustered
// at one or at ε, with random signs, between random orthogonal factors. Also matrices as in real data: orthonormal rows
// or columns, repeated rows, zeros. With targets Y = I the reduction shows Q, so X − QΣPᵀ can be formed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "catapult/models/data_reduction.hpp"
#include "support/aligned.hpp"
#include "support/effort.hpp"
#include "support/kernel_harness.hpp"
#include "support/long_double.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

using real = long double;

real uniform_real(std::uint64_t seed) { return static_cast<real>(mix(seed) >> 11) * 0x1p-52L - 1; }

/// A matrix stored row by row.
struct matrix {
    std::size_t rows, columns;
    std::vector<real> elements;
    matrix(std::size_t m, std::size_t n) : rows(m), columns(n), elements(m * n) {}
    real& operator()(std::size_t i, std::size_t j) { return elements[i * columns + j]; }
    real operator()(std::size_t i, std::size_t j) const { return elements[i * columns + j]; }
};

/// Rotates the columns of A by reflections along random vectors; there is one for each row, up to 16.
void rotate_columns(matrix& a, std::uint64_t seed)
{
    std::vector<real> u(a.rows);
    for (std::size_t reflection = 0; reflection < std::min<std::size_t>(a.rows, 16); ++reflection) {
        real square = 0;
        for (real& e : u) {
            e = uniform_real(seed++);
            square += e * e;
        }
        for (std::size_t j = 0; j < a.columns; ++j) {
            real along = 0;
            for (std::size_t i = 0; i < a.rows; ++i) along += u[i] * a(i, j);
            for (std::size_t i = 0; i < a.rows; ++i) a(i, j) -= 2 * along / square * u[i];
        }
    }
}

matrix transposed(const matrix& a)
{
    matrix result(a.columns, a.rows);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.columns; ++j) result(j, i) = a(i, j);
    return result;
}

matrix with_singular_values(std::size_t m, std::size_t d, const std::vector<real>& diagonal, std::uint64_t seed)
{
    matrix a(m, d);
    for (std::size_t i = 0; i < diagonal.size(); ++i) a(i, i) = diagonal[i];
    rotate_columns(a, seed);
    a = transposed(a);
    rotate_columns(a, seed + 1000003);
    return transposed(a);
}

/// One-sided Jacobi: rotates columns against each other until all are orthogonal. Their lengths are the singular
/// values. They are accurate to 1e-17 of the largest. In the digits of double, an overlap of two columns that are orthogonal is
/// zero only to the rounding of the sum and, some ε, of the rotation.
std::vector<real> jacobi_singular_values(matrix a)
{
    if (a.rows < a.columns) a = transposed(a);
    a = transposed(a);  // the columns to rotate lie in rows
    const std::size_t n = a.rows, length = a.columns;
    const real negligible = long_double_lacks_digits() ? static_cast<real>(length + 8) * DBL_EPSILON : 1e-17L;
    const auto dot = [&](std::size_t i, std::size_t j) {
        real s = 0;
        for (std::size_t l = 0; l < length; ++l) s += a(i, l) * a(j, l);
        return s;
    };
    real whole = 0;
    for (const real e : a.elements) whole += e * e;
    for (bool rotated = true; rotated;) {
        rotated = false;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j) {
                const real p = dot(i, i), q = dot(j, j), r = dot(i, j);
                // Smaller overlaps may stay.
                if (std::fabs(r) <= negligible * std::sqrt(p * q) || std::fabs(r) <= 1e-36L * whole) continue;
                rotated = true;
                const real zeta = (q - p) / (2 * r);
                const real t = (zeta < 0 ? -1 : 1) / (std::fabs(zeta) + std::sqrt(1 + zeta * zeta));
                const real c = 1 / std::sqrt(1 + t * t), s = c * t;
                for (std::size_t l = 0; l < length; ++l) {
                    const real x = a(i, l), y = a(j, l);
                    a(i, l) = c * x - s * y;
                    a(j, l) = s * x + c * y;
                }
            }
    }
    std::vector<real> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(std::sqrt(dot(i, i)));
    std::sort(values.rbegin(), values.rend());
    return values;
}

struct errors {
    real backward = 0;  // ‖X − QΣPᵀ‖ in Frobenius norm, over n ε ‖X‖ with n = max(m, d)
    real values = 0;    // the largest |σ − σ of Jacobi|, over n ε ‖X‖
    real right = 0;     // ‖PᵀP − I‖ over n ε
    std::size_t matrices = 0;
    std::size_t refused = 0;

    void take(const errors& e)
    {
        backward = std::max(backward, e.backward);
        values = std::max(values, e.values);
        right = std::max(right, e.right);
        matrices += e.matrices;
        refused += e.refused;
    }
};

template <class T>
real distance_from_identity(const matrix_view<const T>& rows)
{
    real total = 0;
    for (std::size_t i = 0; i < rows.rows; ++i)
        for (std::size_t j = 0; j < rows.rows; ++j) {
            real s = i == j ? -1 : 0;
            for (std::size_t l = 0; l < rows.columns; ++l) s += real(rows(i, l)) * real(rows(j, l));
            total += s * s;
        }
    return std::sqrt(total);
}

/// Reduces X times 2^`exponent`. The targets lie between that factor and one, so that their squares are in range.
template <class T>
errors reduce(const matrix& given, int exponent = 0)
{
    const std::size_t m = given.rows, d = given.columns;
    std::vector<T> x(m * d), y(m * m);
    matrix rounded(m, d);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const T e = std::ldexp(static_cast<T>(given.elements[i]), exponent);
        x[i] = e;
        rounded.elements[i] = std::ldexp(static_cast<real>(e), -exponent);
    }
    for (std::size_t i = 0; i < m; ++i) y[i * m + i] = std::ldexp(T(1), exponent / 2);
    const data_dims dims = {m, d, m, true};
    std::size_t bytes = 0;
    REQUIRE(data_reduction<T>::bytes(dims, bytes) == status::ok);
    aligned_memory memory(bytes);
    data_reduction<T> reduction;
    REQUIRE(data_reduction<T>::create(dims, memory.span(), reduction) == status::ok);
    REQUIRE(reduction.add({x.data(), m, d}, {y.data(), m, m}) == status::ok);
    reduced_data<T> q;
    errors e;
    e.matrices = 1;
    const status outcome = reduction.finish(q);
    if (outcome != status::ok) {
        e.refused = 1;
        return e;
    }
    const real unit = static_cast<real>(std::max(m, d)) * std::numeric_limits<T>::epsilon();
    real rest = 0, norm = 0;
    for (std::size_t a = 0; a < m; ++a)
        for (std::size_t j = 0; j < d; ++j) {
            real s = rounded(a, j);
            norm += s * s;
            for (std::size_t i = 0; i < q.rank; ++i)
                s -= std::ldexp(real(q.targets(i, a)), q.exponent - exponent / 2) *
                     std::ldexp(real(q.singular_values[i]), q.exponent - exponent) * real(q.basis(i, j));
            rest += s * s;
        }
    e.backward = std::sqrt(rest / norm) / unit;
    const std::vector<real> reference = jacobi_singular_values(rounded);
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const real found = i < q.rank ? std::ldexp(real(q.singular_values[i]), q.exponent - exponent) : real(0);
        e.values = std::max(e.values, std::fabs(found - reference[i]) / (unit * reference[0]));
    }
    e.right = distance_from_identity<T>(q.basis) / unit;
    return e;
}

/// LAPACK's families, most with condition number 1/ε.
template <class T>
std::vector<real> family(int which, std::size_t n, std::uint64_t seed)
{
    const real least = std::numeric_limits<T>::epsilon();
    std::vector<real> d(n);
    for (std::size_t i = 0; i < n; ++i) {
        const real share = n > 1 ? static_cast<real>(i) / static_cast<real>(n - 1) : 0;
        switch (which) {
        case 0: d[i] = 1 - share * (1 - least); break;  // evenly spaced
        case 1: d[i] = std::pow(least, share); break;   // geometrically spaced
        case 2: d[i] = i == 0 ? 1 : least; break;       // clustered at ε
        case 3: d[i] = i + 1 < n ? 1 : least; break;    // clustered at one
        case 4: d[i] = 1; break;                        // all equal
        case 5: d[i] = std::exp(std::log(least) * (uniform_real(seed + i) + 1) / 2); break;
        case 6: d[i] = std::fabs(uniform_real(seed + i)); break;
        case 7: d[i] = i < (n + 1) / 2 ? 1 : 0; break;                        // of half the rank
        case 8: d[i] = 1 + static_cast<real>(i) * least; break;               // a cluster as wide as rounding
        case 9: d[i] = std::pow(least, static_cast<real>(i % 3) / 3); break;  // three clusters
        case 10: d[i] = i % 2 ? std::sqrt(least) : 1; break;
        default: d[i] = std::pow(least, 1 - share); break;  // rising
        }
        if (mix(seed + 77 * i) % 2) d[i] = -d[i];
    }
    return d;
}
constexpr int families = 12;

// Each of the n reflectors, and each rotation of a column, adds a few ε of the column's norm, at worst in one
// direction. Elements of the bidiagonal matrix that are taken for zero add less than that. 10 n ε ‖X‖ exceeds the sum
// of all. (Observed: below 3.) Q has no such bound: X fixes a column of Q only to ε ‖X‖/σ, and that direction of Y
// counts σ times.
void check_rounding(const errors& worst)
{
    INFO("of ", worst.matrices, " matrices the worst, over n ε: ‖X − QΣPᵀ‖ ", static_cast<double>(worst.backward), " ‖X‖, σ ",
         static_cast<double>(worst.values), " ‖X‖, ‖PᵀP − I‖ ", static_cast<double>(worst.right));
    CHECK(worst.refused == 0);
    CHECK(worst.backward <= 10);
    CHECK(worst.values <= 10);
    CHECK(worst.right <= 10);
}

matrix hard_matrix(int which, std::size_t m, std::size_t d, const std::vector<real>& diagonal, std::uint64_t seed)
{
    return with_singular_values(m, d, diagonal, seed + static_cast<std::uint64_t>(which) * 31 + m * 65537 + d);
}

}  // namespace

TEST_CASE_TEMPLATE("hard families: none is refused, and X = QΣPᵀ to rounding", T, float, double)
{
    errors worst;
    const std::size_t shapes[][2] = {{1, 1},  {1, 4},   {4, 1},   {2, 2},   {2, 16},   {16, 2},  {3, 3},
                                     {5, 5},  {7, 7},   {8, 12},  {12, 8},  {16, 16},  {31, 31}, {32, 9},
                                     {9, 32}, {64, 64}, {64, 20}, {20, 64}, {200, 24}, {24, 200}};
    for (const auto& shape : shapes)
        for (int which = 0; which < families; ++which)
            for (std::uint64_t seed = 1; seed <= (shape[0] * shape[1] > 1000 ? 1 : cases(3)); ++seed) {
                const std::vector<real> diagonal = family<T>(which, std::min(shape[0], shape[1]), seed * 100);
                worst.take(reduce<T>(hard_matrix(which, shape[0], shape[1], diagonal, seed * 1000)));
            }
    check_rounding(worst);
}

TEST_CASE_TEMPLATE("a matrix of some hundreds", T, float, double)
{
    errors worst;
    for (const int which : {3, 10}) worst.take(reduce<T>(hard_matrix(which, 220, 200, family<T>(which, 200, 5), 5)));
    check_rounding(worst);
}

TEST_CASE_TEMPLATE("the families near the ends of the range", T, float, double)
{
    // Elements go down to nearly the smallest normal number. Those of small singular values are rounded as subnormals.
    // That is an error of the input and is not counted.
    errors worst;
    const int largest = std::numeric_limits<T>::max_exponent - 4, least = std::numeric_limits<T>::min_exponent + 4;
    for (const int exponent : {least, largest})
        for (int which = 0; which < families; ++which)
            for (const auto& shape : {std::pair<std::size_t, std::size_t>{9, 9}, {20, 6}, {6, 20}})
                worst.take(reduce<T>(
                    hard_matrix(which, shape.first, shape.second, family<T>(which, std::min(shape.first, shape.second), 7), 7),
                    exponent));
    check_rounding(worst);
}

TEST_CASE_TEMPLATE("orthonormal rows or columns, as whitened data have them", T, float, double)
{
    errors worst;
    for (std::uint64_t seed = 1; seed <= cases(400); ++seed) {
        const std::size_t size = 1 + mix(seed) % 16, other = size + mix(seed + 5000) % 16;
        const bool wide = seed % 2 == 0;
        worst.take(
            reduce<T>(with_singular_values(wide ? size : other, wide ? other : size, std::vector<real>(size, 3), seed * 7919)));
    }
    check_rounding(worst);
}

TEST_CASE_TEMPLATE("identities, permutations, repeated rows and columns, and matrices of a single element", T, float, double)
{
    errors worst;
    for (const std::size_t n : {1, 2, 3, 17, 64}) {
        matrix one(n, n), turned(n, n), single(n, n), ones(n, 2 * n), triangle(n, n), shift(n, n), rows(3 * n, n),
            columns(n, 3 * n);
        for (std::size_t i = 0; i < n; ++i) {
            one(i, i) = 1;
            turned(i, (7 * i + 3) % n) = i % 2 ? -2 : 2;
            if (i + 1 < n) shift(i, i + 1) = 1;
            for (std::size_t j = 0; j < n; ++j) {
                ones(i, j) = ones(i, n + j) = 1;
                if (j <= i) triangle(i, j) = 1;
                for (std::size_t copy = 0; copy < 3; ++copy)
                    rows(copy * n + i, j) = columns(j, copy * n + i) = uniform_real(i * 64 + j);
            }
        }
        single(n / 2, n - 1) = 1e-3L;
        if (n == 1) shift(0, 0) = 1;
        for (const matrix* each : {&one, &turned, &single, &ones, &triangle, &shift, &rows, &columns})
            worst.take(reduce<T>(*each));
    }
    check_rounding(worst);
}

TEST_CASE("whitened inputs, 2 × 16, that were refused")
{
    // Two rows of length 3, orthogonal except for rounding: all singular values are 3.
    errors worst;
    for (std::uint64_t seed = 1; seed <= cases(2000); ++seed)
        worst.take(reduce<double>(with_singular_values(2, 16, {3, 3}, seed * 104729)));
    check_rounding(worst);
}
