#include "catapult/models/detail/gram_matrices.hpp"

#include "catapult/vocabulary/symmetric.hpp"
#include "kernels/dispatch.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

template <class T>
unit_scales<T> gram_matrices<T>::scales_after(const unit_change<T>& change) const noexcept
{
    // Squares of such scales are far from the ends of T's range.
    constexpr T least = static_cast<T>(0x1p-16), most = static_cast<T>(0x1p16);
    const unit_scales<T> next = {change.own * scales.weights, change.kept * scales.velocity};
    const bool weights_fit = magnitude(next.weights) >= least && magnitude(next.weights) <= most;
    if (!moving()) return {weights_fit ? next.weights : T(1), T(1)};
    return weights_fit && next.velocity >= least ? next : unit_scales<T>{};
}

template <class T>
T* gram_matrices<T>::place(std::size_t vector) const noexcept
{
    return tail + (kept * vectors + vector * outputs) * symmetric_view<T>::panel;
}

template <class T>
T gram_matrices<T>::drift_since(std::size_t s) const noexcept
{
    T drift = 0;
    for (; s < kept; ++s) drift += factors[s];
    return drift;
}

template <class T>
void gram_matrices<T>::multiply(std::size_t columns, const T* x, T* first_product, T* mixed_product) const noexcept
{
    const auto& product = kernels<T>().symmetric.product;
    const auto& gram = kernels<T>().gram;
    const bool both = moving() && mixed_product != nullptr;
    const std::size_t whole = symmetric_view<T>::panels(rank) * symmetric_view<T>::panel;
    const T drift = moving() ? before + drift_since(0) : T(0);
    const T square = scales.weights * scales.weights, mixed = scales.weights * scales.velocity;
    if (drift != T(0) || both)
        for (T* const across : {products[1], products[3]}) fill_zero(columns * whole, across);
    // Steps take the matrices in turns from the first and from the last, of which a cache that is too small for all of them
    // still holds the last ones.
    for (int i = 0; i < 4; ++i) {
        const int which = kept % 2 == 0 ? i : 3 - i;
        if (which == 0) product(rank, columns, first, x, first_product, first_product);
        if (which == 1 && (drift != T(0) || both)) product(rank, columns, lower, x, products[0], products[1]);
        if (which == 2 && (drift != T(0) || both)) product(rank, columns, upper, x, products[2], products[3]);
        if (which == 3 && drift != T(0)) product(rank, columns, velocity, x, products[4], products[4]);
    }
    gram_term<T> terms[6];
    std::size_t count = 0;
    const auto add = [&](T factor, const T* of) { terms[count++] = {factor, of, columns}; };
    add(square, first_product);
    if (drift != T(0)) {
        for (int i = 0; i < 4; ++i) add(square * drift, products[i]);
        add(square * drift * drift, products[4]);
    }
    if (square != T(1) || count > 1) gram.mix(rank, columns, count, terms, nullptr, nullptr, first_product, columns);
    if (both) {
        count = 0;
        add(mixed, products[1]);
        add(mixed, products[2]);
        if (drift != T(0)) add(mixed * drift, products[4]);
        gram.mix(rank, columns, count, terms, nullptr, nullptr, mixed_product, columns);
    }
    if (kept == 0) return;
    const std::size_t block = outputs * columns;
    gram.tail_overlap(rank, stride(), kept * vectors, columns, tail, x, overlaps);
    for (std::size_t s = 0; s < kept; ++s) {
        const T since = moving() ? drift_since(s) : T(1);
        const T *const of_z = overlaps + s * vectors * columns, *const of_first = of_z + block,
                       *const of_last = moving() ? of_first + block : of_first;
        T *const z = coefficients + (of_z - overlaps), *const with_first = z + block,
                 *const last = moving() ? with_first + block : with_first;
        for (std::size_t i = 0; i < block; ++i) {
            z[i] = square * (moving() ? since * (of_first[i] + since * of_last[i]) : of_last[i]);
            if (moving()) with_first[i] = square * since * of_z[i];
            last[i] = square * since * since * of_z[i];
        }
    }
    gram.tail_combine(rank, stride(), kept * vectors, columns, tail, coefficients, first_product);
    if (!both) return;
    for (std::size_t s = 0; s < kept; ++s) {
        const T since = drift_since(s);
        const T* const of_z = overlaps + s * vectors * columns;
        T* const z = coefficients + (of_z - overlaps);
        for (std::size_t i = 0; i < block; ++i) {
            z[i] = mixed * (of_z[block + i] + since * of_z[2 * block + i]);
            z[block + i] = 0;
            z[2 * block + i] = mixed * since * of_z[i];
        }
    }
    gram.tail_combine(rank, stride(), kept * vectors, columns, tail, coefficients, mixed_product);
}

template <class T>
void gram_matrices<T>::take(const unit_change<T>& change) noexcept
{
    constexpr std::size_t w = symmetric_view<T>::panel;
    const unit_scales<T> next = scales_after(change);
    const T of_weights = change.own * scales.weights / next.weights, of_velocity = change.kept * scales.velocity / next.velocity;
    if (of_weights != T(1) || (moving() && of_velocity != T(1))) {
        // The step has written its vectors where the tail ends.
        const std::size_t from = kept;
        if (kept > 0) fold();
        for (std::size_t panel = 0; from > 0 && panel * w < rank; ++panel)
            copy(vectors * w, tail + (panel * stride() + from * vectors) * w, tail + panel * stride() * w);
        rescale(of_weights, of_velocity);
    }
    scales = next;
    if (moving()) {
        const T ratio = scales.velocity / scales.weights;
        (kept == 0 ? before : factors[kept - 1]) += change.lookahead * ratio;
        factors[kept] = change.share * ratio;
    }
    if (++kept == interval) fold();
}

template <class T>
void gram_matrices<T>::mix_vectors(std::size_t s, std::size_t vector, T factor, T more, T* y, std::size_t y_stride) const noexcept
{
    const T* const at = tail + (s * vectors + vector * outputs) * symmetric_view<T>::panel;
    const gram_term<T> terms[] = {{factor, at, stride()}, {more, at + outputs * symmetric_view<T>::panel, stride()}};
    kernels<T>().gram.mix(rank, outputs, more != T(0) ? 2 : 1, terms, nullptr, nullptr, y, y_stride);
}

template <class T>
void gram_matrices<T>::fold() noexcept
{
    if (moving()) {
        const velocity_arrays<T> arrays = {first, lower, upper, velocity};
        const velocity_steps<T> waiting = {kept, before, factors, stride(), tail};
        kernels<T>().velocity.update(rank, outputs, &arrays, &waiting);
    } else {
        for (std::size_t s = 0; s < kept; ++s)
            for (std::size_t i = 0; i < 2; ++i)
                mix_vectors(s, i, 1, 0, folded[i] + s * outputs * symmetric_view<T>::panel, kept * outputs);
        kernels<T>().symmetric.update(rank, kept * outputs, first, folded[1], folded[0]);
    }
    before = 0;
    kept = 0;
}

template <class T>
void gram_matrices<T>::rescale(T of_weights, T of_velocity) noexcept
{
    const std::size_t packed = symmetric_view<T>::elements(rank);
    scale(packed, of_weights * of_weights, first);
    if (!moving()) return;
    scale(packed, of_weights * of_velocity, lower);
    scale(packed, of_weights * of_velocity, upper);
    scale(packed, of_velocity * of_velocity, velocity);
}

template <class T>
void gram_matrices<T>::write_first(T* to, T* scratch, T* more_scratch) const noexcept
{
    const std::size_t packed = symmetric_view<T>::elements(rank);
    const T drift = moving() ? before + drift_since(0) : T(0), square = scales.weights * scales.weights;
    for (std::size_t i = 0; i < packed; ++i)
        to[i] = square * (moving() ? first[i] + drift * (lower[i] + upper[i]) + drift * drift * velocity[i] : first[i]);
    for (std::size_t s = 0; s < kept; ++s) {
        const T since = drift_since(s);
        mix_vectors(s, 0, 1, 0, scratch, outputs);
        mix_vectors(s, 1, moving() ? square * since : square, moving() ? square * since * since : T(0), more_scratch, outputs);
        kernels<T>().symmetric.update(rank, outputs, to, more_scratch, scratch);
    }
}

template struct gram_matrices<float>;
template struct gram_matrices<double>;

}  // namespace catapult::detail
