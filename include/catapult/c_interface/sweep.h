/// @file
/// Many trajectories over a grid of learning rates, widths and seeds: a range of grid points in, one record each out. A
/// record depends on its grid point alone, so that ranges can be computed in any order, by any number of threads or
/// machines, with the same bytes. In double only: what is read from records is differences between rates that a float
/// cannot tell apart.
#ifndef CATAPULT_C_INTERFACE_SWEEP_H
#define CATAPULT_C_INTERFACE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The grid order has widths outermost, then seeds, then rates. So the trajectories of one network are neighbours. An axis
/// without data that has elements is CATAPULT_INVALID_ARGUMENT.
typedef struct catapult_sweep_grid {
    const double* widths;  ///< each n ≥ 1, or infinity
    size_t width_count;    ///< elements of `widths`
    uint64_t first_seed;   ///< the seeds are first_seed, first_seed + 1, …
    uint64_t seeds;        ///< how many, at least 1
    const double* rates;   ///< positive
    size_t rate_count;     ///< elements of `rates`
    bool relative;         ///< the rates are η·λ₀ of each network; otherwise they are η
} catapult_sweep_grid;

/// result[i] ← `count` values from `low` to `high` in even steps, or in even steps of the logarithm. Both ends keep their
/// bits. A single element is `low`. The bits are the same on every machine. CATAPULT_INVALID_ARGUMENT for no elements, for
/// low > high, for low = high with several elements, and for low ≤ 0 in the logarithm. CATAPULT_NOT_FINITE for an end that
/// is NaN or infinite.
CATAPULT_CALL catapult_status catapult_space_axis(double low, double high, bool logarithmic, double* result, size_t count);

/// result ← widths × seeds × rates. CATAPULT_INVALID_ARGUMENT for an empty axis, a value out of range, or seeds beyond
/// 2⁶⁴ − 1. CATAPULT_NOT_FINITE for a NaN, a width of −∞ or an infinite rate. CATAPULT_SIZE_OVERFLOW for 2⁶³ points or more.
CATAPULT_CALL catapult_status catapult_sweep_points(catapult_sweep_grid grid, uint64_t* result);

/// A point of a grid.
typedef struct catapult_sweep_point {
    double width;   ///< n
    uint64_t seed;  ///< of the network
    double rate;    ///< as the grid has it
} catapult_sweep_point;

/// Point number `index` of a grid, from 0. CATAPULT_INVALID_ARGUMENT if it has no such point, and errors of
/// catapult_sweep_points.
CATAPULT_CALL catapult_status catapult_sweep_point_at(catapult_sweep_grid grid, uint64_t index, catapult_sweep_point* result);

/// The rule that ends a trajectory, and the choice of what is recorded.
typedef struct catapult_sweep_options {
    catapult_stopping_rule rule;  ///< such as catapult_default_rule()
    /// Whether λ is watched at every step. Without it, the members of a record that describe λ along the run are NaN, and
    /// peak_step of a warmup run is 0. It makes the warmup model about ten times as slow, the full model about three times.
    bool follow;
    double physical_time;  ///< η·t at which lambda_at_time is taken
} catapult_sweep_options;

/// The record of one trajectory: its place in the grid and its summary.
typedef struct catapult_sweep_record {
    double width;              ///< n
    uint64_t seed;             ///< of the network
    double eta_lambda0;        ///< η·λ₀; for a relative grid, exactly the rate given
    catapult_run_summary run;  ///< η, λ₀, steps, peak loss and its step, final loss and λ
    catapult_phase end_phase;  ///< its phase
    /// λ after the first step with η·t ≥ physical_time; of a run that converged earlier, its last λ. NaN if the run ended
    /// earlier in any other way, or was not followed.
    double lambda_at_time;
    double lambda_lowest;   ///< the lowest λ of a followed run, start and last step included
    double lambda_highest;  ///< the highest λ of a followed run
    double residual;        ///< f − y after the last step of the warmup model; 0 for the full model
} catapult_sweep_record;

/// The data of the warmup model, and how its trajectories start.
typedef struct catapult_warmup_setting {
    double input;      ///< x, not zero
    double label;      ///< y
    bool given_start;  ///< every network starts at (output, lambda); otherwise its start is drawn in law from its seed
    double output;     ///< f₀
    double lambda;     ///< λ₀
} catapult_warmup_setting;

/// records[i] ← the record of grid point first + i, for `count` records. CATAPULT_INVALID_ARGUMENT for a range outside the
/// grid. Errors of catapult_draw_warmup_start and catapult_warmup_model_create come back as they are, and leave the records
/// unspecified. Long ranges are faster: trajectories run side by side, and at the end of a range the others wait for the
/// longest. Uses about 28 KiB of stack.
CATAPULT_CALL catapult_status catapult_run_warmup_sweep(catapult_sweep_grid grid, catapult_warmup_setting setting,
                                                        catapult_sweep_options options, uint64_t first,
                                                        catapult_sweep_record* records, size_t count);

/// Sweeps of the full model. Every network is drawn in law. Consecutive points that share a network also share its drawing
/// and its λ₀, within one call of run and across calls.
typedef struct catapult_full_sweep catapult_full_sweep;

/// The memory of a sweep: O(r² + rk + k²) elements, whatever the size of the grid. Errors are those of
/// catapult_network_state_bytes and catapult_network_state_draw_bytes for each width.
CATAPULT_CALL catapult_status catapult_full_sweep_bytes(const catapult_data* data, catapult_sweep_grid grid, size_t* bytes);
/// A sweep over all points of the grid. The data and the axes of the grid must last as long. Errors are those of
/// catapult_sweep_points and catapult_full_sweep_bytes.
CATAPULT_CALL catapult_status catapult_full_sweep_create(const catapult_data* data, catapult_sweep_grid grid,
                                                         catapult_sweep_options options, void* memory, size_t bytes,
                                                         catapult_full_sweep** result);

/// records[i] ← the record of grid point first + i, for `count` records. Long ranges are faster if trajectories run side by
/// side. CATAPULT_INVALID_ARGUMENT for a range outside the grid, and for a rate that λ₀ makes infinite. Errors of
/// catapult_gram_model_create and catapult_top_eigenvalue_update come back as they are. These leave the records unspecified,
/// but for a range outside the grid.
CATAPULT_CALL catapult_status catapult_full_sweep_run(catapult_full_sweep* sweep, uint64_t first, catapult_sweep_record* records,
                                                      size_t count);

/// Whether trajectories run side by side. They do on small problems, unless they are followed: of a rank up to 32 with one
/// output, 16 with two or three, 12 with four or five, 8 with six to ten. False for a null pointer.
CATAPULT_EXPORT bool catapult_full_sweep_side_by_side(const catapult_full_sweep* sweep);

#ifdef __cplusplus
}
#endif

#endif
