/// @file
/// Parametrisations of the network as scales and learning rates of the one form that the library trains.
#ifndef CATAPULT_C_INTERFACE_PARAMETRISATION_H
#define CATAPULT_C_INTERFACE_PARAMETRISATION_H

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How outputs, initial weights and learning rates of a network of width n depend on n: one of the constants below. u and v have
/// independent standard normal entries, W_U and W_V are what gradient descent trains.
typedef int catapult_parametrisation;
enum {
    /// F = X W_Uᵀ W_V/√n from W_U = u, W_V = v, both with rate η: the form of this library
    CATAPULT_PARAMETRISATION_NTK = 0,
    /// F = X W_Uᵀ W_V from W_U = u, W_V = v/√n, both with rate η
    CATAPULT_PARAMETRISATION_STANDARD,
    /// F = X W_Uᵀ W_V from W_U = u, W_V = v/n, with rates nη of W_U and η/n of W_V
    CATAPULT_PARAMETRISATION_MUP,
    /// F = X W_Uᵀ W_V/n from W_U = u, W_V = v, both with rate nη
    CATAPULT_PARAMETRISATION_MEAN_FIELD,
};

/// A parametrisation in the library's form: F = (output_scale·X) Uᵀ V/√n from U = scale_first·u and V = scale_second·v, with
/// rates rate_first·η of U and rate_second·η of V. These are factors of X, arguments of catapult_gram_training_create, and
/// members of catapult_training_rule.
typedef struct catapult_parametrisation_factors {
    double scale_first;   ///< of the entries of U at the start
    double scale_second;  ///< of the entries of V at the start
    double output_scale;  ///< of the inputs
    double rate_first;    ///< η of U over η
    double rate_second;   ///< η of V over η
} catapult_parametrisation_factors;

/// The factors that make gradient descent give the outputs of the parametrisation, step by step, also with momentum and with
/// decay of weights by (1 − ηw). What rules take from a gradient's norm or its polar factor is that of U and V. `width` is n ≥ 1,
/// or infinity, which has CATAPULT_PARAMETRISATION_NTK alone: else CATAPULT_INVALID_ARGUMENT, as for another number of a
/// parametrisation, or CATAPULT_NOT_FINITE.
CATAPULT_CALL catapult_status catapult_parametrise(catapult_parametrisation kind, double width,
                                                   catapult_parametrisation_factors* result);

#ifdef __cplusplus
}
#endif

#endif
