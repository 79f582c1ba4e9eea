// Training data in the coordinates in which the dynamics are cheapest: X = Q Σ Pᵀ (theory.md, 3, reduced coordinates).
// Everything after this is independent of the number of samples and of inputs, but for the rank.
#ifndef CATAPULT_MODELS_DATA_REDUCTION_HPP
#define CATAPULT_MODELS_DATA_REDUCTION_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The size of a training set.
struct data_dims {
    std::size_t samples = 0;  ///< m
    std::size_t inputs = 0;   ///< d
    std::size_t outputs = 0;  ///< k
    bool keep_basis = false;  ///< whether P is wanted: for given weights, final weights and points that are not trained on
};

/// The training set as seen by gradient descent with squared error; r is the numerical rank of X.
/// A view of a data_reduction's workspace, or of any other memory.
///
/// A device need not reduce its data itself. It fills a reduced_data with the numbers that data_reduction found
/// elsewhere: models then compute the same bits. They need neither `inputs` nor `basis`; only given weights, final
/// weights and points that are not trained on do. "%a" of printf writes numbers that a compiler reads as they were:
///     constexpr float singular_values[] = {0x1.ea2318p+0f, 0x1.60936p+0f}, targets[] = {0x1.73ca6p-5f, 0x1.624b74p+0f};
///     reduced_data<float> data;
///     data.samples = 4;
///     data.outputs = 1;
///     data.rank = 2;
///     data.singular_values = singular_values;
///     data.targets = {targets, 2, 1};
///     data.unreachable_loss = 0x1.5490f6p-5f;
/// The exponent is another such number, unless it is 0. All sizes are then constants (required_bytes, static_workspace):
///     constexpr network_dims dims{2, 1, 1e6};
///     static_workspace<required_bytes(gram_model<float>::bytes, dims)> memory;
/// tools/examples/on_device.cpp is the whole program.
///
/// The unit is 2^exponent: X = 2^exponent QΣPᵀ, and what stands here is held in it. It is one (exponent 0) for a σ₁ from 2⁻⁶⁵ to
/// 2⁶⁴, in float 2⁻⁹ to 2¹⁶: steps multiply four σ and O(1) numbers, and eigenvalue solvers square λ's rounding, ε times two σ, which
/// leaves every product at least 2⁶⁰ from the ends of the range. Otherwise σ₁ is in [½, 1). What the models take and give (η, losses, λ) is in the caller's units
/// either way, and scales exactly with the data: for 2^e X and 2^e Y, 4^-e η gives the same weights, 4^e the loss and 4^e λ.
template <class T>
struct reduced_data {
    std::size_t samples = 0;        ///< m
    std::size_t inputs = 0;         ///< d
    std::size_t outputs = 0;        ///< k
    std::size_t rank = 0;           ///< r
    span<const T> singular_values;  ///< r, positive, descending: the diagonal of Σ, over the unit
    matrix_view<const T> targets;   ///< r × k: QᵀY over the unit
    matrix_view<const T> basis;     ///< r × d: Pᵀ, orthonormal rows; empty unless kept
    T unreachable_loss = 0;  ///< ‖Y − QQᵀY‖² / 2m: the loss that no linear model of X can remove; in the caller's units
    int exponent = 0;        ///< of the unit
};

/// 4^exponent: a loss or an eigenvalue in the units of the reduced data times this is one in the caller's, and a learning rate of
/// the caller times this is one in those of the reduced data.
template <class T>
CATAPULT_EXPORT T square_unit(const reduced_data<T>& data) noexcept;

/// Whether σ₁²/m, which is of the size of λ, is at least 2¹⁰ away from the ends of T's range in the caller's units. Models refuse
/// data where it is not.
template <class T>
CATAPULT_EXPORT bool in_range(const reduced_data<T>& data) noexcept;

template <class T>
class data_segment;

/// Builds reduced_data from rows that arrive in blocks: Householder QR against the rows so far (m ≥ d) or
/// LQ of all rows (m < d), then Golub–Kahan SVD of the small square factor, with the targets carried along.
/// Many rows are reduced in segments of fixed size, whose factors are merged in their order. So callers with several threads
/// may reduce segments at the same time (data_segment).
/// Singular values at most max(m, d)·ε·σ₁ count as zero. The first non-zero target of each direction is positive, which
/// fixes the signs of QᵀY and P. The result has the same bits however the rows were cut into blocks, and whoever reduced
/// the segments.
template <class T>
class data_reduction {
public:
    /// The bytes that `create` needs: O(min(m, d)·d + min(m, d)·k) elements, and if m ≥ d a block of min(m, 128) rows,
    /// whatever m is beyond that; with more than one segment, d (d + k) elements more. `invalid_argument` for a dimension of
    /// zero.
    static constexpr status bytes(const data_dims& dims, std::size_t& result) noexcept;
    /// A reduction without rows yet. `memory`: bytes(). `invalid_argument` for a dimension of zero.
    static status create(const data_dims& dims, workspace memory, data_reduction& result) noexcept;

    /// The next rows of X (b × d) and of Y (b × k), any b ≥ 1; both are only read. `shape_mismatch` if they do not
    /// fit the dimensions or exceed `samples` in total; `not_finite` if an element is. A refused block changes nothing.
    status add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept;

    /// The rows of a segment: m if m ≤ 4096 or d ≥ m/8, otherwise 8 d, rounded up to a multiple of 128, and 4096 at least. The last
    /// segment has what is left.
    static constexpr std::size_t segment_rows(const data_dims& dims) noexcept;
    /// The same as `add` of the rows of `next`, which is empty then. `shape_mismatch` if `next` is of other dimensions or has not
    /// the rows of the next segment, or if the rows so far end within one.
    status merge(data_segment<T>& next) noexcept;

    /// After exactly `samples` rows (else `shape_mismatch`); later calls repeat the answer of the first. `zero_inputs` if
    /// every input is zero, `invalid_argument` if targets or the loss are too large for T in these units, `not_converged` if the SVD used
    /// up its budget (no matrix is known that does that).
    status finish(reduced_data<T>& result) noexcept;

private:
    struct CATAPULT_HIDDEN state;
    state* state_ = nullptr;
};

/// A segment of the rows of a training set, for data_reduction::merge. Several threads may fill one each.
template <class T>
class data_segment {
public:
    /// The bytes that `create` needs: O(d (d + k)) elements. `dims` are those of the whole set. `invalid_argument` for a dimension
    /// of zero, and for a set of one segment, which is only added row by row.
    static constexpr status bytes(const data_dims& dims, std::size_t& result) noexcept;
    /// A segment without rows. `memory`: bytes().
    static status create(const data_dims& dims, workspace memory, data_segment& result) noexcept;

    /// As data_reduction::add, up to `segment_rows` rows.
    status add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept;

private:
    friend class data_reduction<T>;
    struct CATAPULT_HIDDEN state;
    state* state_ = nullptr;
};

}  // namespace catapult

#include "catapult/models/detail/reduction_state.hpp"

#endif
