#include <cmath>
#include <type_traits>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "observables/tangent_kernel_access.hpp"

namespace catapult {
namespace {

constexpr eigenvalue_options options_for(double tolerance) noexcept { return {tolerance, 1000, 16}; }

/// Where the second layer's largest eigenvalue is found, by which Θ on vectors b ⊗ w is an operator on b.
template <class T>
struct second_eigenvalue {
    span<T> vector;  // w, k
    workspace memory;
    T error;  // of λ by that of the eigenvalue: set by begin()

    status find(matrix_view<const T> matrix, eigenvalue_result<T>& result) noexcept
    {
        return dense_top_eigenvalue<T>(matrix, vector, memory, result);
    }
};

/// What λ of a model is the largest eigenvalue of, over unit(): begin(), once for all of an update's products, and apply().
template <class T, template <class> class Model>
struct followed_operator;

/// Σ(2I + D + e I)Σ/m.
template <class T>
struct followed_operator<T, gram_model> {
    gram_model<T> model;
    std::size_t row_count;
    T identity;  // 2 + e
    T* scaled;   // Σx
    T* image;    // DΣx

    static constexpr certificate_options certificate() noexcept { return {}; }
    static status shape(const network_dims& dims, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = dims.rank;
        outputs = dims.outputs;
        return detail::check_dims(dims);
    }
    static network_dims dims(const gram_model<T>& of) noexcept { return of.dims(); }
    void lay_out(detail::layout& l, std::size_t rows, std::size_t) noexcept
    {
        row_count = rows;
        for (T** array : {&scaled, &image}) *array = l.take<T>(rows);
    }
    T unit() const noexcept { return square_unit(model.data()); }
    status begin(second_eigenvalue<T>& second) noexcept
    {
        const matrix_view<const T> deviation = model.second_deviation();
        if (deviation.rows == 1) {
            identity = 2 + deviation(0, 0);
            second.error = 0;
            return std::isfinite(identity) ? status::ok : status::not_finite;
        }
        eigenvalue_result<T> found;
        if (const status s = second.find(deviation, found); s != status::ok) return s;
        identity = 2 + found.value;
        const T sigma = model.data().singular_values[0];
        second.error = found.error_bound * (sigma * (sigma / static_cast<T>(model.data().samples)));
        return status::ok;
    }
    std::size_t rows() const noexcept { return row_count; }
    void apply(const T* x, T* y) noexcept
    {
        const std::size_t r = row_count;
        const T* const sigma = model.data().singular_values.data();
        const T samples = static_cast<T>(model.data().samples);
        for (std::size_t i = 0; i < r; ++i) scaled[i] = sigma[i] * x[i];
        model.apply_first_deviation({scaled, r, 1}, {image, r, 1});
        for (std::size_t i = 0; i < r; ++i) y[i] = sigma[i] * (identity * scaled[i] + image[i]) / samples;
    }
};

/// Θ between b ⊗ w, with the top eigenvector w of VᵀV.
template <class T>
struct followed_operator<T, parameter_model> {
    parameter_model<T> model;
    chunk_executor spread;
    span<const T> second;  // w
    T* product;            // b ⊗ w
    T* image;              // its image

    static constexpr certificate_options certificate() noexcept
    {
        certificate_options options;
        options.max_dense_rows = 128;
        return options;
    }
    static status shape(const parameter_dims& dims, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = dims.samples;
        outputs = dims.outputs;
        std::size_t unused = 0;
        return parameter_model<T>::bytes(dims, unused);
    }
    static parameter_dims dims(const parameter_model<T>& of) noexcept { return of.dims(); }
    void lay_out(detail::layout& l, std::size_t rows, std::size_t outputs) noexcept
    {
        for (T** array : {&product, &image}) *array = l.take<T>(l.product(rows, outputs));
    }
    T unit() const noexcept { return model.square_unit(); }
    status begin(second_eigenvalue<T>& with) noexcept
    {
        eigenvalue_result<T> found;
        if (const status s = with.find(model.second_gram(), found); s != status::ok) return s;
        second = with.vector;
        const T sigma = model.data().largest_singular_value / std::sqrt(unit());
        with.error = found.error_bound * (sigma * (sigma / model.data().divisor) / static_cast<T>(model.dims().width));
        return status::ok;
    }
    std::size_t rows() const noexcept { return model.dims().samples; }
    void apply(const T* x, T* y) noexcept
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
};

/// Θ.
template <class T>
struct followed_operator<T, function_space_model> {
    function_space_model<T> model;

    static constexpr certificate_options certificate() noexcept { return {}; }
    static status shape(std::size_t samples, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = samples;
        outputs = 1;
        return samples > 0 ? status::ok : status::invalid_argument;
    }
    static std::size_t dims(const function_space_model<T>& of) noexcept { return of.rows(); }
    void lay_out(detail::layout&, std::size_t, std::size_t) noexcept {}
    T unit() const noexcept { return model.square_unit(); }
    status begin(second_eigenvalue<T>& second) noexcept
    {
        second.error = 0;
        return status::ok;
    }
    std::size_t rows() const noexcept { return model.rows(); }
    void apply(const T* x, T* y) noexcept { model.apply(x, y); }
};

}  // namespace

template <class T, template <class> class Model>
struct followed_eigenvalue<T, Model>::storage {
    followed_operator<T, Model> op;
    std::size_t rows;
    std::size_t outputs;
    std::size_t tracker_bytes;
    std::size_t second_bytes;
    std::byte* tracker_memory;
    eigenvalue_tracker<T> tracker;
    second_eigenvalue<T> second;
    T* vector;  // rows × k

    status find_sizes(const model_dims& dims) noexcept
    {
        if (const status wrong = op.shape(dims, rows, outputs); wrong != status::ok) return wrong;
        if (const status s = eigenvalue_tracker<T>::bytes(rows, options_for(0), tracker_bytes); s != status::ok) return s;
        return dense_top_bytes<T>(outputs, second_bytes);
    }
    void lay_out(detail::layout& l, storage*& placed) noexcept
    {
        placed = l.take<storage>(1);
        tracker_memory = l.take<std::byte>(tracker_bytes);
        second.memory = {l.take<std::byte>(second_bytes), second_bytes};
        op.lay_out(l, rows, outputs);
        second.vector = {l.take<T>(outputs), outputs};
        vector = l.take<T>(l.product(rows, outputs));
    }
    /// `find(operator, result)`, and what the second layer has to do with it.
    template <class Find>
    status solve(Find&& find, eigenvalue_result<T>& result) noexcept
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
};

template <class T, template <class> class Model>
status followed_eigenvalue<T, Model>::bytes(const model_dims& dims, std::size_t& result) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(dims); found != status::ok) return found;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, placed); }, result);
}

template <class T, template <class> class Model>
status followed_eigenvalue<T, Model>::create(Model<T>& model, double tolerance, workspace memory, followed_eigenvalue& result,
                                             const chunk_executor& spread) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(s.op.dims(model)); found != status::ok) return found;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, placed); }, memory); p != status::ok) return p;
    const status made = eigenvalue_tracker<T>::create(s.rows, options_for(tolerance), {s.tracker_memory, s.tracker_bytes},
                                                      s.tracker);
    if (made != status::ok) return made;
    s.op.model = model;
    if constexpr (std::is_same_v<Model<T>, parameter_model<T>>) s.op.spread = spread;
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
status followed_eigenvalue<T, Model>::certify_bytes(const model_dims& dims, std::size_t& result) noexcept
{
    using followed = followed_operator<T, Model>;
    std::size_t rows = 0, outputs = 0;
    if (const status wrong = followed::shape(dims, rows, outputs); wrong != status::ok) return wrong;
    return eigenvalue_tracker<T>::certify_bytes(rows, followed::certificate(), result);
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
    tracker_access<T>::save(from.storage_->tracker, counts, vectors);
}

template <class T>
void top_eigenvalue_access<T>::restore(const tracker_counts& counts, const T* vectors, top_eigenvalue<T>& to) noexcept
{
    tracker_access<T>::restore(counts, vectors, to.storage_->tracker);
}

template struct top_eigenvalue_access<float>;
template struct top_eigenvalue_access<double>;

}  // namespace detail

template class followed_eigenvalue<float, gram_model>;
template class followed_eigenvalue<double, gram_model>;
template class followed_eigenvalue<float, parameter_model>;
template class followed_eigenvalue<double, parameter_model>;
template class followed_eigenvalue<float, function_space_model>;
template class followed_eigenvalue<double, function_space_model>;

}  // namespace catapult
