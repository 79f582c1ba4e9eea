// The large matrices of a gram_training, and the changes that wait to be folded into them. Only the library's own headers
// need this file.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_MATRICES_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_MATRICES_HPP

#include <cstddef>

#include "catapult/models/detail/waiting_steps.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// What steps have made of weights and velocities since some time, but for columns of low rank:
///     U' = weights U + drift B     B' = velocity B
template <class T>
struct unit_mixing {
    T weights = 1, drift = 0, velocity = 1;
};

/// How a step mixes U and B, and its gradient's share c in both.
template <class T>
struct unit_change {
    unit_mixing<T> mixing;
    T gradient[2];
};

/// D = (UᵀU)/n − σI and, with momentum, C = UᵀB/n and D_B = BᵀB/n. The last `kept` steps are not yet in the stored matrices:
/// these are what they were before, and `since` says how U and B have been mixed. Step s has added K h_jᵀ c_i + c_j h_i Kᵀ to
/// U_iᵀU_j/n (theory.md, 9), and `steps` holds how its h and c have been mixed since.
template <class T>
struct gram_matrices {
    std::size_t rank, outputs;
    std::size_t interval;  // of folding, in steps
    std::size_t vectors;   // of a step in the tail: K, h_0 and, with momentum, h_1
    std::size_t kept;      // steps in the tail
    unit_mixing<T> since;
    unit_change<T>* steps;  // interval
    T* first;               // D, packed; of the velocities too only with momentum:
    T* mixed;               // the symmetric part of C, packed
    T* turned;              // its antisymmetric part, packed
    T* velocity;            // D_B, packed
    T* tail;                // interval · vectors columns: K, h_0 and h_1 of a step side by side
    T* folded[5];           // interval·k columns: K of all steps, and b of D, C_s, C_a and D_B
    T* negative;            // minus the factor of an antisymmetric product; r × k
    T* products[3];         // of mixed, turned and velocity
    T* overlaps;            // of the tail with a factor, interval · vectors × k
    T* coefficients;        // likewise, for the columns of the tail

    constexpr void lay_out(layout& l, std::size_t rank_, std::size_t outputs_, bool momentum) noexcept
    {
        rank = rank_;
        outputs = outputs_;
        interval = waiting_steps(outputs);
        vectors = momentum ? l.product(3, outputs) : l.product(2, outputs);
        const std::size_t padded = l.whole_blocks<T>(rank), packed = l.packed<T>(rank), elements = l.product(padded, outputs);
        const std::size_t columns = l.product(interval, vectors), waiting = l.product(padded, l.product(interval, outputs));
        first = l.take<T>(packed);
        for (T** array : {&mixed, &turned, &velocity}) *array = l.take<T>(momentum ? packed : 0);
        steps = l.take<unit_change<T>>(interval);
        tail = l.take<T>(l.product(padded, columns));
        for (T** array : {&folded[0], &folded[1]}) *array = l.take<T>(waiting);
        for (T** array : {&folded[2], &folded[3], &folded[4]}) *array = l.take<T>(momentum ? waiting : 0);
        for (T** array : {&negative, &products[0], &products[1], &products[2]}) *array = l.take<T>(momentum ? elements : 0);
        for (T** array : {&overlaps, &coefficients}) *array = l.take<T>(l.product(columns, outputs));
    }

    bool moving() const noexcept { return vectors > 2 * outputs; }
    /// The number of vectors in a panel of the tail.
    std::size_t stride() const noexcept { return interval * vectors; }
    /// Where the step that is in the making puts its K (0), h_0 (1) and h_1 (2).
    T* place(std::size_t vector) const noexcept;
    /// first ← D x and, if it is not null, mixed_product ← Cᵀx, for at most k columns x in panels.
    void multiply(std::size_t columns, const T* x, T* first_product, T* mixed_product) const noexcept;
    /// Takes over a step, whose vectors are in their places.
    void take(const unit_change<T>& change) noexcept;
    /// Writes D, packed. Uses two r × k matrices of scratch.
    void write_first(T* to, T* scratch, T* more_scratch) const noexcept;

private:
    void fold() noexcept;
    /// y ← factor_0 h_0 + factor_1 h_1 of step s.
    void mix_sides(std::size_t s, T factor_0, T factor_1, T* y, std::size_t y_stride) const noexcept;
};

}  // namespace catapult::detail

#endif
