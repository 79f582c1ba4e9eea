// The objects of the full model (objects.hpp).
#ifndef CATAPULT_SRC_C_INTERFACE_FULL_OBJECTS_HPP
#define CATAPULT_SRC_C_INTERFACE_FULL_OBJECTS_HPP

#include "c_interface/matrices.hpp"
#include "c_interface/objects.hpp"
#include "catapult/c_interface/full_model.h"
#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/observables/tangent_kernel.hpp"

namespace catapult::c_interface {

template <class T>
struct data_object {
    data_reduction<T> reduction;
    reduced_data<T> reduced;  // empty until it is finished

    static status bytes(const data_dims& dims, std::size_t& result) noexcept { return data_reduction<T>::bytes(dims, result); }
    status create(const data_dims& dims, workspace memory) noexcept { return data_reduction<T>::create(dims, memory, reduction); }
    bool finished() const noexcept { return reduced.rank > 0; }
};

template <class T>
struct state_object {
    network_state<T> state;

    static network_dims dims(const data_object<T>* data, double width) noexcept
    {
        return {data->reduced.rank, data->reduced.outputs, width};
    }
    static status bytes(const data_object<T>* data, double width, std::size_t& result) noexcept
    {
        return network_state_bytes<T>(dims(data, width), result);
    }
    status create(const data_object<T>* data, double width, workspace memory) noexcept
    {
        const status s = create_network_state(dims(data, width), memory, state);
        state.width = width;
        return s;
    }
    network_dims dims() const noexcept { return {state.predictor.rows, state.predictor.columns, state.width}; }
};

template <class T>
struct weights_object {
    weights_reduction<T> reduction;

    static weights_dims dims(const reduced_data<T>& data, double width) noexcept
    {
        return {data.inputs, data.outputs, data.rank, width};
    }
    static status bytes(const data_object<T>* data, double width, std::size_t& result) noexcept
    {
        return weights_reduction<T>::bytes(dims(data->reduced, width), result);
    }
    status create(const data_object<T>* data, double width, workspace memory) noexcept
    {
        return weights_reduction<T>::create(dims(data->reduced, width), data->reduced.basis, memory, reduction);
    }
};

template <class T>
struct gram_object {
    gram_model<T> model;

    static status bytes(const data_object<T>* data, const state_object<T>* state, std::size_t& result) noexcept
    {
        return gram_model<T>::bytes(state_object<T>::dims(data, state->state.width), result);
    }
    status create(const data_object<T>* data, const state_object<T>* state, workspace memory) noexcept
    {
        return gram_model<T>::create(data->reduced, state->state, memory, model);
    }
};

template <class T>
struct eigenvalue_object {
    top_eigenvalue<T> lambda;
    const gram_object<T>* model;

    static status bytes(const gram_object<T>* followed, std::size_t& result) noexcept
    {
        return top_eigenvalue<T>::bytes(followed->model.dims(), result);
    }
    static status bytes(const gram_object<T>* followed, double, std::size_t& result) noexcept { return bytes(followed, result); }
    status create(gram_object<T>* followed, double tolerance, workspace memory) noexcept
    {
        model = followed;
        return top_eigenvalue<T>::create(followed->model, tolerance, memory, lambda);
    }
};

}  // namespace catapult::c_interface

struct catapult_data : catapult::c_interface::data_object<double> {};
struct catapult_data_f : catapult::c_interface::data_object<float> {};
struct catapult_network_state : catapult::c_interface::state_object<double> {};
struct catapult_network_state_f : catapult::c_interface::state_object<float> {};
struct catapult_weights_reduction : catapult::c_interface::weights_object<double> {};
struct catapult_weights_reduction_f : catapult::c_interface::weights_object<float> {};
struct catapult_gram_model : catapult::c_interface::gram_object<double> {};
struct catapult_gram_model_f : catapult::c_interface::gram_object<float> {};
struct catapult_top_eigenvalue : catapult::c_interface::eigenvalue_object<double> {};
struct catapult_top_eigenvalue_f : catapult::c_interface::eigenvalue_object<float> {};

#endif
