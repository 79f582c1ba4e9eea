// The Gram engine and its λ.
#include "c_interface/eigenvalues.hpp"
#include "c_interface/full_objects.hpp"
#include "c_interface/run.hpp"

namespace catapult {

static_assert(CATAPULT_LAMBDA_TOLERANCE == lambda_tolerance);

}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/gram_model.inl"
#include "catapult/c_interface/each_precision.inl"
