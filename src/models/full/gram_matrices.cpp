#include "catapult/models/detail/gram_matrices.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/symmetric.hpp"
#include "kernels/dispatch.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

namespace {

/// `later` after `earlier`.
template <class T>
unit_mixing<T> joined(const unit_mixing<T>& later, const unit_mixing<T>& earlier) noexcept
{
    return {later.weights * earlier.weights, later.weights * earlier.drift + later.drift * earlier.velocity,
            later.velocity * earlier.velocity};
}

/// Whether squares of the numbers, and sums of such squares, are far from overflow. The drift has a unit, and may be large.
template <class T>
bool moderate(const unit_mixing<T>& m) noexcept
{
    const T most = std::sqrt(std::numeric_limits<T>::max()) * static_cast<T>(0x1p-24);
    return magnitude(m.weights) < most && magnitude(m.drift) < most && m.velocity < most;
}

}  // namespace

template <class T>
T* gram_matrices<T>::place(std::size_t vector) const noexcept
{
    return tail + (kept * vectors + vector * outputs) * symmetric_view<T>::panel;
}

template <class T>
void gram_matrices<T>::multiply(std::size_t columns, const T* x, T* first_product, T* mixed_product) const noexcept
{
    const auto& product = kernels<T>().symmetric.product;
    const auto& gram = kernels<T>().gram;
    const bool both = moving() && mixed_product != nullptr;
    const T p = since.weights, q = since.drift, v = since.velocity;
    // A step leaves out what is zero. Steps take the matrices in turns from the first and from the last, of which a cache that
    // is too small for all of them still holds the last ones.
    const bool drifted = moving() && q != T(0);
    if (both) {
        const gram_term<T> minus = {T(-1), x, columns};
        gram.mix(rank, columns, 1, &minus, nullptr, nullptr, negative, columns);
    }
    for (int i = 0; i < 4; ++i) {
        const int which = kept % 2 == 0 ? i : 3 - i;
        if (which == 0) product(rank, columns, first, x, x, first_product);
        if (which == 1 && (drifted || both)) product(rank, columns, mixed, x, x, products[0]);
        if (which == 2 && both) product(rank, columns, turned, x, negative, products[1]);
        if (which == 3 && drifted) product(rank, columns, velocity, x, x, products[2]);
    }
    gram_term<T> terms[3] = {{p * p, first_product, columns}};
    std::size_t count = 1;
    const auto add = [&](T factor, const T* vectors_of) { terms[count++] = {factor, vectors_of, columns}; };
    if (drifted) {
        add(2 * p * q, products[0]);
        add(q * q, products[2]);
    }
    if (p != T(1) || count > 1) gram.mix(rank, columns, count, terms, nullptr, nullptr, first_product, columns);
    if (both) {
        count = 0;
        add(p * v, products[0]);
        add(-p * v, products[1]);
        if (drifted) add(q * v, products[2]);
        gram.mix(rank, columns, count, terms, nullptr, nullptr, mixed_product, columns);
    }
    if (kept == 0) return;
    const std::size_t waiting = kept * vectors, block = outputs * columns;
    gram.tail_overlap(rank, stride(), waiting, columns, tail, x, overlaps);
    const auto for_each = [&](auto&& find) {
        for (std::size_t s = 0; s < kept; ++s)
            for (std::size_t i = 0; i < block; ++i) {
                const std::size_t outer = s * vectors * columns + i;
                find(steps[s], outer, overlaps[outer], overlaps[outer + block], moving() ? overlaps[outer + 2 * block] : T(0));
            }
    };
    for_each([&](const unit_change<T>& step, std::size_t outer, T along_outer, T along_first, T along_second) {
        const unit_mixing<T>& m = step.mixing;
        coefficients[outer] = step.gradient[0] * (m.weights * along_first + m.drift * along_second);
        coefficients[outer + block] = step.gradient[0] * m.weights * along_outer;
        if (moving()) coefficients[outer + 2 * block] = step.gradient[0] * m.drift * along_outer;
    });
    gram.tail_combine(rank, stride(), waiting, columns, tail, coefficients, first_product);
    if (!both) return;
    for_each([&](const unit_change<T>& step, std::size_t outer, T along_outer, T along_first, T along_second) {
        const unit_mixing<T>& m = step.mixing;
        coefficients[outer] = step.gradient[1] * (m.weights * along_first + m.drift * along_second);
        coefficients[outer + block] = 0;
        coefficients[outer + 2 * block] = step.gradient[0] * m.velocity * along_outer;
    });
    gram.tail_combine(rank, stride(), waiting, columns, tail, coefficients, mixed_product);
}

template <class T>
void gram_matrices<T>::take(const unit_change<T>& change) noexcept
{
    bool safe = moderate(joined(change.mixing, since));
    for (std::size_t s = 0; s < kept; ++s) safe = safe && moderate(joined(change.mixing, steps[s].mixing));
    if (!safe && kept > 0) {
        // The step has written its vectors where the tail ends.
        const std::size_t from = kept;
        fold();
        constexpr std::size_t w = symmetric_view<T>::panel;
        for (std::size_t panel = 0; panel * w < rank; ++panel)
            copy(vectors * w, tail + (panel * stride() + from * vectors) * w, tail + panel * stride() * w);
    }
    const unit_mixing<T>& now = change.mixing;
    since = joined(now, since);
    for (std::size_t s = 0; s < kept; ++s) {
        T(&c)[2] = steps[s].gradient;
        steps[s].mixing = joined(now, steps[s].mixing);
        c[0] = now.weights * c[0] + now.drift * c[1];
        c[1] = now.velocity * c[1];
    }
    steps[kept++] = {{}, {change.gradient[0], change.gradient[1]}};
    if (!safe || kept == interval) fold();
}

template <class T>
void gram_matrices<T>::mix_sides(std::size_t s, T factor_0, T factor_1, T* y, std::size_t y_stride) const noexcept
{
    const T* const h = tail + (s * vectors + outputs) * symmetric_view<T>::panel;
    const gram_term<T> terms[] = {{factor_0, h, stride()}, {factor_1, h + outputs * symmetric_view<T>::panel, stride()}};
    kernels<T>().gram.mix(rank, outputs, moving() ? 2 : 1, terms, nullptr, nullptr, y, y_stride);
}

template <class T>
void gram_matrices<T>::fold() noexcept
{
    constexpr std::size_t w = symmetric_view<T>::panel;
    const std::size_t columns = kept * outputs;
    for (std::size_t s = 0; s < kept; ++s) {
        const T p = steps[s].mixing.weights, q = steps[s].mixing.drift, v = steps[s].mixing.velocity;
        const T c0 = steps[s].gradient[0], c1 = steps[s].gradient[1];
        const std::size_t at = s * outputs * w;
        const gram_term<T> outer = {T(1), tail + s * vectors * w, stride()};
        kernels<T>().gram.mix(rank, outputs, 1, &outer, nullptr, nullptr, folded[0] + at, columns);
        mix_sides(s, c0 * p, c0 * q, folded[1] + at, columns);
        if (!moving()) continue;
        mix_sides(s, c1 * p / 2, (c1 * q + c0 * v) / 2, folded[2] + at, columns);
        mix_sides(s, c1 * p / 2, (c1 * q - c0 * v) / 2, folded[3] + at, columns);
        mix_sides(s, 0, c1 * v, folded[4] + at, columns);
    }
    const T p = since.weights, q = since.drift, v = since.velocity;
    if (moving()) {
        const velocity_mixing<T> factors = {p * p, 2 * p * q, q * q, p * v, q * v, p * v, v * v};
        const velocity_arrays<T> arrays = {first, mixed, turned, velocity, folded[1], folded[2], folded[3], folded[4]};
        kernels<T>().velocity.update(rank, columns, &factors, &arrays, folded[0]);
    } else {
        if (p != T(1)) scale(symmetric_view<T>::elements(rank), p * p, first);
        kernels<T>().symmetric.update(rank, columns, first, folded[1], folded[0]);
    }
    since = {};
    kept = 0;
}

template <class T>
void gram_matrices<T>::write_first(T* to, T* scratch, T* more_scratch) const noexcept
{
    const std::size_t packed = symmetric_view<T>::elements(rank);
    const T p = since.weights, q = since.drift;
    for (std::size_t i = 0; i < packed; ++i)
        to[i] = moving() ? p * p * first[i] + 2 * p * q * mixed[i] + q * q * velocity[i] : p * p * first[i];
    for (std::size_t s = 0; s < kept; ++s) {
        const unit_change<T>& step = steps[s];
        const gram_term<T> outer = {T(1), tail + s * vectors * symmetric_view<T>::panel, stride()};
        kernels<T>().gram.mix(rank, outputs, 1, &outer, nullptr, nullptr, scratch, outputs);
        mix_sides(s, step.gradient[0] * step.mixing.weights, step.gradient[0] * step.mixing.drift, more_scratch, outputs);
        kernels<T>().symmetric.update(rank, outputs, to, more_scratch, scratch);
    }
}

template struct gram_matrices<float>;
template struct gram_matrices<double>;

}  // namespace catapult::detail
