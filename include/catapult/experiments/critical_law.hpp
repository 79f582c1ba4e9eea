// Critical behaviour near η = 2/λ₀: what theory says of the number of steps to convergence t*, and the fits of
// measured t* against it (theory.md, 6; LBDSG appendix E.2). In double only: at width 10¹² fits begin at distances ηλ₀ − 2 of
// about 10⁻⁵, of which a float near 2 keeps less than two digits.
//
// The near-critical law. Write s = ηλ − 2 and φ = η‖ζ‖/√n, both small. To leading order the warmup map is the flow
//     d ln φ/dt = s,   ds/dt = −2φ²,   which conserves   κ² = s² + 2φ²,
// solved by φ = (κ/√2) sech κ(t − t₀), s = −κ tanh κ(t − t₀): the curvature crosses from 2 + ε to 2 − ε. A run that
// starts at s = ε (of either sign) and φ₀ and converges when φ = √ratio·φ₀ therefore takes
//     t* = G(ε/φ₀) / φ₀,   G(x) = [ ln((w + x)/√2) + arcosh(w/√(2·ratio)) ] / w,   w = √(x² + 2),
// one curve for all widths (the finite-size collapse). Far out it is ½ln(1/ratio)/|ε| below and
// [2 ln(√2 ε/φ₀) + ½ln(1/ratio)]/ε above, which approaches the exponent −1 with the logarithm of the width only;
// at ε = 0 it saturates at arcosh(ratio^{-1/2})/(√2 φ₀), in proportion to √n.
#ifndef CATAPULT_EXPERIMENTS_CRITICAL_LAW_HPP
#define CATAPULT_EXPERIMENTS_CRITICAL_LAW_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// t* of the near-critical law above. `distance` is ε = ηλ₀ − 2, finite, of either sign. `amplitude` is φ₀ > 0; for the
/// warmup model it is η|f₀ x|/√n. `converged_ratio`, in (0, 1), is the loss at convergence over the loss at the start.
/// The result is NaN outside these ranges.
CATAPULT_EXPORT double critical_steps(double distance, double amplitude, double converged_ratio) noexcept;

/// Measured t* with the law's logarithm and bend divided out: `steps` over |ε| times the law's t*. Steps that follow
/// the law exactly give 1/|ε|, whose exponent is −1. The other arguments are those of critical_steps.
CATAPULT_EXPORT double steps_without_logarithm(double steps, double distance, double amplitude, double converged_ratio) noexcept;

/// A range of distances |ηλ₀ − 2| in which a power law is fitted.
struct fit_range {
    double low = 0;   ///< the shortest distance, > 0
    double high = 0;  ///< the longest distance
};

/// The documented rule for the range. It begins at 8 φ₀, where the finite width still bends t* by about 2/8² = 3 %. It
/// ends at the square root of that, half way on a logarithmic axis to distance 1, where single steps are no longer
/// small. `invalid_argument` unless φ₀ > 0, and where the range spans less than a factor of 2 (φ₀ > 1/32, widths below
/// about 1,000), because no exponent can be read there. `not_finite` for an amplitude that is NaN or infinite.
CATAPULT_EXPORT status critical_fit_range(double amplitude, fit_range& result) noexcept;

/// y ≈ intercept + slope·x by weighted least squares.
struct line_fit {
    double slope = 0;            ///< of the line
    double intercept = 0;        ///< y of the line at x = 0
    double slope_error = 0;      ///< standard error by the weights or by the scatter, whichever is larger
    double intercept_error = 0;  ///< the same for the intercept
    std::size_t points = 0;      ///< the number of points
};

/// x, y and `weights` have one length. The weights are 1/variance of each y, all > 0; empty means equal weights. At
/// least two values of x must differ. Errors need 3 points; with 2 points they are 0. `shape_mismatch` for other
/// lengths. `not_finite` for an element that is NaN or infinite. `invalid_argument` for fewer than two different x, for
/// weights that are not positive, and for sums that are too large for a double.
CATAPULT_EXPORT status fit_line(span<const double> x, span<const double> y, span<const double> weights,
                                line_fit& result) noexcept;

/// An exponent of t* against distance, with its uncertainty. Report it together with its range, points and seeds.
struct exponent_estimate {
    double exponent = 0;  ///< slope of ln t* against ln distance
    /// The uncertainty that comes from the choice of seeds: the standard deviation over the resamples, and their 2.5
    /// and 97.5 percentiles. One seed cannot tell this. Then these are the error of the line, and 1.96 times that error
    /// to either side.
    double standard_error = 0;
    double interval_low = 0;   ///< lower end of the interval
    double interval_high = 0;  ///< upper end of the interval
    /// The error of the line (line_fit::slope_error), as if its points were independent. They are not, because they
    /// share their seeds. So an effect that moves all points alike enlarges this error, though it does not tilt the
    /// line. A bend of the points enlarges it too, and more seeds do not remove a bend.
    double line_error = 0;
    fit_range range;         ///< the shortest and the longest distance of the fit
    std::size_t points = 0;  ///< the number of distances
    std::size_t seeds = 0;   ///< trajectories at each distance
};

/// The size of an exponent estimate.
struct exponent_dims {
    std::size_t points = 0;     ///< the number of distances
    std::size_t seeds = 0;      ///< trajectories at each distance
    std::size_t resamples = 0;  ///< bootstrap resamples over seeds (1,000 is usual); not used with one seed
};

/// Workspace of estimate_exponent, in bytes.
CATAPULT_EXPORT status exponent_bytes(const exponent_dims& dims, std::size_t& result) noexcept;
/// Fits ln t* against ln distance. Each point is the mean over its seeds, with variance s²/seeds + 1/(12 t²). The
/// second term is the rounding of t* to a whole step. Uncertainties come from `resamples` resamplings of the seeds: a
/// seed keeps its trajectories at all distances, and a distance keeps its weight. `resample_seed` fixes the
/// resamplings. `distance` has one element > 0 for each point. `steps` is points × seeds, > 0, and must not overlap the
/// workspace. `shape_mismatch` if the two differ in points. `not_finite` for a NaN or an infinity. `invalid_argument`
/// for an element that is not positive, fewer than 2 different distances, no seed, and fewer than 2 resamples of
/// several seeds.
CATAPULT_EXPORT status estimate_exponent(span<const double> distance, matrix_view<const double> steps, std::size_t resamples,
                                         std::uint64_t resample_seed, workspace memory, exponent_estimate& result) noexcept;

}  // namespace catapult

#endif
