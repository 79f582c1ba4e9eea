// The curvature of the loss of a batch along its own gradient, exact at any width (theory.md, 10).
#ifndef CATAPULT_OBSERVABLES_BATCH_SHARPNESS_HPP
#define CATAPULT_OBSERVABLES_BATCH_SHARPNESS_HPP

#include <cstddef>

#include "catapult/models/network_state.hpp"
#include "catapult/models/training_objective.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// With the gradient g and the Hessian H of the mean loss of a batch, in all weights and in the caller's units.
template <class T>
struct directional_curvature {
    T value = 0;            ///< gᵀHg/‖g‖²; 0 where g = 0
    T gradient_square = 0;  ///< ‖g‖²
};

/// Measures batches. The mean of `value` over batches is the batch sharpness of Andreyev and Beneventano (arXiv:2412.20553), which
/// stochastic gradient descent brings to 2/η; `gradient_square` gives means that are weighted by it. Of all samples it is the
/// curvature that a step of gradient descent meets.
///
/// A view of the caller's workspace. The arrays of the objective must outlive it.
template <class T>
class batch_sharpness {
public:
    /// O(rk) elements. Errors as of network_state_bytes.
    static constexpr status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// For states of the size `dims`. `shape_mismatch` if the parts of the objective do not fit `dims` or each other.
    /// `invalid_argument` for data without samples or not in_range(), and for inputs with a loss without `curvature`.
    static status create(const training_objective<T>& objective, const network_dims& dims, workspace memory,
                         batch_sharpness& result) noexcept;

    /// The curvature at `state` for the samples in `batch`, each below m, repeats allowed; all of them if it is empty. It takes a
    /// product with D and two passes over the samples of the batch. `shape_mismatch` for a state of another size.
    /// `invalid_argument` for a batch without inputs, and for a sample that is not there. `not_finite` if a result is not finite.
    status measure(const network_state<T>& state, span<const std::size_t> batch, directional_curvature<T>& result) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/observables/detail/batch_sharpness_storage.hpp"

#endif
