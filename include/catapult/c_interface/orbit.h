/// @file
/// Orbits of the warmup model with a label, at learning rates where training neither converges nor diverges (theory.md, 5
/// and 7). In double only: residuals are told apart at 1e-9, which is less than a float's rounding.
///
/// In the universal variables A = η‖u+v‖²x²/2n, B = η‖u−v‖²x²/2n and ω = ηxy/√n (x is the input, y the label), with
/// ρ = (A − B)/2 − ω:
///     A' = (1 − ρ)² A,   B' = (1 + ρ)² B,   ηλ = A + B,   ηfx/√n = (A − B)/2.
#ifndef CATAPULT_C_INTERFACE_ORBIT_H
#define CATAPULT_C_INTERFACE_ORBIT_H

#include <stdbool.h>
#include <stddef.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A point of the universal map.
typedef struct catapult_orbit_point {
    double sum;         ///< A ≥ 0
    double difference;  ///< B ≥ 0
} catapult_orbit_point;

/// How long an orbit is followed, and how closely.
typedef struct catapult_orbit_options {
    size_t transient;  ///< steps before anything is recorded
    size_t steps;      ///< steps recorded
    double tolerance;  ///< residuals that differ by no more than this (absolutely) count as equal
} catapult_orbit_options;

/// 10000, 4096 and 1e-9.
CATAPULT_EXPORT catapult_orbit_options catapult_default_orbit_options(void);

/// Where an orbit ends.
typedef struct catapult_orbit_summary {
    bool bounded;       ///< false if the orbit escaped; the other members are then 0 and false
    size_t period;      ///< of the attracting orbit: at most steps/2, 1 where training converges, 0 in chaos or not settled
    bool settled;       ///< whether `period` is known; if not, take more steps
    double multiplier;  ///< modulus of the periodic orbit's larger multiplier over one period; 0 if `period` is 0
    double lyapunov;    ///< the largest Lyapunov exponent, per step: positive in chaos
    double lowest;      ///< the smallest residual ρ in the record
    double highest;     ///< the largest residual ρ in the record
} catapult_orbit_summary;

/// Follows the orbit from `start` with the label `omega` = ω. `residuals` receives the recorded ρ, options.steps of them: one
/// column of a bifurcation diagram; they are unspecified if the orbit escaped, which is no error. CATAPULT_NOT_FINITE for a
/// NaN or an infinity; CATAPULT_INVALID_ARGUMENT if A < 0, B < 0 or A = B = 0, for fewer than 4 steps, and for a negative
/// tolerance; CATAPULT_SHAPE_MISMATCH if `count` is not options.steps.
CATAPULT_CALL catapult_status catapult_follow_orbit(catapult_orbit_point start, double omega, catapult_orbit_options options,
                                                    double* residuals, size_t count, catapult_orbit_summary* result);

#ifdef __cplusplus
}
#endif

#endif
