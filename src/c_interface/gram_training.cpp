#include "catapult/c_interface/gram_training.h"

#include "c_interface/objectives.hpp"
#include "c_interface/training_objects.hpp"
#include "c_interface/training_rules.hpp"

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/gram_training.inl"
#include "catapult/c_interface/each_precision.inl"
