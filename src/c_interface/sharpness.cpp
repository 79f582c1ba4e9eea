#include "catapult/c_interface/sharpness.h"

#include "c_interface/eigenvalues.hpp"
#include "c_interface/full_objects.hpp"
#include "c_interface/objectives.hpp"
#include "catapult/observables/batch_sharpness.hpp"
#include "catapult/observables/sharpness.hpp"

namespace catapult::c_interface {
namespace {

template <class T>
hessian_dims dims_of(const training_objective<T>& objective, const state_object<T>* state) noexcept
{
    return {state->dims(), objective.inputs.rows};
}

template <class T>
struct hessian_object {
    loss_hessian<T> hessian;

    static status bytes(const training_objective<T>& objective, const state_object<T>* state, std::size_t& result) noexcept
    {
        return loss_hessian<T>::bytes(dims_of(objective, state), result);
    }
    status create(const training_objective<T>& objective, const state_object<T>* state, workspace memory) noexcept
    {
        return loss_hessian<T>::create(objective, dims_of(objective, state), memory, hessian);
    }
};

template <class T>
struct sharpness_object {
    sharpness<T> top;
    hessian_dims dims;

    static status bytes(const training_objective<T>& objective, const state_object<T>* state, std::size_t& result) noexcept
    {
        return sharpness<T>::bytes(dims_of(objective, state), result);
    }
    static status bytes(const training_objective<T>& objective, const state_object<T>* state, double,
                        std::size_t& result) noexcept
    {
        return bytes(objective, state, result);
    }
    status create(const training_objective<T>& objective, const state_object<T>* state, double tolerance,
                  workspace memory) noexcept
    {
        dims = dims_of(objective, state);
        return sharpness<T>::create(objective, dims, tolerance, memory, top);
    }
};

template <class T>
struct batch_object {
    batch_sharpness<T> batches;

    static status bytes(const state_object<T>* state, std::size_t& result) noexcept
    {
        return batch_sharpness<T>::bytes(state->dims(), result);
    }
    static status bytes(const training_objective<T>&, const state_object<T>* state, std::size_t& result) noexcept
    {
        return bytes(state, result);
    }
    status create(const training_objective<T>& objective, const state_object<T>* state, workspace memory) noexcept
    {
        return batch_sharpness<T>::create(objective, state->dims(), memory, batches);
    }
};

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_loss_hessian : hessian_object<double> {};
struct catapult_loss_hessian_f : hessian_object<float> {};
struct catapult_sharpness : sharpness_object<double> {};
struct catapult_sharpness_f : sharpness_object<float> {};
struct catapult_batch_sharpness : batch_object<double> {};
struct catapult_batch_sharpness_f : batch_object<float> {};

#define CATAPULT_EACH_PRECISION "c_interface/sharpness.inl"
#include "catapult/c_interface/each_precision.inl"
