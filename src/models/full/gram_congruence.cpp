#include "models/full/gram_congruence.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

namespace {

/// c ← c + a b or, with `transposed`, aᵀ b; all k × k.
template <class T>
void add_product(std::size_t k, bool transposed, const T* a, const T* b, T* c) noexcept
{
    kernels<T>().blocked.multiply_add(k, k, k, a, transposed ? 1 : k, transposed ? k : 1, b, k, c, k);
}

template <class T>
void add_transposed(std::size_t k, T factor, const T* a, T* c) noexcept
{
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) c[i * k + j] += factor * a[j * k + i];
}

template <class T>
void copy_scaled(std::size_t n, T factor, const T* from, T* to) noexcept
{
    for (std::size_t i = 0; i < n; ++i) to[i] = factor * from[i];
}

}  // namespace

template <class T>
void congruence<T>::multiply(const T* x, T* first, T* mixed) const noexcept
{
    const auto& product = kernels<T>().symmetric.product;
    product(rank, outputs, blocks.first, x, x, first);
    if (!momentum) return;
    copy_scaled(elements, T(-1), x, work.negative);
    product(rank, outputs, blocks.mixed, x, x, mixed);
    product(rank, outputs, blocks.turned, x, work.negative, work.scratch);
    add_scaled(elements, T(-1), work.scratch, mixed);
}

template <class T>
void congruence<T>::outer_gram(const T* inner, T kappa, T* result, T* scratch, T* more_scratch) const noexcept
{
    const std::size_t k = outputs, square = k * k;
    const T drift = kappa * inverse_width;
    copy_scaled(square, T(1), blocks.second[0][0], result);
    for (std::size_t c = 0; c < k; ++c) result[c * k + c] += blocks.second_scale;
    if (kappa == T(0)) return;
    // drift·(ωᵀZ + Zᵀω) + κ·drift·Zᵀ(σI + D)Z
    const auto& overlap = kernels<T>().gram.overlap;
    overlap(rank, k, inner, blocks.predictor[0][0], scratch);
    add_scaled(square, drift, scratch, result);
    add_transposed(k, drift, scratch, result);
    overlap(rank, k, inner, work.first_inner, scratch);
    overlap(rank, k, inner, inner, more_scratch);
    add_scaled(square, blocks.first_scale, more_scratch, scratch);
    add_scaled(square, kappa * drift, scratch, result);
}

template <class T>
T congruence<T>::gradient_square(const gradient_columns<T>& g) const noexcept
{
    const std::size_t k = outputs, square = k * k;
    const auto& overlap = kernels<T>().gram.overlap;
    const T kappa = g.inner_factor, drift = kappa * inverse_width;
    T *const outer = work.small[0], *const inner_gram = work.small[1], *const product = work.small[2],
             *const other = work.small[3], *const turned = work.small[4];

    // Y_VᵀY_V/n, of which the part without κ is Pᵀ(σI + D)P
    overlap(rank, k, g.columns, work.first_columns, inner_gram);
    overlap(rank, k, g.columns, g.columns, product);
    add_scaled(square, blocks.first_scale, product, inner_gram);
    if (kappa != T(0)) {
        // With N = ZᵀP: drift·(Pᵀω N + Nᵀωᵀ P) + κ·drift·Nᵀ(τI + E)N
        overlap(rank, k, g.inner, g.columns, product);
        overlap(rank, k, g.columns, blocks.predictor[0][0], other);
        fill_zero(square, turned);
        add_product(k, false, other, product, turned);
        add_scaled(square, drift, turned, inner_gram);
        add_transposed(k, drift, turned, inner_gram);
        outer_gram(nullptr, 0, outer, nullptr, nullptr);
        fill_zero(square, other);
        add_product(k, false, outer, product, other);
        fill_zero(square, turned);
        add_product(k, true, product, other, turned);
        add_scaled(square, kappa * drift, turned, inner_gram);
    }
    outer_gram(g.inner, kappa, outer, product, other);
    overlap(rank, k, g.outer, g.outer, product);
    T total = dot(square, product, outer);
    for (std::size_t c = 0; c < k; ++c) total += inner_gram[c * k + c];
    return total;
}

template <class T>
void congruence<T>::advance(const gradient_columns<T>& g, const step_mixing<T>& mixing, gram_blocks<T>& next) const noexcept
{
    const std::size_t k = outputs, square = k * k, count = momentum ? 2 : 1;
    const auto& gram = kernels<T>().gram;
    const T kappa = g.inner_factor, drift = kappa * inverse_width;
    const T* const outer_gram = work.small[0];
    const T* const inner_gram = work.small[1];
    T *const inner_columns = work.small[2], *const scratch = work.small[3], *const meeting = work.small[4],
             *const total = work.small[5];
    T* const outer_second[2] = {work.small[6], work.small[7]};  // V_aᵀY_U/n, then mixed as the step mixes V_i
    T* const inner_second[2] = {work.small[8], work.small[9]};  // V_aᵀY_V/√n, likewise
    const bool shifted = kappa != T(0);
    if (shifted) gram.overlap(rank, k, g.inner, g.columns, inner_columns);  // N = ZᵀP

    for (std::size_t a = 0; a < count; ++a) {
        // V_aᵀV/n
        T* const with_second = outer_second[a];
        copy_scaled(square, T(1), a == 0 ? blocks.second[0][0] : blocks.second[0][1], with_second);
        if (a == 0)
            for (std::size_t c = 0; c < k; ++c) with_second[c * k + c] += blocks.second_scale;
        else
            for (std::size_t c = 0; c < k; ++c)
                for (std::size_t l = 0; l < k; ++l) with_second[c * k + l] = blocks.second[0][1][l * k + c];
        gram.overlap(rank, k, blocks.predictor[0][a], g.columns, inner_second[a]);
        if (shifted) {
            fill_zero(square, scratch);
            add_product(k, false, with_second, inner_columns, scratch);
            add_scaled(square, kappa, scratch, inner_second[a]);
            gram.overlap(rank, k, blocks.predictor[0][a], g.inner, scratch);
            add_scaled(square, drift, scratch, with_second);
        }
        copy_scaled(elements, T(1), blocks.predictor[a][0], work.outer_side[a]);
        copy_scaled(elements, T(1), a == 0 ? work.first_columns : work.mixed_columns, work.inner_side[a]);
        if (a == 0) add_scaled(elements, blocks.first_scale, g.columns, work.inner_side[0]);
        if (shifted) {
            add_scaled(elements, kappa, a == 0 ? work.first_inner : work.mixed_inner, work.outer_side[a]);
            if (a == 0) add_scaled(elements, kappa * blocks.first_scale, g.inner, work.outer_side[0]);
            copy_scaled(square, drift, inner_columns, scratch);
            gram.tail_combine(rank, k, k, k, blocks.predictor[a][0], scratch, work.inner_side[a]);
        }
    }
    // Y_UᵀY_V/√n = ωᵀP + κ(τI + E)N + κ Zᵀ(σI + D)P + κ·drift·ZᵀωN. The first two are V's, and the last is part of the third.
    copy_scaled(square, T(1), inner_second[0], meeting);
    if (shifted) {
        gram.overlap(rank, k, g.inner, work.inner_side[0], scratch);
        add_scaled(square, kappa, scratch, meeting);
    }

    // Mixed as U_0 and V_0 are. Row 1 mixes nothing but itself.
    const auto mix = [&](std::size_t n, const T(&factors)[2][2], T* const(&pair)[2]) {
        scale(n, factors[0][0], pair[0]);
        if (!momentum) return;
        add_scaled(n, factors[0][1], pair[1], pair[0]);
        scale(n, factors[1][1], pair[1]);
    };
    mix(elements, mixing.first, work.outer_side);
    mix(elements, mixing.first, work.inner_side);
    mix(square, mixing.second, outer_second);
    mix(square, mixing.second, inner_second);

    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) {
            T* const target = next.predictor[i][j];
            T* const change = i + j == 0 ? work.change : target;
            // 1 − (1 − w)² without cancellation, for a residual that keeps its digits.
            const T own = i + j == 0 ? -mixing.decay * (2 - mixing.decay) : mixing.first[i][i] * mixing.second[j][j];
            copy_scaled(elements, own, blocks.predictor[i][j], change);
            if (momentum) {
                if (j == 0) add_scaled(elements, mixing.first[i][i] * mixing.second[0][1], blocks.predictor[i][1], change);
                if (i == 0) add_scaled(elements, mixing.first[0][1] * mixing.second[j][j], blocks.predictor[1][j], change);
                if (i + j == 0) add_scaled(elements, mixing.first[0][1] * mixing.second[0][1], blocks.predictor[1][1], change);
            }
            add_scaled(elements, mixing.second_gradient[j], work.inner_side[i], change);
            copy_scaled(square, mixing.first_gradient[i] * mixing.second_gradient[j] * inverse_width, meeting, total);
            add_transposed(k, mixing.first_gradient[i], outer_second[j], total);
            gram.tail_combine(rank, k, k, k, g.outer, total, change);
            if (i + j > 0) continue;
            copy_scaled(elements, T(1), blocks.predictor[0][0], target);
            add_scaled(elements, T(1), change, target);
        }

    const T unchanged = 1 - mixing.decay * (2 - mixing.decay);
    next.first_scale = unchanged * blocks.first_scale;
    next.second_scale = unchanged * blocks.second_scale;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i; j < count; ++j) {
            T* const target = next.second[i][j];
            copy_scaled(square, mixing.second[i][i] * mixing.second[j][j], blocks.second[i][j], target);
            if (momentum && i == 0) {
                const T mixed = mixing.second[0][1] * mixing.second[j][j];
                if (j == 0) {
                    add_scaled(square, mixing.second[0][0] * mixing.second[0][1], blocks.second[0][1], target);
                    add_transposed(k, mixing.second[0][0] * mixing.second[0][1], blocks.second[0][1], target);
                    add_scaled(square, mixing.second[0][1] * mixing.second[0][1], blocks.second[1][1], target);
                } else {
                    add_scaled(square, mixed, blocks.second[1][1], target);
                }
            }
            const T both = mixing.second_gradient[i] * mixing.second_gradient[j];
            add_scaled(square, mixing.second_gradient[j] * inverse_width, inner_second[i], target);
            add_transposed(k, mixing.second_gradient[i] * inverse_width, inner_second[j], target);
            add_scaled(square, both * inverse_width, inner_gram, target);
        }

    // b of D_ij' = … + b Kᵀ + K bᵀ, from (c_j h_i Kᵀ + c_i K h_jᵀ + c_i c_j K (Y_UᵀY_U/n) Kᵀ)/n.
    T* const bent = work.scratch;  // K Y_UᵀY_U/n
    fill_zero(elements, bent);
    gram.tail_combine(rank, k, k, k, g.outer, outer_gram, bent);
    const T(&c)[2] = mixing.first_gradient;
    const auto side = [&](T* b, T of_first, T of_second, T of_bent) {
        copy_scaled(elements, of_first * inverse_width, work.outer_side[0], b);
        if (of_second != T(0)) add_scaled(elements, of_second * inverse_width, work.outer_side[1], b);
        if (of_bent != T(0)) add_scaled(elements, of_bent * inverse_width, bent, b);
    };
    side(work.sides[0], c[0], 0, c[0] * c[0] / 2);
    if (!momentum) return;
    side(work.sides[1], c[1] / 2, c[0] / 2, c[0] * c[1] / 2);
    side(work.sides[2], c[1] / 2, -c[0] / 2, 0);
    side(work.sides[3], 0, c[1], c[1] * c[1] / 2);
}

template <class T>
void congruence<T>::advance_linear(const gradient_columns<T>& g, const step_mixing<T>& mixing, const T* reference,
                                   gram_blocks<T>& next) const noexcept
{
    // The outputs are linear in the weights' change since the reference, so that the weights A stand for ω + reference.
    const std::size_t k = outputs, square = k * k;
    const auto& gram = kernels<T>().gram;
    T *const with_first = work.inner_side[0], *const with_second = work.small[2], *const total = work.small[3];
    copy_scaled(elements, T(1), work.first_columns, with_first);
    add_scaled(elements, blocks.first_scale, g.columns, with_first);
    copy_scaled(square, T(1), blocks.second[0][0], with_second);
    for (std::size_t c = 0; c < k; ++c) with_second[c * k + c] += blocks.second_scale;

    copy_scaled(elements, -mixing.decay, blocks.predictor[0][0], work.change);
    add_scaled(elements, -mixing.decay, reference, work.change);
    add_scaled(elements, mixing.second_gradient[0], with_first, work.change);
    copy_scaled(square, mixing.first_gradient[0], with_second, total);
    gram.tail_combine(rank, k, k, k, g.outer, total, work.change);
    if (momentum) {
        add_scaled(elements, mixing.second[0][1], blocks.predictor[0][1], work.change);
        add_scaled(elements, mixing.first[0][1], blocks.predictor[1][0], work.change);
        copy_scaled(elements, mixing.second[1][1], blocks.predictor[0][1], next.predictor[0][1]);
        add_scaled(elements, mixing.second_gradient[1], with_first, next.predictor[0][1]);
        copy_scaled(elements, mixing.first[1][1], blocks.predictor[1][0], next.predictor[1][0]);
        copy_scaled(square, mixing.first_gradient[1], with_second, total);
        gram.tail_combine(rank, k, k, k, g.outer, total, next.predictor[1][0]);
        copy_scaled(elements, T(1), blocks.predictor[1][1], next.predictor[1][1]);
        for (const std::size_t i : {0, 1}) copy_scaled(square, T(1), blocks.second[i][1], next.second[i][1]);
    }
    copy_scaled(elements, T(1), blocks.predictor[0][0], next.predictor[0][0]);
    add_scaled(elements, T(1), work.change, next.predictor[0][0]);
    copy_scaled(square, T(1), blocks.second[0][0], next.second[0][0]);
    next.first_scale = blocks.first_scale;
    next.second_scale = blocks.second_scale;
}

template <class T>
void congruence<T>::update(const gradient_columns<T>& g, const step_mixing<T>& mixing) const noexcept
{
    const T own = mixing.first[0][0], from_velocity = mixing.first[0][1], kept = mixing.first[1][1];
    if (momentum) {
        const velocity_mixing<T> factors = {own * own,  2 * own * from_velocity, from_velocity * from_velocity,
                                            own * kept, from_velocity * kept,    own * kept,
                                            kept * kept};
        const velocity_arrays<T> arrays = {blocks.first,  blocks.mixed,  blocks.turned, blocks.velocity,
                                           work.sides[0], work.sides[1], work.sides[2], work.sides[3]};
        kernels<T>().velocity.update(rank, outputs, &factors, &arrays, g.outer);
        return;
    }
    if (mixing.decay != T(0)) scale(symmetric_view<T>::elements(rank), own * own, blocks.first);
    if (inverse_width > T(0)) kernels<T>().symmetric.update(rank, outputs, blocks.first, work.sides[0], g.outer);
}

template struct congruence<float>;
template struct congruence<double>;

}  // namespace catapult::detail
