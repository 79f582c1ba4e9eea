// The arrays of a tangent_kernel and of a followed_eigenvalue, in the order in which they lie. For the library's own headers:
// callers use tangent_kernel.hpp.
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

    static constexpr void lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
    {
        s.stride = l.whole_blocks<T>(dims.rank);
        const std::size_t block = l.product(s.stride, dims.outputs);
        placed = l.take<storage>(1);
        for (T** array : {&s.scaled, &s.image, &s.panels, &s.image_panels}) *array = l.take<T>(block);
        if (keeps_factor(dims)) s.scratch.lay_out(l, dims);
    }
};

template <class T>
constexpr status tangent_kernel<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, result);
}

}  // namespace catapult

namespace catapult::detail {

constexpr eigenvalue_options followed_options(double tolerance) noexcept { return {tolerance, 1000, 16}; }

/// Where the second layer's largest eigenvalue is found, by which Θ on vectors b ⊗ w is an operator on b.
template <class T>
struct second_eigenvalue {
    span<T> vector;  // w, k
    workspace memory;
    T error;  // of λ by that of the eigenvalue: set by begin()

    status find(matrix_view<const T> matrix, eigenvalue_result<T>& result) noexcept;
};

/// What λ of a model is the largest eigenvalue of, over unit(): begin(), once for all of an update's products, and apply().
template <class T, template <class> class Model>
struct followed_operator;

/// Of the Gram engines: Σ(q(I + D) + p(1 + e)I)Σ/m, with the rates p and q of the two layers over η.
template <class T, template <class> class Model>
struct gram_operator {
    Model<T> model;
    chunk_executor spread;
    std::size_t row_count;
    T first_part;  // q
    T identity;    // p + q + p e
    T* scaled;     // Σx
    T* image;      // DΣx

    static constexpr certificate_options certificate() noexcept { return {}; }
    static constexpr status shape(const network_dims& dims, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = dims.rank;
        outputs = dims.outputs;
        return check_dims(dims);
    }
    static network_dims dims(const Model<T>& of) noexcept { return of.dims(); }
    constexpr void lay_out(layout& l, std::size_t rows, std::size_t) noexcept
    {
        row_count = rows;
        for (T** array : {&scaled, &image}) *array = l.take<T>(rows);
    }
    const reduced_data<T>& data() const noexcept;
    T unit() const noexcept { return square_unit(data()); }
    status begin(second_eigenvalue<T>& second) noexcept;
    std::size_t rows() const noexcept { return row_count; }
    void apply(const T* x, T* y) noexcept;
};
template <class T>
struct followed_operator<T, gram_model> : gram_operator<T, gram_model> {
};
template <class T>
struct followed_operator<T, gram_training> : gram_operator<T, gram_training> {
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
    static constexpr status shape(const parameter_dims& dims, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = dims.samples;
        outputs = dims.outputs;
        std::size_t unused = 0;
        return parameter_model<T>::bytes(dims, unused);
    }
    static parameter_dims dims(const parameter_model<T>& of) noexcept { return of.dims(); }
    constexpr void lay_out(layout& l, std::size_t rows, std::size_t outputs) noexcept
    {
        for (T** array : {&product, &image}) *array = l.take<T>(l.product(rows, outputs));
    }
    T unit() const noexcept { return model.square_unit(); }
    status begin(second_eigenvalue<T>& with) noexcept;
    std::size_t rows() const noexcept { return model.dims().samples; }
    void apply(const T* x, T* y) noexcept;
};

/// Θ.
template <class T>
struct followed_operator<T, function_space_model> {
    function_space_model<T> model;

    static constexpr certificate_options certificate() noexcept { return {}; }
    static constexpr status shape(std::size_t samples, std::size_t& rows, std::size_t& outputs) noexcept
    {
        rows = samples;
        outputs = 1;
        return samples > 0 ? status::ok : status::invalid_argument;
    }
    static std::size_t dims(const function_space_model<T>& of) noexcept { return of.rows(); }
    constexpr void lay_out(layout&, std::size_t, std::size_t) noexcept {}
    T unit() const noexcept { return model.square_unit(); }
    status begin(second_eigenvalue<T>& second) noexcept;
    std::size_t rows() const noexcept { return model.rows(); }
    void apply(const T* x, T* y) noexcept { model.apply(x, y); }
};

}  // namespace catapult::detail

namespace catapult {

template <class T, template <class> class Model>
struct followed_eigenvalue<T, Model>::storage {
    detail::followed_operator<T, Model> op;
    std::size_t rows;
    std::size_t outputs;
    std::size_t tracker_bytes;
    std::size_t second_bytes;
    std::byte* tracker_memory;
    eigenvalue_tracker<T> tracker;
    detail::second_eigenvalue<T> second;
    T* vector;  // rows × k

    constexpr status find_sizes(const model_dims& dims) noexcept
    {
        if (const status wrong = op.shape(dims, rows, outputs); wrong != status::ok) return wrong;
        if (const status s = eigenvalue_tracker<T>::bytes(rows, detail::followed_options(0), tracker_bytes); s != status::ok)
            return s;
        return dense_top_bytes<T>(outputs, second_bytes);
    }
    constexpr void lay_out(detail::layout& l, storage*& placed) noexcept
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
    status solve(Find&& find, eigenvalue_result<T>& result) noexcept;
};

template <class T, template <class> class Model>
constexpr status followed_eigenvalue<T, Model>::bytes(const model_dims& dims, std::size_t& result) noexcept
{
    storage s{};
    if (const status found = s.find_sizes(dims); found != status::ok) return found;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, placed); }, result);
}

template <class T, template <class> class Model>
constexpr status followed_eigenvalue<T, Model>::certify_bytes(const model_dims& dims, std::size_t& result) noexcept
{
    using followed = detail::followed_operator<T, Model>;
    std::size_t rows = 0, outputs = 0;
    if (const status wrong = followed::shape(dims, rows, outputs); wrong != status::ok) return wrong;
    return eigenvalue_tracker<T>::certify_bytes(rows, followed::certificate(), result);
}

}  // namespace catapult

#endif
