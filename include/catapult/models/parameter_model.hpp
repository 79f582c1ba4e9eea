// The parameter-space engine: gradient descent on the weights themselves (theory.md, 1). A step reads and writes the
// weights once. What it keeps besides them does not grow with the width.
#ifndef CATAPULT_MODELS_PARAMETER_MODEL_HPP
#define CATAPULT_MODELS_PARAMETER_MODEL_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/vocabulary/chunks.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

struct parameter_dims {
    std::size_t width = 0;    ///< n: rows of U and of V
    std::size_t inputs = 0;   ///< d
    std::size_t outputs = 0;  ///< k
    std::size_t samples = 0;  ///< rows of X and of Y
};

/// What is trained on: usually the samples themselves, or reduced_training_set.
template <class T>
struct training_set {
    matrix_view<const T> inputs;   ///< X, m × d
    matrix_view<const T> targets;  ///< Y, m × k
    T divisor = 0;                 ///< the m that losses and gradients are divided by; 0: the number of rows
    T unreachable_loss = 0;        ///< added to excess_loss() by loss(); 0 if Y is as measured
    T largest_singular_value = 0;  ///< of X, or a bound on it, for the error bound of λ; 0: ‖X‖ is taken for it
};

/// The rows ΣPᵀ (r × d, into `inputs`) and QᵀY (r × k, into `targets`) of reduced data, in the caller's units, with the divisor
/// m and the unreachable loss: a step gives the same weights as the samples do, and costs nothing that grows with m. `result`
/// refers to both. `shape_mismatch` if they do not fit the data, or the data has no basis.
template <class T>
CATAPULT_EXPORT status reduced_training_set(const reduced_data<T>& data, matrix_view<T> inputs, matrix_view<T> targets,
                                            training_set<T>& result) noexcept;

/// Gradient descent with squared error on weights that the caller owns: step() updates them in place.
/// The weights and the training set must outlive the model and do not overlap each other or the workspace. Const members only
/// read, and may be called from several threads at once while no other member is.
///
/// Every pass over weights or samples is made of a fixed number of chunks, set by the dimensions alone, whose results are combined
/// in the order of the chunks: the bits are the same however `spread` spreads them over threads.
template <class T>
class parameter_model {
public:
    /// `invalid_argument` for a dimension of zero.
    static constexpr status bytes(const parameter_dims& dims, std::size_t& result) noexcept;
    /// `first`: U, n × d; `second`: V, n × k, both without gaps between rows (`shape_mismatch` otherwise). Reads them
    /// twice; writes nothing but the workspace. `not_finite` if an element of the weights or of the data is not;
    /// `invalid_argument` for a dimension of zero, a negative number in the training set's last three, and if the sums of squares of the weights
    /// or of the data, the loss or the gradient are too large for T. Data of any scale will do, for which results scale exactly
    /// (square_unit()), as long as the square of the largest input is a normal number, as λ and the loss then can be.
    static status create(matrix_view<T> first, matrix_view<T> second, const training_set<T>& data, workspace memory,
                         parameter_model& result) noexcept;

    /// One step with learning rate `eta` (≥ 0: else `invalid_argument`, or `not_finite`):
    ///     U ← U − (η/√n) V Zᵀ,   V ← V − (η/√n) U Z,   Z = Xᵀ(XUᵀV/√n − Y)/m.
    /// `diverged` if it cannot be ruled out that the weights, the loss or the gradient after the step overflow; nothing is
    /// changed then. Ruled out by ‖A'‖ ≤ (1 + g)‖A‖ for A = [U V], g = relative_step(eta), in Frobenius norms: the outputs
    /// are at most ‖X‖‖A'‖²/√n. In double that takes weights beyond 10⁷⁰, in float beyond about 10⁵ √(n)^{1/2}: a run that
    /// stops by stopping_rule::divergent_step stops earlier.
    status step(T eta, const chunk_executor& spread = {}) noexcept;

    /// η‖Z‖/√n: how much the next step changes the weights, relative to their own size; what stopping_rule::divergent_step bounds.
    T relative_step(T eta) const noexcept;
    /// ‖F − Y‖²/2m + unreachable_loss.
    T loss() const noexcept;
    /// ‖F − Y‖²/2m: all of it can be trained away if Y is QᵀY, or if X has full row rank.
    T excess_loss() const noexcept;
    std::size_t steps() const noexcept;
    parameter_dims dims() const noexcept;
    /// As given, with what stood for a divisor or a largest singular value of 0.
    const training_set<T>& data() const noexcept;

    matrix_view<const T> product() const noexcept;      ///< VᵀU, k × d
    matrix_view<const T> second_gram() const noexcept;  ///< VᵀV, k × k
    matrix_view<const T> gradient() const noexcept;     ///< Zᵀ, k × d, over square_unit()
    /// 4^e, with 2^e about the largest input where that is not of the size that gives reduced_data the exponent 0, and 1
    /// otherwise: of the gradient and the kernel, which are held over it. Learning rates and losses are in the caller's units.
    T square_unit() const noexcept;
    /// F = X UᵀV/√n for any points (b × d), not only those trained on; result: b × k. `shape_mismatch`.
    status outputs(matrix_view<const T> inputs, matrix_view<T> result) const noexcept;

    /// The neural tangent kernel Θ (theory.md, 1) over square_unit() on vectors of kernel_rows() = m·k elements, sample by
    /// sample: y ← Θ x, by one pass that reads U.
    std::size_t kernel_rows() const noexcept;
    void apply_kernel(const T* x, T* y, const chunk_executor& spread = {}) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// Θ of a model as an operator for make_operator (eigenvalue.hpp).
template <class T>
struct parameter_tangent_kernel {
    parameter_model<T>& model;
    std::size_t rows() const noexcept { return model.kernel_rows(); }
    void apply(const T* x, T* y) noexcept { model.apply_kernel(x, y); }
};

}  // namespace catapult

#include "catapult/models/detail/parameter_storage.hpp"

#endif
