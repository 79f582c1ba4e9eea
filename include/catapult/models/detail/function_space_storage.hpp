// The arrays of a function_space_model, in their order in memory. Only the library's own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_FUNCTION_SPACE_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_FUNCTION_SPACE_STORAGE_HPP

#include <cstddef>

#include "catapult/models/function_space_model.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

template <class T>
struct reduced_arrays {
    T* gram;
    T* tangent;
    T* targets;
    T* outputs;

    constexpr void lay_out(layout& l, std::size_t r) noexcept
    {
        for (T** array : {&gram, &tangent}) *array = l.take<T>(l.product(r, r));
        for (T** array : {&targets, &outputs}) *array = l.take<T>(r);
    }
};

}  // namespace catapult::detail

namespace catapult {

template <class T>
struct function_space_model<T>::storage {
    std::size_t samples;
    std::size_t steps;
    T count = 1;  // the m in losses; 1 lets the loss of an empty model be zero
    T unreachable_loss;
    T unit;  // 4^e: K and Θ are stored over it, f and f − y over 2^e
    double width;
    T inverse_width;
    T second_deviation;
    T residual_square;  // ‖f − y‖²
    T gradient_square;  // ‖Z‖²
    T gram_bound;       // bound of the elements of K
    T tangent_bound;    // bound of the elements of Θ
    T* gram;            // K
    T* tangent;         // Θ
    T* outputs;
    T* outputs_next;
    T* residual;
    T* residual_next;
    T* product;   // Θ(f − y)
    T* gradient;  // Xζ = K(f − y)/m of theory.md, 2

    /// Computes Xζ and ‖Z‖². Z itself would need X, which the model does not have.
    void find_gradient() noexcept;

    static constexpr void lay_out(detail::layout& l, std::size_t m, storage*& placed, storage& s) noexcept
    {
        placed = l.take<storage>(1);
        for (T** array : {&s.gram, &s.tangent}) *array = l.take<T>(l.product(m, m));
        for (T** array : {&s.outputs, &s.outputs_next, &s.residual, &s.residual_next, &s.product, &s.gradient})
            *array = l.take<T>(m);
    }
};

template <class T>
constexpr status function_space_model<T>::bytes(std::size_t samples, std::size_t& result) noexcept
{
    if (samples == 0) return status::invalid_argument;
    storage s{};
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, samples, placed, s); }, result);
}

template <class T>
constexpr status reduced_function_space_start_bytes(std::size_t rank, std::size_t& result) noexcept
{
    if (rank == 0) return status::invalid_argument;
    detail::reduced_arrays<T> arrays{};
    return detail::measure([&](detail::layout& l) { arrays.lay_out(l, rank); }, result);
}

}  // namespace catapult

#endif
