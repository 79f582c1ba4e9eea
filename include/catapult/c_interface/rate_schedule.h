/// @file
/// Learning rates that change during training.
#ifndef CATAPULT_C_INTERFACE_RATE_SCHEDULE_H
#define CATAPULT_C_INTERFACE_RATE_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How the factor of η changes: one of the constants below.
typedef int catapult_schedule_kind;
enum {
    CATAPULT_SCHEDULE_CONSTANT = 0,  ///< it is 1
    CATAPULT_SCHEDULE_CHANGES,       ///< 1 at first, then what the list of changes says
    CATAPULT_SCHEDULE_WARMUP,        ///< (t + 1)/S at step t (from 0), up to 1
    CATAPULT_SCHEDULE_COSINE,        ///< ½(1 + cos(πt/S)) at step t, and 0 from step S on
};

/// A new factor of η.
typedef struct catapult_rate_change {
    double time;    ///< the physical time from which it holds, until the next change: Σ η over the steps taken so far
    double factor;  ///< ≥ 0
} catapult_rate_change;

/// A factor of η for every step.
typedef struct catapult_rate_schedule {
    catapult_schedule_kind kind;          ///< which of the members below are used
    const catapult_rate_change* changes;  ///< in the order of time, at least one
    size_t change_count;                  ///< elements of `changes`
    uint64_t steps;                       ///< S ≥ 1 of a warmup or a cosine
} catapult_rate_schedule;

/// CATAPULT_NOT_FINITE for a time or a factor that is not finite. CATAPULT_INVALID_ARGUMENT for one that is negative, for times
/// that do not ascend, and for a schedule without changes or steps. What a schedule does not use is not looked at.
CATAPULT_CALL catapult_status catapult_check_schedule(catapult_rate_schedule schedule);

/// The factor of η at `step` (from 0), where `time` is the physical time so far; only changes look at it. A sum of many rates
/// may miss a time T by its rounding, so that T counts as reached from T(1 − 2⁻³⁰) on. The same bits everywhere. Errors as of
/// catapult_check_schedule.
CATAPULT_CALL catapult_status catapult_schedule_factor(catapult_rate_schedule schedule, uint64_t step, double time,
                                                       double* result);

#ifdef __cplusplus
}
#endif

#endif
