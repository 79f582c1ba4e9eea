/// @file
/// The end of a run and the phase that it shows, and the learning rates at which phases change (theory.md, 5 to 7).
/// In double, to which the numbers of a float model convert exactly.
#ifndef CATAPULT_C_INTERFACE_PHASE_H
#define CATAPULT_C_INTERFACE_PHASE_H

#include <stdbool.h>
#include <stddef.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What training does at a learning rate: one of the constants below.
typedef int catapult_phase;
enum {
    CATAPULT_PHASE_LAZY = 0,   ///< converges, and the loss never rises above its initial value
    CATAPULT_PHASE_CATAPULT,   ///< converges after the loss has risen above its initial value
    CATAPULT_PHASE_BOUNDED,    ///< neither converges nor diverges, and was watched long enough to say so
    CATAPULT_PHASE_DIVERGENT,  ///< leaves every bound
    CATAPULT_PHASE_UNDECIDED,  ///< ran out of steps before it showed one of the other phases
};

/// "lazy", "catapult", "bounded", "divergent" or "undecided", and "unknown" for other numbers. Static storage.
CATAPULT_EXPORT const char* catapult_phase_name(catapult_phase phase);

/// When a run stops. "Loss" means the excess loss here: the part of the loss that training can remove.
typedef struct catapult_stopping_rule {
    size_t max_steps;        ///< the step budget; a run that uses it up is not converged, and not divergent
    double converged_ratio;  ///< converged: loss ≤ converged_ratio × initial loss, and ηλ < 2
    double divergent_step;   ///< divergent: η‖Z‖/√n above this, by about which a step then multiplies the weights
    double divergent_ratio;  ///< divergent too: loss above divergent_ratio × initial loss
} catapult_stopping_rule;

/// The rule that suits most runs: a million steps, 1e-8, 100, 1e30.
CATAPULT_EXPORT catapult_stopping_rule catapult_default_rule(void);

/// How a run ended: one of the constants below.
typedef int catapult_outcome;
enum { CATAPULT_OUTCOME_CONVERGED = 0, CATAPULT_OUTCOME_DIVERGENT, CATAPULT_OUTCOME_OUT_OF_STEPS };

/// The record of one run. Losses are excess losses.
typedef struct catapult_run_summary {
    catapult_outcome end;   ///< how it ended
    size_t steps;           ///< steps taken; in a converged run, the steps until convergence
    double eta;             ///< learning rate at step 0
    double loss_initial;    ///< at step 0
    double loss_peak;       ///< the largest loss of the run; infinite if a step was refused as not finite
    size_t peak_step;       ///< the step of that loss
    double loss_final;      ///< after the last step
    double lambda_initial;  ///< λ₀
    double lambda_final;    ///< λ after the last step
    bool falling;           ///< out of steps, but ηλ < 2 and each of the last 16 steps lowered the loss
    bool steady;            ///< out of steps, and the loss goes up and down without a trend
} catapult_run_summary;

/// The phase of a run (theory.md, 7). A run that is out of steps counts as lazy or catapult if its loss is falling, as
/// if it had converged. Otherwise it is bounded if it is steady, and undecided if not.
CATAPULT_EXPORT catapult_phase catapult_classify(catapult_run_summary run);

/// The borders of a network whose tangent kernel has the largest eigenvalue λ₀ at the start of training.
typedef struct catapult_borders {
    double critical;  ///< 2/λ₀: lazy below, catapult above
    double largest;   ///< 4/λ₀: divergent above, for linear networks
    double relu;      ///< 12/λ₀: divergent above, for ReLU networks, as measured
} catapult_borders;

/// `lambda` is λ₀. CATAPULT_ZERO_INPUTS for λ₀ = 0, CATAPULT_INVALID_ARGUMENT for λ₀ < 0, CATAPULT_NOT_FINITE.
CATAPULT_CALL catapult_status catapult_find_borders(double lambda, catapult_borders* result);

/// The phase of a linear network with small outputs (y = 0 or |y| ≪ √n) at learning rate η > 0.
CATAPULT_EXPORT catapult_phase catapult_predicted_phase(catapult_borders borders, double eta);

/// The exact borders of the warmup model with a label (theory.md, 5).
typedef struct catapult_warmup_borders {
    double critical;  ///< 2/λ₀
    double bounded;   ///< √n/|xy|: above it no minimum is stable; infinite for y = 0
    double escape;   ///< 8/(λ₀ + √(λ₀² − 16 x² y (f₀ − y)/n)): above it the first step escapes; 4/λ₀ for y = 0
    double largest;  ///< the lower of the two: the largest learning rate that can converge
} catapult_warmup_borders;

/// `width` is n ≥ 1 or infinity, `input` is x, `label` is y. Training starts at `output` = f₀ and `lambda` = λ₀. At
/// infinite width `escape` and `largest` are 2/λ₀, where the linear model stops converging. CATAPULT_ZERO_INPUTS for
/// x = 0 or λ₀ = 0; CATAPULT_INVALID_ARGUMENT for n < 1, λ₀ < 0, and a λ₀ < 2|x f₀|/√n, which no network has;
/// CATAPULT_NOT_FINITE.
CATAPULT_CALL catapult_status catapult_find_warmup_borders(double width, double input, double label, double output, double lambda,
                                                           catapult_warmup_borders* result);

/// Divergent from `escape` on. Below that, bounded from `bounded` on. Below both, lazy for η < `critical` and catapult
/// otherwise.
CATAPULT_EXPORT catapult_phase catapult_predicted_warmup_phase(catapult_warmup_borders borders, double eta);

#ifdef __cplusplus
}
#endif

#endif
