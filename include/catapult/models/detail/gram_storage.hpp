// The arrays of a gram_model, in their order in memory. Only the library's own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_STORAGE_HPP

#include "catapult/models/detail/strips.hpp"
#include "catapult/models/detail/waiting_steps.hpp"
#include "catapult/models/gram_model.hpp"

namespace catapult::detail {

/// The number of steps whose updates of D wait in the tail until they are folded into D together. Waiting saves no
/// operations: an update costs as many as a product with D. It saves writes of D, and an update by many columns at once is
/// faster. This pays once D is larger than the first-level cache. With one output it no longer pays once D is larger than
/// the second-level cache, because then one pass does update and product while it waits for memory.
template <class T>
constexpr std::size_t tail_interval(std::size_t rank, std::size_t outputs) noexcept
{
    constexpr double first_cache = 0x1p17, second_cache = 0x1p20;  // rough sizes, in bytes
    const double bytes = static_cast<double>(rank) * static_cast<double>(rank) * (sizeof(T) / 2);
    if (bytes < first_cache || (outputs == 1 && bytes > second_cache)) return 1;
    return waiting_steps(outputs);
}

}  // namespace catapult::detail

namespace catapult {

// D = first + Σ_s (b_s Z_sᵀ + Z_s b_sᵀ). The sum over the last `kept` steps is the low-rank tail. A step folds it into
// `first` when it has `interval` terms. Nothing but a step does so, because observers must not change a bit.
// All r × k matrices are stored in the panels of the symmetric kernels, padded with zeros to whole panels. With one output
// this is also the r × 1 matrix that callers see. With more outputs callers see copies that are stored row by row.
template <class T>
struct gram_model<T>::storage {
    reduced_data<T> data;
    double width;
    T inverse_width;
    T samples = 1;  // 1 lets the loss of an empty model be zero
    T unit;         // 4^exponent of the data
    std::size_t steps;
    std::size_t rank;
    std::size_t outputs;
    std::size_t elements;  // of a padded r × k matrix
    std::size_t interval;  // of folding, in steps
    std::size_t kept;      // in the tail
    T residual_square;     // ‖ρ‖²
    T gradient_square;     // ‖Z‖²
    T first_bound;         // bound of the elements of D
    T* singular_values;    // padded
    T* gains;              // Σ/m, padded
    T* first;              // packed
    T* predictor;
    T* predictor_next;
    T* residual;
    T* residual_next;
    T* gradient;
    T* gradient_last;  // the gradient of the last step; during a step, the next one
    T* side;           // b of theory.md, 3, of the last step
    T* tail_sides;     // interval·k columns; empty for interval 1, where side and gradient_last are the tail
    T* tail_gradients;
    T* side_products;      // bᵀx of the tail, interval·k × k
    T* gradient_products;  // Zᵀx
    T* product;            // DZ
    T* above;              // of passes that are spread (strips.hpp)
    T* probe_in;
    T* probe_out;
    T* second;  // E, k × k
    T* second_next;
    T* overlap;         // ωᵀZ, k × k, of the present state
    T* bend;            // Zᵀ(I + D)Z, k × k
    T* predictor_rows;  // for callers; empty with one output
    T* residual_rows;
    T* gradient_rows;
    detail::gram_factor<T> factor;  // of a narrow network, which has no D and stores its r × k matrices row by row

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
        s.above = l.take<T>(detail::strips<T>::above_elements(dims.rank));
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
    void multiply(std::size_t columns, const T* in, T* out, const chunk_executor& spread) noexcept;
    /// out ← D in with k columns, in a step. Folds the tail if it is full.
    void fold_and_multiply(const T* in, T* out, const chunk_executor& spread) noexcept;
    /// Calls copy(offset in the tail, offset in an r × k matrix, length) for each block of the columns of step `which`.
    template <class Copy>
    void for_each_block(std::size_t which, Copy&& copy) const noexcept;
    /// Takes `side` and `gradient_last` into the tail, after a step.
    void keep_pair() noexcept;
    /// Computes `overlap`, which a step otherwise gets from the step before.
    void refresh_overlap() noexcept;
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
