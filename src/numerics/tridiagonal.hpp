// Small symmetric eigenproblems, for the projected matrices of the iterative solvers.
#ifndef CATAPULT_SRC_NUMERICS_TRIDIAGONAL_HPP
#define CATAPULT_SRC_NUMERICS_TRIDIAGONAL_HPP

#include <cmath>
#include <cstddef>
#include <limits>

namespace catapult::detail {

/// √(a² + b²) for arguments of order one. The squares of small arguments may underflow.
template <class T>
T length(T a, T b) noexcept
{
    return std::sqrt(a * a + b * b);
}

/// Householder reduction a = wᵀ t w of a symmetric n × n matrix to a tridiagonal t. Both halves of `a` are stored, and
/// `a` is overwritten. The reduction goes from the last row upwards and leaves the last coordinate unchanged, so that
/// the last row and the last column of w are the last unit vector. `off` holds n − 1 elements. `reflector` is scratch
/// of n elements.
template <class T>
void tridiagonalise(std::size_t n, T* a, T* diagonal, T* off, T* w, T* reflector) noexcept
{
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) w[i * n + j] = i == j ? T(1) : T(0);
    for (std::size_t i = n - 1; i >= 1 && i < n; --i) {
        T* u = a + i * n;  // row i: its columns 0 … i − 1 become the reflector
        T above = 0;
        for (std::size_t c = 0; c + 1 < i; ++c) above += u[c] * u[c];
        if (above == T(0)) {
            off[i - 1] = u[i - 1];
            continue;
        }
        const T last = u[i - 1];
        const T norm = std::sqrt(above + last * last);
        off[i - 1] = last > 0 ? -norm : norm;
        u[i - 1] = last - off[i - 1];
        const T half_square = norm * (norm + std::fabs(last));

        T* q = reflector;
        T along = 0;
        for (std::size_t r = 0; r < i; ++r) {
            T total = 0;
            for (std::size_t c = 0; c < i; ++c) total += a[r * n + c] * u[c];
            q[r] = total / half_square;
            along += q[r] * u[r];
        }
        const T half_along = along / (2 * half_square);
        for (std::size_t r = 0; r < i; ++r) q[r] -= half_along * u[r];
        for (std::size_t r = 0; r < i; ++r)
            for (std::size_t c = 0; c < i; ++c) a[r * n + c] -= u[r] * q[c] + q[r] * u[c];
        for (std::size_t c = 0; c < n; ++c) q[c] = 0;
        for (std::size_t r = 0; r < i; ++r)
            for (std::size_t c = 0; c < n; ++c) q[c] += u[r] * w[r * n + c];
        for (std::size_t r = 0; r < i; ++r)
            for (std::size_t c = 0; c < n; ++c) w[r * n + c] -= u[r] / half_square * q[c];
    }
    for (std::size_t i = 0; i < n; ++i) diagonal[i] = a[i * n + i];
}

/// All eigenvalues of a symmetric tridiagonal matrix, by implicitly shifted QR steps. The eigenvalues replace
/// `diagonal`, in no particular order. `off` (n − 1 elements) is destroyed. The rotations are applied to the rows of
/// `vectors` (n × count). If `vectors` is the identity, its rows become the eigenvectors. If it is the last column of
/// the identity, it becomes the last components of the eigenvectors.
template <class T>
void tridiagonal_eigenvalues(std::size_t n, T* diagonal, T* off, T* vectors, std::size_t count) noexcept
{
    T scale = 0;
    for (std::size_t i = 0; i < n; ++i) {
        scale = std::fmax(scale, std::fabs(diagonal[i]));
        if (i + 1 < n) scale = std::fmax(scale, std::fabs(off[i]));
    }
    if (scale == T(0)) return;
    for (std::size_t i = 0; i < n; ++i) {
        diagonal[i] /= scale;
        if (i + 1 < n) off[i] /= scale;
    }
    constexpr T epsilon = std::numeric_limits<T>::epsilon();
    std::size_t high = n - 1;
    std::size_t budget = 40 * n;  // an eigenvalue usually takes two or three steps
    while (high > 0 && budget > 0) {
        const auto negligible = [&](std::size_t i) {
            return std::fabs(off[i]) <= epsilon * (std::fabs(diagonal[i]) + std::fabs(diagonal[i + 1])) ||
                   std::fabs(off[i]) <= epsilon * epsilon;
        };
        if (negligible(high - 1)) {
            --high;
            continue;
        }
        std::size_t low = high - 1;
        while (low > 0 && !negligible(low - 1)) --low;

        // Wilkinson's shift: the eigenvalue of the last 2 × 2 block that is nearer to its last element.
        const T half_gap = (diagonal[high - 1] - diagonal[high]) / 2;
        const T edge = off[high - 1];
        const T reach = std::fabs(half_gap) + length(half_gap, edge);
        const T shift = diagonal[high] - (half_gap < 0 ? -edge : edge) * (edge / reach);
        T x = diagonal[low] - shift, z = off[low];
        for (std::size_t k = low; k < high; ++k) {
            const T r = length(x, z);
            const T c = r > 0 ? x / r : T(1), s = r > 0 ? z / r : T(0);
            if (k > low) off[k - 1] = r;
            const T a = diagonal[k], b = off[k], f = diagonal[k + 1];
            const T rise = s * (s * (f - a) + 2 * c * b);
            diagonal[k] = a + rise;
            diagonal[k + 1] = f - rise;
            off[k] = c * (s * (f - a) + c * b) - s * s * b;
            if (k + 1 < high) {
                x = off[k];
                z = s * off[k + 1];
                off[k + 1] *= c;
            }
            T* const upper = vectors + k * count;
            T* const lower = upper + count;
            for (std::size_t column = 0; column < count; ++column) {
                const T left = upper[column], right = lower[column];
                upper[column] = c * left + s * right;
                lower[column] = c * right - s * left;
            }
        }
        --budget;
    }
    for (std::size_t i = 0; i < n; ++i) diagonal[i] *= scale;
}

/// The square of the last component of the unit eigenvector of a symmetric tridiagonal matrix, for the eigenvalue
/// `value`. The factorisation is twisted at the largest component, so that small components keep their digits. `down`
/// and `up` are scratch of n elements. The result is not finite if a pivot vanishes.
template <class T>
T last_component_square(std::size_t n, const T* diagonal, const T* off, T value, T* down, T* up) noexcept
{
    for (std::size_t i = 0; i < n; ++i) down[i] = diagonal[i] - value - (i > 0 ? off[i - 1] * (off[i - 1] / down[i - 1]) : T(0));
    for (std::size_t i = n; i-- > 0;) up[i] = diagonal[i] - value - (i + 1 < n ? off[i] * (off[i] / up[i + 1]) : T(0));
    const auto mismatch = [&](std::size_t i) { return std::fabs(down[i] + up[i] - (diagonal[i] - value)); };
    std::size_t twist = 0;
    for (std::size_t i = 1; i < n; ++i)
        if (mismatch(i) < mismatch(twist)) twist = i;
    T square = 1, component = 1;
    for (std::size_t i = twist; i-- > 0;) {
        component *= -off[i] / down[i];
        square += component * component;
    }
    component = 1;
    for (std::size_t i = twist + 1; i < n; ++i) {
        component *= -off[i - 1] / up[i];
        square += component * component;
    }
    return component * component / square;
}

/// The largest eigenvalue of a symmetric tridiagonal matrix T of n ≥ 2 rows. `before` is the largest eigenvalue of T
/// without its last row and column. `coupling` is the last component of the eigenvector of `before`, times the last
/// element of `off`. Newton's iteration on the last pivot of T − σ starts from below, where it is monotone. False if
/// rounding errors stop the iteration.
template <class T>
bool next_top_eigenvalue(std::size_t n, const T* diagonal, const T* off, T before, T coupling, T& value) noexcept
{
    const T corner = std::fabs(diagonal[n - 1]), size = std::fabs(before) > corner ? std::fabs(before) : corner;
    constexpr T epsilon = std::numeric_limits<T>::epsilon();
    if (coupling <= 4 * std::sqrt(epsilon) * size) {  // the change, about coupling² / size, is rounding
        value = before;
        return diagonal[n - 1] < before - coupling;
    }
    // The start is below the result: it is the larger eigenvalue of T on the span of two vectors, the eigenvector of
    // `before` and the last unit vector.
    const T half_gap = (diagonal[n - 1] - before) / 2;
    const T reach = length(half_gap, coupling);
    T shift = half_gap > 0 ? diagonal[n - 1] + coupling * (coupling / (half_gap + reach))
                           : before + coupling * (coupling / (reach - half_gap));
    for (int iteration = 0; iteration < 40 && shift > before; ++iteration) {
        T pivot = diagonal[0] - shift, slope = -1;
        for (std::size_t i = 1; i < n; ++i) {
            if (!(pivot < 0)) return false;
            const T ratio = off[i - 1] / pivot;
            slope = ratio * ratio * slope - 1;
            pivot = diagonal[i] - shift - off[i - 1] * ratio;
        }
        const T change = -pivot / slope;
        if (!(std::fabs(change) > 4 * epsilon * size)) {
            value = shift;
            return std::isfinite(shift);
        }
        shift += change;
    }
    return false;
}

}  // namespace catapult::detail

#endif
