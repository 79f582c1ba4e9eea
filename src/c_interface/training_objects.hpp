// The object of training under a rule (objects.hpp).
#ifndef CATAPULT_SRC_C_INTERFACE_TRAINING_OBJECTS_HPP
#define CATAPULT_SRC_C_INTERFACE_TRAINING_OBJECTS_HPP

#include "c_interface/full_objects.hpp"
#include "catapult/c_interface/gram_training.h"
#include "catapult/models/gram_training.hpp"

namespace catapult::c_interface {

template <class T>
struct training_object {
    gram_training<T> training;

    static status bytes(const state_object<T>* initial, const training_rule& rule, std::size_t& result) noexcept
    {
        return gram_training<T>::bytes(initial->dims(), rule, result);
    }
    static status bytes(const training_objective<T>&, const state_object<T>* initial, const training_rule& rule, T, T,
                        std::size_t& result) noexcept
    {
        return bytes(initial, rule, result);
    }
    status create(const training_objective<T>& objective, const state_object<T>* initial, const training_rule& rule,
                  T scale_first, T scale_second, workspace memory) noexcept
    {
        return gram_training<T>::create(objective, initial->state, rule, scale_first, scale_second, memory, training);
    }
};

}  // namespace catapult::c_interface

struct catapult_gram_training : catapult::c_interface::training_object<double> {};
struct catapult_gram_training_f : catapult::c_interface::training_object<float> {};

#endif
