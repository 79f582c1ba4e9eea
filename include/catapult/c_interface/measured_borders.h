/// @file
/// The learning rates at which training changes its phase, measured by training. They serve data and starts for which no
/// formula is known, and as a check of the formulas (phase.h). In double only: whether the loss or λ has risen is decided
/// by a billionth of it.
#ifndef CATAPULT_C_INTERFACE_MEASURED_BORDERS_H
#define CATAPULT_C_INTERFACE_MEASURED_BORDERS_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/status.h"
#include "catapult/c_interface/sweep.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Rates η·λ₀ between which an effect begins. If it was seen at the lowest rate of the grid, `low` is 0. If it was seen at
/// no rate, `low` is the highest rate and `high` is infinite.
typedef struct catapult_border_interval {
    double low;   ///< the highest rate without the effect
    double high;  ///< the lowest rate with the effect
} catapult_border_interval;

/// How borders are searched for.
typedef struct catapult_border_options {
    catapult_stopping_rule rule;  ///< of every run
    double lowest;                ///< first, a grid of rates η·λ₀ is tried: this times the powers of 2^{1/4}
    double highest;               ///< where the grid ends
    double resolution;            ///< then intervals are halved until they are this part of their middle
    double excess;                ///< the loss or λ has risen when it exceeds its start by more than this part
} catapult_border_options;

/// catapult_default_rule(), 0.125, 32, 1e-6 and 1e-9.
CATAPULT_EXPORT catapult_border_options catapult_default_border_options(void);

/// The borders found in the runs of one network. With labels an effect may appear, vanish and appear again as the rate
/// grows. `loss_rises` and `lambda_rises` are then the first border on the grid of rates, and `diverges` is the last.
typedef struct catapult_measured_borders {
    double lambda0;                         ///< λ₀ of the network
    catapult_border_interval loss_rises;    ///< the loss exceeds its initial value at some step
    catapult_border_interval lambda_rises;  ///< λ exceeds λ₀ at some step
    catapult_border_interval diverges;      ///< every higher rate tried diverges
    size_t runs;                            ///< trajectories that the search took
} catapult_measured_borders;

/// Trains from the start with η·λ₀ = `rate` and fills in the `run` of the record, all of it, and lambda_highest. Any status
/// except CATAPULT_OK ends the search, which answers it. It must not throw.
typedef catapult_status (*catapult_train)(void* context, double rate, catapult_sweep_record* record);

/// The borders of any training: of one's own network, or of another rule. `context`, which is handed on to `train`, may be
/// null. CATAPULT_NOT_FINITE for a NaN or an infinity in the options, and CATAPULT_INVALID_ARGUMENT unless
/// 0 < lowest < highest, 0 < resolution and 0 ≤ excess. `rule` is not looked at.
CATAPULT_CALL catapult_status catapult_measure_borders(catapult_train train, void* context, catapult_border_options options,
                                                       catapult_measured_borders* result);

/// The borders of the warmup model at one width, with the start drawn for `seed` or given in `setting`. Errors of
/// catapult_measure_borders and of catapult_run_warmup_sweep.
CATAPULT_CALL catapult_status catapult_measure_warmup_borders(double width, uint64_t seed, catapult_warmup_setting setting,
                                                              catapult_border_options options, catapult_measured_borders* result);

/// The memory of catapult_measure_full_borders. Errors as of catapult_full_sweep_bytes.
CATAPULT_CALL catapult_status catapult_full_borders_bytes(const catapult_data* data, double width, size_t* bytes);
/// The borders of the full model on these data, with the network that a sweep draws for `width` and `seed`, which is drawn
/// once for all runs. The memory is used during the call only. Errors of catapult_measure_borders, of
/// catapult_full_sweep_create and of catapult_full_sweep_run.
CATAPULT_CALL catapult_status catapult_measure_full_borders(const catapult_data* data, double width, uint64_t seed,
                                                            catapult_border_options options, void* memory, size_t bytes,
                                                            catapult_measured_borders* result);

#ifdef __cplusplus
}
#endif

#endif
