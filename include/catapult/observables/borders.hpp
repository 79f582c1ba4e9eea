// The learning rates at which training changes its phase (theory.md, 5), and the phase to expect at a given one.
#ifndef CATAPULT_OBSERVABLES_BORDERS_HPP
#define CATAPULT_OBSERVABLES_BORDERS_HPP

#include "catapult/observables/phase.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult {

/// Of a network with kernel λ₀ at the start of training.
struct learning_rate_borders {
    double critical = 0;  ///< 2/λ₀: lazy below, catapult above
    double largest = 0;   ///< 4/λ₀: divergent above, for linear networks and the like
    double relu = 0;      ///< 12/λ₀: the same for ReLU networks, as LBDSG measured it
};

/// `zero_inputs` if λ₀ = 0, `invalid_argument` if it is negative, `not_finite` if it is not a number or infinite.
status borders(double lambda, learning_rate_borders& result) noexcept;

/// The phase of a linear network with small outputs (y = 0 or |y| ≪ √n) at learning rate η > 0.
phase predicted_phase(const learning_rate_borders& b, double eta) noexcept;

/// The warmup model's borders with a label, which are exact.
struct warmup_borders {
    double critical = 0;  ///< 2/λ₀
    double bounded = 0;   ///< √n/|xy|: above it no minimum is stable (ω > 1); infinite for y = 0
    double escape = 0;  ///< 8/(λ₀ + √(λ₀² − 16 x² y (f₀ − y)/n)): above it the first step escapes; 4/λ₀ for y = 0
    double largest = 0;  ///< the smaller of the two: the largest step that can converge
};

/// For width n (≥ 1, or infinity: then `escape` and `largest` are 2/λ₀, where the linear model stops converging), input x,
/// label y, and the start f₀, λ₀. Errors as for warmup_model::create.
status warmup_exact_borders(double width, double input, double label, double output, double lambda,
                            warmup_borders& result) noexcept;

/// Divergent above `escape`, else bounded above `bounded`, else lazy or catapult as η is below or above `critical`.
phase predicted_phase(const warmup_borders& b, double eta) noexcept;

}  // namespace catapult

#endif
