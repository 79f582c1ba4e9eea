// A small subspace in which a large symmetric operator is solved exactly (Rayleigh–Ritz): what iterative solvers that
// follow a changing operator have in common. For the library's own headers.
#ifndef CATAPULT_NUMERICS_DETAIL_RITZ_SPACE_HPP
#define CATAPULT_NUMERICS_DETAIL_RITZ_SPACE_HPP

#include <cstddef>

#include "catapult/vocabulary/detail/layout.hpp"
#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {
template <class T>
struct symmetric_operator;
}

namespace catapult::detail {

template <class T>
struct ritz_space {
    std::size_t rows;
    std::size_t stride;
    std::size_t capacity;  // the most basis vectors
    std::size_t size;      // basis vectors
    T* basis;              // capacity vectors
    T* images;             // their products
    T* vector;             // the Ritz vector that was asked for last, of unit length
    T* image;              // and its product
    T* projected;          // capacity²: basisᵀ images
    T* reduced;            // capacity²: scratch, and
    T* vectors;            // capacity²: the eigenvectors of `projected` as rows,
    T* values;             // with these eigenvalues
    T* off;
    T* reflector;

    constexpr void lay_out_space(layout& l, std::size_t of_rows, std::size_t most) noexcept
    {
        rows = of_rows;
        capacity = smaller(most, rows);
        stride = l.whole_blocks<T>(rows);
        for (T** array : {&basis, &images}) *array = l.take<T>(l.product(capacity, stride));
        for (T** array : {&vector, &image}) *array = l.take<T>(stride);
        for (T** array : {&projected, &reduced, &vectors}) *array = l.take<T>(l.product(capacity, capacity));
        for (T** array : {&values, &off, &reflector}) *array = l.take<T>(capacity);
    }

    T* basis_vector(std::size_t i) const noexcept { return basis + i * stride; }
    T* image_of(std::size_t i) const noexcept { return images + i * stride; }
    /// out ← Σ_i vectors(which, i) from_i.
    void combine(const T* from, std::size_t which, T* out) const noexcept;
    /// Makes x a unit vector orthogonal to the basis and appends it. False if x is zero, not finite or in the span
    /// of the basis, or if the basis is full.
    bool append(T* x) noexcept;
    /// Appends a fixed generic vector. Uses `image`.
    void append_generic() noexcept;
    /// The product with basis vector `which`, and the row of the projection that it gives. False if the product is not
    /// finite.
    bool multiply(const symmetric_operator<T>& op, std::size_t which) noexcept;
    /// The eigenvectors and eigenvalues of the projection, sorted by descending eigenvalues.
    void solve() noexcept;
    /// out ← A x − θ x for Ritz pair `which`. Returns the length of `out`, and leaves x and A x in `vector` and
    /// `image`.
    T residual_of(std::size_t which, T* out) const noexcept;
    /// Keeps only the `kept` best Ritz vectors, as the basis. `scratch`: 2 kept vectors.
    void restart(std::size_t kept, T* scratch) noexcept;
};

}  // namespace catapult::detail

#endif
