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

/// Any training, for catapult_run_engine: of a network of one's own, or by another rule. None of its functions may be null or
/// throw. A status except CATAPULT_OK ends the run, but for that of a step that is CATAPULT_DIVERGED.
typedef struct catapult_engine {
    catapult_status (*step)(void* context, double eta);        ///< one step; CATAPULT_DIVERGED leaves the state as it was
    double (*excess_loss)(void* context);                      ///< the part of the loss that training can remove
    double (*relative_step)(void* context, double eta);        ///< how much a step changes the weights, relative to their size
    catapult_status (*lambda)(void* context, double* result);  ///< the largest eigenvalue of the tangent kernel now
    void* context;                                             ///< what these are called with
} catapult_engine;

/// Steps the engine at learning rate `eta` until the rule or `on_step` ends the run. `lambda0` is λ of the present state, which
/// is step 0. `on_step` and `context` as for catapult_gram_model_run. Errors are those of the engine, but that a divergence ends
/// the run with CATAPULT_OK. λ is asked for where the end of the run depends on it, and where `on_step` asks.
CATAPULT_CALL catapult_status catapult_run_engine(catapult_engine engine, double eta, double lambda0, catapult_stopping_rule rule,
                                                  catapult_on_step on_step, void* context, catapult_run_summary* result);

#ifdef __cplusplus
}
#endif

#endif
