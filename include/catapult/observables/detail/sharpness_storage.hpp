// The arrays of a loss_hessian and of a sharpness, in the order in which they lie. For the library's own headers: callers use
// sharpness.hpp.
#ifndef CATAPULT_OBSERVABLES_DETAIL_SHARPNESS_STORAGE_HPP
#define CATAPULT_OBSERVABLES_DETAIL_SHARPNESS_STORAGE_HPP

#include "catapult/observables/sharpness.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult {

/// A direction is stored as three matrices, one after the other: the head of C_U (head × r), what its tail has along the
/// columns of Z (tail × along), and C_V (head + tail rows of k elements).
template <class T>
struct loss_hessian<T>::storage {
    static constexpr std::size_t sample_block = 64;  // samples that are worked on at once

    training_objective<T> objective;
    std::size_t rank;
    std::size_t outputs;
    std::size_t samples;  // 0 without inputs
    std::size_t head;     // k, or n of a narrow network
    std::size_t tail;     // r, or 0 of a narrow network
    std::size_t along;    // min(r, k): the rank that Z may have
    std::size_t stride;   // of `triangle`
    T outside;
    T outside_error;
    T* head_first;   // ℓ_U, its first rows, head × r
    T* head_second;  // ℓ_V, its rows that are not zero, head × k
    T* triangle;     // the other rows of ℓ_U, tail × stride, upper triangular
    T* gradient;     // Z/√n, r × k
    T* transposed;   // its transpose
    T* reduced;      // the factor R of Z/√n = P R with orthonormal P, along × k
    T* reduced_transposed;
    T* change;            // dF, as a change of the predictor, r × k; scratch of update()
    T* image;             // dZ, r × k
    T* image_transposed;  // and its transpose
    T* fitted;            // F in the caller's units, m × k
    T* block_in;          // sample_block × k
    T* block_out;         // likewise
    T* square;            // RRᵀ, over the square of its size, and a vector, in find_outside()
    T* square_vector;
    std::byte* square_memory;
    std::size_t square_bytes;

    /// The sizes of the arrays. Errors as of bytes().
    constexpr status find_sizes(const hessian_dims& dims) noexcept
    {
        if (const status wrong = detail::check_dims(dims.network); wrong != status::ok) return wrong;
        rank = dims.network.rank;
        outputs = dims.network.outputs;
        samples = dims.samples;
        along = detail::smaller(rank, outputs);
        return dense_top_bytes<T>(along, square_bytes);
    }
    constexpr void lay_out(detail::layout& l, const hessian_dims& dims, storage*& placed) noexcept
    {
        const bool narrow = keeps_factor(dims.network);
        head = narrow ? detail::factor_rows(l, dims.network) : outputs;
        tail = narrow ? 0 : rank;
        stride = l.whole_blocks<T>(tail);
        placed = l.take<storage>(1);
        head_first = l.take<T>(l.product(head, rank));
        head_second = l.take<T>(l.product(head, outputs));
        triangle = l.take<T>(l.product(tail, stride));
        const std::size_t block = l.product(rank, outputs), factor = l.product(along, outputs);
        for (T** array : {&gradient, &transposed, &change, &image, &image_transposed}) *array = l.take<T>(block);
        for (T** array : {&reduced, &reduced_transposed}) *array = l.take<T>(factor);
        fitted = l.take<T>(l.product(samples, outputs));
        const std::size_t scratch = samples == 0 ? 0 : l.product(sample_block, outputs);
        for (T** array : {&block_in, &block_out}) *array = l.take<T>(scratch);
        square = l.take<T>(l.product(along, along));
        square_vector = l.take<T>(along);
        square_memory = l.take<std::byte>(square_bytes);
        // rows() must not overflow.
        (void)l.sum(l.product(l.sum(head, tail), outputs), l.sum(l.product(head, rank), l.product(tail, along)));
    }
    constexpr std::size_t rows() const noexcept { return head * rank + tail * along + (head + tail) * outputs; }

    bool factorise(const network_state<T>& state, T shift) noexcept;
    bool find_factor(const network_state<T>& state) noexcept;
    /// Computes Z/√n and what follows from it. False if it is not finite.
    bool differentiate(const network_state<T>& state) noexcept;
    void reduce_gradient() noexcept;
    status find_outside() noexcept;
    /// image ← dZ for `change`.
    void curve() noexcept;
    /// result ← (inputsᵀ block_out)ᵀ over all samples (k × r), after work(first sample, samples) on block_in = inputs·of in each
    /// block.
    template <class Work>
    void pass_over_samples(const T* of, T* result, Work&& work) noexcept;
};

template <class T>
constexpr status loss_hessian<T>::bytes(const hessian_dims& dims, std::size_t& result) noexcept
{
    storage s{};
    if (const status wrong = s.find_sizes(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, dims, placed); }, result);
}

template <class T>
struct sharpness<T>::storage {
    loss_hessian<T> hessian;
    eigenvalue_tracker<T> tracker;
    hessian_dims size;
    T unit;
    std::size_t hessian_bytes;
    std::size_t tracker_bytes;
    std::byte* hessian_memory;
    std::byte* tracker_memory;

    static constexpr eigenvalue_options options(double tolerance) noexcept { return {tolerance, 1000, 16}; }
    /// With inputs, a product is a pass over the samples.
    static constexpr certificate_options certificate(const hessian_dims& dims) noexcept
    {
        certificate_options options;
        if (dims.samples > 0) {
            options.max_dense_rows = 128;
            options.max_products = 48;
        }
        return options;
    }
    /// rows() of the Hessian.
    static constexpr status find_rows(const hessian_dims& dims, std::size_t& rows) noexcept
    {
        typename loss_hessian<T>::storage s{};
        if (const status wrong = s.find_sizes(dims); wrong != status::ok) return wrong;
        typename loss_hessian<T>::storage* placed = nullptr;
        std::size_t unused = 0;
        if (const status wrong = detail::measure([&](detail::layout& l) { s.lay_out(l, dims, placed); }, unused);
            wrong != status::ok)
            return wrong;
        rows = s.rows();
        return status::ok;
    }
    constexpr status find_sizes(const hessian_dims& dims) noexcept
    {
        std::size_t rows = 0;
        if (const status wrong = find_rows(dims, rows); wrong != status::ok) return wrong;
        if (const status wrong = loss_hessian<T>::bytes(dims, hessian_bytes); wrong != status::ok) return wrong;
        return eigenvalue_tracker<T>::bytes(rows, options(0), tracker_bytes);
    }
    constexpr void lay_out(detail::layout& l, storage*& placed) noexcept
    {
        placed = l.take<storage>(1);
        hessian_memory = l.take<std::byte>(hessian_bytes);
        tracker_memory = l.take<std::byte>(tracker_bytes);
    }
    /// `find(operator, result)` at `state`, and the directions that the operator leaves out.
    template <class Find>
    status solve(const network_state<T>& state, Find&& find, eigenvalue_result<T>& result) noexcept;
};

template <class T>
constexpr status sharpness<T>::bytes(const hessian_dims& dims, std::size_t& result) noexcept
{
    storage s{};
    if (const status wrong = s.find_sizes(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, placed); }, result);
}

template <class T>
constexpr status sharpness<T>::certify_bytes(const hessian_dims& dims, std::size_t& result) noexcept
{
    std::size_t rows = 0;
    if (const status wrong = storage::find_rows(dims, rows); wrong != status::ok) return wrong;
    return eigenvalue_tracker<T>::certify_bytes(rows, storage::certificate(dims), result);
}

}  // namespace catapult

#endif
