/// @file
/// Training rules that treat all hidden units alike. The dynamics of each close on the Gram matrix (theory.md, 9).
#ifndef CATAPULT_C_INTERFACE_TRAINING_RULE_H
#define CATAPULT_C_INTERFACE_TRAINING_RULE_H

#include <stdbool.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the gradient g of the weights becomes before it is used: one of the constants below.
typedef int catapult_gradient_scaling;
enum {
    CATAPULT_GRADIENT_SCALING_NONE = 0,    ///< g
    CATAPULT_GRADIENT_SCALING_NORMALIZED,  ///< g/‖g‖, with the Frobenius norm over both layers; 0 for g = 0
    CATAPULT_GRADIENT_SCALING_RMSPROP,  ///< g/√v with v' = β v + (1 − β)‖g‖² and v = 0 at the start: one v for all weights
    CATAPULT_GRADIENT_SCALING_POLAR,  ///< Muon: the exact polar factor of each layer's gradient, on its support
};

/// One step of a rule with learning rate η (theory.md, 9), from weights A = [U V] and velocities B = 0 at the start:
///   1. g is the gradient at A or, for a SAM radius ρ > 0, at A + ρ g/‖g‖, with the same batch;
///   2. g is clipped to the norm `clip`: g ← g min(1, clip/‖g‖);
///   3. g is scaled as `scaling` says;
///   4. B ← μB + g;
///   5. A ← (1 − ηw)A − η_layer B, or with Nesterov's form A ← (1 − ηw)A − η_layer (g + μB), with the new B.
/// Without momentum B = g. η_layer is η times `rate_first` for U and η times `rate_second` for V.
typedef struct catapult_training_rule {
    double momentum;                    ///< μ in [0, 1)
    bool nesterov;                      ///< Nesterov's form of momentum
    double sam_radius;                  ///< ρ ≥ 0, in the units of the weights
    double clip;                        ///< > 0; infinity clips nothing
    catapult_gradient_scaling scaling;  ///< of g
    double averaging;                   ///< β in [0, 1) of CATAPULT_GRADIENT_SCALING_RMSPROP
    double weight_decay;                ///< w ≥ 0, decoupled: it is not part of g
    double rate_first;                  ///< η of U over η; ≥ 0
    double rate_second;                 ///< η of V over η; ≥ 0
} catapult_training_rule;

/// Plain gradient descent, with a β of 0.99: what a rule begins from.
CATAPULT_EXPORT catapult_training_rule catapult_default_training_rule(void);

/// Whether the rule is plain gradient descent, which a catapult_gram_model does faster.
CATAPULT_EXPORT bool catapult_is_gradient_descent(catapult_training_rule rule);

/// CATAPULT_NOT_FINITE for NaN, and for infinity but for a `clip` of +∞. CATAPULT_INVALID_ARGUMENT for a number outside its
/// range, for rates that are both 0, and for Nesterov's form without momentum. CATAPULT_UNSUPPORTED for the polar factor with
/// momentum, whose velocity has no low rank.
CATAPULT_CALL catapult_status catapult_check_training_rule(catapult_training_rule rule);

#ifdef __cplusplus
}
#endif

#endif
