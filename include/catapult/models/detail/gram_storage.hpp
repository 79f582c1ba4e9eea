// The arrays of a gram_model, in the order in which they lie. For the library's own headers: callers use gram_model.hpp.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_STORAGE_HPP

#include "catapult/models/gram_model.hpp"

namespace catapult::detail {

/// How many steps' updates of D are kept aside before they are folded into it. Every update costs as many operations as a
/// product with D, whenever it is made; what is saved is the writing of D, and time that folding many columns at once runs
/// faster. That pays where D has grown out of the first cache, and with one output, where a step does little else than read
/// and write D, while D stays in the second: in what lies beyond, update and product in one pass hide behind the memory.
/// About ten columns are enough; what more of them would save, the product with them costs.
template <class T>
constexpr std::size_t tail_interval(std::size_t rank, std::size_t outputs) noexcept
{
    constexpr std::size_t columns = 10;
    constexpr double first_cache = 0x1p17, second_cache = 0x1p20;  // bytes, as far as this is concerned
    const double bytes = static_cast<double>(rank) * static_cast<double>(rank) * (sizeof(T) / 2);
    if (bytes < first_cache || (outputs == 1 && bytes > second_cache)) return 1;
    return outputs < columns / 2 ? (columns + outputs - 1) / outputs : 2;
}

}  // namespace catapult::detail

namespace catapult {

// D = first + Σ_s (b_s Z_sᵀ + Z_s b_sᵀ), the sum over the last `kept` steps: the low-rank tail. It is folded into `first`
// when a step finds `interval` of them; nothing but a step does that, so that who looks on changes no bit.
// All r × k matrices are held in the panels that the symmetric kernels take, padded with zeros to whole panels. With one
// output that is also the r × 1 matrix that callers see; with more, row-by-row copies are kept for them.
template <class T>
struct gram_model<T>::storage {
    reduced_data<T> data;
    double width;
    T inverse_width;
    T samples = 1;  // (of an empty model, whose loss is zero)
    T unit;         // 4^exponent of the data
    std::size_t steps;
    std::size_t rank;
    std::size_t outputs;
    std::size_t elements;  // of a padded r × k matrix
    std::size_t interval;  // of folding, in steps
    std::size_t kept;      // in the tail
    T residual_square;     // ‖ρ‖²
    T gradient_square;     // ‖Z‖²
    T first_bound;         // no element of D is larger
    T* singular_values;    // padded
    T* gains;              // Σ/m, padded
    T* first;              // packed
    T* predictor;
    T* predictor_next;
    T* residual;
    T* residual_next;
    T* gradient;
    T* gradient_last;  // during a step, the next gradient
    T* side;           // b of theory.md, 3: the other factor of the last update of D
    T* tail_sides;     // interval·k columns; null with interval 1, where the last step's own arrays are the tail
    T* tail_gradients;
    T* side_products;      // bᵀx of the tail, interval·k × k
    T* gradient_products;  // Zᵀx
    T* product;            // DZ
    T* probe_in;
    T* probe_out;
    T* second;  // E, k × k
    T* second_next;
    T* overlap;         // ωᵀZ, k × k
    T* bend;            // Zᵀ(I + D)Z, k × k
    T* predictor_rows;  // for callers; null with one output
    T* residual_rows;
    T* gradient_rows;
    detail::gram_factor<T> factor;  // of a narrow network, which has nothing of D and keeps what callers see row by row

    static constexpr void lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
    {
        s.rank = dims.rank;
        s.outputs = dims.outputs;
        s.interval = detail::tail_interval<T>(dims.rank, dims.outputs);
        const std::size_t padded = l.whole_blocks<T>(dims.rank);
        s.elements = l.product(padded, dims.outputs);
        const std::size_t square = l.product(dims.outputs, dims.outputs);
        placed = l.take<storage>(1);
        s.singular_values = l.take<T>(padded);
        s.gains = l.take<T>(padded);
        if (keeps_factor(dims)) {
            for (T** array : {&s.predictor, &s.residual, &s.gradient}) *array = l.take<T>(s.elements);
            s.second = l.take<T>(square);
            s.factor.lay_out(l, dims);
            s.predictor_rows = s.predictor;
            s.residual_rows = s.residual;
            s.gradient_rows = s.gradient;
            return;
        }
        s.first = l.take<T>(l.packed<T>(dims.rank));
        for (T** array : {&s.predictor, &s.predictor_next, &s.residual, &s.residual_next, &s.gradient, &s.gradient_last, &s.side,
                          &s.product, &s.probe_in, &s.probe_out})
            *array = l.take<T>(s.elements);
        for (T** array : {&s.second, &s.second_next, &s.overlap, &s.bend}) *array = l.take<T>(square);
        const std::size_t columns = l.product(s.interval, dims.outputs);
        const std::size_t tail = s.interval == 1 ? 0 : l.product(padded, columns);
        for (T** array : {&s.tail_sides, &s.tail_gradients}) *array = l.take<T>(tail);
        for (T** array : {&s.side_products, &s.gradient_products}) *array = l.take<T>(l.product(columns, dims.outputs));
        const std::size_t rows = dims.outputs == 1 ? 0 : l.product(dims.rank, dims.outputs);
        for (T** array : {&s.predictor_rows, &s.residual_rows, &s.gradient_rows}) *array = l.take<T>(rows);
    }

    detail::factor_outputs<T> factor_outputs() noexcept
    {
        return {predictor, residual, gradient, second, residual_square, gradient_square};
    }
    void take_squares(const detail::factor_outputs<T>& from) noexcept
    {
        residual_square = from.residual_square;
        gradient_square = from.gradient_square;
    }

    const T* sides() const noexcept { return interval == 1 ? side : tail_sides; }
    const T* gradients() const noexcept { return interval == 1 ? gradient_last : tail_gradients; }

    /// out ← D in, for at most k columns.
    void multiply(std::size_t columns, const T* in, T* out) noexcept;
    /// The same in a step, which folds the tail when it is full.
    void fold_and_multiply(const T* in, T* out) noexcept;
    /// Columns of the pair `which` of the tail, from or to `pair` of r × k.
    template <class Copy>
    void for_each_block(std::size_t which, Copy&& copy) const noexcept;
    /// After a step: `side` and `gradient_last` go into the tail.
    void keep_pair() noexcept;
};

template <class T>
constexpr status gram_model<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage s{};
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, result);
}

}  // namespace catapult

#endif
