// The largest eigenvalue of a symmetric operator that is given by its products with vectors.
#ifndef CATAPULT_NUMERICS_EIGENVALUE_HPP
#define CATAPULT_NUMERICS_EIGENVALUE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {
template <class T>
struct tracker_access;
}

namespace catapult CATAPULT_EXPORT {

/// A symmetric operator A on vectors of `rows` elements.
template <class T>
struct symmetric_operator {
    std::size_t rows = 0;  ///< elements of a vector
    /// Writes y ← A x. x and y do not overlap.
    void (*apply)(void* context, const T* x, T* y) = nullptr;
    void* context = nullptr;  ///< what `apply` is called with
};

/// Makes an operator from any object with `rows()` and `apply(const T* x, T* y)`. The object must outlive the operator.
template <class T, class Object>
symmetric_operator<T> make_operator(Object& object) noexcept
{
    return {object.rows(), [](void* context, const T* x, T* y) { static_cast<Object*>(context)->apply(x, y); }, &object};
}

/// When a solver stops, and how much memory it takes.
struct eigenvalue_options {
    /// A solver has converged when the residual is at most tolerance × |value|. A tolerance below 32 ε counts as 32 ε.
    double tolerance = 1e-10;
    std::size_t max_products = 1000;  ///< the most operator products
    std::size_t max_subspace = 32;    ///< the most basis vectors; at least 2 for lanczos, 8 for eigenvalue_tracker
};

/// The evidence that a value is the largest eigenvalue, and not a smaller one.
enum class eigenvalue_evidence {
    /// None: a small residual only shows that some eigenvalue is near the value.
    residual,
    /// A Cholesky factorisation of σ − A exists, with σ just above the value. So no eigenvalue is above σ.
    inertia,
    /// Lanczos from a random vector has found no eigenvalue above. It misses an existing one with a probability of at
    /// most `miss_probability`.
    random_start,
};

/// What a solver has found.
template <class T>
struct eigenvalue_result {
    T value = 0;  ///< the Rayleigh quotient of the vector
    /// Some eigenvalue lies within `error_bound` of `value`. The bound is ‖A x − value·x‖ for the unit vector x, or a
    /// smaller bound that a solver states, plus 8 ε‖A‖ for rounding.
    T error_bound = 0;
    std::size_t products = 0;                                      ///< operator products used
    eigenvalue_evidence evidence = eigenvalue_evidence::residual;  ///< that the value is the largest eigenvalue
    /// No eigenvalue is above value + excess_bound, as far as `evidence` shows. Infinite without evidence.
    T excess_bound = std::numeric_limits<T>::infinity();
    double miss_probability = 1;  ///< the probability that an eigenvalue is above value + excess_bound all the same
};

/// Workspace of power_iteration, in bytes. `invalid_argument` for no rows.
template <class T>
constexpr status power_iteration_bytes(std::size_t rows, std::size_t& result) noexcept;
/// Power iteration, for operators whose largest eigenvalue λ is also the largest in magnitude (tangent kernels are
/// positive). `vector` (rows elements) is the start on entry, of any length, and the unit eigenvector on exit. The
/// solver mixes a fixed generic vector into the start with a share of 1/64, so that a start orthogonal to the top
/// eigenvector still finds it. A zero start is replaced by the generic vector. With a gap g between the two largest
/// eigenvalues, convergence takes about ln(1/tolerance)·λ/g products. Workspace: power_iteration_bytes, three vectors.
/// Errors:
///   - `invalid_argument`: no rows, no `apply`, a negative tolerance, or max_products = 0;
///   - `shape_mismatch`: `vector` has another size;
///   - `not_finite`: the tolerance, an element of the start or of a product, or an eigenvalue too large for T. The
///     outputs are then unchanged;
///   - `not_converged`: the products did not suffice. The outputs hold the best value, its error bound and its vector.
template <class T>
CATAPULT_EXPORT status power_iteration(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector,
                                       workspace memory, eigenvalue_result<T>& result) noexcept;

/// Workspace of lanczos, in bytes. `invalid_argument` for no rows, and for max_subspace < 2.
template <class T>
constexpr status lanczos_bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept;
/// Lanczos with full reorthogonalisation, restarted with the best Ritz vectors. Finds the algebraically largest
/// eigenvalue. The arguments and errors are those of power_iteration. Also `invalid_argument` for max_subspace < 2;
/// more than `rows` counts as `rows`. Workspace: lanczos_bytes, about 3/2 max_subspace vectors.
template <class T>
CATAPULT_EXPORT status lanczos(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector,
                               workspace memory, eigenvalue_result<T>& result) noexcept;

/// Workspace of dense_top_eigenvalue, in bytes. `invalid_argument` for no rows.
template <class T>
constexpr status dense_top_bytes(std::size_t rows, std::size_t& result) noexcept;
/// The largest eigenvalue of a symmetric matrix, with the proof that it is the largest. Only the upper triangle of `a`
/// is read. `evidence` is `inertia`. error_bound and excess_bound are equal, a small multiple of rows·ε·‖A‖; they
/// include the rounding of the factorisation (src/numerics/dense_eigenvalue.cpp). `vector` (rows elements) is a start
/// on entry, of any length, also zero, and the unit eigenvector on exit. One factorisation, of rows³/3 operations, is
/// enough from a good start; a bad start takes about ten. Workspace: dense_top_bytes, rows² elements and five vectors.
/// Errors:
///   - `invalid_argument`: no rows;
///   - `shape_mismatch`: `a` is not square, or `vector` has another size;
///   - `not_finite`: an element of `a` or `vector`, or the eigenvalue. The outputs are then unchanged;
///   - `not_converged`: the bounds did not meet. No matrix is known for which this happens.
template <class T>
CATAPULT_EXPORT status dense_top_eigenvalue(matrix_view<const T> a, span<T> vector, workspace memory,
                                            eigenvalue_result<T>& result) noexcept;

/// The effort that eigenvalue_tracker::certify may spend on the evidence.
struct certificate_options {
    /// An operator of up to this many rows is formed as a matrix, by one product for each row, and factorised; the
    /// evidence is `inertia`. In double, 1,024 rows of the Gram engine take 8 MiB and up to half a second, 32 rows a
    /// tenth of a millisecond. An operator of more rows gets the evidence `random_start`.
    std::size_t max_dense_rows = 1024;
    /// The most products from a random start. Fewer are used if excess_bound reaches error_bound before.
    std::size_t max_products = 128;
    double miss_probability = 1e-12;  ///< of random_start; a smaller probability gives a larger excess_bound
    std::uint64_t seed = 0;           ///< of the random start
};

/// The largest eigenvalue of an operator that changes a little from one call to the next, such as the tangent kernel
/// along a trajectory. Each update starts from the vectors of the last one, so that it takes two products if the
/// operator has changed little: one for the top eigenvector and one for the second eigenvector, which shows when the
/// second becomes the top one.
template <class T>
class eigenvalue_tracker {
public:
    /// The workspace holds 2·max_subspace + 11 vectors and about 3·max_subspace² elements. max_subspace must be 8 or
    /// more, and 16 is usually enough; more than `rows` counts as `rows`. `invalid_argument`: no rows, or a smaller
    /// max_subspace.
    static constexpr status bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept;
    /// options.max_products limits each update, which always makes two. `invalid_argument`: no rows, a negative
    /// tolerance, max_products = 0, or max_subspace < 8. `not_finite`: the tolerance.
    static status create(std::size_t rows, const eigenvalue_options& options, workspace memory,
                         eigenvalue_tracker& result) noexcept;

    /// The largest eigenvalue of `op`, to the tolerance. `error_bound` is the residual or, if that is smaller, 2
    /// residual²/gap (Kato, Temple), plus 8 ε‖A‖ for rounding. The gap is the distance to the second eigenvalue, which
    /// the same two products give. Errors:
    ///   - `shape_mismatch`: `op` has another number of rows, or no `apply`;
    ///   - `not_finite`: a product is not finite. The next update then starts afresh;
    ///   - `not_converged`: `result` holds the best value and its error bound.
    status update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept;

    /// Workspace of certify, in bytes. `invalid_argument` for no rows, and as for certify.
    static constexpr status certify_bytes(std::size_t rows, const certificate_options& options, std::size_t& result) noexcept;
    /// An update to rounding, with evidence that the eigenvalue is the largest: result.evidence, excess_bound and
    /// miss_probability. If a larger eigenvalue shows up, the search goes on from it. Call it at the start of a
    /// trajectory, so that later updates follow the largest eigenvalue. `memory` has certify_bytes of the same rows and
    /// options: about rows² elements up to max_dense_rows, about max_products vectors for more rows. The memory is free
    /// again afterwards. The errors are those of update. Also `invalid_argument` for options.max_products = 0 and a
    /// miss_probability outside (0, 1). `not_converged` leaves the best value, with the evidence and the bounds that
    /// were reached.
    status certify(const symmetric_operator<T>& op, const certificate_options& options, workspace memory,
                   eigenvalue_result<T>& result) noexcept;

    /// The unit vector of the last update (rows elements). `value` is its Rayleigh quotient. Zero before the first
    /// update.
    span<const T> vector() const noexcept;

private:
    friend struct detail::tracker_access<T>;
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/numerics/detail/eigenvalue_storage.hpp"

#endif
