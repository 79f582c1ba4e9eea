#include "catapult/c_interface/status.h"

#include "c_interface/answers.hpp"
#include "catapult/version.hpp"

namespace catapult {

static_assert(CATAPULT_OK == static_cast<int>(status::ok));
static_assert(CATAPULT_INVALID_ARGUMENT == static_cast<int>(status::invalid_argument));
static_assert(CATAPULT_NOT_FINITE == static_cast<int>(status::not_finite));
static_assert(CATAPULT_SHAPE_MISMATCH == static_cast<int>(status::shape_mismatch));
static_assert(CATAPULT_SIZE_OVERFLOW == static_cast<int>(status::size_overflow));
static_assert(CATAPULT_WORKSPACE_TOO_SMALL == static_cast<int>(status::workspace_too_small));
static_assert(CATAPULT_WORKSPACE_MISALIGNED == static_cast<int>(status::workspace_misaligned));
static_assert(CATAPULT_ZERO_INPUTS == static_cast<int>(status::zero_inputs));
static_assert(CATAPULT_NOT_CONVERGED == static_cast<int>(status::not_converged));
static_assert(CATAPULT_DIVERGED == static_cast<int>(status::diverged));
static_assert(CATAPULT_UNKNOWN_NAME == static_cast<int>(status::unknown_name));
static_assert(CATAPULT_UNSUPPORTED == static_cast<int>(status::unsupported));
static_assert(CATAPULT_OUT_OF_MEMORY == static_cast<int>(status::out_of_memory));

}  // namespace catapult

extern "C" {

const char* catapult_status_text(catapult_status status) { return catapult::status_text(static_cast<catapult::status>(status)); }

int catapult_version(void) { return CATAPULT_VERSION; }

const char* catapult_version_text(void) { return CATAPULT_VERSION_TEXT; }
}
