/// @file
/// The warmup model in double and in float (warmup_model.inl).
#ifndef CATAPULT_C_INTERFACE_WARMUP_MODEL_H
#define CATAPULT_C_INTERFACE_WARMUP_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/run.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/warmup_model.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
