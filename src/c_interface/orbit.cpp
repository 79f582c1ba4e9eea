#include "catapult/c_interface/orbit.h"

#include "c_interface/answers.hpp"
#include "catapult/observables/orbit.hpp"

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_orbit_options catapult_default_orbit_options(void)
{
    const orbit_options o;
    return {o.transient, o.steps, o.tolerance};
}

catapult_status catapult_follow_orbit(catapult_orbit_point start, double omega, catapult_orbit_options options, double* residuals,
                                      std::size_t count, catapult_orbit_summary* result)
{
    if (any_null(residuals, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<orbit_summary>(
        result,
        [&](orbit_summary& found) {
            return follow_orbit({start.sum, start.difference}, omega, {options.transient, options.steps, options.tolerance},
                                {residuals, count}, found);
        },
        [](const orbit_summary& o) {
            return catapult_orbit_summary{o.bounded, o.period, o.settled, o.multiplier, o.lyapunov, o.lowest, o.highest};
        });
}
}
