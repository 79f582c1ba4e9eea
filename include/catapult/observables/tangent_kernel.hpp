// The neural tangent kernel as an operator, and its largest eigenvalue along a trajectory (theory.md, 3, top eigenvalue).
#ifndef CATAPULT_OBSERVABLES_TANGENT_KERNEL_HPP
#define CATAPULT_OBSERVABLES_TANGENT_KERNEL_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/function_space_model.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/gram_training.hpp"
#include "catapult/models/parameter_model.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/chunks.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {
template <class T>
struct top_eigenvalue_access;

/// What the size of a model is told by.
template <template <class> class Model>
struct dims_of {
    using type = network_dims;
};
template <>
struct dims_of<parameter_model> {
    using type = parameter_dims;
};
template <>
struct dims_of<function_space_model> {
    using type = std::size_t;
};
}  // namespace catapult::detail

namespace catapult CATAPULT_EXPORT {

/// The operator B ↦ Σ[(I + D)ΣB + ΣB(I + E)]/m on r × k matrices. It has the same non-zero eigenvalues as Θ, the
/// (mk) × (mk) kernel over samples and outputs, and the eigenvector B of one gives QB of the other. It is held over 4^exponent of the
/// data: times square_unit(data), its eigenvalues are those in the caller's units.
template <class T>
class tangent_kernel {
public:
    /// Errors as of network_state_bytes.
    static constexpr status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// The kernel of the model as it is at each call of `apply`, while it is being trained too. Products use the model's workspace.
    static status create(gram_model<T>& model, workspace memory, tangent_kernel& result) noexcept;
    /// The kernel of a state; data and state are referred to. `shape_mismatch` if they do not fit each other,
    /// `invalid_argument` for data without samples, rank or outputs, and for a width below 1, `not_finite` for NaN.
    static status create(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                         tangent_kernel& result) noexcept;

    std::size_t rows() const noexcept;  ///< r·k
    /// y ← the image of x, both r × k row by row, without gaps; they do not overlap. One product with D and O(rk²).
    void apply(const T* x, T* y) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// Of the λ that sweeps and the command report along trajectories, relative.
inline constexpr double lambda_tolerance = 1e-12;

/// λ, the largest eigenvalue of Θ, along a trajectory: each update starts from the last one's vectors. The operator above is
/// Σ(I + D)Σ/m ⊗ I + Σ²/m ⊗ (I + E), and Σ² is positive: its largest eigenvalue is that of the r × r matrix
/// Σ(2I + D + e I)Σ/m, with e the largest eigenvalue of E, and has the product of both eigenvectors. So a product costs the
/// Gram engine O(r²), whatever k is, and e O(k³/3) an update; in parameter space, where the same holds of X UᵀU Xᵀ and VᵀV, a
/// product is a pass that reads U; in function space, for one output, a product with Θ.
template <class T, template <class> class Model>
class followed_eigenvalue {
public:
    /// The size of the model: network_dims, parameter_dims, or the number of samples.
    using model_dims = typename detail::dims_of<Model>::type;

    /// Errors as of the model's bytes.
    static constexpr status bytes(const model_dims& dims, std::size_t& result) noexcept;
    /// Follows `model`, whose workspace must outlive this one and is scratch for its updates. `tolerance` is relative (≥ 0: else `invalid_argument`, or
    /// `not_finite`); see eigenvalue_options. `spread`: for the passes over a parameter_model's weights and
    /// over a gram_model's D.
    static status create(Model<T>& model, double tolerance, workspace memory, followed_eigenvalue& result,
                         const chunk_executor& spread = {}) noexcept;

    /// λ of the model as it is now, with its error bound, in the caller's units (`not_finite` if it is too large for them). As
    /// eigenvalue_tracker::update.
    status update(eigenvalue_result<T>& result) noexcept;

    /// Workspace of certify, in bytes. Errors as for bytes.
    static constexpr status certify_bytes(const model_dims& dims, std::size_t& result) noexcept;
    /// The same to rounding, and certain to be the largest, as far as `result` says: for λ₀, whose eigenvector the updates
    /// then follow. As eigenvalue_tracker::certify on the r rows of the operator (of a parameter_model and in function space the samples that the
    /// model was given), with its default options; but a parameter_model's matrix, at a pass over the weights for each row, is
    /// formed up to 128 rows only. `memory`: certify_bytes, the square of the rows where the matrix is formed; free afterwards.
    status certify(workspace memory, eigenvalue_result<T>& result) noexcept;

    /// The eigenvector (rows × k), of unit length.
    matrix_view<const T> vector() const noexcept;

private:
    friend struct detail::top_eigenvalue_access<T>;
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// λ along a trajectory of a gram_model.
template <class T>
using top_eigenvalue = followed_eigenvalue<T, gram_model>;
/// λ along a trajectory of a gram_training. It is that of the kernel by which η acts: each layer's part counts with the rate
/// of its layer over η, and 2/λ is the largest stable η of plain steps.
template <class T>
using training_top_eigenvalue = followed_eigenvalue<T, gram_training>;
/// λ along a trajectory of a parameter_model.
template <class T>
using parameter_top_eigenvalue = followed_eigenvalue<T, parameter_model>;
/// λ along a trajectory of a function_space_model.
template <class T>
using function_space_top_eigenvalue = followed_eigenvalue<T, function_space_model>;

}  // namespace catapult

#include "catapult/observables/detail/tangent_kernel_storage.hpp"

#endif
