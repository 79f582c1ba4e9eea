#include "catapult/c_interface/output_loss.h"

#include "c_interface/objectives.hpp"

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/output_loss.inl"
#include "catapult/c_interface/each_precision.inl"
