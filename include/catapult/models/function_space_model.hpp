// The function-space engine: the recurrences of LBDSG for one output (theory.md, 2). Its state is the outputs and the
// tangent kernel instead of the weights. It serves for comparison and for readers of the paper. The Gram engine is faster,
// keeps more digits of the drift of the kernel, and takes any number of outputs.
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

/// The start of the recurrences, for m samples. All arrays belong to the caller and are in the caller's units.
template <class T>
struct function_space_start {
    double width = 0;                 ///< n ≥ 1, or infinity
    matrix_view<const T> input_gram;  ///< K = XXᵀ, m × m, symmetric
    span<const T> targets;            ///< y, m
    span<const T> outputs;            ///< f, m
    matrix_view<const T> tangent;     ///< Θ = (X UᵀU Xᵀ + ‖v‖² K)/nm, m × m, symmetric
    T second_deviation = 0;           ///< E = ‖v‖²/n − 1
    T divisor = 0;                    ///< the m in losses, gradients and Θ; 0 stands for the number of samples
    T unreachable_loss = 0;           ///< loss() − excess_loss(); 0 if y holds the measured targets
};

/// Memory of reduced_function_space_start, in bytes. `invalid_argument` for a rank of 0.
template <class T>
constexpr status reduced_function_space_start_bytes(std::size_t rank, std::size_t& result) noexcept;
/// The start of a network with one output in reduced coordinates (theory.md, 2). Its r rows stand for the samples: K = Σ²,
/// y = QᵀY, f = Σω and Θ = Σ(2I + D + E I)Σ/m, in the caller's units. `result` refers to `memory`, which holds O(r²)
/// elements. The memory may be reused after a model has been created. `invalid_argument` for more than one output, for a
/// narrow state (keeps_factor), for a width below 1, and for data of rank 0. `shape_mismatch` if state and data do not fit
/// each other. `not_finite` for a width that is NaN.
template <class T>
CATAPULT_EXPORT status reduced_function_space_start(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                                    function_space_start<T>& result) noexcept;

/// Gradient descent on (f, Θ, ‖v‖²). A step costs O(m²) operations.
///
/// Θ and ‖v‖² carry the same information as the Gram matrix of [UP v], with P from K of rank r. They share its limits
/// (theory.md, 3, where the Gram form is safe): the recurrences are safe for n ≥ r + 1 in runs that converge. For
/// narrower networks use gram_model, which keeps their weights.
///
/// The object is a view of the caller's workspace. K, y, f and Θ are copied into it. Const members only read. Several
/// threads may call them at once while no thread calls another member.
template <class T>
class function_space_model {
public:
    /// O(m²) elements. `invalid_argument` for m = 0.
    static constexpr status bytes(std::size_t samples, std::size_t& result) noexcept;
    /// K and Θ are taken as symmetric without a check. `invalid_argument` for m = 0, a width below 1, E < −1, a negative
    /// divisor or unreachable loss, a loss that overflows, and a square_unit() that overflows or underflows.
    /// `shape_mismatch` if a part has another shape than its comment says. `not_finite` for an element that is not finite.
    static status create(const function_space_start<T>& start, workspace memory, function_space_model& result) noexcept;

    /// Takes one step with learning rate `eta` ≥ 0, in the caller's units. `invalid_argument` for η < 0. `diverged` if the
    /// new state, its squares or the loss might overflow. The state is unchanged after an error.
    status step(T eta) noexcept;

    /// ‖f − y‖²/2m + unreachable_loss, in the caller's units.
    T loss() const noexcept;
    /// ‖f − y‖²/2m, in the caller's units. Training can remove all of it if K has full rank.
    T excess_loss() const noexcept;
    /// η‖Z‖/√n as in gram_model, with ‖Z‖² = (f − y)ᵀK(f − y)/m². Zero at infinite width.
    T relative_step(T eta) const noexcept;
    /// The unit 4^e of K and Θ. The unit of f and f − y is its root, 2^e. With units, results scale exactly with the data.
    /// 4^e is about the largest element of K, or 1 if data of that size have the exponent 0 in reduced_data.
    T square_unit() const noexcept;
    std::size_t steps() const noexcept;                   ///< steps taken
    std::size_t dims() const noexcept { return rows(); }  ///< m
    double width() const noexcept;                        ///< n
    /// Views hold until the next step.
    span<const T> outputs() const noexcept;         ///< f, over 2^e
    span<const T> residual() const noexcept;        ///< f − y, over 2^e; accurate even where it is much smaller than f
    matrix_view<const T> tangent() const noexcept;  ///< Θ, over 4^e
    T second_deviation() const noexcept;            ///< E

    std::size_t rows() const noexcept;  ///< of Θ as an operator (eigenvalue.hpp): m
    /// Θ over square_unit() as an operator (eigenvalue.hpp): y ← Θ x for m elements each, which do not overlap.
    void apply(const T* x, T* y) const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/function_space_storage.hpp"

#endif
