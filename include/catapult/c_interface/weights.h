/// @file
/// The weights of the full model: drawn row by row, and those that training has made of given ones (theory.md, 3, weights
/// back). In double and in float (weights.inl). Their state is made by a catapult_weights_reduction (full_model.h).
#ifndef CATAPULT_C_INTERFACE_WEIGHTS_H
#define CATAPULT_C_INTERFACE_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/gram_training.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/status.h"
#include "catapult/c_interface/training_rule.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/weights.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
