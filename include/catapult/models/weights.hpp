// Between weights that the caller holds and the states of the Gram engine: U, V to (D, ω, E) in one pass over the
// weights, and the trained weights back in another (theory.md, 3, weights back).
#ifndef CATAPULT_MODELS_WEIGHTS_HPP
#define CATAPULT_MODELS_WEIGHTS_HPP

#include <cstddef>
#include <limits>

#include "catapult/models/gram_model.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

struct weights_dims {
    std::size_t inputs = 0;                                  ///< d: columns of U
    std::size_t outputs = 0;                                 ///< k: columns of V
    std::size_t rank = 0;                                    ///< r ≤ d
    double width = std::numeric_limits<double>::infinity();  ///< n; to a weights_reduction it matters where it is below r + k
};

/// The reduced state of given weights, from row blocks of U and V in one pass; the rows need never be all in memory, nor
/// stored at all where they can be drawn again. The width is the number of rows. A view of the caller's workspace.
///
/// Rows are summed by segments of `segment_rows`, and these in order, so that threads give the same bits as one
/// call after another: let each compute `partial` of a whole segment, and `merge` the segments in order.
///
/// Of a narrow network (keeps_factor, by `dims.width`) the rows of UP and V themselves are kept, n × (r + k) elements; what `partial`
/// calls sums are those rows.
template <class T>
class weights_reduction {
public:
    static constexpr std::size_t segment_rows = 4096;

    /// `invalid_argument` for a dimension of zero, and r > d.
    static constexpr status bytes(const weights_dims& dims, std::size_t& result) noexcept;
    /// `basis` (r × d): Pᵀ with orthonormal rows, as reduced_data holds it; copied. `invalid_argument` as for bytes(),
    /// `shape_mismatch` for another shape, `not_finite` for an element that is not.
    static status create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                         weights_reduction& result) noexcept;

    /// The next rows of U (b × d) and V (b × k), any b ≥ 1, and not beyond the n rows of a narrow network: else `shape_mismatch`;
    /// `not_finite` for an element that is not. A refused block changes nothing.
    status add(matrix_view<const T> u, matrix_view<const T> v) noexcept;
    /// The state of all rows so far; the next `add` begins anew. `shape_mismatch` if `result` has other shapes, without any row,
    /// or with other than the n rows of a narrow network.
    status finish(network_state<T>& result) noexcept;
    std::size_t rows() const noexcept;

    /// Elements of the sums of one segment, and the workspace that `partial` needs.
    std::size_t partial_size() const noexcept;
    std::size_t partial_bytes() const noexcept;
    /// The sums of one segment of at most segment_rows rows; may run in several threads at once. Errors as for `add`;
    /// `shape_mismatch` also for too many rows or a `sums` of another size.
    status partial(matrix_view<const T> u, matrix_view<const T> v, workspace memory, span<T> sums) const noexcept;
    /// Adds the sums of the next `rows` rows: segment_rows in each call but the last. `shape_mismatch` after an `add` or a `merge` that
    /// ended within a segment, for a `sums` of another size, and for no rows or more than a segment's.
    status merge(span<const T> sums, std::size_t rows) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// What training does to the weights: A_t = A_0 T_t for A = [U V], with T_t − I kept in reduced coordinates, (r + k)². Not for
/// narrow networks, whose A_0 does not see all of T: what grows out of its sight would be lost to rounding.
template <class T>
class weights_transform {
public:
    static constexpr status bytes(const weights_dims& dims, std::size_t& result) noexcept;
    /// `basis` and its errors as for weights_reduction; copied. `dims.width` is that of the network (≥ r + k: else `invalid_argument`;
    /// `not_finite` for NaN). T starts as the identity.
    static status create(const weights_dims& dims, matrix_view<const T> basis, workspace memory,
                         weights_transform& result) noexcept;

    /// One step of the model (gram_model::step, in its units and with its errors), which T follows. The model starts where T is
    /// the identity, and every step of it goes through here. A step that is refused changes neither. O((r + k) r k) work more
    /// than the model's. `shape_mismatch` for a model of another width, rank or number of outputs.
    status step(gram_model<T>& model, T eta) noexcept;

    /// To be called after the last step and before `apply`: T in the coordinates of the weights.
    void prepare() noexcept;
    /// Workspace of `apply`, for any number of rows.
    std::size_t apply_bytes() const noexcept;
    /// Replaces rows of U (b × d) and V (b × k) as they were at initialisation by what they are now. May run in several
    /// threads at once; a row's bits do not depend on the others. `shape_mismatch`, and `not_finite` for an element that is not:
    /// the rows stay as they are.
    status apply(matrix_view<T> u, matrix_view<T> v, workspace memory) const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

/// Weights back of a narrow network (keeps_factor): rows first_row … of U (b × d) and V (b × k) as they were at initialisation
/// become U + (UP_t − UP)Pᵀ and V_t, where `now` is the network's state and `basis` is Pᵀ (r × d). Rows do not depend on each
/// other. `shape_mismatch` where these do not fit, `not_finite` for weights or a basis that are not.
template <class T>
CATAPULT_EXPORT status weights_of_layers(const network_state<T>& now, matrix_view<const T> basis, std::size_t first_row,
                                         matrix_view<T> u, matrix_view<T> v) noexcept;

}  // namespace catapult

#include "catapult/models/detail/weights_storage.hpp"

#endif
