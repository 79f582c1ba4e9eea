// The arrays of a parameter_model, in their order in memory, and the chunks of its passes. Only the library's own headers
// need this file.
#ifndef CATAPULT_MODELS_DETAIL_PARAMETER_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_PARAMETER_STORAGE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/parameter_model.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

template <class T>
struct row_sums;
template <class T>
struct parameter_rows;

/// Enough for the threads of one machine, and few enough that the partial sums are small beside the weights.
inline constexpr std::size_t most_chunks = 64;
/// A chunk of fewer rows is not worth a thread.
inline constexpr std::size_t fewest_rows = 256;

constexpr std::size_t up_to_multiple(std::size_t n, std::size_t of) noexcept { return n / of * of + (n % of ? of : 0); }

/// `rows` rows in at most most_chunks chunks of equal size, which is a multiple of a kernel's group of rows. The last chunk
/// may be smaller.
struct chunking {
    std::size_t rows = 0;
    std::size_t each = 0;
    std::size_t count = 0;

    static constexpr chunking of(std::size_t rows) noexcept
    {
        chunking c;
        c.rows = rows;
        const std::size_t wanted = rows / most_chunks + (rows % most_chunks ? 1 : 0);
        c.each = up_to_multiple(wanted > fewest_rows ? wanted : fewest_rows, 16);
        c.count = rows / c.each + (rows % c.each ? 1 : 0);
        return c;
    }
    std::size_t first(std::size_t chunk) const noexcept { return chunk * each; }
    std::size_t size(std::size_t chunk) const noexcept { return rows - first(chunk) < each ? rows - first(chunk) : each; }
};

constexpr bool fits_blocks(std::size_t n) noexcept { return n > 0 && n <= SIZE_MAX / 64; }

}  // namespace catapult::detail

namespace catapult {

template <class T>
struct parameter_model<T>::storage {
    parameter_dims dims;
    matrix_view<T> first;
    matrix_view<T> second;
    training_set<T> data;
    std::size_t padded_inputs;  // whole blocks
    std::size_t padded_outputs;
    detail::chunking rows;
    detail::chunking samples;
    T root_width;
    // X and Y belong to the caller and have the caller's units. Sums of their squares and products are over 2^e or 4^e, so
    // that they do not overflow (square_unit()).
    T to_unit;       // 2^-e
    T unit;          // 4^e
    T inputs_norm;   // ‖X‖ over 2^e
    T targets_norm;  // ‖Y‖ over 2^e
    T first_square;  // ‖U‖² by its recurrence, for the bound on a step
    T gradient_norm;
    T excess_loss;
    std::size_t steps;
    T* product;   // VᵀU, k × padded d
    T* gram;      // VᵀV, k × padded k
    T* gradient;  // Zᵀ, k × padded d
    T* factor;    // factor of a pass (kernels/table.hpp), k × padded d
    T* partial;   // product, gram and scratch of each chunk

    std::size_t product_elements() const noexcept { return dims.outputs * padded_inputs; }
    std::size_t gram_elements() const noexcept { return dims.outputs * padded_outputs; }
    std::size_t partial_elements() const noexcept
    {
        return product_elements() + gram_elements() + detail::block_elements<T> * padded_outputs;
    }
    detail::row_sums<T> sums_of(std::size_t chunk) const noexcept;
    detail::parameter_rows<T> rows_of(std::size_t chunk) const noexcept;
    template <class Pass>
    void row_pass(Pass pass, const chunk_executor& spread) const noexcept;
    void find_gradient(const chunk_executor& spread) noexcept;
    /// result ← the sum over the first `chunks` chunks of `elements` elements from `offset` on in `partial`.
    void combine(std::size_t chunks, std::size_t offset, std::size_t elements, T* result) const noexcept;
    void combine_sums() noexcept;
    T gram_trace() const noexcept;
    T output(const T* x, std::size_t j) const noexcept;

    static constexpr void lay_out(const parameter_dims& dims, detail::layout& l, storage*& object, storage& arrays) noexcept
    {
        arrays.dims = dims;
        arrays.padded_inputs = l.whole_blocks<T>(dims.inputs);
        arrays.padded_outputs = l.whole_blocks<T>(dims.outputs);
        arrays.rows = detail::chunking::of(dims.width);
        arrays.samples = detail::chunking::of(dims.samples);
        const std::size_t chunks = arrays.rows.count > arrays.samples.count ? arrays.rows.count : arrays.samples.count;
        const std::size_t product = l.product(dims.outputs, arrays.padded_inputs);
        const std::size_t gram = l.product(dims.outputs, arrays.padded_outputs);
        const std::size_t partial = l.product(chunks, product);
        const std::size_t partial_gram = l.product(chunks, gram);
        const std::size_t scratch = l.product(chunks, l.product(detail::block_elements<T>, arrays.padded_outputs));
        object = l.take<storage>(1);
        arrays.product = l.take<T>(product);
        arrays.gram = l.take<T>(gram);
        arrays.gradient = l.take<T>(product);
        arrays.factor = l.take<T>(product);
        // One array in three calls, so that the layout detects an overflow of the sum. Each part is whole blocks and leaves
        // no gap.
        arrays.partial = l.take<T>(partial);
        (void)l.take<T>(partial_gram);
        (void)l.take<T>(scratch);
    }
    /// The error to report when a sum of squares is not finite.
    static status too_large_or_not_finite(const storage& s) noexcept;
    static constexpr status check(const parameter_dims& dims) noexcept
    {
        if (dims.width == 0 || dims.inputs == 0 || dims.outputs == 0 || dims.samples == 0) return status::invalid_argument;
        const bool all = detail::fits_blocks(dims.width) && detail::fits_blocks(dims.inputs) &&
                         detail::fits_blocks(dims.outputs) && detail::fits_blocks(dims.samples);
        return all ? status::ok : status::size_overflow;
    }
};

template <class T>
constexpr status parameter_model<T>::bytes(const parameter_dims& dims, std::size_t& result) noexcept
{
    if (const status s = storage::check(dims); s != status::ok) return s;
    storage* object = nullptr;
    storage arrays{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(dims, l, object, arrays); }, result);
}

}  // namespace catapult

#endif
