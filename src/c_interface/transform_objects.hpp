// The object of the change of the weights in training (objects.hpp).
#ifndef CATAPULT_SRC_C_INTERFACE_TRANSFORM_OBJECTS_HPP
#define CATAPULT_SRC_C_INTERFACE_TRANSFORM_OBJECTS_HPP

#include "c_interface/full_objects.hpp"
#include "catapult/c_interface/weights.h"
#include "catapult/models/weights.hpp"

namespace catapult::c_interface {

template <class T>
struct transform_object {
    weights_transform<T> transform;

    static status bytes(const data_object<T>* data, double width, std::size_t& result) noexcept
    {
        return weights_transform<T>::bytes(weights_object<T>::dims(data->reduced, width), result);
    }
    static status bytes(const data_object<T>* data, double width, const training_rule& rule, std::size_t& result) noexcept
    {
        return weights_transform<T>::bytes(weights_object<T>::dims(data->reduced, width), rule, result);
    }
    static status bytes(const data_object<T>* data, double width, const training_rule& rule, T, T, std::size_t& result) noexcept
    {
        return bytes(data, width, rule, result);
    }
    status create(const data_object<T>* data, double width, workspace memory) noexcept
    {
        return weights_transform<T>::create(weights_object<T>::dims(data->reduced, width), data->reduced.basis, memory,
                                            transform);
    }
    status create(const data_object<T>* data, double width, const training_rule& rule, T scale_first, T scale_second,
                  workspace memory) noexcept
    {
        return weights_transform<T>::create(weights_object<T>::dims(data->reduced, width), data->reduced.basis, rule, scale_first,
                                            scale_second, memory, transform);
    }
};

}  // namespace catapult::c_interface

struct catapult_weights_transform : catapult::c_interface::transform_object<double> {};
struct catapult_weights_transform_f : catapult::c_interface::transform_object<float> {};

#endif
