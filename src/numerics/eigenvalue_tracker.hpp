// The state that an eigenvalue_tracker keeps from one update to the next.
#ifndef CATAPULT_SRC_NUMERICS_EIGENVALUE_TRACKER_HPP
#define CATAPULT_SRC_NUMERICS_EIGENVALUE_TRACKER_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"

namespace catapult {

template <class T>
struct eigenvalue_tracker<T>::storage {
    static constexpr std::size_t kept = 4;  // Ritz vectors that a restart within an update keeps

    std::size_t rows;
    std::size_t stride;
    std::size_t capacity;
    eigenvalue_options options;
    bool started;
    std::size_t updates;
    std::size_t size;  // basis vectors
    T* basis;          // capacity vectors
    T* images;         // their products
    T* turned;         // 2 kept vectors: scratch of a restart, and the next basis vector
    T* spare;
    T* vector;  // the top Ritz vector
    T* image;
    T* projected;  // capacity²: basisᵀ images
    T* reduced;    // capacity²: scratch, and
    T* vectors;    // capacity²: the eigenvectors of `projected` as rows,
    T* values;     // with these eigenvalues
    T* off;
    T* reflector;

    static void lay_out(detail::layout& l, std::size_t rows, const eigenvalue_options& options, storage*& placed,
                        storage& s) noexcept
    {
        s.rows = rows;
        s.options = options;
        s.capacity = options.max_subspace < rows ? options.max_subspace : rows;
        s.stride = l.whole_blocks<T>(rows);
        const std::size_t square = l.product(s.capacity, s.capacity);
        placed = l.take<storage>(1);
        s.basis = l.take<T>(l.product(s.capacity, s.stride));
        s.images = l.take<T>(l.product(s.capacity, s.stride));
        s.turned = l.take<T>(l.product(2 * kept, s.stride));
        s.spare = l.take<T>(s.stride);
        s.vector = l.take<T>(s.stride);
        s.image = l.take<T>(s.stride);
        for (T** array : {&s.projected, &s.reduced, &s.vectors}) *array = l.take<T>(square);
        for (T** array : {&s.values, &s.off, &s.reflector}) *array = l.take<T>(s.capacity);
    }

    T* basis_vector(std::size_t i) const noexcept { return basis + i * stride; }
    T* image_of(std::size_t i) const noexcept { return images + i * stride; }

    /// out ← Σ_i vectors(which, i) from_i.
    void combine(const T* from, std::size_t which, T* out) const noexcept
    {
        for (std::size_t i = 0; i < rows; ++i) out[i] = 0;
        for (std::size_t i = 0; i < size; ++i) detail::add_scaled(rows, vectors[which * size + i], from + i * stride, out);
    }

    /// Makes x a unit vector orthogonal to the basis and appends it. False if x is zero, not finite or in the span
    /// of the basis, or if the basis is full.
    bool append(T* x) noexcept
    {
        if (size == capacity) return false;
        const T whole = detail::norm<T>(rows, x);
        if (!(whole > 0) || !std::isfinite(whole)) return false;
        detail::divide(rows, whole, x);
        for (int pass = 0; pass < 3; ++pass) {
            for (std::size_t i = 0; i < size; ++i)
                detail::add_scaled(rows, -detail::dot<T>(rows, basis_vector(i), x), basis_vector(i), x);
            const T left = detail::norm<T>(rows, x);
            if (!(left > detail::solver_rounding<T>)) return false;
            detail::divide(rows, left, x);
            if (left > T(0.7)) break;
        }
        T* to = basis_vector(size);
        for (std::size_t i = 0; i < rows; ++i) to[i] = x[i];
        ++size;
        return true;
    }

    void append_generic() noexcept
    {
        for (std::size_t i = 0; i < rows; ++i) image[i] = detail::generic<T>(i + size);
        (void)append(image);
    }

    /// The product with basis vector `which`, and the row of the projection that it gives. False if the product is not
    /// finite.
    bool multiply(const symmetric_operator<T>& op, std::size_t which) noexcept
    {
        op.apply(op.context, basis_vector(which), image_of(which));
        bool finite = true;
        for (std::size_t i = 0; i <= which; ++i) {
            const T element = detail::dot<T>(rows, basis_vector(i), image_of(which));
            projected[i * capacity + which] = projected[which * capacity + i] = element;
            finite = finite && std::isfinite(element);
        }
        return finite && std::isfinite(detail::norm<T>(rows, image_of(which)));
    }

    /// The eigenvectors and eigenvalues of the projection, sorted by descending eigenvalues.
    void solve() noexcept
    {
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) reduced[i * size + j] = projected[i * capacity + j];
        detail::tridiagonalise(size, reduced, values, off, vectors, reflector);
        detail::tridiagonal_eigenvalues(size, values, off, vectors, size);
        for (std::size_t a = 0; a + 1 < size; ++a) {
            std::size_t best = a;
            for (std::size_t j = a + 1; j < size; ++j)
                if (values[j] > values[best]) best = j;
            detail::exchange(values[a], values[best]);
            for (std::size_t i = 0; i < size; ++i) detail::exchange(vectors[a * size + i], vectors[best * size + i]);
        }
    }

    /// The number of products, after a first one, that may come before the next solve. It is positive if the error is
    /// far above the tolerance, and if a solve (about 10 size³ operations) costs more than a product with a dense
    /// matrix (2 rows²).
    std::size_t products_between(T error, T value) const noexcept
    {
        const T cubed = static_cast<T>(size) * static_cast<T>(size) * static_cast<T>(size);
        if (5 * cubed < static_cast<T>(rows) * static_cast<T>(rows)) return 0;
        const T far = error / std::fabs(value);
        const T near = static_cast<T>(options.tolerance) + detail::solver_rounding<T>;
        return far > T(1e8) * near ? 3 : far > T(1e4) * near ? 2 : far > T(10) * near ? 1 : 0;
    }

    /// out ← A x − θ x for Ritz pair `which`. Returns the length of `out`, and leaves x and A x in `vector` and
    /// `image`.
    T residual_of(std::size_t which, T* out) const noexcept
    {
        combine(basis, which, vector);
        combine(images, which, image);
        for (std::size_t i = 0; i < rows; ++i) out[i] = image[i] - values[which] * vector[i];
        return detail::norm<T>(rows, out);
    }

    /// Keeps only the best Ritz vectors.
    void restart() noexcept
    {
        for (std::size_t a = 0; a < kept; ++a) {
            combine(basis, a, turned + a * stride);
            combine(images, a, turned + (kept + a) * stride);
        }
        for (std::size_t a = 0; a < kept; ++a) {
            for (std::size_t i = 0; i < rows; ++i) {
                basis_vector(a)[i] = turned[a * stride + i];
                image_of(a)[i] = turned[(kept + a) * stride + i];
            }
            for (std::size_t b = 0; b < kept; ++b) projected[a * capacity + b] = a == b ? values[a] : T(0);
        }
        size = kept;
    }

    /// Prepares the basis for the next update: one power step on the top Ritz vector and one on the second. Their
    /// images are known, so that this takes no product. The second vector also gets a share of the generic vector.
    /// Power steps alone would lose a direction that is small now and becomes the top one later.
    void prepare_next() noexcept
    {
        bool second = size > 1;
        if (second) {
            combine(images, 1, turned);
            const T length = detail::norm<T>(rows, turned);
            second = length > 0;
            for (std::size_t i = 0; second && i < rows; ++i)
                turned[i] = turned[i] / length +
                            detail::generic_share<T> * detail::generic<T>(i) / std::sqrt(static_cast<T>(rows));
        }
        size = 0;
        if (!append(image)) {
            for (std::size_t i = 0; i < rows; ++i) image[i] = vector[i];
            (void)append(image);
        }
        if (!second || !append(turned)) append_generic();
    }

    /// The next update starts from the span of `start` and the vector of the last update.
    void start_from(const T* start) noexcept
    {
        size = 0;
        for (std::size_t i = 0; i < rows; ++i) image[i] = start[i];
        if (!append(image)) append_generic();
        for (std::size_t i = 0; i < rows; ++i) image[i] = vector[i];
        if (!append(image)) append_generic();
        started = true;
    }

    status update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept;
};

namespace detail {

/// The state from which the next update starts, without its vectors.
struct tracker_counts {
    bool started;
    std::size_t updates;
    std::size_t size;  ///< number of vectors
};
constexpr std::size_t tracker_vectors = 2;  ///< the most vectors

template <class T>
struct tracker_access {
    /// `vectors` holds tracker_vectors · rows elements.
    static void save(const eigenvalue_tracker<T>& from, tracker_counts& counts, T* vectors) noexcept;
    static void restore(const tracker_counts& counts, const T* vectors, eigenvalue_tracker<T>& to) noexcept;
};

}  // namespace detail

}  // namespace catapult

#endif
