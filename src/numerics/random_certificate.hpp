// How likely a random vector is to have missed an eigenvalue above a given value.
#ifndef CATAPULT_SRC_NUMERICS_RANDOM_CERTIFICATE_HPP
#define CATAPULT_SRC_NUMERICS_RANDOM_CERTIFICATE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/numerics/eigenvalue.hpp"
#include "vocabulary/layout.hpp"

namespace catapult::detail {

/// Lanczos with full orthogonalisation from a random unit vector b, for what its coefficients say of eigenvalues that it has not
/// found. If A u = μ u with |u| = 1 and μ above the eigenvalues of the j × j tridiagonal matrix T, then u's components along the
/// Lanczos vectors follow T's three-term recurrence, so that
///     |u·b| = |u·q_{j+1}| β₁…β_j / det(μ − T) ≤ φ(μ) = β₁…β_j / det(μ − T).
/// φ falls as μ grows. For a b that does not know u, |u·b| ≤ t has a probability of at most t √(2·rows/π). So, up to rounding,
/// no eigenvalue is above the μ with φ(μ) √(2·rows/π) = p, but with probability p: a bound for the matrix at hand, where those for
/// all matrices (Kuczyński, Woźniakowski, SIAM J. Matrix Anal. Appl. 13 (1992) 1094) cannot do better than per cents.
template <class T>
struct random_certificate {
    static constexpr std::uint64_t attempts = 8;  ///< at most; each has its share of the probability

    std::size_t rows = 0;
    std::size_t stride = 0;
    std::size_t capacity = 0;  ///< products
    T* basis = nullptr;        ///< capacity + 1 vectors
    T* diagonal = nullptr;
    T* off = nullptr;
    T* values = nullptr;
    T* edges = nullptr;
    T* vectors = nullptr;  ///< capacity²

    void lay_out(layout& l, std::size_t size, std::size_t products) noexcept;

    /// `value`: the largest eigenvalue known. `found`: the largest one that the random vector led to; `excess`: none is above
    /// the larger of the two and this, with the probability of `options`. Stops where excess is at most `wanted`. Vectors of
    /// different `attempt` are independent. `not_finite` if a product is.
    status run(const symmetric_operator<T>& op, const certificate_options& options, std::uint64_t attempt, T value, T wanted,
               std::size_t& products, T& found, T& excess) noexcept;
    /// The unit vector to `found`.
    void ritz_vector(T* out) noexcept;

private:
    T* vector(std::size_t i) const noexcept { return basis + i * stride; }
    /// φ(μ); infinity where μ is not above the eigenvalues of T.
    T missed_component(T mu) const noexcept;
    std::size_t size_ = 0;
};

}  // namespace catapult::detail

#endif
