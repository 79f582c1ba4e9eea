// The learning rates at which training changes its phase (theory.md, 5), and the phase to expect at a given one.
// In double, to which the λ₀ of a float model converts exactly.
#ifndef CATAPULT_OBSERVABLES_BORDERS_HPP
#define CATAPULT_OBSERVABLES_BORDERS_HPP

#include "catapult/observables/phase.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// The borders of a network whose tangent kernel has the largest eigenvalue λ₀ at the start of training.
struct learning_rate_borders {
    double critical = 0;  ///< 2/λ₀: lazy below, catapult above
    double largest = 0;   ///< 4/λ₀: divergent above, for linear networks
    double relu = 0;      ///< 12/λ₀: divergent above, for ReLU networks, as measured by LBDSG
};

/// `lambda` is λ₀. `zero_inputs` for λ₀ = 0, `invalid_argument` for λ₀ < 0, `not_finite` for a NaN or an infinity.
CATAPULT_EXPORT status borders(double lambda, learning_rate_borders& result) noexcept;

/// The phase of a linear network with small outputs (y = 0 or |y| ≪ √n) at learning rate η > 0.
CATAPULT_EXPORT phase predicted_phase(const learning_rate_borders& b, double eta) noexcept;

/// The exact borders of the warmup model with a label (theory.md, 5).
struct warmup_borders {
    double critical = 0;  ///< 2/λ₀
    double bounded = 0;   ///< √n/|xy|: above it no minimum is stable (ω > 1); infinite for y = 0
    double escape = 0;  ///< 8/(λ₀ + √(λ₀² − 16 x² y (f₀ − y)/n)): above it the first step escapes; 4/λ₀ for y = 0
    double largest = 0;  ///< min(bounded, escape): the largest learning rate that can converge
};

/// `width` is n ≥ 1 or infinity, `input` is x, `label` is y. Training starts at `output` = f₀ and `lambda` = λ₀. At
/// infinite width `escape` and `largest` are 2/λ₀, where the linear model stops converging. Errors: `zero_inputs` for
/// x = 0 or λ₀ = 0; `invalid_argument` for n < 1, λ₀ < 0, and a λ₀ < 2|x f₀|/√n, which no network has; `not_finite`.
CATAPULT_EXPORT status warmup_exact_borders(double width, double input, double label, double output, double lambda,
                                            warmup_borders& result) noexcept;

/// Divergent from `escape` on. Below that, bounded from `bounded` on. Below both, lazy for η < `critical` and catapult
/// otherwise.
CATAPULT_EXPORT phase predicted_phase(const warmup_borders& b, double eta) noexcept;

}  // namespace catapult

#endif
