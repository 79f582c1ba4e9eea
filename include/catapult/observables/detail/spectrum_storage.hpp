// The arrays of a kernel_spectrum, in the order in which they lie. For the library's own headers: callers use spectrum.hpp.
#ifndef CATAPULT_OBSERVABLES_DETAIL_SPECTRUM_STORAGE_HPP
#define CATAPULT_OBSERVABLES_DETAIL_SPECTRUM_STORAGE_HPP

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/numerics/detail/leading_pairs.hpp"
#include "catapult/observables/spectrum.hpp"

namespace catapult {

// Let the eigenvalues of E be in descending order. Then those of Σ(2I + D + eI)Σ/m descend with e too, each of them. So the
// i-th for the c-th e has at least i c − 1 eigenvalues of Θ above it, and is one of the j largest only for i ≤ j/c.
template <class T>
struct kernel_spectrum<T>::storage {
    /// Σ(2I + D + eI)Σ/m.
    struct block_operator {
        const reduced_data<T>* data;
        const network_state<T>* state;
        T identity;  // 2 + e
        T* scaled;   // Σx, padded to whole blocks
        T* image;    // DΣx, likewise
        detail::factor_scratch<T> scratch;

        std::size_t rows() const noexcept { return data->rank; }
        void apply(const T* x, T* y) noexcept;
    };
    struct choice {
        std::size_t second;  // which eigenvalue of E
        std::size_t first;   // which one for it
    };

    std::size_t rank;
    std::size_t outputs;
    std::size_t narrow_width;  // n of a narrow network, else 0
    std::size_t count;
    std::size_t blocks;  // eigenvalues of E that matter
    double tolerance;
    block_operator op;
    detail::leading_pairs<T>* pairs;  // of each of these
    choice* chosen;                   // count
    T* vectors;                       // count matrices of r × k
    T* second_vectors;                // k × k: the eigenvectors of E as rows
    T* second_values;                 // k
    T* second_matrix;                 // k × k, scratch like the next two
    T* off;
    T* reflector;

    constexpr status prepare(const network_dims& dims, std::size_t wanted) noexcept
    {
        if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
        rank = dims.rank;
        outputs = dims.outputs;
        count = wanted;
        blocks = detail::smaller(outputs, count);
        return count > 0 && (count - 1) / outputs < rank ? status::ok : status::invalid_argument;
    }
    constexpr void lay_out(detail::layout& l, const network_dims& dims, storage*& placed) noexcept
    {
        narrow_width = keeps_factor(dims) ? detail::factor_rows(l, dims) : 0;
        placed = l.take<storage>(1);
        for (T** array : {&op.scaled, &op.image}) *array = l.take<T>(l.whole_blocks<T>(rank));
        if (narrow_width > 0) op.scratch.lay_out(l, {rank, 1, dims.width});
        vectors = l.take<T>(l.product(count, l.product(rank, outputs)));
        for (T** array : {&second_vectors, &second_matrix}) *array = l.take<T>(l.product(outputs, outputs));
        for (T** array : {&second_values, &off, &reflector}) *array = l.take<T>(outputs);
        chosen = l.take<choice>(count);
        pairs = l.take<detail::leading_pairs<T>>(blocks);
        for (std::size_t c = 0; c < blocks; ++c) {
            detail::leading_pairs<T> block{};
            block.lay_out(l, rank, count / (c + 1));
            if (pairs != nullptr) pairs[c] = block;
        }
    }

    T* vector(std::size_t i) const noexcept { return vectors + i * rank * outputs; }
    void diagonalise(matrix_view<const T> second) noexcept;
    /// ‖E w − e w‖ of an eigenpair of E.
    T second_residual(matrix_view<const T> second, std::size_t which) const noexcept;
    void choose() noexcept;
    void write_vectors() noexcept;
};

template <class T>
constexpr status kernel_spectrum<T>::bytes(const network_dims& dims, std::size_t count, std::size_t& result) noexcept
{
    storage s{};
    if (const status wrong = s.prepare(dims, count); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, dims, placed); }, result);
}

}  // namespace catapult

#endif
