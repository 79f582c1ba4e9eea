// The recurrences of the paper for one output, on outputs and kernel instead of weights (theory.md, 2): a third engine,
// for tests and for readers of the paper. The Gram engine is faster, keeps more digits of the kernel's drift, and has no limit on k.
#ifndef CATAPULT_MODELS_FUNCTION_SPACE_MODEL_HPP
#define CATAPULT_MODELS_FUNCTION_SPACE_MODEL_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// What the recurrences start from, for m samples.
template <class T>
struct function_space_start {
    T width = 0;                      ///< n ≥ 1, or infinity
    matrix_view<const T> input_gram;  ///< K = XXᵀ, m × m, symmetric
    span<const T> targets;            ///< y, m
    span<const T> outputs;            ///< f, m
    matrix_view<const T> tangent;     ///< Θ = (X UᵀU Xᵀ + ‖v‖² K)/nm, m × m, symmetric
    T second_deviation = 0;           ///< E = ‖v‖²/n − 1
};

/// Gradient descent on (f, Θ, ‖v‖²). Θ and ‖v‖² stand for the Gram matrix of [UP v] and have its weakness: where that matrix is
/// singular to rounding, rounding takes it out of the set that networks can reach, and what has left that set may grow. So the
/// recurrences are safe for n ≥ r + 1 and runs that converge, with r the rank of K, and not for narrower networks: gram_model keeps
/// their weights. A view of the caller's workspace, to which it copies K, y, f and Θ.
template <class T>
class function_space_model {
public:
    /// `invalid_argument` for no samples.
    static status bytes(std::size_t samples, std::size_t& result) noexcept;
    /// `invalid_argument` for no samples, a width below 1, E < −1, a loss that overflows, or a K whose size or its inverse does;
    /// `shape_mismatch`, `not_finite`.
    static status create(const function_space_start<T>& start, workspace memory, function_space_model& result) noexcept;

    /// One step with learning rate `eta` (≥ 0: else `invalid_argument`, or `not_finite`). `diverged` if the new state would not be
    /// finite; the state is then unchanged.
    status step(T eta) noexcept;

    /// L = ‖f − y‖²/2m. η and the loss are in the caller's units.
    T loss() const noexcept;
    /// 4^e, with 4^e about the largest element of K, and 1 where that is the square of a size that gives reduced_data the exponent 0: K and Θ are held over
    /// it, f and f − y over its root 2^e, so that results scale exactly with the data.
    T square_unit() const noexcept;
    std::size_t steps() const noexcept;
    T width() const noexcept;
    span<const T> outputs() const noexcept;         ///< f
    span<const T> residual() const noexcept;        ///< f − y, kept by itself: accurate down to zero loss
    matrix_view<const T> tangent() const noexcept;  ///< Θ
    T second_deviation() const noexcept;            ///< E

    /// Θ as an operator (eigenvalue.hpp): y ← Θ x. x and y do not overlap.
    std::size_t rows() const noexcept;
    void apply(const T* x, T* y) const noexcept;

private:
    struct storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
