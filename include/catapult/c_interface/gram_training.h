/// @file
/// Training by any rule that treats hidden units alike, with any loss and with batches, exact at any width: the Gram engine of
/// theory.md, 9, in double and in float (gram_training.inl). For plain gradient descent with squared error, a
/// catapult_gram_model does the same faster. tools/examples/own_rule.c trains with a loss of its own.
#ifndef CATAPULT_C_INTERFACE_GRAM_TRAINING_H
#define CATAPULT_C_INTERFACE_GRAM_TRAINING_H

#include <stddef.h>

#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/output_loss.h"
#include "catapult/c_interface/status.h"
#include "catapult/c_interface/training_rule.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_EACH_PRECISION "catapult/c_interface/gram_training.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
