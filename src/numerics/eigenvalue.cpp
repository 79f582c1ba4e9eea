#include "catapult/numerics/eigenvalue.hpp"

#include <cmath>

#include "catapult/vocabulary/detail/layout.hpp"
#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"

namespace catapult {
namespace {

using namespace detail;

template <class T>
status check(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector) noexcept
{
    if (op.apply == nullptr) return status::invalid_argument;
    if (const status s = check_options(op.rows, options); s != status::ok) return s;
    if (vector.size() != op.rows) return status::shape_mismatch;
    return all_finite(vector.size(), vector.data()) ? status::ok : status::not_finite;
}

/// x ← the first unit vector of an iteration.
template <class T>
void begin(span<const T> start, T* x) noexcept
{
    const std::size_t n = start.size();
    const T length = norm(n, start.data());
    if (length == T(0)) {
        for (std::size_t i = 0; i < n; ++i) x[i] = generic<T>(i);
    } else {
        T square = 0;
        for (std::size_t i = 0; i < n; ++i) square += generic<T>(i) * generic<T>(i);
        const T share = generic_share<T> / std::sqrt(square);
        for (std::size_t i = 0; i < n; ++i) x[i] = start[i] / length + share * generic<T>(i);
    }
    divide(n, norm(n, x), x);
}

/// The state of a Lanczos run: the relation A Q = Q T + β q eᵀ with orthonormal Q.
template <class T>
class lanczos_run {
public:
    lanczos_run(const lanczos_storage<T>& memory, std::size_t rows) noexcept : memory_(memory), rows_(rows) {}

    T* vector(std::size_t i) noexcept { return memory_.basis + i * memory_.stride; }
    std::size_t size() const noexcept { return size_; }
    bool full() const noexcept { return size_ == memory_.capacity; }

    /// One product. T grows by a row, and vector(size()) holds the next basis vector, not yet divided by its length.
    /// False if the product is not finite.
    bool extend(const symmetric_operator<T>& op) noexcept
    {
        const T* q = vector(size_);
        T* w = vector(size_ + 1);
        op.apply(op.context, q, w);
        T along = dot(rows_, q, w);
        add_scaled(rows_, -along, q, w);
        if (size_ > 0) add_scaled(rows_, -memory_.off[size_ - 1], vector(size_ - 1), w);
        // If a pass removes a large part of w, the rest is not yet orthogonal to working accuracy. The pass is
        // repeated.
        T length = norm(rows_, w);
        for (int pass = 0; pass < 3; ++pass) {
            for (std::size_t i = 0; i <= size_; ++i) {
                const T rest = dot(rows_, vector(i), w);
                add_scaled(rows_, -rest, vector(i), w);
                if (i == size_) along += rest;
            }
            const T left = norm(rows_, w);
            const bool done = left > T(0.7) * length;
            length = left;
            if (done) break;
        }
        if (!std::isfinite(along) || !std::isfinite(length)) return false;
        memory_.diagonal[size_] = along;
        memory_.off[size_] = length;
        ++size_;
        return true;
    }

    /// `value` ← the largest eigenvalue of T, `residual` ← the residual ‖A x − θ x‖ of its Ritz vector, `scale` ← the
    /// largest |eigenvalue of T|. With `all`, the eigenvectors of T are kept for `ritz_vector` and `restart`.
    void ritz(bool all, T& value, T& residual, T& scale) noexcept
    {
        const std::size_t n = size_, count = all ? n : 1;
        for (std::size_t i = 0; i < n; ++i) {
            memory_.values[i] = memory_.diagonal[i];
            memory_.edges[i] = memory_.off[i];
        }
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < count; ++j) memory_.vectors[i * count + j] = i == (all ? j : n - 1) ? T(1) : T(0);
        tridiagonal_eigenvalues(n, memory_.values, memory_.edges, memory_.vectors, count);
        top_ = 0;
        scale = 0;
        for (std::size_t j = 0; j < n; ++j) {
            if (memory_.values[j] > memory_.values[top_]) top_ = j;
            scale = std::fmax(scale, std::fabs(memory_.values[j]));
        }
        value = memory_.values[top_];
        residual = memory_.off[n - 1] * std::fabs(memory_.vectors[top_ * count + count - 1]);
        top_value_ = value;
        top_residual_ = residual;
    }

    /// The same without eigenvectors, from the value and the residual of the last call. That residual is the coupling
    /// of the last value to the new row of T. `scale` is a lower bound of the largest |eigenvalue of T|.
    void top(T& value, T& residual, T& scale) noexcept
    {
        T last_square = 1;
        bool found = true;
        if (size_ == 1) {
            value = memory_.diagonal[0];
        } else {
            found = next_top_eigenvalue(size_, memory_.diagonal, memory_.off, top_value_, top_residual_, value);
            if (found)
                last_square = last_component_square(size_, memory_.diagonal, memory_.off, value, memory_.values, memory_.edges);
        }
        if (!found || !std::isfinite(last_square)) {
            ritz(false, value, residual, scale);
            return;
        }
        residual = memory_.off[size_ - 1] * std::sqrt(last_square);
        scale = std::fabs(value);
        for (std::size_t i = 0; i < size_; ++i)
            if (std::fabs(memory_.diagonal[i]) > scale) scale = std::fabs(memory_.diagonal[i]);
        top_value_ = value;
        top_residual_ = residual;
    }

    void next_vector() noexcept { divide(rows_, memory_.off[size_ - 1], vector(size_)); }

    /// Writes the top Ritz vector, of unit length. Call ritz(true, …) before.
    void ritz_vector(T* out) noexcept
    {
        for (std::size_t i = 0; i < rows_; ++i) out[i] = 0;
        for (std::size_t i = 0; i < size_; ++i)
            add_scaled(rows_, memory_.vectors[top_ * size_ + i], static_cast<const T*>(vector(i)), out);
        divide(rows_, norm(rows_, out), out);
    }

    /// Keeps the span of the best Ritz vectors, in the basis in which T is tridiagonal. Call ritz(true, …) before.
    void restart() noexcept
    {
        const std::size_t n = size_, keep = memory_.keep, wide = keep + 1;
        T* values = memory_.values;
        for (std::size_t a = 0; a < keep; ++a) {  // sorts the largest eigenvalues to the front
            std::size_t best = a;
            for (std::size_t j = a + 1; j < n; ++j)
                if (values[j] > values[best]) best = j;
            exchange(values[a], values[best]);
            for (std::size_t i = 0; i < n; ++i) exchange(memory_.vectors[a * n + i], memory_.vectors[best * n + i]);
        }
        for (std::size_t i = 0; i < wide * wide; ++i) memory_.arrow[i] = 0;
        for (std::size_t a = 0; a < keep; ++a) {
            memory_.arrow[a * wide + a] = values[a];
            const T coupling = memory_.off[n - 1] * memory_.vectors[a * n + n - 1];
            memory_.arrow[a * wide + keep] = memory_.arrow[keep * wide + a] = coupling;
        }
        tridiagonalise(wide, memory_.arrow, memory_.diagonal, memory_.off, memory_.turn, memory_.weights);
        for (std::size_t a = 0; a < keep; ++a) {
            T* out = memory_.kept + a * memory_.stride;
            for (std::size_t i = 0; i < rows_; ++i) out[i] = 0;
            for (std::size_t i = 0; i < n; ++i) {
                T weight = 0;
                for (std::size_t b = 0; b < keep; ++b) weight += memory_.vectors[b * n + i] * memory_.turn[a * wide + b];
                add_scaled(rows_, weight, static_cast<const T*>(vector(i)), out);
            }
        }
        copy(vector(n), vector(keep));
        for (std::size_t a = 0; a < keep; ++a) copy(memory_.kept + a * memory_.stride, vector(a));
        size_ = keep;
    }

private:
    void copy(const T* from, T* to) const noexcept
    {
        for (std::size_t i = 0; i < rows_; ++i) to[i] = from[i];
    }

    lanczos_storage<T> memory_;
    std::size_t rows_;
    std::size_t size_ = 0;
    std::size_t top_ = 0;
    T top_value_ = 0;
    T top_residual_ = 0;
};

}  // namespace

template <class T>
status power_iteration(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector, workspace memory,
                       eigenvalue_result<T>& result) noexcept
{
    if (const status s = check(op, options, vector); s != status::ok) return s;
    const std::size_t n = op.rows;
    power_storage<T> store;
    if (const status s = place([&](layout& l) { store.lay_out(l, n); }, memory); s != status::ok) return s;

    begin<T>(vector, store.x);
    ranged_operator<T> ranged(op);
    for (std::size_t products = 1;; ++products) {
        ranged.apply(store.x, store.image);
        const T value = dot<T>(n, store.x, store.image);
        for (std::size_t i = 0; i < n; ++i) store.residual[i] = store.image[i] - value * store.x[i];
        const T residual = norm<T>(n, store.residual);
        const T length = norm<T>(n, store.image);
        if (!std::isfinite(value) || !std::isfinite(residual) || !std::isfinite(length)) return status::not_finite;
        const bool converged = small_enough(residual, value, length, options.tolerance);
        if (converged || products == options.max_products) {
            eigenvalue_result<T> found = {value, with_rounding(residual, length), products};
            if (!ranged.restore(found)) return status::not_finite;
            for (std::size_t i = 0; i < n; ++i) vector[i] = store.x[i];
            result = found;
            return converged ? status::ok : status::not_converged;
        }
        for (std::size_t i = 0; i < n; ++i) store.x[i] = store.image[i];
        divide(n, length, store.x);
    }
}

template <class T>
status lanczos(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> vector, workspace memory,
               eigenvalue_result<T>& result) noexcept
{
    if (const status s = check(op, options, vector); s != status::ok) return s;
    if (options.max_subspace < 2) return status::invalid_argument;
    lanczos_storage<T> store;
    const status placed = place([&](layout& l) { store.lay_out(l, op.rows, options.max_subspace); }, memory);
    if (placed != status::ok) return placed;

    lanczos_run<T> run(store, op.rows);
    begin<T>(vector, run.vector(0));
    ranged_operator<T> ranged(op);
    const symmetric_operator<T> in_range = make_operator<T>(ranged);
    for (std::size_t products = 1;; ++products) {
        if (!run.extend(in_range)) return status::not_finite;
        T value, residual, scale;
        run.top(value, residual, scale);
        const bool converged = small_enough(residual, value, scale, options.tolerance);
        if (converged || products == options.max_products) {
            run.ritz(true, value, residual, scale);
            eigenvalue_result<T> found = {value, with_rounding(residual, scale), products};
            if (!ranged.restore(found)) return status::not_finite;
            run.ritz_vector(vector.data());
            result = found;
            return converged ? status::ok : status::not_converged;
        }
        run.next_vector();
        if (run.full()) {
            run.ritz(true, value, residual, scale);
            run.restart();
        }
    }
}

#define CATAPULT_INSTANTIATE(T)                                                                                     \
    template status power_iteration<T>(const symmetric_operator<T>&, const eigenvalue_options&, span<T>, workspace, \
                                       eigenvalue_result<T>&) noexcept;                                             \
    template status lanczos<T>(const symmetric_operator<T>&, const eigenvalue_options&, span<T>, workspace,         \
                               eigenvalue_result<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
