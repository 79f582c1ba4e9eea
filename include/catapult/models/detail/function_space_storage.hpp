// The arrays of a function_space_model, in the order in which they lie. For the library's own headers: callers use
// function_space_model.hpp.
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
    T count = 1;  // m, or what stands for it
    T unreachable_loss;
    T unit;  // 4^exponent: K, Θ are held over it, f and y over its root
    double width;
    T inverse_width;
    T second_deviation;
    T residual_square;  // ‖f̃‖²
    T gradient_square;  // ‖Z‖²
    T gram_bound;       // no element of K is larger
    T tangent_bound;    // nor one of Θ
    T* gram;            // K
    T* tangent;         // Θ
    T* outputs;
    T* outputs_next;
    T* residual;
    T* residual_next;
    T* product;   // Θf̃
    T* gradient;  // Xζ = Kf̃/m

    /// Z is not kept, but what it does to the outputs, and its size.
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
