// The largest few eigenvalues of an operator that changes a little from one call to the next. For the library's own headers.
#ifndef CATAPULT_NUMERICS_DETAIL_LEADING_PAIRS_HPP
#define CATAPULT_NUMERICS_DETAIL_LEADING_PAIRS_HPP

#include <cstddef>

#include "catapult/numerics/detail/ritz_space.hpp"
#include "catapult/numerics/eigenvalue.hpp"

namespace catapult::detail {

/// Thick-restart Lanczos with blocks: the basis grows by the residuals of all pairs that have not converged. It starts from the
/// vectors of the last update, two more, and a few products of a vector without structure, so that it takes `count` + 6 products if
/// the operator has changed little, finds equal eigenvalues, up to `count` + 2, as often as they occur, and notices one that has
/// risen among the largest.
template <class T>
struct leading_pairs {
    static constexpr std::size_t spare = 2;

    ritz_space<T> space;
    std::size_t count;    // pairs that are wanted
    std::size_t kept;     // vectors from one update to the next
    std::size_t carried;  // vectors through a restart within an update
    bool started;
    std::size_t updates;  // since the start
    T* scratch;           // 2 carried vectors
    T* residuals;         // kept vectors
    T* found;             // count vectors: the unit eigenvectors of the last update
    T* values;            // count: the last update's eigenvalues
    T* errors;            // count: some eigenvalue lies this near

    constexpr void lay_out(layout& l, std::size_t rows, std::size_t wanted) noexcept
    {
        count = smaller(wanted, rows);
        kept = smaller(count + spare, rows);
        space.lay_out_space(l, rows, l.sum(l.product(3, count), 8));
        carried = smaller(l.sum(l.product(2, count), 4), space.capacity);
        scratch = l.take<T>(l.product(l.product(2, carried), space.stride));
        residuals = l.take<T>(l.product(kept, space.stride));
        found = l.take<T>(l.product(count, space.stride));
        for (T** array : {&values, &errors}) *array = l.take<T>(count);
    }
    /// Sets what has to be set before the first update. `not_finite` makes it necessary again.
    void begin() noexcept { started = false; }

    T* vector(std::size_t i) const noexcept { return found + i * space.stride; }
    /// The eigenpairs of `op`, to a residual of `tolerance` times the eigenvalue or rounding. Adds the products to `products`,
    /// of which it uses up to `most` and at least `kept`. `not_converged` and `not_finite` as of eigenvalue_tracker::update.
    status update(const symmetric_operator<T>& op, double tolerance, std::size_t most, std::size_t& products) noexcept;

private:
    void prepare_next() noexcept;
};

}  // namespace catapult::detail

#endif
