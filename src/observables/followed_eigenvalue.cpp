#include <cmath>
#include <type_traits>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "observables/tangent_kernel_access.hpp"

namespace catapult {

namespace detail {

template <class T>
status second_eigenvalue<T>::find(matrix_view<const T> matrix, eigenvalue_result<T>& result) noexcept
{
    return dense_top_eigenvalue<T>(matrix, vector, memory, result);
}

template <class T, template <class> class Model>
const reduced_data<T>& gram_operator<T, Model>::data() const noexcept
{
    if constexpr (std::is_same_v<Model<T>, gram_model<T>>)
        return model.data();
    else
        return model.objective().data;
}

template <class T, template <class> class Model>
status gram_operator<T, Model>::begin(second_eigenvalue<T>& second) noexcept
{
    T second_part = 1;
    first_part = 1;
    if constexpr (std::is_same_v<Model<T>, gram_training<T>>) {
        second_part = static_cast<T>(model.rule().rate_first);
        first_part = static_cast<T>(model.rule().rate_second);
    }
    const matrix_view<const T> deviation = model.second_deviation();
    if (deviation.rows == 1) {
        identity = first_part + second_part + second_part * deviation(0, 0);
        second.error = 0;
        return std::isfinite(identity) ? status::ok : status::not_finite;
    }
    eigenvalue_result<T> found;
    if (const status s = second.find(deviation, found); s != status::ok) return s;
    identity = first_part + second_part + second_part * found.value;
    const T sigma = data().singular_values[0];
    second.error = second_part * found.error_bound * (sigma * (sigma / static_cast<T>(data().samples)));
    return status::ok;
}

template <class T, template <class> class Model>
void gram_operator<T, Model>::apply(const T* x, T* y) noexcept
{
    const std::size_t r = row_count;
    const T* const sigma = data().singular_values.data();
    const T samples = static_cast<T>(data().samples);
    for (std::size_t i = 0; i < r; ++i) scaled[i] = sigma[i] * x[i];
    if constexpr (std::is_same_v<Model<T>, gram_model<T>>)
        model.apply_first_deviation({scaled, r, 1}, {image, r, 1}, spread);
    else
        model.apply_first_deviation({scaled, r, 1}, {image, r, 1});
    for (std::size_t i = 0; i < r; ++i) y[i] = sigma[i] * (identity * scaled[i] + first_part * image[i]) / samples;
}

template <class T>
status followed_operator<T, parameter_model>::begin(second_eigenvalue<T>& with) noexcept
{
    eigenvalue_result<T> found;
    if (const status s = with.find(model.second_gram(), found); s != status::ok) return s;
    second = with.vector;
    const T sigma = model.data().largest_singular_value / std::sqrt(unit());
    with.error = found.error_bound * (sigma * (sigma / model.data().divisor) / static_cast<T>(model.dims().width));
    return status::ok;
}

template <class T>
void followed_operator<T, parameter_model>::apply(const T* x, T* y) noexcept
{
    const std::size_t k = second.size();
    for (std::size_t i = 0; i < rows(); ++i)
        for (std::size_t c = 0; c < k; ++c) product[i * k + c] = x[i] * second[c];
    model.apply_kernel(product, image, spread);
    for (std::size_t i = 0; i < rows(); ++i) {
        y[i] = 0;
        for (std::size_t c = 0; c < k; ++c) y[i] += image[i * k + c] * second[c];
    }
}

template <class T>
status followed_operator<T, function_space_model>::begin(second_eigenvalue<T>& second) noexcept
{
    second.error = 0;
    return status::ok;
}

}  // namespace detail

template <class T, template <class> class Model>
template <class Find>
status followed_eigenvalue<T, Model>::storage::solve(Find&& find, eigenvalue_result<T>& result) noexcept
{
    if (const status s = op.begin(second); s != status::ok) return s;
    eigenvalue_result<T> found;
    const status solved = find(make_operator<T>(op), found);
    if (solved != status::ok && solved != status::not_converged) return solved;
    found.error_bound += second.error;
    found.excess_bound += second.error;
    const T unit = op.unit();
    for (T* number : {&found.value, &found.error_bound, &found.excess_bound}) *number *= unit;
    if (!std::isfinite(found.value)) return status::not_finite;
    result = found;
    const span<const T> first = tracker.vector();
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < outputs; ++c) vector[i * outputs + c] = first[i] * second.vector[c];
    return solved;
}

template <class T, template <class> class Model>
status followed_eigenvalue<T, Model>::create(Model<T>& model, double tolerance, workspace memory, followed_eigenvalue& result,
                                             const chunk_executor& spread) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(s.op.dims(model)); found != status::ok) return found;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, placed); }, memory); p != status::ok) return p;
    const status made = eigenvalue_tracker<T>::create(s.rows, detail::followed_options(tolerance),
                                                      {s.tracker_memory, s.tracker_bytes}, s.tracker);
    if (made != status::ok) return made;
    s.op.model = model;
    if constexpr (!std::is_same_v<Model<T>, function_space_model<T>>) s.op.spread = spread;
    for (T& element : s.second.vector) element = s.outputs == 1 ? T(1) : T(0);
    for (std::size_t i = 0; i < s.rows * s.outputs; ++i) s.vector[i] = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T, template <class> class Model>
status followed_eigenvalue<T, Model>::update(eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    return s.solve([&](const symmetric_operator<T>& op, eigenvalue_result<T>& found) { return s.tracker.update(op, found); },
                   result);
}

template <class T, template <class> class Model>
status followed_eigenvalue<T, Model>::certify(workspace memory, eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    return s.solve([&](const symmetric_operator<T>& op,
                       eigenvalue_result<T>& found) { return s.tracker.certify(op, s.op.certificate(), memory, found); },
                   result);
}

template <class T, template <class> class Model>
matrix_view<const T> followed_eigenvalue<T, Model>::vector() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.vector, s.rows, s.outputs};
}

namespace detail {

template <class T>
void top_eigenvalue_access<T>::save(const top_eigenvalue<T>& from, tracker_counts& counts, T* vectors) noexcept
{
    const auto& s = *from.storage_;
    tracker_access<T>::save(s.tracker, counts, vectors);
    for (std::size_t c = 0; c < s.outputs; ++c) vectors[tracker_vectors * s.rows + c] = s.second.vector[c];
}

template <class T>
void top_eigenvalue_access<T>::restore(const tracker_counts& counts, const T* vectors, top_eigenvalue<T>& to) noexcept
{
    auto& s = *to.storage_;
    tracker_access<T>::restore(counts, vectors, s.tracker);
    for (std::size_t c = 0; c < s.outputs; ++c) s.second.vector[c] = vectors[tracker_vectors * s.rows + c];
}

template struct top_eigenvalue_access<float>;
template struct top_eigenvalue_access<double>;

}  // namespace detail

template class followed_eigenvalue<float, gram_model>;
template class followed_eigenvalue<double, gram_model>;
template class followed_eigenvalue<float, gram_training>;
template class followed_eigenvalue<double, gram_training>;
template class followed_eigenvalue<float, parameter_model>;
template class followed_eigenvalue<double, parameter_model>;
template class followed_eigenvalue<float, function_space_model>;
template class followed_eigenvalue<double, function_space_model>;

}  // namespace catapult
