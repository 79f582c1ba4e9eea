// The caller's weights for the Gram engine: one pass over U and V gives their network_state, and another replaces them by
// the trained weights (theory.md, 3, weights back).
#ifndef CATAPULT_MODELS_WEIGHTS_HPP
#define CATAPULT_MODELS_WEIGHTS_HPP

#include <cstddef>
#include <limits>

#include "catapult/models/gram_model.hpp"
#include "catapult/models/gram_training.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The size of a network whose weights are given.
struct weights_dims {
    std::size_t inputs = 0;                                  ///< d: columns of U
    std::size_t outputs = 0;                                 ///< k: columns of V
    std::size_t rank = 0;                                    ///< r ≤ d
    double width = std::numeric_limits<double>::infinity();  ///< n; a weights_reduction needs it only below r + k
};

/// Computes the network_state of given weights from blocks of rows of U and V, in one pass. The rows need not be in memory
/// all at once. The width of the state is the number of rows. The object is a view of the caller's workspace.
///
/// Rows are summed in segments of `segment_rows`, and the segments in order. So several threads give the same bits as one:
/// each calls `partial` for a whole segment, and `merge` takes the segments in order.
///
/// For a narrow network (keeps_factor) the rows of UP and V are stored instead of summed. The sums of `partial` and `merge`
/// are then those rows.
template <class T>
class weights_reduction {
public:
    /// The number of rows in a segment.
    static constexpr std::size_t segment_rows = 4096;

    /// At most O((d + k + 256)(d + k)) elements; for a narrow network d r + n (r + k). `invalid_argument` for a dimension of
    /// zero, r > d, and n < 1.
    static constexpr status bytes(const weights_dims& dims, std::size_t& result) noexcept;
    /// `basis` is Pᵀ, r × d, with orthonormal rows, as in reduced_data. It is copied. `invalid_argument` as for bytes.
    /// `shape_mismatch` if `basis` has another shape. `not_finite` for an element that is not finite.
    static status create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                         weights_reduction& result) noexcept;

    /// Takes the next rows of U (b × d) and V (b × k), b ≥ 1, and only reads them. `shape_mismatch` for other shapes, and for
    /// more than n rows of a narrow network in total. `not_finite` for an element that is not finite. A refused block
    /// changes nothing.
    status add(matrix_view<const T> u, matrix_view<const T> v) noexcept;
    /// The state of all rows so far. The next `add` begins anew. `shape_mismatch` if `result` has other shapes, if there are
    /// no rows, and if not all n rows of a narrow network are there.
    status finish(network_state<T>& result) noexcept;
    std::size_t rows() const noexcept;  ///< rows taken since the last `finish`

    std::size_t partial_size() const noexcept;   ///< number of elements of the sums of one segment
    std::size_t partial_bytes() const noexcept;  ///< workspace of `partial`
    /// Writes the sums of one segment, of at most segment_rows rows, into `sums`. Several threads may call it at once. Errors
    /// as for `add`. `shape_mismatch` also for more rows, and if `sums` has not partial_size() elements.
    status partial(matrix_view<const T> u, matrix_view<const T> v, workspace memory, span<T> sums) const noexcept;
    /// Adds the sums of the next `rows` rows: segment_rows in each call but the last. `shape_mismatch` if the rows so far end
    /// within a segment, if `sums` has not partial_size() elements, and if `rows` is 0, more than segment_rows or more than
    /// a narrow network has left.
    status merge(span<const T> sums, std::size_t rows) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// The change of the weights in training: A_t = A_0 T_t for A = [U V] (theory.md, 3, weights back). The object holds T_t, without
/// its multiple of the identity, in reduced coordinates, (r + k) × (r + k), and with momentum the same of the velocities. Narrow
/// networks use weights_of_layers instead, because A_0 then maps parts of T_t to zero, and in these parts T_t may grow until
/// rounding drowns the rest. The object is a view of the caller's workspace.
template <class T>
class weights_transform {
public:
    /// For gram_model. O((d + r + k)(r + k)) elements. Errors as for weights_reduction.
    static constexpr status bytes(const weights_dims& dims, std::size_t& result) noexcept;
    /// For gram_training: (r + k)² elements more with momentum. Errors of the rule are those of check_rule.
    static constexpr status bytes(const weights_dims& dims, const training_rule& rule, std::size_t& result) noexcept;
    /// T starts as the identity. `basis` and errors as for weights_reduction. `dims.width` is the width of the network:
    /// `invalid_argument` also below r + k, `not_finite` for NaN.
    static status create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                         weights_transform& result) noexcept;
    /// T starts as the identity times `scale_first` for U and `scale_second` for V. Rule, scales and their errors are those of
    /// gram_training::create.
    static status create(const weights_dims& dims, matrix_view<const T> basis, const training_rule& rule, T scale_first,
                         T scale_second, workspace memory, weights_transform& result) noexcept;

    /// Takes one step of the model and updates T with it, in O((r + k) r k) more operations. All steps of the model since T
    /// was created must be taken with this call. Units and errors are those of gram_model::step. `shape_mismatch` for
    /// a model of another width, rank or number of outputs, and for a T with momentum. After an error neither model nor T is
    /// changed.
    status step(gram_model<T>& model, T eta) noexcept;
    /// The same under a training rule, with the batch and the errors of gram_training::step. `shape_mismatch` too for a rule with
    /// momentum where T has none, or without where it has. `unsupported` after gram_training::linearise().
    status step(gram_training<T>& model, T eta, span<const std::size_t> batch = {}) noexcept;

    /// Brings T into the coordinates of the weights, in O(d (r + k) r) operations. Call it after the last step and before
    /// `apply`.
    void prepare() noexcept;
    std::size_t apply_bytes() const noexcept;  ///< workspace of `apply`, for any number of rows
    /// Replaces rows of U (b × d) and V (b × k), b ≥ 1, as they were at the start by the trained rows. U and V do not overlap.
    /// Several threads may call it at once. The bits of a row do not depend on other rows. `shape_mismatch` for other
    /// shapes. `not_finite` for an element that is not finite. The rows are unchanged after an error.
    status apply(matrix_view<T> u, matrix_view<T> v, workspace memory) const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// The trained weights of rows whose trained layers are known. Rows of U (`u`, b × d) and V (`v`, b × k), as they were at the start,
/// become U + (UP_t − UP)Pᵀ and V_t, with UP_t in `first_layer` (b × r) and V_t in `second_layer` (b × k). `basis` is Pᵀ, r × d.
/// (With weight decay or scales, give the start's U times what they make of its part outside the data.) No array overlaps another.
/// The bits of a row do not depend on other rows. `shape_mismatch` for shapes that do not fit. `invalid_argument` for r > d.
/// `not_finite` for an element of the weights or of the basis that is not finite. The rows are unchanged after an error.
template <class T>
CATAPULT_EXPORT status weights_of_layers(matrix_view<const T> first_layer, matrix_view<const T> second_layer,
                                         matrix_view<const T> basis, matrix_view<T> u, matrix_view<T> v) noexcept;

/// The same for rows first_row … first_row + b − 1 of a narrow network (keeps_factor), of which `now` is the present state.
/// `shape_mismatch` too for a state without layers, and for rows that the network does not have.
template <class T>
CATAPULT_EXPORT status weights_of_layers(const network_state<T>& now, matrix_view<const T> basis, std::size_t first_row,
                                         matrix_view<T> u, matrix_view<T> v) noexcept;

}  // namespace catapult

#include "catapult/models/detail/weights_storage.hpp"

#endif
