// The Gram engine: the training dynamics of the two-layer linear network, exact at any width, in the normalised form
// of theory.md, 3, and in the reduced coordinates of data.hpp. A step costs O(r²k), whatever the width, the number of
// samples and the number of inputs are.
#ifndef CATAPULT_GRAM_HPP
#define CATAPULT_GRAM_HPP

#include <cstddef>

#include "catapult/data.hpp"
#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/symmetric.hpp"
#include "catapult/workspace.hpp"

namespace catapult {

namespace detail {
class layout;
template <class T>
struct gram_access;
}

/// The initial (or current) state of a network of any width n in reduced coordinates:
///     (UP)ᵀ(UP) = n (I + D),   (UP)ᵀV = √n ω,   VᵀV = n (I + E).
/// D and E are the deviations from infinite width, O(n^{-1/2}) at initialisation; the outputs are F = QΣω.
template <class T>
struct network_state {
    T width = 0;                         ///< n ≥ 1, or infinity: D and E then stay as they are
    symmetric_view<T> first_deviation;   ///< D, r × r, packed
    matrix_view<T> predictor;            ///< ω, r × k
    matrix_view<T> second_deviation;     ///< E, k × k, symmetric
};

struct network_dims {
    std::size_t rank = 0;     ///< r
    std::size_t outputs = 0;  ///< k
};

/// Memory for a network_state; the arrays start as zeros (D = E = 0, ω = 0) and width as infinity. `invalid_argument` for a
/// dimension of zero.
template <class T>
status network_state_bytes(const network_dims& dims, std::size_t& result) noexcept;
template <class T>
status create_network_state(const network_dims& dims, workspace memory, network_state<T>& result) noexcept;

/// Gradient descent on the state, one step at a time. A view of the caller's workspace; the data must outlive it.
/// D is held as a matrix and a low-rank tail, the updates of the last steps, which are folded into the matrix every few of
/// them. Only steps do that: observing a trajectory changes no bit of it.
template <class T>
class gram_model {
public:
    /// `invalid_argument` for a dimension of zero.
    static status bytes(const network_dims& dims, std::size_t& result) noexcept;
    /// Copies `initial` (finite, matching shapes, width ≥ 1); `data` is referred to. `initial` may be reused at once.
    /// `invalid_argument` for no samples, a rank or number of outputs of zero, a width below 1, and a loss or gradient too large for T;
    /// `shape_mismatch` if data and state do not fit each other; `not_finite` for NaN, and infinity anywhere but in the width.
    static status create(const reduced_data<T>& data, const network_state<T>& initial, workspace memory,
                         gram_model& result) noexcept;

    /// One step of gradient descent with learning rate `eta` (≥ 0: else `invalid_argument`, or `not_finite`), theory.md, 3:
    ///     ω' = ω − η[(I+D)Z + Z(I+E)] + (η²/n) Z(ωᵀZ)   and D', E' likewise,   Z = Σρ/m,   ρ = Σω − QᵀY.
    /// `diverged` if the new state would not be finite; the state is then unchanged.
    status step(T eta) noexcept;

    /// L = (‖ρ‖² + ‖Y − QQᵀY‖²)/2m.
    T loss() const noexcept;
    /// ‖ρ‖²/2m: the part of the loss that training can remove. Keeps its relative accuracy down to zero.
    T excess_loss() const noexcept;
    std::size_t steps() const noexcept;
    T width() const noexcept;
    const reduced_data<T>& data() const noexcept;

    matrix_view<const T> predictor() const noexcept;         ///< ω, r × k
    matrix_view<const T> residual() const noexcept;          ///< ρ, r × k
    matrix_view<const T> gradient() const noexcept;          ///< Z = Σρ/m, r × k
    matrix_view<const T> second_deviation() const noexcept;  ///< E, k × k
    /// out ← D in, for r × k matrices that do not overlap.
    void apply_first_deviation(matrix_view<const T> in, matrix_view<T> out) const noexcept;
    /// Writes the whole state into `result` (shapes as at creation: else `shape_mismatch`).
    status state(network_state<T>& result) noexcept;

private:
    friend struct detail::gram_access<T>;
    struct storage;
    void refresh_rows() noexcept;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
