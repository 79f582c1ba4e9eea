// The largest eigenvalue of a symmetric operator that is known only by its products.
#ifndef CATAPULT_EIGENVALUE_HPP
#define CATAPULT_EIGENVALUE_HPP

#include <cstddef>

#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/workspace.hpp"

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
    std::size_t max_products = 1000;   ///< operator products allowed
    std::size_t max_subspace = 32;     ///< Lanczos vectors kept, 2 or more (lanczos only)
};

template <class T>
struct eigenvalue_result {
    T value = 0;               ///< the Rayleigh quotient of `vector`
    T error_bound = 0;         ///< ‖A x − value·x‖ with ‖x‖ = 1, and 8 ε‖A‖ for rounding: some eigenvalue lies within it of `value`
    std::size_t products = 0;  ///< operator products used
};

/// Power iteration: for operators whose largest eigenvalue is the largest in magnitude (kernels are positive).
/// `vector` (rows): the start on entry, of any length; the unit eigenvector on exit. A fixed generic vector is mixed into
/// the start with a share of 1/64, so that a start orthogonal to the top eigenvector cannot hide it; a zero vector is
/// replaced by it. `invalid_argument`: no rows, no `apply`, a negative tolerance, no products; `shape_mismatch`: a vector of
/// another size; `not_finite`: the tolerance, in the start or in a product (outputs are then untouched). `not_converged` leaves the best
/// value, its bound and vector. Workspace: power_iteration_bytes, three vectors.
template <class T>
status power_iteration_bytes(std::size_t rows, std::size_t& result) noexcept;
template <class T>
status power_iteration(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector,
                       workspace memory, eigenvalue_result<T>& result) noexcept;

/// Lanczos with full reorthogonalisation, restarted with the best vectors: the algebraically largest eigenvalue.
/// Arguments and errors as for power_iteration, and 2 ≤ max_subspace (else `invalid_argument`; more than `rows` counts as `rows`). Workspace:
/// lanczos_bytes, about 3/2 max_subspace vectors.
template <class T>
status lanczos_bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept;
template <class T>
status lanczos(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector, workspace memory,
               eigenvalue_result<T>& result) noexcept;

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

    /// The unit vector of the last update (rows), whose Rayleigh quotient `value` is; zero before the first.
    span<const T> vector() const noexcept;

private:
    friend struct detail::tracker_access<T>;
    struct storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
