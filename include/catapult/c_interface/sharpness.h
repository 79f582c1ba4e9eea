/// @file
/// The Hessian of the training loss in all weights: as an operator, its largest eigenvalue, and the curvature of the loss of a
/// batch along its own gradient, exact at any width (theory.md, 10). In double and in float (sharpness.inl).
#ifndef CATAPULT_C_INTERFACE_SHARPNESS_H
#define CATAPULT_C_INTERFACE_SHARPNESS_H

#include <stddef.h>

#include "catapult/c_interface/eigenvalue.h"
#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/gram_training.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/sharpness.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
