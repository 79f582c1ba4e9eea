/// @file
/// Critical behaviour near η = 2/λ₀: what theory says of the number of steps to convergence t*, and the fits of measured t*
/// against it (theory.md, 6). In double only.
#ifndef CATAPULT_C_INTERFACE_CRITICAL_LAW_H
#define CATAPULT_C_INTERFACE_CRITICAL_LAW_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// t* of the near-critical law. `distance` is ε = ηλ₀ − 2, of either sign. `amplitude` is φ₀ > 0; for the warmup model it is
/// η|f₀ x|/√n. `converged_ratio`, in (0, 1), is the loss at convergence over the loss at the start. NaN outside these ranges.
CATAPULT_EXPORT double catapult_critical_steps(double distance, double amplitude, double converged_ratio);

/// Measured t* with the law's logarithm and bend divided out: steps that follow the law exactly give 1/|ε|. The other
/// arguments are those of catapult_critical_steps.
CATAPULT_EXPORT double catapult_steps_without_logarithm(double steps, double distance, double amplitude, double converged_ratio);

/// A range of distances |ηλ₀ − 2| in which a power law is fitted.
typedef struct catapult_fit_range {
    double low;   ///< the shortest distance, > 0
    double high;  ///< the longest distance
} catapult_fit_range;

/// The range from 8 φ₀ to the square root of that. CATAPULT_INVALID_ARGUMENT unless φ₀ > 0, and where the range spans less
/// than a factor of 2 (φ₀ > 1/32). CATAPULT_NOT_FINITE.
CATAPULT_CALL catapult_status catapult_critical_fit_range(double amplitude, catapult_fit_range* result);

/// y ≈ intercept + slope·x by weighted least squares.
typedef struct catapult_line_fit {
    double slope;            ///< of the line
    double intercept;        ///< y of the line at x = 0
    double slope_error;      ///< standard error by the weights or by the scatter, whichever is larger
    double intercept_error;  ///< the same for the intercept
    size_t points;           ///< the number of points
} catapult_line_fit;

/// x, y and `weights` have `points` elements. The weights are 1/variance of each y, all > 0, and may be null: equal weights.
/// Errors need 3 points; with 2 points they are 0. CATAPULT_NOT_FINITE for an element that is not. CATAPULT_INVALID_ARGUMENT
/// for fewer than two different x, for weights that are not positive, and for sums that are too large.
CATAPULT_CALL catapult_status catapult_fit_line(const double* x, const double* y, const double* weights, size_t points,
                                                catapult_line_fit* result);

/// An exponent of t* against distance, with its uncertainty. Report it together with its range, points and seeds.
typedef struct catapult_exponent_estimate {
    double exponent;           ///< slope of ln t* against ln distance
    double standard_error;     ///< by the choice of seeds; with one seed, that of the line
    double interval_low;       ///< lower end of the 95 % interval
    double interval_high;      ///< upper end of the 95 % interval
    double line_error;         ///< the error of the line, as if its points were independent
    catapult_fit_range range;  ///< the shortest and the longest distance of the fit
    size_t points;             ///< the number of distances
    size_t seeds;              ///< trajectories at each distance
} catapult_exponent_estimate;

/// The size of an estimate.
typedef struct catapult_exponent_dims {
    size_t points;     ///< the number of distances
    size_t seeds;      ///< trajectories at each distance
    size_t resamples;  ///< bootstrap resamples over seeds (1,000 is usual); not used with one seed
} catapult_exponent_dims;

/// The memory of an estimate. CATAPULT_SIZE_OVERFLOW.
CATAPULT_CALL catapult_status catapult_exponent_bytes(catapult_exponent_dims dims, size_t* bytes);
/// Fits ln t* against ln distance. `distance` has one element > 0 for each row of `steps`, which is points × seeds, > 0. Each
/// point is the mean over its seeds. Uncertainties come from resamplings of the seeds, which `resample_seed` fixes. The memory
/// is used during the call only. CATAPULT_NOT_FINITE; CATAPULT_INVALID_ARGUMENT for an element that is not positive, fewer
/// than 2 different distances, no seed, and fewer than 2 resamples of several seeds.
CATAPULT_CALL catapult_status catapult_estimate_exponent(const double* distance, catapult_matrix steps, size_t resamples,
                                                         uint64_t resample_seed, void* memory, size_t bytes,
                                                         catapult_exponent_estimate* result);

#ifdef __cplusplus
}
#endif

#endif
