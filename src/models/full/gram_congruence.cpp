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

/// The same as add_scaled of a vector, without a call for what is one number with one output.
template <class T>
void add_small(std::size_t n, T factor, const T* a, T* c) noexcept
{
    for (std::size_t i = 0; i < n; ++i) c[i] += factor * a[i];
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

/// A linear combination of r × k matrices in the making.
template <class T>
class combination {
public:
    void add(T factor, const T* vectors) noexcept { terms_[count_++] = {factor, vectors, 0}; }
    /// Writes the sum and z·small, forgets its terms, and returns the square of the result.
    T write(std::size_t rank, std::size_t k, const T* z, const T* small, T* to, std::size_t stride) noexcept
    {
        const std::size_t count = count_;
        count_ = 0;
        for (gram_term<T>& term : terms_) term.stride = k;
        return kernels<T>().gram.mix(rank, k, count, terms_, z, small, to, stride);
    }

private:
    std::size_t count_ = 0;
    gram_term<T> terms_[7];
};

}  // namespace

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
    add_small(square, drift, scratch, result);
    add_transposed(k, drift, scratch, result);
    overlap(rank, k, inner, work.first_inner, scratch);
    overlap(rank, k, inner, inner, more_scratch);
    add_small(square, blocks.first_scale, more_scratch, scratch);
    add_small(square, kappa * drift, scratch, result);
}

template <class T>
T congruence<T>::gradient_square(const gradient_columns<T>& g) const noexcept
{
    const std::size_t k = outputs, square = k * k;
    const auto& overlap = kernels<T>().gram.overlap;
    const T kappa = g.inner_factor, drift = kappa * inverse_width;
    T *const outer = work.small[0], *const inner_gram = work.small[1], *const product = work.small[2],
             *const other = work.small[3], *const turned = work.small[4], *const outer_overlap = work.small[5];

    // Y_VᵀY_V/n, of which the part without κ is Pᵀ(σI + D)P
    overlap(rank, k, g.columns, work.first_columns, inner_gram);
    overlap(rank, k, g.columns, g.columns, outer_overlap);
    add_small(square, blocks.first_scale, outer_overlap, inner_gram);
    if (kappa != T(0)) {
        // With N = ZᵀP: drift·(Pᵀω N + Nᵀωᵀ P) + κ·drift·Nᵀ(τI + E)N
        overlap(rank, k, g.inner, g.columns, product);
        overlap(rank, k, g.columns, blocks.predictor[0][0], other);
        fill_zero(square, turned);
        add_product(k, false, other, product, turned);
        add_small(square, drift, turned, inner_gram);
        add_transposed(k, drift, turned, inner_gram);
        outer_gram(nullptr, 0, outer, nullptr, nullptr);
        fill_zero(square, other);
        add_product(k, false, outer, product, other);
        fill_zero(square, turned);
        add_product(k, true, product, other, turned);
        add_small(square, kappa * drift, turned, inner_gram);
    }
    outer_gram(g.inner, kappa, outer, product, other);
    if (g.outer != g.columns) overlap(rank, k, g.outer, g.outer, outer_overlap);
    T total = 0;
    for (std::size_t i = 0; i < square; ++i) total += outer_overlap[i] * outer[i];
    for (std::size_t c = 0; c < k; ++c) total += inner_gram[c * k + c];
    return total;
}

template <class T>
step_sizes<T> congruence<T>::advance(const gradient_columns<T>& g, const step_mixing<T>& mixing,
                                     gram_blocks<T>& next) const noexcept
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
        if (!shifted) continue;
        fill_zero(square, scratch);
        add_product(k, false, with_second, inner_columns, scratch);
        add_small(square, kappa, scratch, inner_second[a]);
        gram.overlap(rank, k, blocks.predictor[0][a], g.inner, scratch);
        add_small(square, drift, scratch, with_second);
    }
    combination<T> sum;
    const auto write = [&](const T* z, const T* small, T* to) { return sum.write(rank, k, z, small, to, k); };
    // factor times U_aᵀY_V/n
    const auto add_inner = [&](T factor, std::size_t a) {
        if (shifted) return sum.add(factor, work.inner_side[a]);
        sum.add(factor, a == 0 ? work.first_columns : work.mixed_columns);
        if (a == 0) sum.add(factor * blocks.first_scale, g.columns);
    };
    if (shifted) {
        copy_scaled(square, drift, inner_columns, scratch);
        sum.add(1, work.first_columns);
        sum.add(blocks.first_scale, g.columns);
        (void)write(blocks.predictor[0][0], scratch, work.inner_side[0]);
        if (momentum) {
            sum.add(1, work.mixed_columns);
            (void)write(blocks.predictor[1][0], scratch, work.inner_side[1]);
        }
    }
    // Y_UᵀY_V/√n = ωᵀP + κ(τI + E)N + κ Zᵀ(σI + D)P + κ·drift·ZᵀωN. The first two are V's, and the last is part of the third.
    copy_scaled(square, T(1), inner_second[0], meeting);
    if (shifted) {
        gram.overlap(rank, k, g.inner, work.inner_side[0], scratch);
        add_small(square, kappa, scratch, meeting);
    }

    // Mixed as V_0 is. V_1 mixes nothing but itself.
    for (T* const* const pair : {outer_second, inner_second}) {
        scale(square, mixing.second[0][0], pair[0]);
        if (!momentum) continue;
        add_small(square, mixing.second[0][1], pair[1], pair[0]);
        scale(square, mixing.second[1][1], pair[1]);
    }

    step_sizes<T> sizes = {};
    const auto &s = mixing.first, &t = mixing.second;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) {
            T* const change = i + j == 0 ? work.change : next.predictor[i][j];
            // 1 − (1 − w)² without cancellation, for a residual that keeps its digits.
            sum.add(i + j == 0 ? -mixing.decay * (2 - mixing.decay) : s[i][i] * t[j][j], blocks.predictor[i][j]);
            if (momentum) {
                if (j == 0) sum.add(s[i][i] * t[0][1], blocks.predictor[i][1]);
                if (i == 0) sum.add(s[0][1] * t[j][j], blocks.predictor[1][j]);
                if (i + j == 0) sum.add(s[0][1] * t[0][1], blocks.predictor[1][1]);
            }
            for (std::size_t a = i; a < count; ++a) add_inner(mixing.second_gradient[j] * s[i][a], a);
            copy_scaled(square, mixing.first_gradient[i] * mixing.second_gradient[j] * inverse_width, meeting, total);
            add_transposed(k, mixing.first_gradient[i], outer_second[j], total);
            const T changed = write(g.outer, total, change);
            if (i + j > 0) {
                sizes.predictor_square += changed;
                continue;
            }
            sum.add(1, blocks.predictor[0][0]);
            sum.add(1, change);
            sizes.predictor_square += write(nullptr, nullptr, next.predictor[0][0]);
        }

    const T unchanged = 1 - mixing.decay * (2 - mixing.decay);
    next.first_scale = unchanged * blocks.first_scale;
    next.second_scale = unchanged * blocks.second_scale;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i; j < count; ++j) {
            T* const target = next.second[i][j];
            copy_scaled(square, t[i][i] * t[j][j], blocks.second[i][j], target);
            if (momentum && i == 0) {
                if (j == 0) {
                    add_small(square, t[0][0] * t[0][1], blocks.second[0][1], target);
                    add_transposed(k, t[0][0] * t[0][1], blocks.second[0][1], target);
                    add_small(square, t[0][1] * t[0][1], blocks.second[1][1], target);
                } else {
                    add_small(square, t[0][1] * t[1][1], blocks.second[1][1], target);
                }
            }
            const T both = mixing.second_gradient[i] * mixing.second_gradient[j];
            add_small(square, mixing.second_gradient[j] * inverse_width, inner_second[i], target);
            add_transposed(k, mixing.second_gradient[i] * inverse_width, inner_second[j], target);
            add_small(square, both * inverse_width, inner_gram, target);
        }

    // The vectors of the step in the tail: z = c K, Y_Uᵀ with U before its share of the new velocity, and h of what the gradient
    // goes to, over their scales and n.
    const std::size_t last = count - 1;
    const unit_change<T> change = mixing.of_units(momentum);
    const unit_scales<T> scales = matrices.scales_after(change);
    const T of_last = 1 / (momentum ? scales.velocity : scales.weights), of_first = 1 / scales.weights;
    const auto add_outer_side = [&](T factor, std::size_t a) {
        sum.add(factor * inverse_width, blocks.predictor[a][0]);
        if (!shifted) return;
        sum.add(factor * drift, a == 0 ? work.first_inner : work.mixed_inner);
        if (a == 0) sum.add(factor * drift * blocks.first_scale, g.inner);
    };
    // Returns the size of the vectors without their scale.
    const auto place = [&](const T* small, std::size_t vector, T scale_of) {
        return std::sqrt(sum.write(rank, k, g.outer, small, matrices.place(vector), matrices.stride())) / magnitude(scale_of);
    };
    sum.add(of_last * change.gradient, g.outer);
    const T outer = place(nullptr, 0, of_last);
    T before = 0;
    if (momentum) {
        add_outer_side(of_first * change.own, 0);
        if (change.lookahead != T(0)) add_outer_side(of_first * change.kept * change.lookahead, 1);
        before = place(nullptr, 1, of_first);
    }
    add_outer_side(of_last * (momentum ? change.kept : change.own), last);
    copy_scaled(square, of_last * change.gradient / 2 * inverse_width, outer_gram, total);
    sizes.outer[last] = outer;
    sizes.sides[last] = place(total, count, of_last);
    if (!momentum) return sizes;
    sizes.outer[0] = magnitude(change.share) * outer;
    sizes.sides[0] = before + magnitude(change.share) * sizes.sides[1];
    return sizes;
}

template <class T>
step_sizes<T> congruence<T>::advance_linear(const gradient_columns<T>& g, const step_mixing<T>& mixing, const T* reference,
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
    step_sizes<T> sizes = {};
    for (std::size_t i = 0; i < (momentum ? 2 : 1); ++i)
        for (std::size_t j = 0; j < (momentum ? 2 : 1); ++j)
            sizes.predictor_square += dot(elements, next.predictor[i][j], next.predictor[i][j]);
    return sizes;
}

template struct congruence<float>;
template struct congruence<double>;

}  // namespace catapult::detail
