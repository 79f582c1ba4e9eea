// The tangent kernel Θ beyond its largest eigenvalue (theory.md, 3): the next eigenvalues, what lies along their eigenvectors,
// the trace, and how far the two layers of the network are aligned.
#ifndef CATAPULT_OBSERVABLES_SPECTRUM_HPP
#define CATAPULT_OBSERVABLES_SPECTRUM_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The largest eigenvalues of Θ along a trajectory, with their eigenvectors. Each update starts from the vectors of the last one.
///
/// In reduced coordinates Θ is B ↦ Σ[(I + D)ΣB + ΣB(I + E)]/m on r × k matrices. It has the eigenvectors b ⊗ w, with the
/// eigenvectors w of E and, for the eigenvalue e of E, those b of the r × r matrix Σ(2I + D + e I)Σ/m. So a product costs
/// O(r²), whatever k is.
///
/// A view of the caller's workspace.
template <class T>
class kernel_spectrum {
public:
    /// O(r j) for j = `count` eigenvalues and one output, O(r j (k + ln j)) for k outputs. `invalid_argument` for a count of 0 or
    /// more than r k. Other errors as of network_state_bytes.
    static constexpr status bytes(const network_dims& dims, std::size_t count, std::size_t& result) noexcept;
    /// `tolerance` is relative to each eigenvalue, and applies to residuals, so that separate eigenvalues have its square (≥ 0:
    /// else `invalid_argument`, or `not_finite`).
    static status create(const network_dims& dims, std::size_t count, double tolerance, workspace memory,
                         kernel_spectrum& result) noexcept;

    /// The `count` largest eigenvalues at `state`, in descending order, each as often as it occurs, in the caller's units. Some
    /// eigenvalue lies within the error_bound of each. There is no evidence that none has been missed. The products of the first
    /// result are those of all. `shape_mismatch` if data and state are not of the size `dims` or `results` does not have `count`
    /// elements. `invalid_argument` for data without samples. `not_finite` if an element of the state is not finite or an
    /// eigenvalue too large. `not_converged`: `results` hold the best values and their error bounds.
    status update(const reduced_data<T>& data, const network_state<T>& state, span<eigenvalue_result<T>> results) noexcept;

    std::size_t count() const noexcept;  ///< the number of eigenvalues
    /// The eigenvector of results[i] of the last update, r × k, of unit length: QB is that over samples and outputs. Its first
    /// element of the largest magnitude is positive. Zero before the first update. Requires i < count().
    matrix_view<const T> vector(std::size_t i) const noexcept;
    /// results[i] ← Σ_ac vector(i)_ac a_ac for `a` of r × k and `count` results: the part of a residual ρ along each
    /// eigenvector. `shape_mismatch` for other sizes.
    status project(matrix_view<const T> a, span<T> results) const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// The trace of Θ, over samples and outputs, in the caller's units: [k Σ_i σ_i²(1 + D_ii) + ‖Σ‖² Σ_c (1 + E_cc)]/m.
/// `shape_mismatch` if data and state do not fit each other. `invalid_argument` for data without samples, rank or outputs and
/// for a width below 1. `not_finite` if the result is not finite.
template <class T>
CATAPULT_EXPORT status kernel_trace(const reduced_data<T>& data, const network_state<T>& state, T& result) noexcept;

/// The alignment of UUᵀ and VVᵀ as kernels over the hidden units, with UP for U: their cosine ⟨UUᵀ, VVᵀ⟩/(‖UUᵀ‖‖VVᵀ‖) in the
/// Frobenius product (kernel alignment: Cristianini, Shawe-Taylor, Elisseeff and Kandola, NIPS 2001), which is
///     ‖ω‖²/(n ‖I + D‖ ‖I + E‖).
/// It is between 0 and 1, and 1 if one is a multiple of the other, as in layers of one direction each that have aligned. In a
/// random network it is about √(rk)/n, at infinite width 0.
/// `invalid_argument` for a width below 1, a state without elements, and a layer that is zero. `shape_mismatch` if the parts of
/// the state do not fit each other. `not_finite` if the result is not finite.
template <class T>
CATAPULT_EXPORT status layer_alignment(const network_state<T>& state, T& result) noexcept;

}  // namespace catapult

#include "catapult/observables/detail/spectrum_storage.hpp"

#endif
