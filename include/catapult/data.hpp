// Training data in the coordinates in which the dynamics are cheapest: X = Q Σ Pᵀ (theory.md, 3, reduced coordinates).
// Everything after this is independent of the number of samples and of inputs, but for the rank.
#ifndef CATAPULT_DATA_HPP
#define CATAPULT_DATA_HPP

#include <cstddef>

#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/workspace.hpp"

namespace catapult {

struct data_dims {
    std::size_t samples = 0;  ///< m
    std::size_t inputs = 0;   ///< d
    std::size_t outputs = 0;  ///< k
    bool keep_basis = false;  ///< whether P is wanted: for given weights, final weights and points that are not trained on
};

/// The training set as seen by gradient descent with squared error; r is the numerical rank of X.
/// A view of a data_reduction's workspace.
template <class T>
struct reduced_data {
    std::size_t samples = 0;
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::size_t rank = 0;
    span<const T> singular_values;   ///< r, positive, descending: the diagonal of Σ
    matrix_view<const T> targets;    ///< r × k: QᵀY
    matrix_view<const T> basis;      ///< r × d: Pᵀ, orthonormal rows; empty unless kept
    T unreachable_loss = 0;          ///< ‖Y − QQᵀY‖² / 2m: the loss that no linear model of X can remove
};

/// Builds reduced_data from rows that arrive in blocks: Householder QR against the rows so far (m ≥ d) or
/// LQ of all rows (m < d), then Golub–Kahan SVD of the small square factor, with the targets carried along.
/// Singular values at most max(m, d)·ε·σ₁ count as zero. The first non-zero target of each direction is positive, which
/// fixes the signs of QᵀY and P. The result has the same bits however the rows were cut into blocks.
template <class T>
class data_reduction {
public:
    /// Workspace of O(min(m, d)·d + min(m, d)·k) elements, and a block of rows; independent of m when m ≥ d.
    /// `invalid_argument` for a dimension of zero.
    static status bytes(const data_dims& dims, std::size_t& result) noexcept;
    static status create(const data_dims& dims, workspace memory, data_reduction& result) noexcept;

    /// The next rows of X (b × d) and of Y (b × k), any b ≥ 1; both are only read. `shape_mismatch` if they do not
    /// fit the dimensions or exceed `samples` in total; `not_finite` if an element is. A refused block changes nothing.
    status add(matrix_view<const T> inputs, matrix_view<const T> targets) noexcept;

    /// After exactly `samples` rows (else `shape_mismatch`); later calls repeat the answer of the first. `zero_inputs` if
    /// every input is zero, `invalid_argument` if a result is too large for T, `not_converged` if the SVD used up its budget.
    status finish(reduced_data<T>& result) noexcept;

private:
    struct state;
    state* state_ = nullptr;
};

}  // namespace catapult

#endif
