// The largest eigenvalue of a symmetric matrix in memory, with the proof that it is the largest.
#ifndef CATAPULT_SRC_NUMERICS_DENSE_EIGENVALUE_HPP
#define CATAPULT_SRC_NUMERICS_DENSE_EIGENVALUE_HPP

#include <cstddef>

#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// A symmetric matrix in the upper triangle of `elements` (rows × rows, row by row), with its diagonal. The strictly
/// lower triangle and `pivots` hold a Cholesky factor. The other arrays have `rows` elements.
template <class T>
struct dense_top {
    std::size_t rows = 0;
    T* elements = nullptr;
    T* pivots = nullptr;  ///< the diagonal of the factor
    T* best = nullptr;    ///< the best vector so far
    T* image = nullptr;   ///< scratch
    T* trial = nullptr;   ///< scratch
    T* sums = nullptr;    ///< scratch

    void lay_out(layout& l, std::size_t size) noexcept
    {
        rows = size;
        elements = l.take<T>(l.product(size, size));
        for (T** array : {&pivots, &best, &image, &trial, &sums}) *array = l.take<T>(size);
    }

    /// Element (i, j), i ≤ j.
    T& element(std::size_t i, std::size_t j) const noexcept { return elements[i * rows + j]; }

    /// Does the work of dense_top_eigenvalue, and overwrites the elements. `first_step` is an estimate of the distance
    /// between the Rayleigh quotient of the start and the eigenvalue; zero is allowed.
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
