// The large matrices of a gram_training, and the changes that wait to be folded into them. Only the library's own headers
// need this file.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_MATRICES_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_MATRICES_HPP

#include <cstddef>

#include "catapult/models/detail/waiting_steps.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// A step of U and, with momentum, of B, for a gradient Y Kᵀ:
///     B' = kept B + gradient Y Kᵀ     U' = own U + kept·lookahead B + share B'
/// or without momentum U' = own U + gradient Y Kᵀ.
template <class T>
struct unit_change {
    T own, kept, lookahead, share, gradient;
};

/// U = weights X_0 and B = velocity X_1.
template <class T>
struct unit_scales {
    T weights = 1, velocity = 1;
};

/// D = UᵀU/n − σI and, with momentum, C = UᵀB/n and D_B = BᵀB/n. The stored matrices are those of X_0 and X_1 as they were before
/// the last `kept` steps. In each of these, X_1 (without momentum X_0) has got its Y zᵀ, and then X_0 has got its factor times X_1.
template <class T>
struct gram_matrices {
    std::size_t rank, outputs;
    std::size_t interval;  // of folding, in steps
    std::size_t vectors;  // of a step in the tail: z, X_0ᵀY/n with momentum, and X_1ᵀY/n + z(YᵀY/n)/2 (without momentum X_0)
    std::size_t kept;     // steps in the tail
    unit_scales<T> scales;
    T before;         // what X_0 has got of X_1 before the first of these steps
    T* factors;       // of the steps
    T* first;         // of X_0, packed; of X_1 too only with momentum:
    T* lower;         // the lower part of X_0ᵀX_1/n, packed, with whole diagonal tiles
    T* upper;         // that of its transpose
    T* velocity;      // of X_1
    T* tail;          // interval · vectors columns: the vectors of a step side by side
    T* folded[2];     // without momentum, interval·k columns: all z, and all sides
    T* products[5];   // with momentum: lower in its rows and across, upper likewise, velocity; r × k
    T* overlaps;      // of the tail with a factor, interval · vectors × k
    T* coefficients;  // likewise, for the columns of the tail

    constexpr void lay_out(layout& l, std::size_t rank_, std::size_t outputs_, bool momentum) noexcept
    {
        // With momentum a step in the tail costs more, and folding less.
        constexpr std::size_t moving_columns = 6;
        rank = rank_;
        outputs = outputs_;
        interval = momentum ? (moving_columns + outputs - 1) / outputs : waiting_steps(outputs);
        vectors = l.product(momentum ? 3 : 2, outputs);
        // A tail of more columns than the matrices have rows saves nothing. No vectors are an overflow.
        if (const std::size_t most = vectors > 0 && vectors < rank ? rank / vectors : 1; interval > most) interval = most;
        const std::size_t padded = l.whole_blocks<T>(rank), packed = l.packed<T>(rank), elements = l.product(padded, outputs);
        const std::size_t columns = l.product(interval, vectors), waiting = l.product(padded, l.product(interval, outputs));
        first = l.take<T>(packed);
        for (T** array : {&lower, &upper, &velocity}) *array = l.take<T>(momentum ? packed : 0);
        factors = l.take<T>(interval);
        tail = l.take<T>(l.product(padded, columns));
        for (T*& array : folded) array = l.take<T>(momentum ? 0 : waiting);
        for (T*& array : products) array = l.take<T>(momentum ? elements : 0);
        for (T** array : {&overlaps, &coefficients}) *array = l.take<T>(l.product(columns, outputs));
    }

    bool moving() const noexcept { return vectors > 2 * outputs; }
    /// The number of vectors in a panel of the tail.
    std::size_t stride() const noexcept { return interval * vectors; }
    /// The scales after a step. Scales that would leave their range become one.
    unit_scales<T> scales_after(const unit_change<T>& change) const noexcept;
    /// Where the step that is in the making puts its vectors, z first.
    T* place(std::size_t vector) const noexcept;
    /// first ← D x and, if it is not null, mixed_product ← Cᵀx, for at most k columns x in panels.
    void multiply(std::size_t columns, const T* x, T* first_product, T* mixed_product) const noexcept;
    /// Takes over a step, whose vectors are in their places, for the scales after it.
    void take(const unit_change<T>& change) noexcept;
    /// Writes D, packed. Uses two r × k matrices of scratch.
    void write_first(T* to, T* scratch, T* more_scratch) const noexcept;

private:
    void fold() noexcept;
    void rescale(T of_weights, T of_velocity) noexcept;
    /// What X_0 has got of X_1 from step s on.
    T drift_since(std::size_t s) const noexcept;
    /// y ← factor times a vector of step s, plus more times the next one.
    void mix_vectors(std::size_t s, std::size_t vector, T factor, T more, T* y, std::size_t y_stride) const noexcept;
};

}  // namespace catapult::detail

#endif
