#include "catapult/c_interface/spectrum.h"

#include "c_interface/eigenvalues.hpp"
#include "c_interface/full_objects.hpp"
#include "c_interface/in_place.hpp"
#include "catapult/observables/spectrum.hpp"

namespace catapult::c_interface {
namespace {

template <class T>
struct kernel_object {
    tangent_kernel<T> kernel;

    static status bytes(const state_object<T>* state, std::size_t& result) noexcept
    {
        return tangent_kernel<T>::bytes(state->dims(), result);
    }
    static status bytes(const data_object<T>*, const state_object<T>* state, std::size_t& result) noexcept
    {
        return bytes(state, result);
    }
    status create(const data_object<T>* data, const state_object<T>* state, workspace memory) noexcept
    {
        return tangent_kernel<T>::create(data->reduced, state->state, memory, kernel);
    }
};

template <class T>
struct spectrum_object {
    kernel_spectrum<T> spectrum;

    static status bytes(const state_object<T>* state, std::size_t count, std::size_t& result) noexcept
    {
        return kernel_spectrum<T>::bytes(state->dims(), count, result);
    }
    static status bytes(const state_object<T>* state, std::size_t count, double, std::size_t& result) noexcept
    {
        return bytes(state, count, result);
    }
    status create(const state_object<T>* state, std::size_t count, double tolerance, workspace memory) noexcept
    {
        return kernel_spectrum<T>::create(state->dims(), count, tolerance, memory, spectrum);
    }
};

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_tangent_kernel : kernel_object<double> {};
struct catapult_tangent_kernel_f : kernel_object<float> {};
struct catapult_kernel_spectrum : spectrum_object<double> {};
struct catapult_kernel_spectrum_f : spectrum_object<float> {};

#define CATAPULT_EACH_PRECISION "c_interface/spectrum.inl"
#include "catapult/c_interface/each_precision.inl"
