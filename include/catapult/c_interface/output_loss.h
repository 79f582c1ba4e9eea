/// @file
/// Losses of the outputs of one sample, in double and in float (output_loss.inl).
#ifndef CATAPULT_C_INTERFACE_OUTPUT_LOSS_H
#define CATAPULT_C_INTERFACE_OUTPUT_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/output_loss.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
