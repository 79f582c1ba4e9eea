#include "catapult/c_interface/weights.h"

#include "c_interface/transform_objects.hpp"
#include "catapult/models/draw_weights.hpp"

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/weights.inl"
#include "catapult/c_interface/each_precision.inl"
