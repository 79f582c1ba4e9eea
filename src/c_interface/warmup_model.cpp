#include "catapult/c_interface/warmup_model.h"

#include "c_interface/objects.hpp"
#include "c_interface/run.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"

namespace catapult::c_interface {

/// A run of a model or of a network: alone, if there is no callback.
template <class Model>
static catapult_status run_warmup(Model& model, const stopping_rule& rule, catapult_on_step on_step, void* context,
                                  catapult_run_summary* result) noexcept
{
    if (on_step != nullptr)
        return run_engine(warmup_engine{model}, model.problem().eta, model.lambda(), rule, on_step, context, result);
    *result = to_c(run(model, rule));
    return CATAPULT_OK;
}

}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

#define CATAPULT_EACH_PRECISION "c_interface/warmup_model.inl"
#include "catapult/c_interface/each_precision.inl"
