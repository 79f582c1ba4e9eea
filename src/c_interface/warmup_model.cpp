#include "catapult/c_interface/warmup_model.h"

#include "c_interface/objects.hpp"
#include "c_interface/run.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/warmup_model.inl"
#include "catapult/c_interface/each_precision.inl"
