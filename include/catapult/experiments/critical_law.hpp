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

/// t* of the near-critical law above. `distance` ε = ηλ₀ − 2 (finite, either sign); `amplitude` φ₀ > 0, which is
/// η|f₀ x|/√n for the warmup model; `converged_ratio` in (0, 1): loss at convergence over loss at the start.
/// NaN outside these ranges.
CATAPULT_EXPORT double critical_steps(double distance, double amplitude, double converged_ratio) noexcept;

/// Measured t* with the law's logarithm and its bend divided out: `steps` over |ε| times the law's t*. Steps of the law itself
/// leave 1/|ε|, whose exponent is −1. The other arguments are those of critical_steps.
CATAPULT_EXPORT double steps_without_logarithm(double steps, double distance, double amplitude, double converged_ratio) noexcept;

/// Distances |ηλ₀ − 2| between which a power law is fitted.
struct fit_range {
    double low = 0;
    double high = 0;
};

/// The documented rule: from 8 φ₀, where the finite width still bends t* by about 2/8² = 3 %, to its square root,
/// half way on a logarithmic axis to distance 1, where single steps are no longer small. `invalid_argument`
/// where the range spans less than a factor of 2 (φ₀ > 1/32, widths below about 1,000), as no exponent can be read there, and
/// unless φ₀ > 0; `not_finite`.
CATAPULT_EXPORT status critical_fit_range(double amplitude, fit_range& result) noexcept;

/// y ≈ intercept + slope·x by weighted least squares.
struct line_fit {
    double slope = 0;
    double intercept = 0;
    double slope_error = 0;      ///< standard error: the larger of what the weights say and what the scatter says
    double intercept_error = 0;  ///< likewise
    std::size_t points = 0;
};

/// `weights` (1/variance of each y, > 0, or empty for equal ones) and x, y have one length, at least 2 distinct x
/// (3 points for errors; with 2 the errors are 0). `shape_mismatch` for other lengths; `not_finite` for an element that is not;
/// `invalid_argument` for fewer points, weights that are not positive, and sums that are too large for a double.
CATAPULT_EXPORT status fit_line(span<const double> x, span<const double> y, span<const double> weights,
                                line_fit& result) noexcept;

/// An exponent of t* against distance with its uncertainty. Always reported with its range, points and seeds.
struct exponent_estimate {
    double exponent = 0;
    /// Of other seeds in place of these: the standard deviation over the resamples, and their 2.5 and 97.5 percentile. With one
    /// seed, which does not tell, the error of the line, and 1.96 times it to either side.
    double standard_error = 0;
    double interval_low = 0;
    double interval_high = 0;
    /// Of the line (line_fit::slope_error), as if its points were independent: they share their seeds, so that what moves all of
    /// them alike counts here though it does not tilt the line; and so does a bend, which no more seeds take away.
    double line_error = 0;
    fit_range range;
    std::size_t points = 0;
    std::size_t seeds = 0;
};

struct exponent_dims {
    std::size_t points = 0;     ///< distances
    std::size_t seeds = 0;      ///< trajectories at each
    std::size_t resamples = 0;  ///< bootstrap resamples over seeds (1,000 is usual); unused with one seed
};

/// ln t* against ln distance, each point the mean over its seeds with variance s²/seeds + 1/(12 t²), the second term
/// being the rounding of t* to a whole step. Uncertainties are over `resamples` resamplings of the seeds (a seed keeps its
/// trajectories at all distances, and a distance its weight). `shape_mismatch` for rows other than the distances; `not_finite` for a NaN or an infinity;
/// `invalid_argument` for fewer than 2 distances, no seed, several seeds and fewer than 2 resamples, and values that are not
/// positive.
/// `distance`: > 0, points; `steps`: points × seeds, > 0, not overlapping the workspace. `resample_seed` fixes the draw.
/// `shape_mismatch` if they differ in points; `not_finite` for an element that is not; `invalid_argument` for one that is not
/// positive, fewer than 2 distinct distances, no seed, and fewer than 2 resamples of several seeds.
CATAPULT_EXPORT status exponent_bytes(const exponent_dims& dims, std::size_t& result) noexcept;
CATAPULT_EXPORT status estimate_exponent(span<const double> distance, matrix_view<const double> steps, std::size_t resamples,
                                         std::uint64_t resample_seed, workspace memory, exponent_estimate& result) noexcept;

}  // namespace catapult

#endif
