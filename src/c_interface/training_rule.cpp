#include "catapult/c_interface/training_rule.h"

#include "c_interface/answers.hpp"
#include "c_interface/training_rules.hpp"

namespace catapult {

static_assert(CATAPULT_GRADIENT_SCALING_NONE == static_cast<int>(gradient_scaling::none));
static_assert(CATAPULT_GRADIENT_SCALING_NORMALIZED == static_cast<int>(gradient_scaling::normalized));
static_assert(CATAPULT_GRADIENT_SCALING_RMSPROP == static_cast<int>(gradient_scaling::rmsprop));
static_assert(CATAPULT_GRADIENT_SCALING_POLAR == static_cast<int>(gradient_scaling::polar));

}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_training_rule catapult_default_training_rule(void) { return to_c(training_rule()); }

bool catapult_is_gradient_descent(catapult_training_rule rule) { return is_gradient_descent(from_c(rule)); }

catapult_status catapult_check_training_rule(catapult_training_rule rule) { return answer(check_rule(from_c(rule))); }
}
