// The Hessian of the training loss in all weights, and its largest eigenvalue, exact at any width (theory.md, 10).
#ifndef CATAPULT_OBSERVABLES_SHARPNESS_HPP
#define CATAPULT_OBSERVABLES_SHARPNESS_HPP

#include <cstddef>

#include "catapult/models/network_state.hpp"
#include "catapult/models/training_objective.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

template <class T>
class sharpness;

/// The size of a loss Hessian.
struct hessian_dims {
    network_dims network;     ///< of the state
    std::size_t samples = 0;  ///< m of an objective with inputs; 0 for one without
};

/// The Hessian of the loss in U and V as an operator (eigenvalue.hpp), between weights that it couples to each other. In an
/// orthonormal basis A = [UP V] is √n ℓ with a triangular ℓ, and a direction is [C_U C_V] (theory.md, 10). The operator acts
/// on the first k rows of C_U, on the part of its other rows along the k columns of Z, and on C_V:
///     rows() = k r + r min(r, k) + (r + k) k.
/// For a narrow network (keeps_factor) these are all n (r + k) weights. On all other directions the Hessian is that of
/// [C_U C_V] ↦ [C_V Zᵀ  C_U Z]/√n, whose largest eigenvalue is outside().
///
/// It is held over 4^exponent of the data: times square_unit(data), its eigenvalues are those in the caller's units.
/// At infinite width, and for any width where the residual is zero, it has the non-zero eigenvalues of the Gauss–Newton
/// matrix; with squared error they are those of Θ. For a linearised model this is the Hessian too: give its state an
/// infinite width.
///
/// A view of the caller's workspace. The arrays of the objective must outlive it.
template <class T>
class loss_hessian {
public:
    /// O(r² + rk) elements, with inputs O(mk) more. Errors as of network_state_bytes.
    static constexpr status bytes(const hessian_dims& dims, std::size_t& result) noexcept;
    /// The Hessian for states of the size `dims`, whose width matters only if it is narrow. It is zero before the first
    /// update(). `shape_mismatch` if the parts of the objective do not fit `dims` or each other. `invalid_argument` for
    /// data without samples or not in_range(), and for inputs with a loss without `curvature`.
    static status create(const training_objective<T>& objective, const hessian_dims& dims, workspace memory,
                         loss_hessian& result) noexcept;

    /// From now on the Hessian at `state`, which is only read and may be reused at once. It takes about r³/3 operations, and
    /// O(mrk) with inputs. `shape_mismatch` for other shapes. `not_finite` if an element, an output or a gradient is not
    /// finite. `invalid_argument` if [[I + D, ω/√n], [ωᵀ/√n, I + E]] has a negative eigenvalue, as that of no network has; one
    /// that may be due to rounding is raised to zero. The Hessian is then undefined until an update succeeds.
    status update(const network_state<T>& state) noexcept;

    std::size_t rows() const noexcept;  ///< those of the operator
    /// y ← H x. They do not overlap. It takes O(r²k) operations, and O(mrk) with inputs.
    void apply(const T* x, T* y) noexcept;
    /// The largest eigenvalue on the directions that the operator leaves out, over 4^exponent too: σ_max(Z)/√n for n > r + k,
    /// 0 for n = r + k, and −∞ if it leaves out none. For a convex loss the operator has an eigenvalue that is as large.
    T outside() const noexcept;

private:
    friend class sharpness<T>;
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// The sharpness along a trajectory: the largest eigenvalue of the loss Hessian in all weights. Each update starts from the
/// vectors of the last one.
template <class T>
class sharpness {
public:
    /// The memory of a loss_hessian and of an eigenvalue_tracker with 16 vectors. Errors as of loss_hessian::bytes.
    static constexpr status bytes(const hessian_dims& dims, std::size_t& result) noexcept;
    /// `tolerance` is relative (≥ 0: else `invalid_argument`, or `not_finite`); see eigenvalue_options. Other errors as of
    /// loss_hessian::create.
    static status create(const training_objective<T>& objective, const hessian_dims& dims, double tolerance, workspace memory,
                         sharpness& result) noexcept;

    /// The sharpness at `state` with its error bound, in the caller's units (`not_finite` if it is too large for them). Networks
    /// of k outputs have k eigenvalues within O(n^{-1/2}) of the largest, which cross: with lambda_tolerance (tangent_kernel.hpp)
    /// updates have followed the largest through a catapult of 10 outputs at n = 10¹², with 1e-10 they were 1e-7 below it for
    /// three steps. Other errors as of loss_hessian::update and eigenvalue_tracker::update.
    status update(const network_state<T>& state, eigenvalue_result<T>& result) noexcept;

    /// Workspace of certify, in bytes. Errors as for bytes.
    static constexpr status certify_bytes(const hessian_dims& dims, std::size_t& result) noexcept;
    /// The same to rounding, and certain to be the largest, as far as `result` says: as eigenvalue_tracker::certify with its
    /// default options or, with inputs, up to 128 rows as a matrix and 48 products from a random start. `memory`:
    /// certify_bytes; free afterwards.
    status certify(const network_state<T>& state, workspace memory, eigenvalue_result<T>& result) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/observables/detail/sharpness_storage.hpp"

#endif
