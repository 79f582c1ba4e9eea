#include "catapult/observables/tangent_kernel.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "models/full/gram_factor.hpp"
#include "observables/tangent_kernel_access.hpp"
#include "vocabulary/layout.hpp"

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

/// The r × r operator whose top eigenvalue is λ.
template <class T>
struct top_eigenvalue<T>::storage {
    gram_model<T> model;
    network_dims dims;
    std::size_t tracker_bytes;
    std::size_t second_bytes;
    std::byte* tracker_memory;
    std::byte* second_memory;
    eigenvalue_tracker<T> tracker;
    T identity;        // 2 + e
    T second_error;    // of λ by that of e
    T* scaled;         // Σx
    T* image;          // DΣx
    T* second_vector;  // k: the eigenvector of e
    T* vector;         // r × k

    status find_sizes(const network_dims& d) noexcept;
    void lay_out(detail::layout& l, storage*& placed) noexcept;
    status find_second() noexcept;
    std::size_t rows() const noexcept { return dims.rank; }
    void apply(const T* x, T* y) noexcept;
    template <class Find>
    status solve(Find&& find, eigenvalue_result<T>& result) noexcept;
};

template <class T>
void tangent_kernel<T>::lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
{
    constexpr std::size_t panel = symmetric_view<T>::panel;
    s.stride = l.product(dims.rank / panel + (dims.rank % panel != 0), panel);
    const std::size_t block = l.product(s.stride, dims.outputs);
    placed = l.take<storage>(1);
    for (T** array : {&s.scaled, &s.image, &s.panels, &s.image_panels}) *array = l.take<T>(block);
    if (keeps_factor(dims)) s.scratch.lay_out(l, dims);
}

template <class T>
status tangent_kernel<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s;
    return detail::measure([&](detail::layout& l) { lay_out(l, dims, placed, s); }, result);
}

template <class T>
status tangent_kernel<T>::create(const gram_model<T>& model, workspace memory, tangent_kernel& result) noexcept
{
    const network_dims dims = model.dims();
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
status tangent_kernel<T>::create(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                 tangent_kernel& result) noexcept
{
    if (data.rank == 0 || data.outputs == 0 || data.samples == 0) return status::invalid_argument;
    const network_dims dims = {data.rank, data.outputs, static_cast<double>(state.width)};
    if (data.singular_values.size() != data.rank || !detail::fits(state, dims)) return status::shape_mismatch;
    storage* placed = nullptr;
    storage s{};
    const auto lay_out_all = [&](detail::layout& l) { lay_out(l, dims, placed, s); };
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
    return storage_->data.rank * storage_->data.outputs;
}

template <class T>
void tangent_kernel<T>::apply(const T* x, T* y) const noexcept
{
    const storage& s = *storage_;
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

constexpr eigenvalue_options options_for(double tolerance) noexcept { return {tolerance, 1000, 16}; }

}  // namespace

template <class T>
status top_eigenvalue<T>::storage::find_sizes(const network_dims& d) noexcept
{
    if (const status wrong = detail::check_dims(d); wrong != status::ok) return wrong;
    dims = d;
    if (const status s = eigenvalue_tracker<T>::bytes(d.rank, options_for(0), tracker_bytes); s != status::ok) return s;
    return dense_top_bytes<T>(d.outputs, second_bytes);
}

template <class T>
void top_eigenvalue<T>::storage::lay_out(detail::layout& l, storage*& placed) noexcept
{
    placed = l.take<storage>(1);
    tracker_memory = l.take<std::byte>(tracker_bytes);
    second_memory = l.take<std::byte>(second_bytes);
    for (T** array : {&scaled, &image}) *array = l.take<T>(dims.rank);
    second_vector = l.take<T>(dims.outputs);
    vector = l.take<T>(l.product(dims.rank, dims.outputs));
}

/// e for the operator, once for all of an update's products.
template <class T>
status top_eigenvalue<T>::storage::find_second() noexcept
{
    const matrix_view<const T> second = model.second_deviation();
    if (dims.outputs == 1) {
        identity = 2 + second(0, 0);
        second_error = 0;
        return std::isfinite(identity) ? status::ok : status::not_finite;
    }
    eigenvalue_result<T> found;
    const status s = dense_top_eigenvalue(second, span<T>(second_vector, dims.outputs), {second_memory, second_bytes}, found);
    if (s != status::ok) return s;
    identity = 2 + found.value;
    const T sigma = model.data().singular_values[0];
    second_error = found.error_bound * (sigma * (sigma / static_cast<T>(model.data().samples)));
    return status::ok;
}

template <class T>
void top_eigenvalue<T>::storage::apply(const T* x, T* y) noexcept
{
    const std::size_t r = dims.rank;
    const T* const sigma = model.data().singular_values.data();
    const T samples = static_cast<T>(model.data().samples);
    for (std::size_t i = 0; i < r; ++i) scaled[i] = sigma[i] * x[i];
    model.apply_first_deviation({scaled, r, 1}, {image, r, 1});
    for (std::size_t i = 0; i < r; ++i) y[i] = sigma[i] * (identity * scaled[i] + image[i]) / samples;
}

/// `find(operator, result)`, and what E has to do with it.
template <class T>
template <class Find>
status top_eigenvalue<T>::storage::solve(Find&& find, eigenvalue_result<T>& result) noexcept
{
    if (const status s = find_second(); s != status::ok) return s;
    eigenvalue_result<T> found;
    const status solved = find(make_operator<T>(*this), found);
    if (solved != status::ok && solved != status::not_converged) return solved;
    found.error_bound += second_error;
    found.excess_bound += second_error;
    const T unit = square_unit(model.data());
    for (T* number : {&found.value, &found.error_bound, &found.excess_bound}) *number *= unit;
    if (!std::isfinite(found.value)) return status::not_finite;
    result = found;
    const span<const T> first = tracker.vector();
    for (std::size_t i = 0; i < dims.rank; ++i)
        for (std::size_t c = 0; c < dims.outputs; ++c) vector[i * dims.outputs + c] = first[i] * second_vector[c];
    return solved;
}

template <class T>
status top_eigenvalue<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(dims); found != status::ok) return found;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, placed); }, result);
}

template <class T>
status top_eigenvalue<T>::create(const gram_model<T>& model, double tolerance, workspace memory, top_eigenvalue& result) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(model.dims()); found != status::ok) return found;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, placed); }, memory); p != status::ok) return p;
    const status made = eigenvalue_tracker<T>::create(s.dims.rank, options_for(tolerance), {s.tracker_memory, s.tracker_bytes},
                                                      s.tracker);
    if (made != status::ok) return made;
    s.model = model;
    for (std::size_t c = 0; c < s.dims.outputs; ++c) s.second_vector[c] = s.dims.outputs == 1 ? T(1) : T(0);
    for (std::size_t i = 0; i < s.dims.rank * s.dims.outputs; ++i) s.vector[i] = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status top_eigenvalue<T>::update(eigenvalue_result<T>& result) noexcept
{
    storage& s = *storage_;
    return s.solve([&](const symmetric_operator<T>& op, eigenvalue_result<T>& found) { return s.tracker.update(op, found); },
                   result);
}

template <class T>
status top_eigenvalue<T>::certify_bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (dims.rank == 0 || dims.outputs == 0) return status::invalid_argument;
    return eigenvalue_tracker<T>::certify_bytes(dims.rank, {}, result);
}

template <class T>
status top_eigenvalue<T>::certify(workspace memory, eigenvalue_result<T>& result) noexcept
{
    storage& s = *storage_;
    return s.solve(
        [&](const symmetric_operator<T>& op, eigenvalue_result<T>& found) { return s.tracker.certify(op, {}, memory, found); },
        result);
}

template <class T>
matrix_view<const T> top_eigenvalue<T>::vector() const noexcept
{
    return {storage_->vector, storage_->dims.rank, storage_->dims.outputs};
}

namespace detail {

template <class T>
void top_eigenvalue_access<T>::save(const top_eigenvalue<T>& from, tracker_counts& counts, T* vectors) noexcept
{
    tracker_access<T>::save(from.storage_->tracker, counts, vectors);
}

template <class T>
void top_eigenvalue_access<T>::restore(const tracker_counts& counts, const T* vectors, top_eigenvalue<T>& to) noexcept
{
    tracker_access<T>::restore(counts, vectors, to.storage_->tracker);
}

#define CATAPULT_INSTANTIATE(T)                                                                           \
    template void top_eigenvalue_access<T>::save(const top_eigenvalue<T>&, tracker_counts&, T*) noexcept; \
    template void top_eigenvalue_access<T>::restore(const tracker_counts&, const T*, top_eigenvalue<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace detail

template class tangent_kernel<float>;
template class tangent_kernel<double>;
template class top_eigenvalue<float>;
template class top_eigenvalue<double>;

}  // namespace catapult
