#include "numerics/bidiagonal_svd.hpp"

#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"
#include "numerics/householder.hpp"
#include "vocabulary/checks.hpp"

namespace catapult::detail {

// The reflectors of a column and a row are known before the rest of A is updated. Between steps, left rowᵀ + column
// rightᵀ is still to be subtracted from A. One pass subtracts both and forms the next left product. A second pass forms
// the right product.
template <class T>
void bidiagonalise(matrix_view<T> a, T* diagonal, T* superdiagonal, matrix_view<T> targets,
                   const bidiagonal_scratch<T>& scratch) noexcept
{
    const auto& dense = kernels<T>().dense;
    const std::size_t n = a.rows;
    T *left = scratch.left, *right = scratch.right, *row = scratch.row, *column = scratch.column;
    T *next_left = scratch.next_left, *next_row = scratch.next_row;
    for (std::size_t i = 0; i < n; ++i) left[i] = right[i] = row[i] = column[i] = 0;

    for (std::size_t j = 0; j < n; ++j) {
        const std::size_t below = n - j;       // rows from j on
        const std::size_t beside = n - j - 1;  // columns right of j
        for (std::size_t i = j; i < n; ++i) next_left[i] = a(i, j) - left[i] * row[j] - column[i] * right[j];
        const T left_scale = make_reflector(next_left[j], below - 1, next_left + j + 1);
        diagonal[j] = next_left[j];
        next_left[j] = T(1);
        if (left_scale != 0) {
            dense.transposed_matrix_vector(below, targets.columns, targets.row(j), targets.stride, next_left + j,
                                           scratch.outputs);
            for (std::size_t i = j; i < n; ++i)
                dense.add_scaled(targets.columns, -left_scale * next_left[i], scratch.outputs, targets.row(i));
        }
        if (beside == 0) {
            scratch.scales[j] = 0;
            break;
        }
        dense.update_and_product(below, beside, left + j, row + j + 1, column + j, right + j + 1, a.row(j) + j + 1, a.stride,
                                 next_left + j, next_row + j + 1);
        T* top = a.row(j) + j + 1;
        for (std::size_t l = 0; l < beside; ++l) {
            next_row[j + 1 + l] *= left_scale;
            top[l] -= next_row[j + 1 + l];
        }
        const T right_scale = make_reflector(top[0], beside - 1, top + 1);
        superdiagonal[j] = top[0];
        scratch.scales[j] = right_scale;
        top[0] = T(1);
        for (std::size_t l = 0; l < beside; ++l) right[j + 1 + l] = top[l];
        dense.matrix_vector(beside, beside, a.row(j + 1) + j + 1, a.stride, right + j + 1, column + j + 1);
        const T overlap = dense.dot(beside, next_row + j + 1, right + j + 1);
        for (std::size_t i = j + 1; i < n; ++i) column[i] = right_scale * (column[i] - next_left[i] * overlap);
        T* spare = left;
        left = next_left;
        next_left = spare;
        spare = row;
        row = next_row;
        next_row = spare;
    }
}

template <class T>
void form_right_vectors(matrix_view<T> a, const T* scales) noexcept
{
    const auto& dense = kernels<T>().dense;
    const std::size_t n = a.rows;
    // The reflectors are applied from the last to the first. Row j + 1 no longer needs its reflector when reflector j
    // is applied.
    for (std::size_t j = n - 1; j-- > 0;) {
        T* unit = a.row(j + 1);
        for (std::size_t l = 0; l < n; ++l) unit[l] = l == j + 1 ? T(1) : T(0);
        for (std::size_t i = j + 2; i < n; ++i) a(i, j + 1) = 0;
        if (scales[j] == 0) continue;
        const std::size_t length = n - j - 1;
        const T* v = a.row(j) + j + 1;
        for (std::size_t i = j + 1; i < n; ++i) {
            T* w = a.row(i) + j + 1;
            dense.add_scaled(length, -scales[j] * dense.dot(length, w, v), v, w);
        }
    }
    for (std::size_t l = 0; l < n; ++l) a(0, l) = l == 0 ? T(1) : T(0);
    for (std::size_t i = 1; i < n; ++i) a(i, 0) = 0;
}

namespace {

template <class T>
struct rotation {
    T cosine, sine, length;
};

/// The rotation with c f + s g = length and c g − s f = 0, without overflow or harmful underflow.
template <class T>
rotation<T> rotation_of(T f, T g) noexcept
{
    if (g == 0) return {T(1), T(0), f};
    if (f == 0) return {T(0), T(1), g};
    if (magnitude(f) >= magnitude(g)) {
        const T t = g / f, root = std::sqrt(1 + t * t);
        return {1 / root, t / root, f * root};
    }
    const T t = f / g, root = std::sqrt(1 + t * t);
    return {t / root, 1 / root, g * root};
}

/// The smaller singular value of [f g; 0 h], from (σ₁ ± σ₂)² = (f ± h)² + g² for f, h ≥ 0 and σ₁ σ₂ = f h.
template <class T>
T smaller_singular_value(T f, T g, T h) noexcept
{
    f = magnitude(f), h = magnitude(h);
    const T larger = (std::sqrt((f + h) * (f + h) + g * g) + std::sqrt((f - h) * (f - h) + g * g)) / 2;
    return larger > 0 ? f / larger * h : T(0);
}

/// The most steps for one singular value. Most values take two or three.
constexpr std::size_t most_steps = 200;

/// One implicitly shifted QR step on rows first … last of the bidiagonal matrix.
template <class T>
void step(std::size_t first, std::size_t last, T shift, T* d, T* e, matrix_view<T> targets, matrix_view<T> right) noexcept
{
    const auto& dense = kernels<T>().dense;
    // The first column of BᵀB − shift², divided by d_first, starts the bulge.
    T f = d[first], g = e[first];
    if (shift != 0) f = (magnitude(f) - shift) * ((f < 0 ? T(-1) : T(1)) + shift / f);
    for (std::size_t i = first; i < last; ++i) {
        const rotation<T> r = rotation_of(f, g);
        if (i > first) e[i - 1] = r.length;
        f = r.cosine * d[i] + r.sine * e[i];
        e[i] = r.cosine * e[i] - r.sine * d[i];
        g = r.sine * d[i + 1];
        d[i + 1] = r.cosine * d[i + 1];
        if (right.columns > 0 && r.sine != 0) dense.rotate(right.columns, r.cosine, r.sine, right.row(i), right.row(i + 1));

        const rotation<T> l = rotation_of(f, g);
        d[i] = l.length;
        f = l.cosine * e[i] + l.sine * d[i + 1];
        d[i + 1] = l.cosine * d[i + 1] - l.sine * e[i];
        if (i + 1 < last) {
            g = l.sine * e[i + 1];
            e[i + 1] = l.cosine * e[i + 1];
        }
        if (l.sine != 0) dense.rotate(targets.columns, l.cosine, l.sine, targets.row(i), targets.row(i + 1));
    }
    e[last - 1] = f;
}

/// For d[zero] = 0. Rotates row `zero` with the rows below it until all of its elements are zero.
template <class T>
void clear_row(std::size_t zero, std::size_t last, T* d, T* e, matrix_view<T> targets) noexcept
{
    T rest = e[zero];
    e[zero] = 0;
    for (std::size_t i = zero + 1; i <= last && rest != 0; ++i) {
        const rotation<T> r = rotation_of(d[i], rest);
        d[i] = r.length;
        if (i < last) {
            rest = -r.sine * e[i];
            e[i] = r.cosine * e[i];
        }
        kernels<T>().dense.rotate(targets.columns, r.cosine, r.sine, targets.row(i), targets.row(zero));
    }
}

/// For d[last] = 0. Rotates the last column with the columns before it until all of its elements are zero.
template <class T>
void clear_column(std::size_t first, std::size_t last, T* d, T* e, matrix_view<T> right) noexcept
{
    T rest = e[last - 1];
    e[last - 1] = 0;
    for (std::size_t i = last; i-- > first && rest != 0;) {
        const rotation<T> r = rotation_of(d[i], rest);
        d[i] = r.length;
        if (i > first) {
            rest = -r.sine * e[i - 1];
            e[i - 1] = r.cosine * e[i - 1];
        }
        if (right.columns > 0) kernels<T>().dense.rotate(right.columns, r.cosine, r.sine, right.row(i), right.row(last));
    }
}

}  // namespace

template <class T>
status diagonalise(std::size_t size, T* d, T* e, matrix_view<T> targets, matrix_view<T> right) noexcept
{
    T norm = magnitude(d[size - 1]);
    for (std::size_t i = 0; i + 1 < size; ++i) {
        if (magnitude(d[i]) > norm) norm = magnitude(d[i]);
        if (magnitude(e[i]) > norm) norm = magnitude(e[i]);
    }
    // Setting an element to zero changes no singular value by more than the size of the element. `negligible` is half a
    // unit in the last place of the largest element. But each step leaves the rounding of two rotations in every
    // element: up to about 4 ε of the norm of its rows, which is up to twice the largest element. Between equal
    // singular values an element may consist of this rounding alone, and no step brings it below `negligible`. So a
    // small element that a step does not halve counts as rounding.
    const T unit = std::numeric_limits<T>::epsilon() * norm;
    const T negligible = unit / 2;

    std::size_t last = size - 1;
    std::size_t steps = 0;  // steps for the row `last`
    T before = 0;           // magnitude of e[last − 1] before the last step
    while (last > 0) {
        const T element = magnitude(e[last - 1]);
        if (element <= negligible || (steps > 0 && element <= 8 * unit && element > before / 2)) {
            e[last - 1] = 0;
            --last;
            steps = 0;
            continue;
        }
        std::size_t first = last - 1;
        while (first > 0 && magnitude(e[first - 1]) > negligible) --first;
        std::size_t zero = first;
        while (zero <= last && magnitude(d[zero]) > negligible) ++zero;
        if (zero <= last) {
            // Either call makes one more element above the diagonal zero, and no step changes such a zero.
            d[zero] = 0;
            if (zero < last)
                clear_row(zero, last, d, e, targets);
            else
                clear_column(first, last, d, e, right);
            continue;
        }
        before = element;
        if (steps++ == most_steps) return status::not_converged;
        T shift = smaller_singular_value(d[last - 1], e[last - 1], d[last]);
        const T ratio = shift / d[first];
        if (ratio * ratio < std::numeric_limits<T>::epsilon() / 2) shift = 0;
        step(first, last, shift, d, e, targets, right);
    }
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)                                                                                    \
    template void bidiagonalise<T>(matrix_view<T>, T*, T*, matrix_view<T>, const bidiagonal_scratch<T>&) noexcept; \
    template void form_right_vectors<T>(matrix_view<T>, const T*) noexcept;                                        \
    template status diagonalise<T>(std::size_t, T*, T*, matrix_view<T>, matrix_view<T>) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult::detail
