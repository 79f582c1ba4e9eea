// The neural tangent kernel as an operator, and its largest eigenvalue along a trajectory (theory.md, 3, top eigenvalue).
#ifndef CATAPULT_KERNEL_HPP
#define CATAPULT_KERNEL_HPP

#include <cstddef>

#include "catapult/data.hpp"
#include "catapult/eigenvalue.hpp"
#include "catapult/gram.hpp"
#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/workspace.hpp"

namespace catapult {

/// The operator B ↦ Σ[(I + D)ΣB + ΣB(I + E)]/m on r × k matrices. It has the same non-zero eigenvalues as Θ, the
/// (mk) × (mk) kernel over samples and outputs, and the eigenvector B of one gives QB of the other.
template <class T>
class kernel_operator {
public:
    /// `invalid_argument` for a dimension of zero.
    static status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// The kernel of the model as it is at each call of `apply`, while it is being trained too.
    static status create(const gram_model<T>& model, workspace memory, kernel_operator& result) noexcept;
    /// The kernel of a state; data and state are referred to. `shape_mismatch` if they do not fit each other,
    /// `invalid_argument` for data without samples, rank or outputs.
    static status create(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                         kernel_operator& result) noexcept;

    std::size_t rows() const noexcept;  ///< r·k
    /// y ← the image of x, both r × k row by row, without gaps; they do not overlap. One product with D and O(rk²).
    void apply(const T* x, T* y) const noexcept;

private:
    struct storage;
    static void lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept;
    storage* storage_ = nullptr;
};

/// λ, the largest eigenvalue of Θ, along a trajectory: each update starts from the last one's vectors.
template <class T>
class top_eigenvalue {
public:
    /// `invalid_argument` for a dimension of zero.
    static status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// Follows `model`, whose workspace must outlive this one. `tolerance` is relative (≥ 0: else `invalid_argument`, or
    /// `not_finite`); see eigenvalue_options.
    static status create(const gram_model<T>& model, double tolerance, workspace memory, top_eigenvalue& result) noexcept;

    /// λ of the model as it is now, with its error bound. As eigenvalue_tracker::update.
    status update(eigenvalue_result<T>& result) noexcept;
    /// The eigenvector in reduced coordinates (r × k), of unit length.
    matrix_view<const T> vector() const noexcept;

private:
    friend struct detail::gram_access<T>;
    std::size_t outputs_ = 0;
    kernel_operator<T> operator_;
    eigenvalue_tracker<T> tracker_;
};

}  // namespace catapult

#endif
