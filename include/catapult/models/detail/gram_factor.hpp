// Narrow networks in the Gram engine: the state is the factor A = [UP V] itself, n × (r + k) (theory.md, 3). The passes are
// those of the parameter engine, on the reduced first layer. For the library's own headers: sizes are told by it.
#ifndef CATAPULT_MODELS_DETAIL_GRAM_FACTOR_HPP
#define CATAPULT_MODELS_DETAIL_GRAM_FACTOR_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// Whether the arrays of a state have the shapes that `dims` gives them.
template <class T>
bool fits(const network_state<T>& state, const network_dims& dims) noexcept;

/// ω and E of a narrow state from its layers, and its width: what fills the layers calls this next.
template <class T>
void complete(network_state<T>& state) noexcept;

/// What a product with (UP)ᵀ(UP) needs besides the layers.
template <class T>
struct factor_scratch {
    T* in;  // k × whole blocks of r
    T* out;
    T* block;  // what the kernels call scratch

    constexpr void lay_out(layout& l, const network_dims& dims) noexcept
    {
        const std::size_t elements = l.product(l.whole_blocks<T>(dims.rank), dims.outputs);
        for (T** array : {&in, &out}) *array = l.take<T>(elements);
        block = l.take<T>(l.product(l.whole_blocks<T>(dims.outputs), block_elements<T>));
    }
};

/// out ← ((UP)ᵀ(UP)/n − I) in, both r × k.
template <class T>
void apply_factor(matrix_view<const T> first_layer, matrix_view<const T> second_layer, const factor_scratch<T>& scratch,
                  matrix_view<const T> in, matrix_view<T> out) noexcept;

/// What follows from a factor, for the data of a model: row by row, r × k, and E.
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
    T singular_norm;  // ‖Σ‖ …
    T targets_norm;   // … and ‖QᵀY‖, for the bound on a step
    T first_square;   // ‖UP‖², likewise
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
    /// False where a square overflows.
    bool load(const reduced_data<T>& data, const network_state<T>& initial, const T* gains, factor_outputs<T>& result) noexcept;
    /// `gradient`: r × k, row by row. `diverged` if it cannot be ruled out that something overflows; nothing is changed then.
    status step(T eta, const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept;
    void write(network_state<T>& result) const noexcept;

private:
    void evaluate(const reduced_data<T>& data, const T* gains, factor_outputs<T>& result) noexcept;
    T second_square() const noexcept;
};

}  // namespace catapult::detail

#endif
