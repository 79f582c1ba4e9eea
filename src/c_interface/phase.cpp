#include "catapult/c_interface/phase.h"

#include "c_interface/answers.hpp"
#include "c_interface/conversions.hpp"
#include "catapult/observables/borders.hpp"
#include "catapult/observables/phase.hpp"

namespace catapult::c_interface {
namespace {

static_assert(CATAPULT_PHASE_LAZY == static_cast<int>(phase::lazy));
static_assert(CATAPULT_PHASE_CATAPULT == static_cast<int>(phase::catapult));
static_assert(CATAPULT_PHASE_BOUNDED == static_cast<int>(phase::bounded));
static_assert(CATAPULT_PHASE_DIVERGENT == static_cast<int>(phase::divergent));
static_assert(CATAPULT_PHASE_UNDECIDED == static_cast<int>(phase::undecided));
static_assert(CATAPULT_OUTCOME_CONVERGED == static_cast<int>(outcome::converged));
static_assert(CATAPULT_OUTCOME_DIVERGENT == static_cast<int>(outcome::divergent));
static_assert(CATAPULT_OUTCOME_OUT_OF_STEPS == static_cast<int>(outcome::out_of_steps));

catapult_phase number(phase p) noexcept { return static_cast<catapult_phase>(p); }

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

const char* catapult_phase_name(catapult_phase phase) { return phase_name(static_cast<catapult::phase>(phase)); }

catapult_stopping_rule catapult_default_rule(void) { return to_c(stopping_rule()); }

catapult_phase catapult_classify(catapult_run_summary run) { return number(classify(from_c(run))); }

catapult_status catapult_find_borders(double lambda, catapult_borders* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<learning_rate_borders>(
        result, [&](learning_rate_borders& found) { return borders(lambda, found); },
        [](const learning_rate_borders& b) {
            return catapult_borders{b.critical, b.largest, b.relu};
        });
}

catapult_phase catapult_predicted_phase(catapult_borders borders, double eta)
{
    return number(predicted_phase(learning_rate_borders{borders.critical, borders.largest, borders.relu}, eta));
}

catapult_status catapult_find_warmup_borders(double width, double input, double label, double output, double lambda,
                                             catapult_warmup_borders* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<warmup_borders>(
        result, [&](warmup_borders& found) { return warmup_exact_borders(width, input, label, output, lambda, found); },
        [](const warmup_borders& b) {
            return catapult_warmup_borders{b.critical, b.bounded, b.escape, b.largest};
        });
}

catapult_phase catapult_predicted_warmup_phase(catapult_warmup_borders borders, double eta)
{
    return number(predicted_phase(warmup_borders{borders.critical, borders.bounded, borders.escape, borders.largest}, eta));
}
}
