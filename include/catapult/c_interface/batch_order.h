/// @file
/// The samples of mini-batches as a function of a seed and the number of the step, the same on every machine.
#ifndef CATAPULT_C_INTERFACE_BATCH_ORDER_H
#define CATAPULT_C_INTERFACE_BATCH_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A batch of an epoch: elements first … first + count − 1 of the epoch's order.
typedef struct catapult_batch_place {
    uint64_t epoch;  ///< from 0
    size_t first;    ///< a multiple of the size of a batch
    size_t count;    ///< the size of a batch, but in the last batch of an epoch, which holds what remains
} catapult_batch_place;

/// The batch of `step` (from 0), if every epoch takes all samples in batches of `batch`. All zero without samples and for
/// batches of none.
CATAPULT_EXPORT catapult_batch_place catapult_place_of_batch(size_t samples, size_t batch, uint64_t step);

/// order ← a permutation of 0 … count − 1 for one epoch, all permutations equally likely. Those of different epochs and seeds are
/// independent. With catapult_place_of_batch, step after step,
///     if (place.first == 0) check(catapult_shuffle_samples(seed, place.epoch, order, samples));
///     check(catapult_gram_training_step(training, eta, order + place.first, place.count));
/// CATAPULT_INVALID_ARGUMENT if (epoch + 1)·count exceeds 2⁶⁴ or `count` is 0.
CATAPULT_CALL catapult_status catapult_shuffle_samples(uint64_t seed, uint64_t epoch, size_t* order, size_t count);

/// batch ← the samples of one step, `count` of them, each drawn from 0 … samples − 1 with replacement. All are independent for
/// steps of batches of one size. CATAPULT_INVALID_ARGUMENT if (step + 1)·count exceeds 2⁶⁴, and without samples or for a batch
/// of none.
CATAPULT_CALL catapult_status catapult_draw_batch(uint64_t seed, uint64_t step, size_t samples, size_t* batch, size_t count);

#ifdef __cplusplus
}
#endif

#endif
