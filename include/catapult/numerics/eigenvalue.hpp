// The largest eigenvalue of a symmetric operator that is known only by its products.
#ifndef CATAPULT_NUMERICS_EIGENVALUE_HPP
#define CATAPULT_NUMERICS_EIGENVALUE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult {

namespace detail {
template <class T>
struct tracker_access;
}

/// A symmetric operator on vectors of `rows` elements. `apply(context, x, y)` writes y ← A x; x and y do not overlap.
template <class T>
struct symmetric_operator {
    std::size_t rows = 0;
    void (*apply)(void* context, const T* x, T* y) = nullptr;
    void* context = nullptr;
};

/// The operator of any object with `rows()` and `apply(const T* x, T* y)`; the object must outlive it.
template <class T, class Object>
symmetric_operator<T> make_operator(Object& object) noexcept
{
    return {object.rows(), [](void* context, const T* x, T* y) { static_cast<Object*>(context)->apply(x, y); }, &object};
}

struct eigenvalue_options {
    /// Converged when the residual is at most tolerance × |value|; less than 32 ε counts as 32 ε.
    double tolerance = 1e-10;
    std::size_t max_products = 1000;  ///< operator products allowed
    std::size_t max_subspace = 32;    ///< Lanczos vectors kept, 2 or more (lanczos only)
};

/// How it is known that a value is the largest eigenvalue, and not just one of them.
enum class eigenvalue_evidence {
    residual,      ///< it is not: a residual tells of some eigenvalue near the value
    inertia,       ///< a Cholesky factorisation of σ − A with σ just above the value: no eigenvalue is above σ
    random_start,  ///< Lanczos from a random vector has found none above, which has the probability miss_probability if there is one
};

template <class T>
struct eigenvalue_result {
    T value = 0;  ///< the Rayleigh quotient of `vector`
    /// Some eigenvalue lies within it of `value`: ‖A x − value·x‖ with ‖x‖ = 1, or what else a solver finds, and 8 ε‖A‖ for rounding.
    T error_bound = 0;
    std::size_t products = 0;  ///< operator products used
    eigenvalue_evidence evidence = eigenvalue_evidence::residual;
    T excess_bound =
        std::numeric_limits<T>::infinity();  ///< no eigenvalue is above value + excess_bound, as far as `evidence` goes
    double miss_probability = 1;             ///< of an eigenvalue above that all the same
};

/// Power iteration: for operators whose largest eigenvalue is the largest in magnitude (kernels are positive).
/// `vector` (rows): the start on entry, of any length; the unit eigenvector on exit. A fixed generic vector is mixed into
/// the start with a share of 1/64, so that a start orthogonal to the top eigenvector cannot hide it; a zero vector is
/// replaced by it. `invalid_argument`: no rows, a negative or NaN tolerance, no products; `shape_mismatch`: a vector of
/// another size; `not_finite`: in the start or in a product, or a value too large for T (outputs are then untouched).
/// `not_converged` leaves the best value, its bound and vector: the products allowed do not suffice for a gap g between the two
/// largest eigenvalues where they are fewer than about ln(1/tolerance)·λ/g. Workspace: power_iteration_bytes, three vectors.
template <class T>
status power_iteration_bytes(std::size_t rows, std::size_t& result) noexcept;
template <class T>
status power_iteration(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector, workspace memory,
                       eigenvalue_result<T>& result) noexcept;

/// Lanczos with full reorthogonalisation, restarted with the best vectors: the algebraically largest eigenvalue.
/// Arguments and errors as for power_iteration, and 2 ≤ max_subspace (else `invalid_argument`; more than `rows` counts as `rows`). Workspace:
/// lanczos_bytes, about 3/2 max_subspace vectors.
template <class T>
status lanczos_bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept;
template <class T>
status lanczos(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector, workspace memory,
               eigenvalue_result<T>& result) noexcept;

/// The largest eigenvalue of a symmetric matrix (of which the upper triangle is read), known to be the largest: error_bound and
/// excess_bound are the same, a small multiple of rows·ε·‖A‖, by the factorisation of `inertia` and its rounding (src/numerics/dense_eigenvalue.cpp).
/// `vector` (rows): a start on entry, of any length, zero included; the unit eigenvector on exit. O(rows³/3), once where the
/// start is good, some ten times from nowhere. `invalid_argument`: no rows; `shape_mismatch`; `not_finite`: an element, or the
/// eigenvalue (outputs are then untouched). `not_converged` if the bounds did not meet, which no matrix is known to do.
/// Workspace: dense_top_bytes, rows² elements and five vectors.
template <class T>
status dense_top_bytes(std::size_t rows, std::size_t& result) noexcept;
template <class T>
status dense_top_eigenvalue(matrix_view<const T> a, span<T> vector, workspace memory, eigenvalue_result<T>& result) noexcept;

/// What it may cost to know that an eigenvalue is the largest (eigenvalue_tracker::certify).
struct certificate_options {
    /// Up to so many rows the matrix is formed, by as many products, and factorised: evidence is `inertia`. (In double, 1,024
    /// rows of the Gram engine take 8 MiB and up to half a second, 32 rows a tenth of a millisecond.) For more, it is `random_start`.
    std::size_t max_dense_rows = 1024;
    std::size_t max_products = 128;   ///< of the random start, or fewer: until excess_bound is that of error_bound
    double miss_probability = 1e-12;  ///< of the random start: excess_bound is as small as this allows
    std::uint64_t seed = 0;           ///< of the random start
};

/// The top eigenvalue of an operator that changes a little from one call to the next, such as the kernel along a
/// trajectory. Each update starts from the vectors of the last one, so that it takes two products where little has
/// changed: one for the top eigenvector, and one for the next eigenvector, which notices when it becomes the top one.
template <class T>
class eigenvalue_tracker {
public:
    /// Workspace of 2·max_subspace + 11 vectors. max_subspace: 8 or more (16 is plenty; more than `rows` counts as `rows`).
    /// `invalid_argument`: fewer, or no rows.
    static status bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept;
    /// `invalid_argument`: no rows, a negative tolerance, no products (max_products is for one update; two are always made), too
    /// small a max_subspace; `not_finite`: the tolerance.
    static status create(std::size_t rows, const eigenvalue_options& options, workspace memory,
                         eigenvalue_tracker& result) noexcept;

    /// The top eigenvalue of `op` (of `rows` rows and with an `apply`, else `shape_mismatch`) to the tolerance, which `error_bound` meets here:
    /// the residual or, if it is smaller, 2 residual²/gap (Kato, Temple), whose gap is that to the runner-up, found with
    /// the same two products. `not_converged` leaves the best value and its bound; `not_finite` if a product is, and the
    /// next update then starts afresh.
    status update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept;

    /// An update to rounding, and certain to have found the largest eigenvalue, as far as result.evidence, excess_bound and
    /// miss_probability say; where it had not, it goes on until it has. For the start of a trajectory: what is followed from
    /// there is the largest. `memory`: certify_bytes of the same rows and options (rows² elements up to max_dense_rows,
    /// max_products vectors beyond), free afterwards. As update; `invalid_argument` also for no products or a probability that is
    /// not in (0, 1). `not_converged` leaves the best value, with `evidence` and bounds as far as they go.
    static status certify_bytes(std::size_t rows, const certificate_options& options, std::size_t& result) noexcept;
    status certify(const symmetric_operator<T>& op, const certificate_options& options, workspace memory,
                   eigenvalue_result<T>& result) noexcept;

    /// The unit vector of the last update (rows), whose Rayleigh quotient `value` is; zero before the first.
    span<const T> vector() const noexcept;

private:
    friend struct detail::tracker_access<T>;
    struct storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
