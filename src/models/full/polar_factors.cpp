#include "models/full/polar_factors.hpp"

#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "numerics/symmetric_root.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

namespace {

/// Rotates the rows of `columns` (k × stride) until they are orthogonal, and those of `right` (k × k) likewise. One-sided
/// Jacobi: the rows are then the singular values times the left vectors, and `right` holds the right vectors in rows.
template <class T>
void orthogonalise(std::size_t k, std::size_t stride, T* columns, T* right) noexcept
{
    constexpr int most_sweeps = 40;  // it converges quadratically; 10 are seen
    const auto& dense = kernels<T>().dense;
    const T tolerance = std::numeric_limits<T>::epsilon() * std::sqrt(static_cast<T>(stride));
    bool rotated = true;
    for (int sweep = 0; sweep < most_sweeps && rotated; ++sweep) {
        rotated = false;
        for (std::size_t a = 0; a + 1 < k; ++a)
            for (std::size_t b = a + 1; b < k; ++b) {
                T *const x = columns + a * stride, *const y = columns + b * stride;
                const T xx = dot(stride, x, x), yy = dot(stride, y, y), xy = dot(stride, x, y);
                if (!(magnitude(xy) > tolerance * (std::sqrt(xx) * std::sqrt(yy)))) continue;
                rotated = true;
                const T c = plane_cosine(xx, yy, xy);
                const T s = plane_sine(xx, yy, xy, c);
                dense.rotate(stride, c, s, x, y);
                dense.rotate(k, c, s, right + a * k, right + b * k);
            }
    }
}

}  // namespace

template <class T>
bool polar_factors(const congruence<T>& of, const T* gradient, const T* inner, T kappa, T* outer, T* columns, T& norm) noexcept
{
    const std::size_t r = of.rank, k = of.outputs, square = k * k, stride = of.elements / k;
    const auto& gram = kernels<T>().gram;
    const auto& multiply_add = kernels<T>().blocked.multiply_add;
    T *const right = of.work.small[0], *const graded = of.work.small[1], *const root = of.work.small[2],
             *const vectors = of.work.small[3], *const scratch = of.work.small[4], *const values = of.work.small[5],
             *const second = of.work.small[6], *const meeting = of.work.small[7], *const turned = of.work.small[8];
    T *const left = of.work.change, *const left_panels = of.work.inner_side[0], *const image = of.work.scratch;

    T largest_element = 0;
    for (std::size_t i = 0; i < of.elements; ++i)
        if (magnitude(gradient[i]) > largest_element) largest_element = magnitude(gradient[i]);
    fill_zero(of.elements, outer);
    fill_zero(of.elements, columns);
    fill_zero(of.elements, of.work.first_columns);
    norm = 0;
    if (largest_element == T(0)) return true;  // no gradient, no step
    fill_zero(of.elements, left);
    for (std::size_t i = 0; i < r; ++i)  // the scale of Z does not matter, and its squares might leave T's range
        for (std::size_t c = 0; c < k; ++c) left[c * stride + i] = gradient[in_panels<T>(i, c, k)] / largest_element;
    for (std::size_t i = 0; i < square; ++i) right[i] = i % (k + 1) == 0 ? T(1) : T(0);
    orthogonalise(k, stride, left, right);
    T largest = 0;
    for (std::size_t c = 0; c < k; ++c) {
        values[c] = std::sqrt(dot(stride, left + c * stride, left + c * stride));
        if (values[c] > largest) largest = values[c];
    }
    const T least = 8 * static_cast<T>(r) * std::numeric_limits<T>::epsilon() * largest;
    fill_zero(of.elements, left_panels);
    for (std::size_t c = 0; c < k; ++c) {
        const bool kept = values[c] > least;
        for (std::size_t i = 0; kept && i < r; ++i) left_panels[in_panels<T>(i, c, k)] = left[c * stride + i] / values[c];
        if (!kept) values[c] = 0;
    }

    // Of V's gradient: S Qᵀ(σI + D)Q S, and P = Q S (…)^{-1/2} Rᵀ.
    of.matrices.multiply(k, left_panels, image, nullptr);
    add_scaled(of.elements, of.blocks.first_scale, left_panels, image);
    gram.overlap(r, k, left_panels, image, graded);
    if (kappa != T(0)) {
        // (U + κVZᵀ/√n)ᵀ(U + κVZᵀ/√n)/n: with N = ZᵀQ, drift·(QᵀωN + Nᵀωᵀ Q) + κ·drift·Nᵀ(τI + E)N
        const T drift = kappa * of.inverse_width;
        of.outer_gram(nullptr, 0, second, nullptr, nullptr);
        scale(square, kappa, second);
        gram.overlap(r, k, of.blocks.predictor[0][0], left_panels, turned);
        gram.overlap(r, k, inner, left_panels, meeting);
        for (std::size_t a = 0; a < square; ++a) scratch[a] = turned[a];
        multiply_add(k, k, k, second, k, 1, meeting, k, scratch, k);
        scale(square, drift, meeting);
        multiply_add(k, k, k, meeting, 1, k, scratch, k, graded, k);
        multiply_add(k, k, k, turned, 1, k, meeting, k, graded, k);
    }
    const auto take_root = [&] {
        for (std::size_t a = 0; a < k; ++a)
            for (std::size_t b = 0; b < k; ++b) graded[a * k + b] *= values[a] * values[b];
        for (std::size_t a = 0; a < k; ++a) norm += graded[a * (k + 1)];
        return inverse_root(k, graded, vectors, root);
    };
    if (!take_root()) return false;
    for (std::size_t a = 0; a < k; ++a) scale(k, values[a], root + a * k);
    fill_zero(square, scratch);
    multiply_add(k, k, k, root, k, 1, right, k, scratch, k);
    gram.tail_combine(r, k, k, k, left_panels, scratch, columns);
    gram.tail_combine(r, k, k, k, image, scratch, of.work.first_columns);
    add_scaled(of.elements, -of.blocks.first_scale, columns, of.work.first_columns);

    // Of U's gradient: S Rᵀ(τI + E)R S, and K = Q (…)^{-1/2} S Rᵀ.
    of.outer_gram(inner, kappa, second, meeting, turned);
    fill_zero(square, scratch);
    multiply_add(k, k, k, right, k, 1, second, k, scratch, k);
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b < k; ++b) graded[a * k + b] = dot(k, scratch + a * k, right + b * k);
    if (!take_root()) return false;
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b < k; ++b) root[a * k + b] *= values[b];
    fill_zero(square, scratch);
    multiply_add(k, k, k, root, k, 1, right, k, scratch, k);
    gram.tail_combine(r, k, k, k, left_panels, scratch, outer);
    norm = largest_element * std::sqrt(norm);
    return true;
}

template bool polar_factors(const congruence<float>&, const float*, const float*, float, float*, float*, float&) noexcept;
template bool polar_factors(const congruence<double>&, const double*, const double*, double, double*, double*, double&) noexcept;

}  // namespace catapult::detail
