/// @file
/// The full model by gradient descent on its stored weights (theory.md, 1), in double and in float (parameter_model.inl).
#ifndef CATAPULT_C_INTERFACE_PARAMETER_MODEL_H
#define CATAPULT_C_INTERFACE_PARAMETER_MODEL_H

#include <stddef.h>

#include "catapult/c_interface/eigenvalue.h"
#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/run.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The dimensions of a network and of its training set.
typedef struct catapult_parameter_dims {
    size_t width;    ///< n: rows of U and of V
    size_t inputs;   ///< d
    size_t outputs;  ///< k
    size_t samples;  ///< rows of X and of Y
} catapult_parameter_dims;

/// Chunks first … first + count − 1 of the pass that `work` stands for.
typedef void (*catapult_pass)(void* work, size_t first, size_t count);

/// Spreads passes over the weights among the caller's threads, as the library starts none itself. What a chunk computes does
/// not depend on who computes it, nor when, so that results have the same bits however the chunks are spread.
typedef struct catapult_chunk_executor {
    /// Calls pass(work, first, count) for ranges that do not overlap and together are 0 … chunks − 1, in any order and from any
    /// threads, and returns when all are done. It must not throw. Null: one after the other, in the calling thread.
    void (*run)(void* context, size_t chunks, catapult_pass pass, void* work);
    void* context;  ///< what `run` is called with
} catapult_chunk_executor;

#define CATAPULT_EACH_PRECISION "catapult/c_interface/parameter_model.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
