/// @file
/// What a caller may see and do while a model is run (catapult_warmup_model_run).
#ifndef CATAPULT_C_INTERFACE_RUN_H
#define CATAPULT_C_INTERFACE_RUN_H

#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A run that goes on. It exists while the callback that is given it runs, and no longer.
typedef struct catapult_run catapult_run;

/// Is called before the first step and after each step, with the `context` that came with it. It may look at the run and
/// at its model, and calls the functions below, but steps the model in no other way. Any status except CATAPULT_OK ends
/// the run, and the call that runs it answers that status. It must not throw.
typedef catapult_status (*catapult_on_step)(catapult_run* run, void* context);

/// The summary up to now. It is complete once the run has ended.
CATAPULT_CALL catapult_status catapult_run_observe(const catapult_run* run, catapult_run_summary* result);

/// λ of the present state. It is found at most once a step. Errors are those of the λ of the model.
CATAPULT_CALL catapult_status catapult_run_lambda(catapult_run* run, double* lambda);

/// Ends the run. Its outcome is CATAPULT_OUTCOME_OUT_OF_STEPS, as if its budget ended here. Errors as of
/// catapult_run_lambda.
CATAPULT_CALL catapult_status catapult_run_stop(catapult_run* run);

/// The next steps use `eta`. The model accepts or refuses it at the next step, whose error ends the run. `eta` of the
/// summary stays the first one.
CATAPULT_CALL catapult_status catapult_run_change_eta(catapult_run* run, double eta);

#ifdef __cplusplus
}
#endif

#endif
