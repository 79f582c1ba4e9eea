// Training by any rule that treats hidden units alike, with any loss and with batches, exact at any width: the Gram
// engine of theory.md, 9. For plain gradient descent with squared error, gram_model does the same faster.
#ifndef CATAPULT_MODELS_GRAM_TRAINING_HPP
#define CATAPULT_MODELS_GRAM_TRAINING_HPP

#include <cstddef>

#include "catapult/models/network_state.hpp"
#include "catapult/models/training_objective.hpp"
#include "catapult/models/training_rule.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {
template <class T>
struct training_access;
}  // namespace catapult::detail

namespace catapult CATAPULT_EXPORT {

/// A network_state under a training rule. The object is a view of the caller's workspace. The arrays of the objective
/// must outlive it. A step costs a product of the Gram matrix with k columns, with SAM with 2k, and an update of low rank, at
/// any width, and the objective's evaluation. With momentum the Gram matrix is that of weights and velocities, and a step takes
/// about four times as long, with many outputs less than three times.
///
/// The state is A = [U V] and, with momentum, the velocities B = [B_U B_V], as
///     UᵀU = n(σI + D)   UᵀV = √n ω   VᵀV = n(τI + E)   UᵀB_U = n C   B_UᵀB_U = n D_B   …
/// in reduced coordinates. σ and τ start at the squares of the weights' scales and shrink by weight decay. Every block
/// changes by terms over n, so that at infinite width D, E and the velocities' blocks C and D_B stay as they are.
template <class T>
class gram_training {
public:
    /// O(r² + rk + k²) elements, four times as many with momentum, and a block of 64 samples. Errors as of network_state_bytes and
    /// check_rule. `unsupported` for a narrow network (keeps_factor).
    static constexpr status bytes(const network_dims& dims, const training_rule& rule, std::size_t& result) noexcept;
    /// Copies `initial`, which holds weights with entries of variance 1: U starts as `scale_first` times its U, and V as
    /// `scale_second` times its V. Errors as of gram_model::create, bytes and check_rule. `invalid_argument` too for a
    /// scale that is not positive, and if the loss refuses a target; `shape_mismatch` if inputs and targets of the
    /// objective do not fit the data.
    static status create(const training_objective<T>& objective, const network_state<T>& initial, const training_rule& rule,
                         T scale_first, T scale_second, workspace memory, gram_training& result) noexcept;

    /// Takes one step with learning rate `eta` ≥ 0, in the caller's units. `batch` lists the samples whose mean loss gives
    /// the gradient, each below m, repeats allowed; empty means all of them. `invalid_argument` for a negative η, for a
    /// batch without inputs, and for a sample that is not there. `diverged` if a number of the new state might overflow.
    /// The state is unchanged after an error.
    status step(T eta, span<const std::size_t> batch = {}) noexcept;
    /// From now on D, E and all other blocks that change by terms over n are frozen: the model linearised at the present
    /// weights, under the same rule. Later calls change nothing.
    void linearise() noexcept;

    /// The mean loss over all samples, in the caller's units. The first call after a step evaluates the objective.
    T loss() noexcept;
    /// The part of the loss that training can remove, as gram_model::excess_loss; with inputs the same as loss().
    T excess_loss() noexcept;
    /// The mean loss over the batch of the last step, before that step. 0 before the first. It costs nothing.
    T step_loss() const noexcept;
    /// η‖Z‖/√n with the rate of the layer that it changes most for its size: rate_first·√(τ/σ) of U or rate_second·√(σ/τ) of
    /// V. See gram_model::relative_step. Z is the gradient over all samples if it is known, and else that of the last step.
    T relative_step(T eta) const noexcept;
    /// ‖g‖ of the last step's gradient, before clipping and scaling, in the caller's units. 0 before the first step.
    T gradient_norm() const noexcept;
    std::size_t steps() const noexcept;          ///< steps taken
    double width() const noexcept;               ///< n, also after linearise()
    network_dims dims() const noexcept;          ///< rank, outputs and width of the state
    const training_rule& rule() const noexcept;  ///< as given
    /// The objective that it was created with.
    const training_objective<T>& objective() const noexcept;

    /// Views hold until the next call that is not const.
    matrix_view<const T> predictor() noexcept;         ///< ω, r × k
    matrix_view<const T> gradient() noexcept;          ///< Z over all samples, r × k, over 4^exponent of the data
    matrix_view<const T> second_deviation() noexcept;  ///< (τ − 1)I + E, k × k
    /// out ← ((σ − 1)I + D) in. Arguments as of gram_model::apply_first_deviation.
    void apply_first_deviation(matrix_view<const T> in, matrix_view<T> out) noexcept;
    /// Copies the weights' part of the state, with D as (σ − 1)I + D and E likewise. Its width is infinite after linearise(),
    /// as D and E then never change. `shape_mismatch` unless the shapes
    /// of `result` are those of the state.
    status state(network_state<T>& result) noexcept;

    /// Snapshots of the whole state, from which a run goes on with the same bits, on any machine. They hold the changes of the
    /// large matrices that wait to be folded too. Their format is described in src/vocabulary/snapshot.hpp. The size in bytes;
    /// 0 of an empty object.
    std::size_t snapshot_size() const noexcept;
    /// Writes a snapshot into the first snapshot_size() bytes of `to`, of any alignment. `workspace_too_small`.
    status save(span<std::byte> to) const noexcept;
    /// Takes over the state of a snapshot (all of `from`, of any alignment). The object must have been created with the
    /// same data and the same rule; its own state does not matter. `unsupported` for bytes that are no snapshot of this class,
    /// precision and version of the format; `shape_mismatch` for a snapshot of another rank, number of outputs, width or rule, or of another
    /// length; `invalid_argument` for a wrong checksum. The object is then unchanged.
    status restore(span<const std::byte> from) noexcept;

private:
    friend struct detail::training_access<T>;
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/gram_training_storage.hpp"

#endif
