/// @file
/// The full model in double and in float (full_model.inl). In this order:
///     data     catapult_data: samples, reduced to their rank
///     state    catapult_network_state: drawn in law, or of given weights by a catapult_weights_reduction
///     model    catapult_gram_model: copies the state, refers to the data
///     λ        catapult_top_eigenvalue: follows the model; certify it for λ₀
///     run      catapult_gram_model_run
/// tools/examples/own_data.c has all of them.
#ifndef CATAPULT_C_INTERFACE_FULL_MODEL_H
#define CATAPULT_C_INTERFACE_FULL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/eigenvalue.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/run.h"
#include "catapult/c_interface/status.h"

/// The tolerance of λ that sweeps use, relative.
#define CATAPULT_LAMBDA_TOLERANCE 1e-12

#ifdef __cplusplus
extern "C" {
#endif

/// The dimensions of data.
typedef struct catapult_data_dims {
    size_t samples;   ///< m
    size_t inputs;    ///< d
    size_t outputs;   ///< k
    bool keep_basis;  ///< whether P is wanted: for given weights, and for outputs at other inputs
} catapult_data_dims;

#define CATAPULT_EACH_PRECISION "catapult/c_interface/full_model.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
