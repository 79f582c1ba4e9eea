// The recurrences of the paper for one output, on outputs and kernel instead of weights (theory.md, 2): a third engine,
// for comparison and for readers of the paper. The Gram engine is faster, keeps more digits of the kernel's drift, and has no limit on k.
#ifndef CATAPULT_MODELS_FUNCTION_SPACE_MODEL_HPP
#define CATAPULT_MODELS_FUNCTION_SPACE_MODEL_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// What the recurrences start from, for m samples.
template <class T>
struct function_space_start {
    double width = 0;                 ///< n ≥ 1, or infinity
    matrix_view<const T> input_gram;  ///< K = XXᵀ, m × m, symmetric
    span<const T> targets;            ///< y, m
    span<const T> outputs;            ///< f, m
    matrix_view<const T> tangent;     ///< Θ = (X UᵀU Xᵀ + ‖v‖² K)/nm, m × m, symmetric
    T second_deviation = 0;           ///< E = ‖v‖²/n − 1
    T divisor = 0;                    ///< the m that losses, gradients and Θ are divided by; 0: the number of samples
    T unreachable_loss = 0;           ///< added to excess_loss() by loss(); 0 if y is as measured
};

/// The start of a network of one output in reduced coordinates: r rows that stand for the samples, with K = Σ², y = QᵀY, f = Σω
/// and Θ = Σ(2I + D + E I)Σ/m (theory.md, 2), in the caller's units. `result` refers to `memory`, O(r²) elements, which is free once a
/// model has been created. `shape_mismatch` if state and data do not fit each other; `invalid_argument` for more outputs than one,
/// for a narrow state (keeps_factor), and for data without rank.
template <class T>
constexpr status reduced_function_space_start_bytes(std::size_t rank, std::size_t& result) noexcept;
template <class T>
CATAPULT_EXPORT status reduced_function_space_start(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                                    function_space_start<T>& result) noexcept;

/// Gradient descent on (f, Θ, ‖v‖²). Θ and ‖v‖² stand for the Gram matrix of [UP v] and have its weakness: where that matrix is
/// singular to rounding, rounding takes it out of the set that networks can reach, and what has left that set may grow. So the
/// recurrences are safe for n ≥ r + 1 and runs that converge, with r the rank of K, and not for narrower networks: gram_model keeps
/// their weights. A view of the caller's workspace, to which it copies K, y, f and Θ. Const members only read, and may be called
/// from several threads at once while no other member is.
template <class T>
class function_space_model {
public:
    /// `invalid_argument` for no samples.
    static constexpr status bytes(std::size_t samples, std::size_t& result) noexcept;
    /// `invalid_argument` for no samples, a width below 1, E < −1, a negative divisor or unreachable loss, a loss that overflows, or a K whose size or its inverse does;
    /// `shape_mismatch`, `not_finite`.
    static status create(const function_space_start<T>& start, workspace memory, function_space_model& result) noexcept;

    /// One step with learning rate `eta` (≥ 0: else `invalid_argument`, or `not_finite`). `diverged` if the new state would not be
    /// finite; the state is then unchanged.
    status step(T eta) noexcept;

    /// ‖f − y‖²/2m + unreachable_loss. η and losses are in the caller's units.
    T loss() const noexcept;
    /// ‖f − y‖²/2m: all of it can be trained away if K has full rank.
    T excess_loss() const noexcept;
    /// η‖Z‖/√n with ‖Z‖² = (f − y)ᵀK(f − y)/m², as gram_model::relative_step. Zero at infinite width.
    T relative_step(T eta) const noexcept;
    /// 4^e, with 4^e about the largest element of K, and 1 where that is the square of a size that gives reduced_data the exponent 0: K and Θ are held over
    /// it, f and f − y over its root 2^e, so that results scale exactly with the data.
    T square_unit() const noexcept;
    std::size_t steps() const noexcept;
    std::size_t dims() const noexcept { return rows(); }  ///< m
    double width() const noexcept;
    span<const T> outputs() const noexcept;         ///< f
    span<const T> residual() const noexcept;        ///< f − y, kept by itself: accurate down to zero loss
    matrix_view<const T> tangent() const noexcept;  ///< Θ
    T second_deviation() const noexcept;            ///< E

    /// Θ as an operator (eigenvalue.hpp): y ← Θ x. x and y do not overlap.
    std::size_t rows() const noexcept;
    void apply(const T* x, T* y) const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/function_space_storage.hpp"

#endif
