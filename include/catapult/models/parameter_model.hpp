// The parameter-space engine: gradient descent on the stored weights (theory.md, 1). A step reads and writes the weights
// once. All other memory is independent of large widths.
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

/// The size of a network and of its training set.
struct parameter_dims {
    std::size_t width = 0;    ///< n: rows of U and of V
    std::size_t inputs = 0;   ///< d
    std::size_t outputs = 0;  ///< k
    std::size_t samples = 0;  ///< rows of X and of Y
};

/// The training data: the samples, or reduced_training_set. All arrays belong to the caller.
template <class T>
struct training_set {
    matrix_view<const T> inputs;   ///< X, m × d
    matrix_view<const T> targets;  ///< Y, m × k
    T divisor = 0;                 ///< the m in losses and gradients; 0 stands for the number of rows
    T unreachable_loss = 0;        ///< loss() − excess_loss(); 0 if Y holds the measured targets
    T largest_singular_value = 0;  ///< of X, or an upper bound of it, for the error bound of λ; 0 stands for ‖X‖
};

/// Writes the rows ΣPᵀ into `inputs` (r × d) and QᵀY into `targets` (r × k), in the caller's units. `result` refers to both
/// and has the divisor m and the unreachable loss of the data. A step on it gives the same weights as a step on the samples,
/// at a cost that does not depend on m. `shape_mismatch` if `inputs` or `targets` does not fit the data, or if the data
/// have no basis.
template <class T>
CATAPULT_EXPORT status reduced_training_set(const reduced_data<T>& data, matrix_view<T> inputs, matrix_view<T> targets,
                                            training_set<T>& result) noexcept;

/// Gradient descent with squared error on the caller's weights, which step() updates in place. The weights and the arrays of
/// the training set must outlive the model. They overlap neither each other nor the workspace. Const members only read.
/// Several threads may call them at once while no thread calls another member.
///
/// Each pass over weights or samples consists of chunks. Their number depends on the dimensions alone, and their results
/// are added in order. So results have the same bits for every `spread`.
template <class T>
class parameter_model {
public:
    /// O(k (d + k)) elements for each of up to 64 chunks. `invalid_argument` for a dimension of zero.
    static constexpr status bytes(const parameter_dims& dims, std::size_t& result) noexcept;
    /// `first` is U, n × d, and `second` is V, n × k, both without gaps between rows. The call reads them and writes only
    /// the workspace. Data may have any scale, and results scale exactly with it (square_unit()). `shape_mismatch` for
    /// gaps and for shapes that do not fit each other. `not_finite` for an element or number that is not finite.
    /// `invalid_argument` for a dimension of zero; for a negative divisor, unreachable loss or singular value; if the sum
    /// of squares of the weights or of the data, the loss or the gradient overflows; and if square_unit() is not a normal
    /// number.
    static status create(matrix_view<T> first, matrix_view<T> second, const training_set<T>& data, workspace memory,
                         parameter_model& result) noexcept;

    /// Takes one step with learning rate `eta` ≥ 0, in the caller's units (theory.md, 1):
    ///     U ← U − (η/√n) V Zᵀ,   V ← V − (η/√n) U Z,   Z = Xᵀ(XUᵀV/√n − Y)/m,
    /// with the old weights on the right. `invalid_argument` for η < 0. `diverged` if the weights, the loss or the gradient
    /// might overflow. Nothing is changed after an error.
    ///
    /// The bound behind `diverged` is ‖A'‖ ≤ (1 + g)‖A‖ for A = [U V] and g = relative_step(eta), in Frobenius norms. The
    /// outputs are then at most ‖X‖‖A'‖²/√n. For small Y and ‖X‖ ≥ 1 the bound refuses steps from about ‖X‖‖A'‖ = 10⁹ n^¼
    /// in float and 10⁷⁶ n^¼ in double.
    status step(T eta, const chunk_executor& spread = {}) noexcept;

    /// η‖Z‖/√n. A step changes [U V] by at most this part of its norm. stopping_rule::divergent_step limits it.
    T relative_step(T eta) const noexcept;
    /// ‖F − Y‖²/2m + unreachable_loss, in the caller's units.
    T loss() const noexcept;
    /// ‖F − Y‖²/2m, in the caller's units. Training can remove all of it on a reduced_training_set, and if X has full row
    /// rank.
    T excess_loss() const noexcept;
    std::size_t steps() const noexcept;    ///< steps taken
    parameter_dims dims() const noexcept;  ///< of the weights and of the training set
    /// The training set as given. A divisor and a largest singular value of 0 are replaced by what they stand for.
    const training_set<T>& data() const noexcept;

    /// Views hold as long as the workspace. The next step changes their elements.
    matrix_view<const T> product() const noexcept;      ///< VᵀU, k × d
    matrix_view<const T> second_gram() const noexcept;  ///< VᵀV, k × k
    matrix_view<const T> gradient() const noexcept;     ///< Zᵀ, k × d, over square_unit()
    /// The unit 4^e of the gradient and the kernel. 2^e is about the largest input, or 1 if data of that size have the
    /// exponent 0 in reduced_data.
    T square_unit() const noexcept;
    /// F = X UᵀV/√n for any points X (`inputs`, b × d), into `result` (b × k), which does not overlap them.
    /// `shape_mismatch` if the shapes do not fit.
    status outputs(matrix_view<const T> inputs, matrix_view<T> result) const noexcept;

    std::size_t kernel_rows() const noexcept;  ///< of the tangent kernel Θ (theory.md, 1): m·k
    /// y ← Θ x for the tangent kernel Θ (theory.md, 1) over square_unit(). x and y have kernel_rows() = m·k elements,
    /// sample by sample, and do not overlap. The call reads U once and uses the workspace.
    void apply_kernel(const T* x, T* y, const chunk_executor& spread = {}) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// The tangent kernel of a model, for make_operator (eigenvalue.hpp).
template <class T>
struct parameter_tangent_kernel {
    parameter_model<T>& model;  ///< whose kernel this is
    /// The number of rows of the kernel: parameter_model::kernel_rows.
    std::size_t rows() const noexcept { return model.kernel_rows(); }
    /// y ← Θ x, as by parameter_model::apply_kernel.
    void apply(const T* x, T* y) noexcept { model.apply_kernel(x, y); }
};

}  // namespace catapult

#include "catapult/models/detail/parameter_storage.hpp"

#endif
