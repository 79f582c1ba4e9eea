// The largest eigenvalue of a symmetric matrix in memory, and that it is the largest.
#ifndef CATAPULT_SRC_NUMERICS_DENSE_EIGENVALUE_HPP
#define CATAPULT_SRC_NUMERICS_DENSE_EIGENVALUE_HPP

#include <cstddef>

#include "catapult/numerics/eigenvalue.hpp"
#include "vocabulary/layout.hpp"

namespace catapult::detail {

/// A symmetric matrix in the upper triangle of `elements` (rows × rows, row by row), diagonal included. Below it, and in
/// `pivots`, is room for a Cholesky factor; the other arrays are scratch of `rows` elements.
template <class T>
struct dense_top {
    std::size_t rows = 0;
    T* elements = nullptr;
    T* pivots = nullptr;  ///< the factor's diagonal
    T* best = nullptr;    ///< the vector found
    T* image = nullptr;
    T* trial = nullptr;
    T* sums = nullptr;

    void lay_out(layout& l, std::size_t size) noexcept
    {
        rows = size;
        elements = l.take<T>(l.product(size, size));
        for (T** array : {&pivots, &best, &image, &trial, &sums}) *array = l.take<T>(size);
    }

    /// Element (i, j), i ≤ j.
    T& element(std::size_t i, std::size_t j) const noexcept { return elements[i * rows + j]; }

    /// The largest eigenvalue, with `vector` (rows): a start on entry, of any length, zero included, and the unit eigenvector
    /// on exit. As dense_top_eigenvalue; the elements do not survive it. `first_step`: how far above the start's Rayleigh
    /// quotient the eigenvalue is thought to be, or less.
    status find(T* vector, T first_step, eigenvalue_result<T>& result) noexcept;

private:
    void multiply(const T* x, T* y) const noexcept;
    T quotient(T* x) const noexcept;
    bool factorise(T shift, std::size_t& failed) noexcept;
    void solve(T* x) const noexcept;
    void descend(std::size_t failed, T* x) const noexcept;
    T factor_error() noexcept;
};

}  // namespace catapult::detail

#endif
