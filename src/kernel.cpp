#include "catapult/kernel.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "layout.hpp"
#include "panels.hpp"

namespace catapult {

template <class T>
struct kernel_operator<T>::storage {
    bool follows_model;
    gram_model<T> model;     // one of these two
    network_state<T> state;
    reduced_data<T> data;
    std::size_t stride;
    T* scaled;               // ΣB
    T* image;                // D ΣB
    T* panels;               // the same two as the kernels take them
    T* image_panels;
};

template <class T>
void kernel_operator<T>::lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
{
    constexpr std::size_t panel = symmetric_view<T>::panel;
    s.stride = l.product(dims.rank / panel + (dims.rank % panel != 0), panel);
    const std::size_t block = l.product(s.stride, dims.outputs);
    placed = l.take<storage>(1);
    for (T** array : {&s.scaled, &s.image, &s.panels, &s.image_panels}) *array = l.take<T>(block);
}

template <class T>
status kernel_operator<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (dims.rank == 0 || dims.outputs == 0) return status::invalid_argument;
    storage* placed = nullptr;
    storage s;
    return detail::measure([&](detail::layout& l) { lay_out(l, dims, placed, s); }, result);
}

template <class T>
status kernel_operator<T>::create(const gram_model<T>& model, workspace memory, kernel_operator& result) noexcept
{
    const network_dims dims = {model.data().rank, model.data().outputs};
    storage* placed = nullptr;
    storage s{};
    const status problem = detail::place([&](detail::layout& l) { lay_out(l, dims, placed, s); }, memory);
    if (problem != status::ok) return problem;
    s.follows_model = true;
    s.model = model;
    s.data = model.data();
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status kernel_operator<T>::create(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                  kernel_operator& result) noexcept
{
    if (data.rank == 0 || data.outputs == 0 || data.samples == 0) return status::invalid_argument;
    if (data.singular_values.size() != data.rank || state.first_deviation.rows != data.rank ||
        state.second_deviation.rows != data.outputs || state.second_deviation.columns != data.outputs)
        return status::shape_mismatch;
    storage* placed = nullptr;
    storage s{};
    const auto lay_out_all = [&](detail::layout& l) { lay_out(l, {data.rank, data.outputs}, placed, s); };
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
std::size_t kernel_operator<T>::rows() const noexcept
{
    return storage_->data.rank * storage_->data.outputs;
}

template <class T>
void kernel_operator<T>::apply(const T* x, T* y) const noexcept
{
    const storage& s = *storage_;
    const std::size_t r = s.data.rank, k = s.data.outputs;
    const T* const sigma = s.data.singular_values.data();
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) s.scaled[i * k + c] = sigma[i] * x[i * k + c];
    if (s.follows_model) {
        s.model.apply_first_deviation({s.scaled, r, k}, {s.image, r, k});
    } else {
        detail::to_panels<T>({s.scaled, r, k}, s.panels);
        detail::kernels<T>().symmetric.product(r, k, s.state.first_deviation.data, s.panels, s.image_panels);
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

namespace {

constexpr eigenvalue_options options_for(double tolerance) noexcept
{
    return {tolerance, 1000, 16};
}

/// The operator's memory first, then the tracker's: their sizes are multiples of the alignment.
template <class T>
status sizes(const network_dims& dims, std::size_t& first, std::size_t& second) noexcept
{
    if (const status s = kernel_operator<T>::bytes(dims, first); s != status::ok) return s;
    detail::layout l;
    const std::size_t rows = l.product(dims.rank, dims.outputs);
    if (l.finish() != status::ok) return l.finish();
    return eigenvalue_tracker<T>::bytes(rows, options_for(0), second);
}

}  // namespace

template <class T>
status top_eigenvalue<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    std::size_t first = 0, second = 0;
    if (const status s = sizes<T>(dims, first, second); s != status::ok) return s;
    if (first > SIZE_MAX - second) return status::size_overflow;
    result = first + second;
    return status::ok;
}

template <class T>
status top_eigenvalue<T>::create(const gram_model<T>& model, double tolerance, workspace memory,
                                 top_eigenvalue& result) noexcept
{
    const network_dims dims = {model.data().rank, model.data().outputs};
    std::size_t first = 0, second = 0;
    if (const status s = sizes<T>(dims, first, second); s != status::ok) return s;
    if (memory.size() < second || memory.size() - second < first) return status::workspace_too_small;
    top_eigenvalue made;
    made.outputs_ = dims.outputs;
    made.unit_ = square_unit(model.data());
    if (const status s = kernel_operator<T>::create(model, memory, made.operator_); s != status::ok) return s;
    const status s = eigenvalue_tracker<T>::create(dims.rank * dims.outputs, options_for(tolerance),
                                                   memory.subspan(first, second), made.tracker_);
    if (s == status::ok) result = made;
    return s;
}

template <class T>
status top_eigenvalue<T>::update(eigenvalue_result<T>& result) noexcept
{
    eigenvalue_result<T> found;
    const status s = tracker_.update(make_operator<T>(operator_), found);
    if (s != status::ok && s != status::not_converged) return s;
    found.value *= unit_;
    found.error_bound *= unit_;
    if (!std::isfinite(found.value)) return status::not_finite;
    result = found;
    return s;
}

template <class T>
matrix_view<const T> top_eigenvalue<T>::vector() const noexcept
{
    const span<const T> v = tracker_.vector();
    return {v.data(), v.size() / outputs_, outputs_};
}

template class kernel_operator<float>;
template class kernel_operator<double>;
template class top_eigenvalue<float>;
template class top_eigenvalue<double>;

}  // namespace catapult
