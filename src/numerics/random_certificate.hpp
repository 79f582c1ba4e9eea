// The probability that Lanczos from a random vector has missed an eigenvalue above a given value.
#ifndef CATAPULT_SRC_NUMERICS_RANDOM_CERTIFICATE_HPP
#define CATAPULT_SRC_NUMERICS_RANDOM_CERTIFICATE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// Lanczos with full orthogonalisation from a random unit vector b. Its coefficients bound the eigenvalues that it has
/// not found (theory.md, 3). Let A u = μ u with |u| = 1, and let μ be above the eigenvalues of the j × j tridiagonal
/// matrix T. Then the components of u along the Lanczos vectors follow the three-term recurrence of T, so that
///     |u·b| = |u·q_{j+1}| β₁…β_j / det(μ − T) ≤ φ(μ) = β₁…β_j / det(μ − T).
/// φ falls as μ grows. For a b that is independent of u, |u·b| ≤ t has a probability of at most t √(2·rows/π). Take the
/// μ with φ(μ) √(2·rows/π) = p. Up to rounding, an eigenvalue above this μ has been missed with a probability of at
/// most p. This bound is for the matrix at hand. Bounds that hold for all matrices (Kuczyński, Woźniakowski, SIAM J.
/// Matrix Anal. Appl. 13 (1992) 1094) cannot do better than a few per cent.
template <class T>
struct random_certificate {
    static constexpr std::uint64_t attempts = 8;  ///< the most attempts; each gets an equal share of the probability

    std::size_t rows = 0;
    std::size_t stride = 0;    ///< from one vector of the basis to the next
    std::size_t capacity = 0;  ///< the most products
    T* basis = nullptr;        ///< capacity + 1 vectors
    T* diagonal = nullptr;
    T* off = nullptr;
    T* values = nullptr;
    T* edges = nullptr;
    T* vectors = nullptr;  ///< capacity²

    void lay_out(layout& l, std::size_t size, std::size_t products) noexcept;

    /// `value` is the largest eigenvalue known. `found` ← the largest eigenvalue that Lanczos found from the random
    /// vector. `excess` ← a bound: no eigenvalue is above max(value, found) + excess, except with the probability in
    /// `options`. Stops as soon as `excess` is at most `wanted`. Adds the products it used to `products`. The random
    /// vectors of different `attempt` are independent. `not_finite` if a product is not finite.
    status run(const symmetric_operator<T>& op, const certificate_options& options, std::uint64_t attempt, T value, T wanted,
               std::size_t& products, T& found, T& excess) noexcept;
    /// out ← the unit Ritz vector of `found`.
    void ritz_vector(T* out) noexcept;

private:
    T* vector(std::size_t i) const noexcept { return basis + i * stride; }
    /// φ(μ). Infinity if μ is not above the eigenvalues of T.
    T missed_component(T mu) const noexcept;
    std::size_t size_ = 0;
};

}  // namespace catapult::detail

#endif
