#include <cmath>
#include <cstdint>

#include "catapult/eigenvalue.hpp"
#include "gram_access.hpp"
#include "layout.hpp"
#include "solver.hpp"
#include "tridiagonal.hpp"
#include "vector.hpp"

namespace catapult {

using namespace detail;

namespace {
constexpr std::size_t kept = 4;  // Ritz vectors that survive a restart within one update
// Once every so many updates, as many extra products go into the second Ritz vector: alone, its one power step an
// update may take long to turn to an eigenvector that comes up through a crowd.
constexpr std::size_t search_interval = 16;
constexpr std::size_t search_products = 8;
}

template <class T>
struct eigenvalue_tracker<T>::storage {
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
    T* vector;         // the top Ritz vector
    T* image;
    T* projected;      // capacity²: basisᵀ images
    T* reduced;        // capacity²: scratch, and
    T* vectors;        // capacity²: the eigenvectors of `projected` as rows,
    T* values;         // with these eigenvalues
    T* off;
    T* reflector;

    static void lay_out(layout& l, std::size_t rows, const eigenvalue_options& options, storage*& placed, storage& s) noexcept
    {
        constexpr std::size_t block = 64 / sizeof(T);
        s.rows = rows;
        s.options = options;
        s.capacity = options.max_subspace < rows ? options.max_subspace : rows;
        s.stride = rows > SIZE_MAX - block ? rows : (rows + block - 1) / block * block;
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
        for (std::size_t i = 0; i < size; ++i) add_scaled(rows, vectors[which * size + i], from + i * stride, out);
    }

    /// Makes x a unit vector orthogonal to the basis and appends it. False if nothing of it is left, or no room.
    bool append(T* x) noexcept
    {
        if (size == capacity) return false;
        const T whole = norm<T>(rows, x);
        if (!(whole > 0) || !std::isfinite(whole)) return false;
        divide(rows, whole, x);
        for (int pass = 0; pass < 3; ++pass) {
            for (std::size_t i = 0; i < size; ++i) add_scaled(rows, -dot<T>(rows, basis_vector(i), x), basis_vector(i), x);
            const T left = norm<T>(rows, x);
            if (!(left > solver_rounding<T>)) return false;
            divide(rows, left, x);
            if (left > T(0.7)) break;
        }
        T* to = basis_vector(size);
        for (std::size_t i = 0; i < rows; ++i) to[i] = x[i];
        ++size;
        return true;
    }

    void append_generic() noexcept
    {
        for (std::size_t i = 0; i < rows; ++i) image[i] = generic<T>(i + size);
        (void)append(image);
    }

    /// The product with the last basis vector, and the row of the projection that it gives. False if not finite.
    bool multiply(const symmetric_operator<T>& op, std::size_t which) noexcept
    {
        op.apply(op.context, basis_vector(which), image_of(which));
        bool finite = true;
        for (std::size_t i = 0; i <= which; ++i) {
            const T element = dot<T>(rows, basis_vector(i), image_of(which));
            projected[i * capacity + which] = projected[which * capacity + i] = element;
            finite = finite && std::isfinite(element);
        }
        return finite && std::isfinite(norm<T>(rows, image_of(which)));
    }

    /// Eigenvectors and eigenvalues of the projection, descending.
    void solve() noexcept
    {
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) reduced[i * size + j] = projected[i * capacity + j];
        tridiagonalise(size, reduced, values, off, vectors, reflector);
        tridiagonal_eigenvalues(size, values, off, vectors, size);
        for (std::size_t a = 0; a + 1 < size; ++a) {
            std::size_t best = a;
            for (std::size_t j = a + 1; j < size; ++j)
                if (values[j] > values[best]) best = j;
            exchange(values[a], values[best]);
            for (std::size_t i = 0; i < size; ++i) exchange(vectors[a * size + i], vectors[best * size + i]);
        }
    }

    /// out ← A x − θ x for one of the Ritz pairs, and its length. `vector` and `image` are left with x and A x.
    T residual_of(std::size_t which, T* out) const noexcept
    {
        combine(basis, which, vector);
        combine(images, which, image);
        for (std::size_t i = 0; i < rows; ++i) out[i] = image[i] - values[which] * vector[i];
        return norm<T>(rows, out);
    }

    /// Goes on with the best Ritz vectors alone.
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

    /// Leaves a basis for the next update: one power step, which costs nothing, on the top Ritz vector and on the next,
    /// which also gets a share of the generic vector: power steps would lose what is small today and on top tomorrow.
    void prepare_next() noexcept
    {
        bool second = size > 1;
        if (second) {
            combine(images, 1, turned);
            const T length = norm<T>(rows, turned);
            second = length > 0;
            for (std::size_t i = 0; second && i < rows; ++i)
                turned[i] = turned[i] / length + generic_share<T> * generic<T>(i) / std::sqrt(static_cast<T>(rows));
        }
        size = 0;
        if (!append(image)) {
            for (std::size_t i = 0; i < rows; ++i) image[i] = vector[i];
            (void)append(image);
        }
        if (!second || !append(turned)) append_generic();
    }

    static void exchange(T& a, T& b) noexcept
    {
        const T t = a;
        a = b;
        b = t;
    }
};

template <class T>
status eigenvalue_tracker<T>::bytes(std::size_t rows, const eigenvalue_options& options, std::size_t& result) noexcept
{
    if (rows == 0 || options.max_subspace < 2 * kept) return status::invalid_argument;
    storage* placed = nullptr;
    storage s;
    return measure([&](layout& l) { storage::lay_out(l, rows, options, placed, s); }, result);
}

template <class T>
status eigenvalue_tracker<T>::create(std::size_t rows, const eigenvalue_options& options, workspace memory,
                                     eigenvalue_tracker& result) noexcept
{
    if (const status s = check_options(rows, options); s != status::ok) return s;
    if (options.max_subspace < 2 * kept) return status::invalid_argument;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { storage::lay_out(l, rows, options, placed, s); }, memory);
    if (problem != status::ok) return problem;
    s.started = false;
    s.updates = 0;
    s.size = 0;
    for (std::size_t i = 0; i < s.stride; ++i) s.vector[i] = s.image[i] = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status eigenvalue_tracker<T>::update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept
{
    storage& s = *storage_;
    if (op.rows != s.rows || op.apply == nullptr) return status::shape_mismatch;
    if (!s.started) {
        s.size = 0;
        s.append_generic();
        s.append_generic();
        s.started = true;
    }
    std::size_t products = 0;
    const std::size_t begun = s.size;
    for (std::size_t i = 0; i < begun; ++i, ++products)
        if (!s.multiply(op, i)) {
            s.started = false;
            return status::not_finite;
        }
    std::size_t search = ++s.updates % search_interval == 0 ? search_products : 0;
    for (;;) {
        s.solve();
        const T value = s.values[0];
        const T low = std::fabs(s.values[s.size - 1]), high = std::fabs(value);
        const T scale = low > high ? low : high;
        const T residual = s.residual_of(0, s.turned);
        // Kato and Temple: no other eigenvalue within `gap` of the value leaves an error of residual² / gap at most. The gap
        // is that to the runner-up as far as it is known, halved.
        T error = residual;
        if (s.size > 1 && !small_enough(residual, value, scale, s.options.tolerance)) {
            const T gap = (value - s.values[1] - s.residual_of(1, s.spare)) / 2;
            if (gap > residual) error = residual * (residual / gap);
        }
        const bool converged = small_enough(error, value, scale, s.options.tolerance);
        const bool searching = converged && search > 0 && s.size > 1;
        if (searching) {
            --search;
            (void)s.residual_of(1, s.turned);
        }
        bool extended = false;
        if ((!converged || searching) && products < s.options.max_products) {
            if (s.size == s.capacity && s.capacity > kept) {
                s.restart();
                s.solve();
                (void)s.residual_of(searching ? 1 : 0, s.turned);
            }
            extended = s.append(s.turned);
        }
        if (!extended) {
            s.combine(s.basis, 0, s.vector);
            s.combine(s.images, 0, s.image);
            result = {value, with_rounding(error, scale), products};
            s.prepare_next();
            return converged ? status::ok : status::not_converged;
        }
        ++products;
        if (!s.multiply(op, s.size - 1)) {
            s.started = false;
            return status::not_finite;
        }
    }
}

template <class T>
span<const T> eigenvalue_tracker<T>::vector() const noexcept
{
    return {storage_->vector, storage_->rows};
}

namespace detail {

template <class T>
void tracker_access<T>::save(const eigenvalue_tracker<T>& from, tracker_counts& counts, T* vectors) noexcept
{
    const auto& s = *from.storage_;
    counts = {s.started, s.updates, s.started ? s.size : 0};
    for (std::size_t a = 0; a < counts.size; ++a)
        for (std::size_t i = 0; i < s.rows; ++i) vectors[a * s.rows + i] = s.basis_vector(a)[i];
}

template <class T>
void tracker_access<T>::restore(const tracker_counts& counts, const T* vectors, eigenvalue_tracker<T>& to) noexcept
{
    auto& s = *to.storage_;
    s.started = counts.started;
    s.updates = counts.updates;
    s.size = counts.size;
    for (std::size_t a = 0; a < s.size; ++a)
        for (std::size_t i = 0; i < s.rows; ++i) s.basis_vector(a)[i] = vectors[a * s.rows + i];
}

template struct tracker_access<float>;
template struct tracker_access<double>;

}  // namespace detail

template class eigenvalue_tracker<float>;
template class eigenvalue_tracker<double>;

}  // namespace catapult
