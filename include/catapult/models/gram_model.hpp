// The Gram engine: gradient descent on a two-layer linear network, exact at any width. It steps the normalised form of
// theory.md, 3, in the reduced coordinates of data_reduction.hpp. A step costs O((r + k) r k) operations for any width,
// number of samples and number of inputs.
#ifndef CATAPULT_MODELS_GRAM_MODEL_HPP
#define CATAPULT_MODELS_GRAM_MODEL_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/chunks.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {
template <class T>
struct gram_access;
}  // namespace catapult::detail

namespace catapult CATAPULT_EXPORT {

/// Gradient descent on a network_state. The object is a view of the caller's workspace. The arrays of the data must outlive
/// it. Const members only read. Several threads may call them at once while no thread calls another member.
///
/// D is held as a matrix and a low-rank tail, which holds the updates of the last steps. Every few steps, a step folds the
/// tail into the matrix. Nothing else does: observing a trajectory changes no bit of it.
///
/// A narrow network (keeps_factor) is stepped as its factor A = [UP V], in O(n (r + k) k) operations. It cannot leave the
/// set of networks of its width. Any other network is safe in runs that converge. In a run that stays bounded without
/// converging, the Gram matrix becomes singular, and rounding may make the run diverge after thousands of steps
/// (theory.md, 3, where the Gram form is safe).
template <class T>
class gram_model {
public:
    /// O(r² + r k + k²) elements, or O((n + k)(r + k)) for a narrow network. Errors as for network_state_bytes.
    static constexpr status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// Copies `initial`, which may be reused at once. Of a narrow state only the factor is used. `memory` overlaps neither
    /// `initial` nor the arrays of `data`. `invalid_argument` if the data have no rank, outputs or samples or are not
    /// in_range(); for a width below 1; and if the loss, ‖ρ‖² or ‖Z‖² overflows, for a narrow network also ‖UP‖² or ‖V‖².
    /// At infinite width ‖ρ‖²‖Z‖² must not overflow either. `shape_mismatch` if a part of `initial` has another shape than
    /// r, k and the width demand; a width below r + k demands the factor. `not_finite` for an element that is not finite.
    static status create(const reduced_data<T>& data, const network_state<T>& initial, workspace memory,
                         gram_model& result) noexcept;

    /// Takes one step of gradient descent with learning rate `eta` ≥ 0 (theory.md, 3):
    ///     ω' = ω − η[(I + D)Z + Z(I + E)] + (η²/n) Z(ωᵀZ)   and D', E' likewise,   Z = Σρ/m,   ρ = Σω − QᵀY.
    /// For a narrow network A' = A (I − cN) with c = η/√n, and ω, E and ρ follow from A'. η and losses are in the caller's
    /// units, Z and ρ in those of the reduced data (reduced_data::exponent). `invalid_argument` for η < 0. `diverged` if
    /// the new state, its squares or the loss might overflow; for a narrow network by the bound of parameter_model::step.
    /// The state is unchanged after an error.
    ///
    /// `spread` spreads the passes over D by strips of rows, where r²k is 10⁶ or more. The bits are the same for every `spread`.
    /// A narrow network's step is not spread, nor is any on a target without an operating system.
    status step(T eta, const chunk_executor& spread = {}) noexcept;

    /// L = (‖ρ‖² + ‖Y − QQᵀY‖²)/2m, in the caller's units.
    T loss() const noexcept;
    /// ‖ρ‖²/2m, in the caller's units: the part of the loss that training can remove. It keeps its relative accuracy down
    /// to zero. In a narrow network it does not: ρ is Σω − QᵀY, with the rounding error of Σω.
    T excess_loss() const noexcept;
    /// η‖Z‖/√n. A step changes [U V] by at most this part of its norm. stopping_rule::divergent_step limits it. Zero at
    /// infinite width.
    T relative_step(T eta) const noexcept;
    std::size_t steps() const noexcept;  ///< steps taken
    double width() const noexcept;       ///< n
    network_dims dims() const noexcept;  ///< rank, outputs and width of the state
    /// The data that it was created with.
    const reduced_data<T>& data() const noexcept;

    /// Views hold until the next step.
    matrix_view<const T> predictor() const noexcept;         ///< ω, r × k
    matrix_view<const T> residual() const noexcept;          ///< ρ, r × k, over 2^exponent of the data
    matrix_view<const T> gradient() const noexcept;          ///< Z = Σρ/m, r × k, over 4^exponent of the data
    matrix_view<const T> second_deviation() const noexcept;  ///< E, k × k
    /// out ← D in, with D = (UP)ᵀ(UP)/n − I for a narrow network. Both have r rows and the same number of columns, at most
    /// k, and do not overlap; the shapes are not checked. The call uses the workspace and leaves the state unchanged.
    /// `spread` as of step().
    void apply_first_deviation(matrix_view<const T> in, matrix_view<T> out, const chunk_executor& spread = {}) noexcept;
    /// Copies the whole state into `result`. `shape_mismatch` unless its shapes are those of the state.
    status state(network_state<T>& result) noexcept;

    /// Snapshots of the whole state, from which a run goes on with the same bits, on any machine. Their format is described in
    /// src/vocabulary/snapshot.hpp. The size in bytes; 0 of an empty object.
    std::size_t snapshot_size() const noexcept;
    /// Writes a snapshot into the first snapshot_size() bytes of `to`, of any alignment. `workspace_too_small`.
    status save(span<std::byte> to) const noexcept;
    /// Takes over the state of a snapshot (all of `from`, of any alignment). The object must have been created with the
    /// same data; its own state does not matter. `unsupported` for bytes that are no snapshot of this class,
    /// precision and version of the format; `shape_mismatch` for a snapshot of another rank, number of outputs, or width, or of another
    /// length; `invalid_argument` for a wrong checksum. The object is then unchanged.
    status restore(span<const std::byte> from) noexcept;

private:
    friend struct detail::gram_access<T>;
    struct CATAPULT_HIDDEN storage;
    CATAPULT_HIDDEN void refresh_rows() noexcept;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/gram_storage.hpp"

#endif
