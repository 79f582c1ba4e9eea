// The arrays of a gram_training, in their order in memory. Only the library's own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_TRAINING_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_TRAINING_STORAGE_HPP

#include "catapult/models/detail/gram_matrices.hpp"
#include "catapult/models/gram_training.hpp"

namespace catapult::detail {

// All r × k matrices are stored in the panels of the symmetric kernels, padded with zeros to whole panels.

/// The Gram matrix of the weights and, with momentum, of the velocities, but for its large blocks (gram_matrices). Index 0
/// stands for weights, 1 for velocities.
template <class T>
struct gram_blocks {
    T first_scale;       // σ
    T second_scale;      // τ
    T first_bound[4];    // bounds of the elements of D, of C's symmetric and antisymmetric parts, and of D_B
    T* predictor[2][2];  // U_iᵀV_j/√n, with U_1 = B_U and V_1 = B_V
    T* second[2][2];     // V_iᵀV_j/n, k × k, without the τI of the weights; [1][0] is not stored

    constexpr void lay_out_outer(layout& l, std::size_t elements, std::size_t square, bool momentum) noexcept
    {
        for (T** array : {&predictor[0][1], &predictor[1][0], &predictor[1][1]}) *array = l.take<T>(momentum ? elements : 0);
        for (T** array : {&second[0][1], &second[1][1]}) *array = l.take<T>(momentum ? square : 0);
        predictor[0][0] = l.take<T>(elements);
        second[0][0] = l.take<T>(square);
        second[1][0] = nullptr;
    }
};

/// What an evaluation of an objective works on.
template <class T>
struct objective_scratch {
    static constexpr std::size_t rows = 64;  // samples that are evaluated together

    T* predictor;  // r × k, row by row
    T* gathered;   // rows × r
    T* outputs;    // rows × k
    T* residuals;  // rows × k
    T* gradient;   // k × r

    constexpr void lay_out(layout& l, std::size_t rank, std::size_t outputs_count) noexcept
    {
        for (T** array : {&predictor, &gradient}) *array = l.take<T>(l.product(rank, outputs_count));
        gathered = l.take<T>(l.product(rows, rank));
        for (T** array : {&outputs, &residuals}) *array = l.take<T>(l.product(rows, outputs_count));
    }
};

/// What a step works on.
template <class T>
struct congruence_scratch {
    T* first_columns;  // DP
    T* mixed_columns;  // CᵀP
    T* first_inner;    // DZ
    T* mixed_inner;    // CᵀZ
    T* scratch;
    T* inner_side[2];  // U_iᵀY_V/n
    T* change;         // ω' − ω
    T* small[10];      // k × k

    constexpr void lay_out(layout& l, std::size_t elements, std::size_t square, bool momentum) noexcept
    {
        const std::size_t more = momentum ? elements : 0;
        for (T** array : {&first_columns, &first_inner, &inner_side[0], &change, &scratch}) *array = l.take<T>(elements);
        for (T** array : {&mixed_columns, &mixed_inner, &inner_side[1]}) *array = l.take<T>(more);
        for (T*& array : small) array = l.take<T>(square);
    }
};

}  // namespace catapult::detail

namespace catapult {

template <class T>
struct gram_training<T>::storage {
    training_objective<T> objective;
    training_rule rule;
    network_dims dims;
    T inverse_width;  // 0 after linearise()
    T unit;           // 4^exponent of the data
    T samples;
    std::size_t steps;
    std::size_t elements;  // of a padded r × k matrix
    bool linear;           // after linearise()
    bool fresh;            // whether `gradient` and `mean_loss` are those of the present state
    T mean_loss;
    T residual_square;  // ‖ρ‖², without inputs only
    T gradient_square;  // ‖Z‖²
    T step_loss;        // of the batch, before the last step
    T norm;             // ‖g‖ of the last step
    T averaged_square;  // v of gradient_scaling::rmsprop, over unit²
    detail::gram_blocks<T> blocks;
    detail::gram_blocks<T> next;
    detail::gram_matrices<T> matrices;  // which a step changes last
    T* singular_values;                 // padded
    T* gains;                           // Σ/m, padded
    T* residual;                        // ρ, without inputs only
    T* residual_next;
    T* gradient;  // Z over all samples
    T* gradient_next;
    T* batch_gradient;    // Z of the batch
    T* shifted_gradient;  // Z at the weights that SAM shifts to
    T* shifted;           // ω of these weights, then P of the polar factors
    T* outer;             // K of the polar factors
    T* reference;         // ω at linearise()
    T* rows;              // r × k row by row, for callers
    T* second_view;       // k × k, for callers
    T* probe_in;
    T* probe_out;
    detail::objective_scratch<T> evaluation;
    detail::congruence_scratch<T> work;

    static constexpr void lay_out(detail::layout& l, const network_dims& dims, const training_rule& rule, storage*& placed,
                                  storage& s) noexcept
    {
        const bool momentum = rule.momentum > 0;
        const std::size_t padded = l.whole_blocks<T>(dims.rank);
        const std::size_t square = l.product(dims.outputs, dims.outputs);
        s.elements = l.product(padded, dims.outputs);
        placed = l.take<storage>(1);
        s.matrices.lay_out(l, dims.rank, dims.outputs, momentum);
        s.blocks.lay_out_outer(l, s.elements, square, momentum);
        s.next.lay_out_outer(l, s.elements, square, momentum);
        for (T** array : {&s.singular_values, &s.gains}) *array = l.take<T>(padded);
        for (T** array : {&s.residual, &s.residual_next, &s.gradient, &s.gradient_next, &s.batch_gradient, &s.shifted_gradient,
                          &s.shifted, &s.outer, &s.reference, &s.rows, &s.probe_in, &s.probe_out})
            *array = l.take<T>(s.elements);
        s.second_view = l.take<T>(square);
        s.evaluation.lay_out(l, dims.rank, dims.outputs);
        s.work.lay_out(l, s.elements, square, momentum);
    }

    bool sampled() const noexcept { return objective.inputs.rows > 0; }
    /// Sees to it that `gradient` and `mean_loss` are those of the present state.
    void refresh() noexcept;
};

template <class T>
constexpr status gram_training<T>::bytes(const network_dims& dims, const training_rule& rule, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    if (const status wrong = check_rule(rule); wrong != status::ok) return wrong;
    if (keeps_factor(dims)) return status::unsupported;
    storage s{};
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, rule, placed, s); }, result);
}

}  // namespace catapult

#endif
