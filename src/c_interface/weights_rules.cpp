// Weights back under training rules.
#include "c_interface/training_objects.hpp"
#include "c_interface/training_rules.hpp"
#include "c_interface/transform_objects.hpp"

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/weights_rules.inl"
#include "catapult/c_interface/each_precision.inl"
