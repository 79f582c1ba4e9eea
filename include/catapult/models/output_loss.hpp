// Losses of the outputs of one sample. Training minimises their mean over samples.
#ifndef CATAPULT_MODELS_OUTPUT_LOSS_HPP
#define CATAPULT_MODELS_OUTPUT_LOSS_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// The loss ℓ(f, y) of one sample as a function of its outputs f, for targets y; all vectors have k elements. The exact
/// engines close for any loss of the outputs (theory.md, 3). A caller's own loss fills in the three calls and a context.
/// Outputs are finite. A result that is too large for T is infinite.
template <class T>
struct output_loss {
    /// Returns ℓ(f, y) and writes its gradient ∂ℓ/∂f. `gradient` overlaps neither f nor y.
    T (*value)(const void* context, std::size_t outputs, const T* f, const T* y, T* gradient) = nullptr;
    /// result ← (∂²ℓ/∂f²) direction. `result` overlaps no argument. Only the loss Hessian (sharpness.hpp) needs it.
    void (*curvature)(const void* context, std::size_t outputs, const T* f, const T* y, const T* direction, T* result) = nullptr;
    /// Whether a target vector is one that the loss is defined for. Null if any is.
    bool (*accepts)(const void* context, std::size_t outputs, const T* y) = nullptr;
    const void* context = nullptr;  ///< what the calls are given
};

/// ½‖f − y‖² (theory.md, 1).
template <class T>
CATAPULT_EXPORT output_loss<T> squared_loss() noexcept;

/// ½‖f − y‖²/k, the mean over outputs too, as in the supplement of LBDSG. Learning rates are k times those of squared_loss.
template <class T>
CATAPULT_EXPORT output_loss<T> mean_squared_loss() noexcept;

/// Softmax cross-entropy −Σ_j y_j ln p_j with p = softmax(f). Targets are probabilities: none is negative, and their sum
/// is 1 up to rounding, which is kε. It takes two outputs or more. The loss keeps its digits where p is nearly one-hot,
/// and so does each element of the gradient for one-hot targets.
template <class T>
CATAPULT_EXPORT output_loss<T> softmax_loss() noexcept;

/// Logistic loss Σ_j ln(1 + exp(−y_j f_j)). Targets are +1 or −1. The loss and its gradient keep their digits at large
/// margins y_j f_j.
template <class T>
CATAPULT_EXPORT output_loss<T> logistic_loss() noexcept;

/// `invalid_argument` if the loss does not accept a row of `targets` (m × k), the first of which then is `row`, and if
/// the loss is empty. `not_finite` if an element is not finite.
template <class T>
CATAPULT_EXPORT status check_targets(const output_loss<T>& loss, matrix_view<const T> targets, std::size_t& row) noexcept;

}  // namespace catapult

#endif
