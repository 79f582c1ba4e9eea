// Objects that own their memory, for programs that may allocate. The library itself never includes this header, nor does
// catapult.hpp: a program that must not allocate does not meet it.
//
//     owned<gram_model<double>> model;
//     status s = model.create(data, *state);   // the arguments of gram_model<double>::create but for memory and result
//     s = model->step(0.1);
#ifndef CATAPULT_OWNED_HPP
#define CATAPULT_OWNED_HPP

#include <utility>

#include "catapult/catapult.hpp"
#include "catapult/owned_workspace.hpp"

namespace catapult {

/// Calls `use(workspace)` with memory of the size that `measure(std::size_t&)` asks for, until it returns.
template <class Measure, class Use>
status with_workspace(Measure&& measure, Use&& use)
{
    std::size_t bytes = 0;
    if (const status s = measure(bytes); s != status::ok) return s;
    owned_workspace memory;
    if (const status s = memory.allocate(bytes); s != status::ok) return s;
    return use(workspace(memory));
}

namespace detail {

// What each object's create() needs, from its own arguments.
template <class T>
status bytes_to_create(const data_reduction<T>&, std::size_t& bytes, const data_dims& dims) noexcept
{
    return data_reduction<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const network_state<T>&, std::size_t& bytes, const network_dims& dims) noexcept
{
    return network_state_bytes<T>(dims, bytes);
}
template <class T>
status bytes_to_create(const gram_model<T>&, std::size_t& bytes, const reduced_data<T>& data,
                       const network_state<T>& state) noexcept
{
    return gram_model<T>::bytes({data.rank, data.outputs, state.width}, bytes);
}
template <class T>
status bytes_to_create(const gram_training<T>&, std::size_t& bytes, const training_objective<T>& objective,
                       const network_state<T>& state, const training_rule& rule, T, T) noexcept
{
    return gram_training<T>::bytes({objective.data.rank, objective.data.outputs, state.width}, rule, bytes);
}
template <class T>
status bytes_to_create(const parameter_model<T>&, std::size_t& bytes, matrix_view<T> first, matrix_view<T> second,
                       const training_set<T>& data) noexcept
{
    return parameter_model<T>::bytes({first.rows, first.columns, second.columns, data.inputs.rows}, bytes);
}
template <class T>
status bytes_to_create(const function_space_model<T>&, std::size_t& bytes, const function_space_start<T>& start) noexcept
{
    return function_space_model<T>::bytes(start.targets.size(), bytes);
}
template <class T>
status bytes_to_create(const weights_reduction<T>&, std::size_t& bytes, const weights_dims& dims, matrix_view<const T>) noexcept
{
    return weights_reduction<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const weights_transform<T>&, std::size_t& bytes, const weights_dims& dims, matrix_view<const T>) noexcept
{
    return weights_transform<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const tangent_kernel<T>&, std::size_t& bytes, const gram_model<T>& model) noexcept
{
    return tangent_kernel<T>::bytes(model.dims(), bytes);
}
template <class T>
status bytes_to_create(const tangent_kernel<T>&, std::size_t& bytes, const reduced_data<T>& data,
                       const network_state<T>& state) noexcept
{
    return tangent_kernel<T>::bytes({data.rank, data.outputs, state.width}, bytes);
}
template <class T>
status bytes_to_create(const loss_hessian<T>&, std::size_t& bytes, const training_objective<T>&,
                       const hessian_dims& dims) noexcept
{
    return loss_hessian<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const sharpness<T>&, std::size_t& bytes, const training_objective<T>&, const hessian_dims& dims,
                       double) noexcept
{
    return sharpness<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const batch_sharpness<T>&, std::size_t& bytes, const training_objective<T>&,
                       const network_dims& dims) noexcept
{
    return batch_sharpness<T>::bytes(dims, bytes);
}
template <class T>
status bytes_to_create(const kernel_spectrum<T>&, std::size_t& bytes, const network_dims& dims, std::size_t count,
                       double) noexcept
{
    return kernel_spectrum<T>::bytes(dims, count, bytes);
}
template <class T, template <class> class Model>
status bytes_to_create(const followed_eigenvalue<T, Model>&, std::size_t& bytes, const Model<T>& model, double) noexcept
{
    return followed_eigenvalue<T, Model>::bytes(model.dims(), bytes);
}
template <class T>
status bytes_to_create(const eigenvalue_tracker<T>&, std::size_t& bytes, std::size_t rows,
                       const eigenvalue_options& options) noexcept
{
    return eigenvalue_tracker<T>::bytes(rows, options, bytes);
}
template <class T>
status bytes_to_create(const gram_runs<T>&, std::size_t& bytes, const reduced_data<T>& data, double,
                       const stopping_rule&) noexcept
{
    return gram_runs<T>::bytes(data.rank, data.outputs, bytes);
}
inline status bytes_to_create(const full_sweep&, std::size_t& bytes, const reduced_data<double>& data, const sweep_grid& grid,
                              const sweep_options&) noexcept
{
    return full_sweep::bytes(data, grid, bytes);
}

template <class Object, class... Arguments>
status create_in(workspace memory, Object& result, Arguments&... arguments) noexcept
{
    return Object::create(arguments..., memory, result);
}
template <class T, class Dims>
status create_in(workspace memory, network_state<T>& result, Dims& dims) noexcept
{
    return create_network_state(dims, memory, result);
}

}  // namespace detail

/// An object of the library and its memory. It can be moved, not copied, and views of the object stay good when it is.
template <class Object>
class owned {
public:
    owned() noexcept = default;
    /// Takes the object and its memory, and leaves an empty object.
    owned(owned&& other) noexcept : memory_(std::move(other.memory_)), object_(std::exchange(other.object_, Object())) {}
    /// Takes the object and its memory, and leaves an empty object.
    owned& operator=(owned&& other) noexcept
    {
        memory_ = std::move(other.memory_);
        object_ = std::exchange(other.object_, Object());
        return *this;
    }

    /// As Object::create, with memory of the size that it asks for; `out_of_memory`. On failure what was there before stays.
    template <class... Arguments>
    status create(Arguments&&... arguments) noexcept
    {
        Object made;
        std::size_t bytes = 0;
        if (const status s = detail::bytes_to_create(made, bytes, arguments...); s != status::ok) return s;
        owned_workspace memory;
        if (const status s = memory.allocate(bytes); s != status::ok) return s;
        if (const status s = detail::create_in(memory, made, arguments...); s != status::ok) return s;
        memory_ = std::move(memory);
        object_ = made;
        return status::ok;
    }

    Object& operator*() noexcept { return object_; }                ///< the object
    Object* operator->() noexcept { return &object_; }              ///< a member of the object
    const Object& operator*() const noexcept { return object_; }    ///< the object
    const Object* operator->() const noexcept { return &object_; }  ///< a member of the object

private:
    owned_workspace memory_;
    Object object_;
};

/// A training set in reduced coordinates, with its memory.
template <class T>
class owned_data {
public:
    owned_data() noexcept = default;
    /// Takes the data and their memory, and leaves none.
    owned_data(owned_data&& other) noexcept : reduction_(std::move(other.reduction_)), reduced_(std::exchange(other.reduced_, {}))
    {
    }
    /// Takes the data and their memory, and leaves none.
    owned_data& operator=(owned_data&& other) noexcept
    {
        reduction_ = std::move(other.reduction_);
        reduced_ = std::exchange(other.reduced_, {});
        return *this;
    }

    /// Reduces X (m × d) and Y (m × k), which are only read (data_reduction). `keep_basis`: for given weights. On failure what
    /// was there before stays.
    status reduce(matrix_view<const T> inputs, matrix_view<const T> targets, bool keep_basis = false) noexcept
    {
        owned<data_reduction<T>> reduction;
        const data_dims dims = {inputs.rows, inputs.columns, targets.columns, keep_basis};
        if (const status s = reduction.create(dims); s != status::ok) return s;
        if (const status s = reduction->add(inputs, targets); s != status::ok) return s;
        if (const status s = reduction->finish(reduced_); s != status::ok) return s;
        reduction_ = std::move(reduction);
        return status::ok;
    }

    const reduced_data<T>& operator*() const noexcept { return reduced_; }    ///< the data
    const reduced_data<T>* operator->() const noexcept { return &reduced_; }  ///< a member of the data

private:
    owned<data_reduction<T>> reduction_;
    reduced_data<T> reduced_;
};

/// The state of given weights U (n × d) and V (n × k), for data reduced with keep_basis (weights_reduction).
template <class T>
status state_of_weights(const reduced_data<T>& data, matrix_view<const T> u, matrix_view<const T> v,
                        owned<network_state<T>>& result) noexcept
{
    const double width = static_cast<double>(u.rows);
    owned<weights_reduction<T>> reduction;
    owned<network_state<T>> state;
    const weights_dims dims = {data.inputs, data.outputs, data.rank, width};
    if (const status s = reduction.create(dims, data.basis); s != status::ok) return s;
    if (const status s = reduction->add(u, v); s != status::ok) return s;
    if (const status s = state.create(network_dims{data.rank, data.outputs, width}); s != status::ok) return s;
    if (const status s = reduction->finish(*state); s != status::ok) return s;
    result = std::move(state);
    return status::ok;
}

/// As draw_initial of initial_state.hpp, with memory of its own.
template <class T>
status draw_initial(double width, std::uint64_t seed, network_state<T>& result) noexcept
{
    // A state may have another form than its last width: without layers it has room for D, whatever it was drawn at.
    network_dims dims = {result.predictor.rows, result.predictor.columns};
    if (result.first_layer.rows > 0) dims.width = static_cast<double>(result.first_layer.rows);
    return with_workspace([&](std::size_t& bytes) { return draw_initial_bytes<T>(dims, width, bytes); },
                          [&](workspace memory) { return draw_initial(width, seed, memory, result); });
}

/// The same into a state that is made for these data and this width.
template <class T>
status draw_initial(const reduced_data<T>& data, double width, std::uint64_t seed, owned<network_state<T>>& result) noexcept
{
    owned<network_state<T>> made;
    if (const status s = made.create(network_dims{data.rank, data.outputs, width}); s != status::ok) return s;
    if (const status s = draw_initial(width, seed, *made); s != status::ok) return s;
    result = std::move(made);
    return status::ok;
}

/// As followed_eigenvalue::certify, with memory of its own. `lambda` follows `model`.
template <class T, template <class> class Model>
status certify(followed_eigenvalue<T, Model>& lambda, const Model<T>& model, eigenvalue_result<T>& result) noexcept
{
    return with_workspace([&](std::size_t& bytes) { return followed_eigenvalue<T, Model>::certify_bytes(model.dims(), bytes); },
                          [&](workspace memory) { return lambda.certify(memory, result); });
}

/// The borders (borders.hpp) of the network with the weights U (`u`, n × d) and V (`v`, n × k) on the samples X (`inputs`,
/// m × d). All three are only read. `result.largest` is η_max. Errors are those of owned_data::reduce, state_of_weights,
/// gram_model::create and certify.
template <class T>
status borders_of_weights(matrix_view<const T> inputs, matrix_view<const T> u, matrix_view<const T> v,
                          learning_rate_borders& result) noexcept
{
    // Targets do not matter. The ω of a state of width 1 is an m × k matrix of zeros in memory of its own.
    owned<network_state<T>> zeros;
    if (const status s = zeros.create(network_dims{inputs.rows, v.columns, 1}); s != status::ok) return s;
    owned_data<T> data;
    if (const status s = data.reduce(inputs, zeros->predictor, true); s != status::ok) return s;
    owned<network_state<T>> state;
    if (const status s = state_of_weights(*data, u, v, state); s != status::ok) return s;
    owned<gram_model<T>> model;
    if (const status s = model.create(*data, *state); s != status::ok) return s;
    owned<top_eigenvalue<T>> lambda;
    if (const status s = lambda.create(*model, lambda_tolerance); s != status::ok) return s;
    eigenvalue_result<T> lambda0;
    if (const status s = certify(*lambda, *model, lambda0); s != status::ok) return s;
    return borders(lambda0.value, result);
}

}  // namespace catapult

#endif
