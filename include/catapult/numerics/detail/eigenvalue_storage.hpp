// The arrays of the eigenvalue solvers, in the order in which they lie. For the library's own headers: callers use
// eigenvalue.hpp.
#ifndef CATAPULT_NUMERICS_DETAIL_EIGENVALUE_STORAGE_HPP
#define CATAPULT_NUMERICS_DETAIL_EIGENVALUE_STORAGE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/numerics/detail/ritz_space.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

template <class T>
struct power_storage {
    T* x = nullptr;
    T* image = nullptr;
    T* residual = nullptr;

    constexpr void lay_out(layout& l, std::size_t rows) noexcept
    {
        x = l.take<T>(rows);
        image = l.take<T>(rows);
        residual = l.take<T>(rows);
    }
};

template <class T>
struct lanczos_storage {
    std::size_t stride = 0;    // from one basis vector to the next; each starts at a 64-byte boundary
    std::size_t capacity = 0;  // basis vectors before a restart
    std::size_t keep = 0;      // basis vectors after a restart
    T* basis = nullptr;        // capacity + 1 vectors; the last one is being orthogonalised
    T* kept = nullptr;
    T* diagonal = nullptr;  // the projected operator: tridiagonal
    T* off = nullptr;
    T* values = nullptr;  // scratch of the small eigenproblem
    T* edges = nullptr;
    T* vectors = nullptr;  // capacity × capacity, one eigenvector in each row
    T* arrow = nullptr;    // (keep + 1)²: the projected operator after a restart
    T* turn = nullptr;     // (keep + 1)²: the transformation that makes it tridiagonal
    T* weights = nullptr;

    constexpr void lay_out(layout& l, std::size_t rows, std::size_t max_subspace) noexcept
    {
        capacity = max_subspace < rows ? max_subspace : rows;
        keep = capacity / 2;
        stride = l.whole_blocks<T>(rows);
        const std::size_t square = l.product(capacity, capacity);
        basis = l.take<T>(l.product(capacity + 1, stride));
        kept = l.take<T>(l.product(keep, stride));
        diagonal = l.take<T>(capacity + 1);
        off = l.take<T>(capacity + 1);
        values = l.take<T>(capacity + 1);
        edges = l.take<T>(capacity + 1);
        vectors = l.take<T>(square);
        arrow = l.take<T>(l.product(keep + 1, keep + 1));
        turn = l.take<T>(l.product(keep + 1, keep + 1));
        weights = l.take<T>(capacity + 1);
    }
};

/// A symmetric matrix in the upper triangle of `elements` (rows × rows, row by row), with its diagonal. The strictly
/// lower triangle and `pivots` hold a Cholesky factor. The other arrays have `rows` elements.
template <class T>
struct dense_top {
    std::size_t rows = 0;
    T* elements = nullptr;
    T* pivots = nullptr;  ///< the diagonal of the factor
    T* best = nullptr;    ///< the best vector so far
    T* image = nullptr;   ///< scratch
    T* trial = nullptr;   ///< scratch
    T* sums = nullptr;    ///< scratch

    constexpr void lay_out(layout& l, std::size_t size) noexcept
    {
        rows = size;
        elements = l.take<T>(l.product(size, size));
        for (T** array : {&pivots, &best, &image, &trial, &sums}) *array = l.take<T>(size);
    }

    /// Element (i, j), i ≤ j.
    T& element(std::size_t i, std::size_t j) const noexcept { return elements[i * rows + j]; }

    /// Does the work of dense_top_eigenvalue, and overwrites the elements. `first_step` is an estimate of the distance
    /// between the Rayleigh quotient of the start and the eigenvalue; zero is allowed.
    status find(T* vector, T first_step, eigenvalue_result<T>& result) noexcept;

private:
    void multiply(const T* x, T* y) const noexcept;
    T quotient(T* x) const noexcept;
    bool factorise(T shift, std::size_t& failed) noexcept;
    void solve(T* x) const noexcept;
    void descend(std::size_t failed, T* x) const noexcept;
    T factor_error() noexcept;
};

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

    constexpr void lay_out(layout& l, std::size_t size, std::size_t products) noexcept
    {
        rows = size;
        capacity = products < rows ? products : rows;
        stride = l.whole_blocks<T>(rows);
        basis = l.take<T>(l.product(capacity + 1, stride));
        for (T** array : {&diagonal, &off, &values, &edges}) *array = l.take<T>(capacity);
        vectors = l.take<T>(l.product(capacity, capacity));
    }

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

namespace catapult {

/// What is kept from one update to the next.
template <class T>
struct eigenvalue_tracker<T>::storage : detail::ritz_space<T> {
    using space = detail::ritz_space<T>;
    using space::append, space::append_generic, space::combine, space::image, space::images, space::rows, space::size,
        space::vector;

    static constexpr std::size_t kept = 4;  // Ritz vectors that a restart within an update keeps

    eigenvalue_options options;
    bool started;
    std::size_t updates;
    T* turned;  // 2 kept vectors: scratch of a restart, and the next basis vector
    T* spare;

    static constexpr void lay_out(detail::layout& l, std::size_t rows, const eigenvalue_options& options, storage*& placed,
                                  storage& s) noexcept
    {
        s.options = options;
        placed = l.take<storage>(1);
        s.lay_out_space(l, rows, options.max_subspace);
        s.turned = l.take<T>(l.product(2 * kept, s.stride));
        s.spare = l.take<T>(s.stride);
    }

    /// The number of products, after a first one, that may come before the next solve. It is positive if the error is
    /// far above the tolerance, and if a solve (about 10 size³ operations) costs more than a product with a dense
    /// matrix (2 rows²).
    std::size_t products_between(T error, T value) const noexcept;
    /// Prepares the basis for the next update: one power step on the top Ritz vector and one on the second. Their
    /// images are known, so that this takes no product. The second vector also gets a share of the generic vector.
    /// Power steps alone would lose a direction that is small now and becomes the top one later.
    void prepare_next() noexcept;
    /// The next update starts from the span of `start` and the vector of the last update.
    void start_from(const T* start) noexcept;
    /// The update for an operator whose squares are in range.
    status update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept;
};

namespace detail {

/// The memory of one of the two kinds of evidence: a matrix if `dense`, otherwise a random start.
template <class T>
struct certificate_storage {
    bool dense = false;
    T* vector = nullptr;
    T* image = nullptr;
    dense_top<T> matrix;
    random_certificate<T> random;

    constexpr void lay_out(layout& l, std::size_t rows, const certificate_options& options) noexcept
    {
        dense = rows <= options.max_dense_rows;
        vector = l.take<T>(rows);
        image = l.take<T>(rows);
        if (dense)
            matrix.lay_out(l, rows);
        else
            random.lay_out(l, rows, options.max_products);
    }

    /// Forms the matrix, one column by each product. It keeps the lower half of the columns.
    void form(const symmetric_operator<T>& op) noexcept;
};

constexpr bool valid(std::size_t rows, const certificate_options& options) noexcept
{
    return rows > 0 && options.max_products > 0 && options.miss_probability > 0 && options.miss_probability < 1;
}

}  // namespace detail

template <class T>
constexpr status power_iteration_bytes(std::size_t rows, std::size_t& result) noexcept
{
    if (rows == 0) return status::invalid_argument;
    detail::power_storage<T> memory;
    return detail::measure([&](detail::layout& l) { memory.lay_out(l, rows); }, result);
}

template <class T>
constexpr status lanczos_bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept
{
    if (rows == 0 || options.max_subspace < 2) return status::invalid_argument;
    detail::lanczos_storage<T> memory;
    return detail::measure([&](detail::layout& l) { memory.lay_out(l, rows, options.max_subspace); }, result);
}

template <class T>
constexpr status dense_top_bytes(std::size_t rows, std::size_t& result) noexcept
{
    if (rows == 0) return status::invalid_argument;
    detail::dense_top<T> memory;
    return detail::measure([&](detail::layout& l) { memory.lay_out(l, rows); }, result);
}

template <class T>
constexpr status eigenvalue_tracker<T>::bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept
{
    if (rows == 0 || options.max_subspace < 2 * storage::kept) return status::invalid_argument;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, rows, options, placed, s); }, result);
}

template <class T>
constexpr status eigenvalue_tracker<T>::certify_bytes(std::size_t rows, const certificate_options& options,
                                                      std::size_t& result) noexcept
{
    if (!detail::valid(rows, options)) return status::invalid_argument;
    detail::certificate_storage<T> memory;
    return detail::measure([&](detail::layout& l) { memory.lay_out(l, rows, options); }, result);
}

}  // namespace catapult

#endif
