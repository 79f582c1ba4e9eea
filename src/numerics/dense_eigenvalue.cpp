#include <cmath>
#include <limits>

#include "catapult/numerics/eigenvalue.hpp"
#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

namespace {

/// The largest number of roundings that a term passes in dot() for `n` elements: those of a chain of fused
/// multiply-adds in one lane, and those of the tree of sums after it.
template <class T>
T dot_depth(std::size_t n) noexcept
{
    constexpr std::size_t chains = 4 * block_elements<T>;
    return static_cast<T>(n / chains + 10);
}

}  // namespace

namespace detail {

/// y ← A x.
template <class T>
void dense_top<T>::multiply(const T* x, T* y) const noexcept
{
    for (std::size_t i = 0; i < rows; ++i) y[i] = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const T* const row = &element(i, i);
        y[i] += dot(rows - i, row, x + i);
        add_scaled(rows - i - 1, x[i], row + 1, y + i + 1);
    }
}

/// Makes x a unit vector and returns its Rayleigh quotient. `image` ← A x.
template <class T>
T dense_top<T>::quotient(T* x) const noexcept
{
    divide(rows, norm(rows, x), x);
    divide(rows, norm(rows, x), x);  // the norm of a subnormal x is imprecise, this one is not
    multiply(x, image);
    return dot<T>(rows, x, image);
}

/// shift − A = LLᵀ, with L below the diagonal and in `pivots`. False if a pivot is not positive; `failed` is the first
/// such row.
template <class T>
bool dense_top<T>::factorise(T shift, std::size_t& failed) noexcept
{
    for (std::size_t i = 0; i < rows; ++i) {
        T* const row = elements + i * rows;
        for (std::size_t j = 0; j < i; ++j) row[j] = (-element(j, i) - dot<T>(j, row, elements + j * rows)) / pivots[j];
        const T pivot = (shift - row[i]) - dot<T>(i, row, row);
        failed = i;
        if (!(pivot > 0)) return false;
        pivots[i] = std::sqrt(pivot);
    }
    return true;
}

/// x ← (LLᵀ)⁻¹ x.
template <class T>
void dense_top<T>::solve(T* x) const noexcept
{
    for (std::size_t i = 0; i < rows; ++i) x[i] = (x[i] - dot<T>(i, elements + i * rows, x)) / pivots[i];
    for (std::size_t i = rows; i-- > 0;) {
        x[i] /= pivots[i];
        add_scaled(i, -x[i], elements + i * rows, x);
    }
}

/// x ← a vector along which shift − A is not positive: x = (−L⁻ᵀl, 1, 0 …), with the failed row l, has
/// xᵀ(shift − A)x = pivot.
template <class T>
void dense_top<T>::descend(std::size_t failed, T* x) const noexcept
{
    for (std::size_t i = 0; i < rows; ++i) x[i] = i < failed ? -elements[failed * rows + i] : i == failed ? T(1) : T(0);
    for (std::size_t i = failed; i-- > 0;) {
        x[i] /= pivots[i];
        add_scaled(i, -x[i], elements + i * rows, x);
    }
}

/// A bound on ‖LLᵀ − (shift − A)‖. It bounds the distance by which an eigenvalue of A can exceed a shift that was
/// factorised. The error of each element of LLᵀ is at most γ (|L||Lᵀ|)_ij with γ = (depth + 4)·ε/2. `depth` counts the
/// roundings of the dot product; the others are those of the difference, of the quotient or the root, and of
/// shift − a_ii (Higham, Accuracy and Stability of Numerical Algorithms, section 10.1). The norm of the non-negative
/// |L||Lᵀ| is at most max (|L||Lᵀ|x)_i / x_i for any positive x (Collatz, Wielandt). Two power steps find a good x. A
/// tenth is added for the rounding of the bound itself.
template <class T>
T dense_top<T>::factor_error() noexcept
{
    T bound = std::numeric_limits<T>::infinity();
    for (std::size_t i = 0; i < rows; ++i) trial[i] = 1;
    for (int step = 0; step < 3; ++step) {
        for (std::size_t i = 0; i < rows; ++i) sums[i] = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const T* const row = elements + i * rows;
            for (std::size_t j = 0; j < i; ++j) sums[j] += std::fabs(row[j]) * trial[i];
            sums[i] += pivots[i] * trial[i];
        }
        T largest = 0, top = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const T* const row = elements + i * rows;
            T total = pivots[i] * sums[i];
            for (std::size_t j = 0; j < i; ++j) total += std::fabs(row[j]) * sums[j];
            if (total > largest * trial[i]) largest = total / trial[i];
            image[i] = total;
            if (total > top) top = total;
        }
        if (largest < bound) bound = largest;
        for (std::size_t i = 0; i < rows; ++i) trial[i] = image[i] / top + std::numeric_limits<T>::epsilon();
    }
    return T(1.1) * (dot_depth<T>(rows) + 4) * (std::numeric_limits<T>::epsilon() / 2) * bound;
}

// A Rayleigh quotient θ bounds the largest eigenvalue from below. A Cholesky factorisation of θ + step − A bounds it
// from above, up to the rounding of the factorisation. If the factorisation fails, it gives a vector whose quotient is
// larger than θ + step. If it succeeds at a step that is too large, it turns the vector towards the top by inverse
// iteration. A cluster of eigenvalues does not slow the inverse iteration down much, because the shift is just above
// all of them. The first attempt, at a step of the size of rounding, is usually the last.
template <class T>
status dense_top<T>::find(T* vector, T first_step, eigenvalue_result<T>& result) noexcept
{
    constexpr T epsilon = std::numeric_limits<T>::epsilon();
    T largest = 0, square = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!std::isfinite(vector[i])) return status::not_finite;
        for (std::size_t j = i; j < rows; ++j) {
            if (!std::isfinite(element(i, j))) return status::not_finite;
            largest = std::fmax(largest, std::fabs(element(i, j)));
        }
    }
    T* const x = best;
    const bool started = norm<T>(rows, vector) > 0;
    for (std::size_t i = 0; i < rows; ++i) x[i] = started ? vector[i] : generic<T>(i);
    int exponent = 0;
    (void)std::frexp(largest, &exponent);
    const T first_scale = std::ldexp(T(1), -(exponent / 2)), second_scale = std::ldexp(T(1), -(exponent - exponent / 2));
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = i; j < rows; ++j) {
            element(i, j) = element(i, j) * first_scale * second_scale;  // a single factor might overflow
            square += (i == j ? 1 : 2) * element(i, j) * element(i, j);
        }
    T value = quotient(x);
    const T typical = std::sqrt(square / static_cast<T>(rows));  // root mean square of the eigenvalues
    T least = (8 + static_cast<T>(rows) / 4) * epsilon;          // steps below least * unit are rounding
    T step = first_step * first_scale * second_scale, beyond = 0;
    bool known = largest == T(0);
    for (int attempt = 0; attempt < 200 && !known; ++attempt) {
        const T unit = std::fmax(std::fabs(value), typical);
        step = std::fmax(step, least * unit);
        const T shift = value + step;
        std::size_t failed = 0;
        T* const other = trial;
        if (!factorise(shift, failed)) {
            descend(failed, other);
            const T higher = quotient(other);
            // If the quotient is not much higher, rounding made the factorisation fail.
            if (!(higher > value + step / 2) && step <= least * unit) least *= 4;
            if (higher > value) {
                value = higher;
                for (std::size_t i = 0; i < rows; ++i) x[i] = other[i];
            }
            step *= 8;
            continue;
        }
        known = step <= least * unit;
        if (known) beyond = step + factor_error();
        // Turns the vector towards the top. If the top is known, this improves its last digits.
        for (std::size_t i = 0; i < rows; ++i) other[i] = x[i];
        for (int turn = 0; turn < 3; ++turn) {
            solve(other);
            divide(rows, norm<T>(rows, other), other);
        }
        const T higher = quotient(other);
        if (higher > value || (known && higher >= value - 4 * epsilon * unit)) {
            beyond -= higher - value;
            value = higher;
            for (std::size_t i = 0; i < rows; ++i) x[i] = other[i];
        }
        step /= 1024;
    }
    const T size = std::fmax(std::fabs(value), typical);
    if (!known) beyond = std::numeric_limits<T>::infinity();
    eigenvalue_result<T> found;
    found.value = std::ldexp(value, exponent);
    if (!std::isfinite(found.value)) return status::not_finite;
    found.error_bound = std::ldexp(with_rounding(std::fmax(beyond, T(0)), size), exponent);
    if (value != T(0) && std::fabs(found.value) < std::numeric_limits<T>::min())
        found.error_bound += std::numeric_limits<T>::denorm_min();
    found.excess_bound = found.error_bound;
    found.evidence = known ? eigenvalue_evidence::inertia : eigenvalue_evidence::residual;
    found.miss_probability = known ? 0 : 1;
    for (std::size_t i = 0; i < rows; ++i) vector[i] = x[i];
    result = found;
    return known ? status::ok : status::not_converged;
}

template struct dense_top<float>;
template struct dense_top<double>;

}  // namespace detail

template <class T>
status dense_top_eigenvalue(matrix_view<const T> a, span<T> vector, workspace memory, eigenvalue_result<T>& result) noexcept
{
    if (a.rows == 0) return status::invalid_argument;
    if (a.columns != a.rows || vector.size() != a.rows) return status::shape_mismatch;
    dense_top<T> store;
    if (const status s = place([&](layout& l) { store.lay_out(l, a.rows); }, memory); s != status::ok) return s;
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = i; j < a.rows; ++j) store.element(i, j) = a(i, j);
    return store.find(vector.data(), T(0), result);
}

#define CATAPULT_INSTANTIATE(T) \
    template status dense_top_eigenvalue<T>(matrix_view<const T>, span<T>, workspace, eigenvalue_result<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
