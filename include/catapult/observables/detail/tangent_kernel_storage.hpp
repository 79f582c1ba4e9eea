// The arrays of a tangent_kernel, in the order in which they lie. For the library's own headers: callers use
// tangent_kernel.hpp.
#ifndef CATAPULT_OBSERVABLES_DETAIL_TANGENT_KERNEL_STORAGE_HPP
#define CATAPULT_OBSERVABLES_DETAIL_TANGENT_KERNEL_STORAGE_HPP

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult {

template <class T>
struct tangent_kernel<T>::storage {
    bool follows_model;
    gram_model<T> model;  // one of these two
    network_state<T> state;
    reduced_data<T> data;
    std::size_t stride;
    T* scaled;  // ΣB
    T* image;   // D ΣB
    T* panels;  // the same two as the kernels take them
    T* image_panels;
    detail::factor_scratch<T> scratch;  // of a narrow network
};

template <class T>
constexpr void tangent_kernel<T>::lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
{
    s.stride = l.whole_blocks<T>(dims.rank);
    const std::size_t block = l.product(s.stride, dims.outputs);
    placed = l.take<storage>(1);
    for (T** array : {&s.scaled, &s.image, &s.panels, &s.image_panels}) *array = l.take<T>(block);
    if (keeps_factor(dims)) s.scratch.lay_out(l, dims);
}

template <class T>
constexpr status tangent_kernel<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { lay_out(l, dims, placed, s); }, result);
}

}  // namespace catapult

#endif
