#include "catapult/c_interface/weights.h"

#include "c_interface/full_objects.hpp"
#include "catapult/models/draw_weights.hpp"

namespace catapult::c_interface {
namespace {

template <class T>
struct transform_object {
    weights_transform<T> transform;

    static status bytes(const data_object<T>* data, double width, std::size_t& result) noexcept
    {
        return weights_transform<T>::bytes(weights_object<T>::dims(data->reduced, width), result);
    }
    status create(const data_object<T>* data, double width, workspace memory) noexcept
    {
        return weights_transform<T>::create(weights_object<T>::dims(data->reduced, width), data->reduced.basis, memory,
                                            transform);
    }
};

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_weights_transform : transform_object<double> {};
struct catapult_weights_transform_f : transform_object<float> {};

#define CATAPULT_EACH_PRECISION "c_interface/weights.inl"
#include "catapult/c_interface/each_precision.inl"
