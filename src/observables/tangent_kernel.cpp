#include "catapult/observables/tangent_kernel.hpp"

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"

namespace catapult {

template <class T>
status tangent_kernel<T>::create(gram_model<T>& model, workspace memory, tangent_kernel& result) noexcept
{
    const network_dims dims = model.dims();
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    const status problem = detail::place([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    s.follows_model = true;
    s.model = model;
    s.data = model.data();
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status tangent_kernel<T>::create(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                 tangent_kernel& result) noexcept
{
    if (data.rank == 0 || data.outputs == 0 || data.samples == 0) return status::invalid_argument;
    if (const status wrong = detail::check_width(state.width); wrong != status::ok) return wrong;
    const network_dims dims = {data.rank, data.outputs, state.width};
    if (data.singular_values.size() != data.rank || !detail::fits(state, dims)) return status::shape_mismatch;
    storage* placed = nullptr;
    storage s{};
    const auto lay_out_all = [&](detail::layout& l) { storage::lay_out(l, dims, placed, s); };
    if (const status problem = detail::place(lay_out_all, memory); problem != status::ok) return problem;
    s.follows_model = false;
    s.state = state;
    s.data = data;
    for (std::size_t i = 0; i < s.stride * data.outputs; ++i) s.panels[i] = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
std::size_t tangent_kernel<T>::rows() const noexcept
{
    const reduced_data<T>& data = detail::held(storage_).data;
    return data.rank * data.outputs;
}

template <class T>
void tangent_kernel<T>::apply(const T* x, T* y) noexcept
{
    if (storage_ == nullptr) return;
    storage& s = *storage_;
    const std::size_t r = s.data.rank, k = s.data.outputs;
    const T* const sigma = s.data.singular_values.data();
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) s.scaled[i * k + c] = sigma[i] * x[i * k + c];
    if (s.follows_model) {
        s.model.apply_first_deviation({s.scaled, r, k}, {s.image, r, k});
    } else if (s.state.first_layer.rows > 0) {
        detail::apply_factor<T>(s.state.first_layer, s.state.second_layer, s.scratch, {s.scaled, r, k}, {s.image, r, k});
    } else {
        detail::to_panels<T>({s.scaled, r, k}, s.panels);
        detail::kernels<T>().symmetric.product(r, k, s.state.first_deviation.data, s.panels, s.image_panels, s.image_panels);
        detail::to_rows<T>(s.image_panels, {s.image, r, k});
    }
    const matrix_view<const T> second = s.follows_model ? s.model.second_deviation() : s.state.second_deviation;
    const T samples = static_cast<T>(s.data.samples);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            T total = 2 * s.scaled[i * k + c] + s.image[i * k + c];
            for (std::size_t l = 0; l < k; ++l) total += s.scaled[i * k + l] * second(l, c);
            y[i * k + c] = sigma[i] * total / samples;
        }
}

template class tangent_kernel<float>;
template class tangent_kernel<double>;

}  // namespace catapult
