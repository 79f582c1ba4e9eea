// Narrow networks in the Gram engine. Their state is the factor A = [UP V], n × (r + k) (theory.md, 3). Steps use the passes
// of the parameter engine, with UP as the first layer. Only the library's own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_FACTOR_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_FACTOR_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// Whether the arrays of a state have the shapes that follow from `dims`, and the layers have no gaps.
template <class T>
bool fits(const network_state<T>& state, const network_dims& dims) noexcept;

/// Computes ω, E and the width of a narrow state from its layers.
template <class T>
void complete(network_state<T>& state) noexcept;

/// Work space of a product with (UP)ᵀ(UP).
template <class T>
struct factor_scratch {
    T* in;     // k × whole blocks of r
    T* out;    // k × whole blocks of r
    T* block;  // row_sums::scratch of the kernels

    constexpr void lay_out(layout& l, const network_dims& dims) noexcept
    {
        const std::size_t elements = l.product(l.whole_blocks<T>(dims.rank), dims.outputs);
        for (T** array : {&in, &out}) *array = l.take<T>(elements);
        block = l.take<T>(l.product(l.whole_blocks<T>(dims.outputs), block_elements<T>));
    }
};

/// out ← ((UP)ᵀ(UP)/n − I) in. Both have r rows and the same number of columns, at most k.
template <class T>
void apply_factor(matrix_view<const T> first_layer, matrix_view<const T> second_layer, const factor_scratch<T>& scratch,
                  matrix_view<const T> in, matrix_view<T> out) noexcept;

/// Quantities that follow from a factor and the data of a model. Arrays are r × k, and `second` is E, k × k.
template <class T>
struct factor_outputs {
    T* predictor;
    T* residual;
    T* gradient;
    T* second;
    T residual_square;
    T gradient_square;
};

template <class T>
struct gram_factor {
    std::size_t rows = 0;  // n; zero where the model holds the Gram matrix
    std::size_t rank = 0;
    std::size_t outputs = 0;
    std::size_t stride;  // of product and factor: whole blocks
    std::size_t gram_stride;
    T root_width;
    T singular_norm;  // ‖Σ‖, for the bound on a step
    T targets_norm;   // ‖QᵀY‖, for the bound on a step
    T first_square;   // ‖UP‖², for the bound on a step
    T* first;         // UP
    T* second;        // V
    T* product;       // VᵀUP, k × stride
    T* gram;          // VᵀV, k × gram_stride
    T* factor;        // cZᵀ, k × stride
    factor_scratch<T> scratch;

    constexpr void lay_out(layout& l, const network_dims& dims) noexcept
    {
        rows = factor_rows(l, dims);
        rank = dims.rank;
        outputs = dims.outputs;
        stride = l.whole_blocks<T>(dims.rank);
        gram_stride = l.whole_blocks<T>(dims.outputs);
        first = l.take<T>(l.product(rows, rank));
        second = l.take<T>(l.product(rows, outputs));
        for (T** array : {&product, &factor}) *array = l.take<T>(l.product(stride, outputs));
        gram = l.take<T>(l.product(gram_stride, outputs));
        scratch.lay_out(l, dims);
    }
    /// Copies the layers of `initial`. False if a sum of squares overflows.
    bool load(const reduced_data<T>& data, const network_state<T>& initial, const T* gains, factor_outputs<T>& result) noexcept;
    /// Steps by result.gradient, then brings `result` up to date. `diverged` if an overflow is possible (step_bound.hpp).
    /// Nothing is changed then.
    status step(T eta, const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept;
    void write(network_state<T>& result) const noexcept;

private:
    void evaluate(const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept;
    T second_square() const noexcept;
};

}  // namespace catapult::detail

#endif
