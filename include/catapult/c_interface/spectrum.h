/// @file
/// The tangent kernel Θ of a state: as an operator, its largest eigenvalues and their eigenvectors, its trace, and the
/// alignment of the layers (theory.md, 3). In double and in float (spectrum.inl).
#ifndef CATAPULT_C_INTERFACE_SPECTRUM_H
#define CATAPULT_C_INTERFACE_SPECTRUM_H

#include <stddef.h>

#include "catapult/c_interface/eigenvalue.h"
#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/spectrum.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
