// The polar factor of a matrix, from its singular value decomposition.
#ifndef CATAPULT_TOOLS_ENGINES_POLAR_FACTOR_HPP
#define CATAPULT_TOOLS_ENGINES_POLAR_FACTOR_HPP

#include <algorithm>

#include "engines/plain_matrix.hpp"

namespace catapult::tools {

/// Vectors q_i and b_i with A = Σ q_i b_iᵀ, where the q_i are orthonormal.
template <class R>
struct vector_pairs {
    std::vector<std::vector<R>> left;
    std::vector<std::vector<R>> right;
};

template <class R>
R dot(const std::vector<R>& a, const std::vector<R>& b)
{
    R sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Gram–Schmidt, the longest of the remaining columns first, until none is longer than `tolerance` times the first. A
/// matrix of low rank thus gives as few pairs as its rank.
template <class R>
vector_pairs<R> longest_columns_first(plain_matrix<R> a, R tolerance)
{
    vector_pairs<R> pairs;
    R longest = 0;
    while (pairs.left.size() < std::min(a.rows, a.columns)) {
        std::vector<R> squares(a.columns), q(a.rows), b(a.columns);
        for (std::size_t i = 0; i < a.rows; ++i)
            for (std::size_t j = 0; j < a.columns; ++j) squares[j] += a(i, j) * a(i, j);
        std::size_t pivot = 0;
        for (std::size_t j = 1; j < a.columns; ++j)
            if (squares[j] > squares[pivot]) pivot = j;
        if (pairs.left.empty()) longest = squares[pivot];
        if (!(squares[pivot] > tolerance * tolerance * longest)) break;
        for (std::size_t i = 0; i < a.rows; ++i) q[i] = a(i, pivot);
        // A column that was nearly removed is orthogonal to the others only after it has been made so again.
        for (int repeat = 0; repeat < 2; ++repeat) {
            for (const std::vector<R>& other : pairs.left) {
                const R along = dot(q, other);
                for (std::size_t i = 0; i < a.rows; ++i) q[i] -= along * other[i];
            }
            const R length = real_functions<R>::square_root(dot(q, q));
            for (R& e : q) e /= length;
        }
        for (std::size_t i = 0; i < a.rows; ++i)
            for (std::size_t j = 0; j < a.columns; ++j) b[j] += q[i] * a(i, j);
        for (std::size_t i = 0; i < a.rows; ++i)
            for (std::size_t j = 0; j < a.columns; ++j) a(i, j) -= q[i] * b[j];
        pairs.left.push_back(std::move(q));
        pairs.right.push_back(std::move(b));
    }
    return pairs;
}

/// Rotates two vectors in their plane.
template <class R>
void rotate(std::vector<R>& a, std::vector<R>& b, R cosine, R sine)
{
    for (std::size_t i = 0; i < a.size(); ++i) {
        const R old = a[i];
        a[i] = cosine * old - sine * b[i];
        b[i] = sine * old + cosine * b[i];
    }
}

/// One-sided Jacobi: rotates pairs until the b_i are orthogonal too. Their lengths then are the singular values.
template <class R>
void make_orthogonal(vector_pairs<R>& pairs)
{
    const std::size_t count = pairs.right.size();
    bool rotated = true;
    for (int sweep = 0; rotated && sweep < 60; ++sweep) {
        rotated = false;
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = i + 1; j < count; ++j) {
                const R first = dot(pairs.right[i], pairs.right[i]);
                const R second = dot(pairs.right[j], pairs.right[j]);
                const R both = dot(pairs.right[i], pairs.right[j]);
                const R limit = real_functions<R>::epsilon() * real_functions<R>::square_root(first * second);
                if (!(both > limit || -both > limit)) continue;
                rotated = true;
                const R zeta = (second - first) / (2 * both);
                const R size = (zeta < 0 ? -zeta : zeta) + real_functions<R>::square_root(1 + zeta * zeta);
                const R tangent = (zeta < 0 ? R(-1) : R(1)) / size;
                const R cosine = 1 / real_functions<R>::square_root(1 + tangent * tangent);
                rotate(pairs.right[i], pairs.right[j], cosine, cosine * tangent);
                rotate(pairs.left[i], pairs.left[j], cosine, cosine * tangent);
            }
    }
}

/// QWᵀ for a singular value decomposition A = Q Σ Wᵀ: the nearest matrix whose singular values are all 1. Singular values
/// below 4 max(rows, columns) ε times the largest are rounding errors of products, and count as zeros. The factor of zero
/// is zero.
template <class R>
plain_matrix<R> polar_factor(plain_matrix<R> a)
{
    plain_matrix<R> factor(a.rows, a.columns);
    R largest = 0;
    for (const R& e : a.elements) largest = std::max(largest, e < 0 ? -e : e);
    if (!(largest > 0)) return factor;
    for (R& e : a.elements) e /= largest;  // so that no square underflows
    const R tolerance = 4 * count_of<R>(std::max(a.rows, a.columns)) * real_functions<R>::epsilon();
    vector_pairs<R> pairs = longest_columns_first(std::move(a), tolerance);
    make_orthogonal(pairs);
    std::vector<R> singular_values;
    for (const std::vector<R>& b : pairs.right) singular_values.push_back(real_functions<R>::square_root(dot(b, b)));
    const R least = tolerance * *std::max_element(singular_values.begin(), singular_values.end());
    for (std::size_t s = 0; s < singular_values.size(); ++s) {
        if (!(singular_values[s] > least)) continue;
        for (std::size_t i = 0; i < factor.rows; ++i)
            for (std::size_t j = 0; j < factor.columns; ++j)
                factor(i, j) += pairs.left[s][i] * (pairs.right[s][j] / singular_values[s]);
    }
    return factor;
}

}  // namespace catapult::tools

#endif
