// The Gram engine: the training dynamics of the two-layer linear network, exact at any width, in the normalised form
// of theory.md, 3, and in the reduced coordinates of data_reduction.hpp. A step costs O(r²k), whatever the width, the number of
// samples and the number of inputs are.
#ifndef CATAPULT_MODELS_GRAM_MODEL_HPP
#define CATAPULT_MODELS_GRAM_MODEL_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::detail {
template <class T>
struct gram_access;
}  // namespace catapult::detail

namespace catapult CATAPULT_EXPORT {

/// Gradient descent on the state, one step at a time. A view of the caller's workspace; the data must outlive it. Const members
/// only read, and may be called from several threads at once while no other member is.
/// D is held as a matrix and a low-rank tail, the updates of the last steps, which are folded into the matrix every few of
/// them. Only steps do that: observing a trajectory changes no bit of it. A narrow network (keeps_factor) is stepped as its
/// factor A = [UP V], at O(n(r + k)k) a step, and cannot leave the set of the networks of its width. Others are safe in runs that
/// converge; in one that wanders without end the Gram matrix becomes singular, and after thousands of steps rounding may make
/// it diverge (theory.md, 3, where the Gram form is safe).
template <class T>
class gram_model {
public:
    /// Errors as of network_state_bytes.
    static constexpr status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// Copies `initial` (finite, matching shapes, width ≥ 1); `data` is referred to. `initial` may be reused at once.
    /// Of a narrow state, what counts is the factor. `shape_mismatch` also for a width below r + k without a factor, and for
    /// a factor of another width's rows.
    /// `invalid_argument` too where the loss at the start overflows (at infinite width its square, though the model is linear), and
    /// for data that are not in_range().
    static status create(const reduced_data<T>& data, const network_state<T>& initial, workspace memory,
                         gram_model& result) noexcept;

    /// One step of gradient descent with learning rate `eta` (≥ 0: else `invalid_argument`, or `not_finite`), theory.md, 3:
    ///     ω' = ω − η[(I+D)Z + Z(I+E)] + (η²/n) Z(ωᵀZ)   and D', E' likewise,   Z = Σρ/m,   ρ = Σω − QᵀY.
    /// Narrow networks: A' = A (I − cN), c = η/√n, with ω, E and ρ from A'.
    /// `diverged` if the new state or its loss would not be finite (narrow: if that cannot be ruled out, as in parameter_model::step);
    /// the state is then unchanged. η and losses are in the caller's units, Z and ρ in those of the reduced data
    /// (reduced_data::exponent).
    status step(T eta) noexcept;

    /// L = (‖ρ‖² + ‖Y − QQᵀY‖²)/2m.
    T loss() const noexcept;
    /// ‖ρ‖²/2m: the part of the loss that training can remove. Keeps its relative accuracy down to zero;
    /// of a narrow network ρ is Σω − QᵀY as it is, to the rounding of Σω.
    T excess_loss() const noexcept;
    /// η‖Z‖/√n: how much the next step changes the weights, relative to their own size; what stopping_rule::divergent_step bounds.
    /// Zero at infinite width.
    T relative_step(T eta) const noexcept;
    std::size_t steps() const noexcept;
    double width() const noexcept;
    network_dims dims() const noexcept;
    const reduced_data<T>& data() const noexcept;

    matrix_view<const T> predictor() const noexcept;  ///< ω, r × k
    matrix_view<const T> residual() const noexcept;   ///< ρ, r × k, over 2^exponent of the data
    matrix_view<const T> gradient()
        const noexcept;  ///< Z = Σρ/m, r × k, over 4^exponent: a step goes by square_unit(data)·η times it
    matrix_view<const T> second_deviation() const noexcept;  ///< E, k × k
    /// out ← D in, for matrices of r rows and of the same number of columns, at most k, that do not overlap.
    /// Narrow networks: ((UP)ᵀ(UP)/n − I) in.
    /// It uses the workspace and leaves the state as it is.
    void apply_first_deviation(matrix_view<const T> in, matrix_view<T> out) noexcept;
    /// Writes the whole state into `result` (shapes as at creation; else `shape_mismatch`).
    status state(network_state<T>& result) noexcept;

private:
    friend struct detail::gram_access<T>;
    struct CATAPULT_HIDDEN storage;
    void refresh_rows() noexcept;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/gram_storage.hpp"

#endif
