/// @file
/// Row-major matrices in double and in float (matrix.inl).
#ifndef CATAPULT_C_INTERFACE_MATRIX_H
#define CATAPULT_C_INTERFACE_MATRIX_H

#include <stddef.h>

#include "catapult/c_interface/status.h"

#define CATAPULT_EACH_PRECISION "catapult/c_interface/matrix.inl"
#include "catapult/c_interface/each_precision.inl"

#endif
