#include "catapult/c_interface/parametrisation.h"

#include "c_interface/answers.hpp"
#include "catapult/models/parametrisation.hpp"

namespace catapult {

static_assert(CATAPULT_PARAMETRISATION_NTK == static_cast<int>(parametrisation::ntk));
static_assert(CATAPULT_PARAMETRISATION_STANDARD == static_cast<int>(parametrisation::standard));
static_assert(CATAPULT_PARAMETRISATION_MUP == static_cast<int>(parametrisation::mup));
static_assert(CATAPULT_PARAMETRISATION_MEAN_FIELD == static_cast<int>(parametrisation::mean_field));

}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_status catapult_parametrise(catapult_parametrisation kind, double width, catapult_parametrisation_factors* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<parametrisation_factors>(
        result, [&](parametrisation_factors& f) { return parametrise(static_cast<parametrisation>(kind), width, f); },
        [](const parametrisation_factors& f) -> catapult_parametrisation_factors {
            return {f.scale_first, f.scale_second, f.output_scale, f.rate_first, f.rate_second};
        });
}
}
