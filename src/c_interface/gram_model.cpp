// The Gram engine and its λ.
#include "c_interface/full_objects.hpp"
#include "c_interface/run.hpp"

namespace catapult {

static_assert(CATAPULT_LAMBDA_TOLERANCE == lambda_tolerance);
static_assert(CATAPULT_EVIDENCE_RESIDUAL == static_cast<int>(eigenvalue_evidence::residual));
static_assert(CATAPULT_EVIDENCE_INERTIA == static_cast<int>(eigenvalue_evidence::inertia));
static_assert(CATAPULT_EVIDENCE_RANDOM_START == static_cast<int>(eigenvalue_evidence::random_start));

}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/gram_model.inl"
#include "catapult/c_interface/each_precision.inl"
