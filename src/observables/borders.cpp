#include "catapult/observables/borders.hpp"

#include <cmath>
#include <limits>

#include "vocabulary/checks.hpp"

namespace catapult {

status borders(double lambda, learning_rate_borders& result) noexcept
{
    if (!std::isfinite(lambda)) return status::not_finite;
    if (lambda == 0) return status::zero_inputs;
    if (lambda < 0) return status::invalid_argument;
    result = {2 / lambda, 4 / lambda, 12 / lambda};
    return status::ok;
}

phase predicted_phase(const learning_rate_borders& b, double eta) noexcept
{
    return eta < b.critical ? phase::lazy : eta < b.largest ? phase::catapult : phase::divergent;
}

status warmup_exact_borders(double width, double input, double label, double output, double lambda,
                            warmup_borders& result) noexcept
{
    if (!std::isfinite(input) || !std::isfinite(label) || !std::isfinite(output) || !std::isfinite(lambda))
        return status::not_finite;
    if (const status wrong = detail::check_width(width); wrong != status::ok) return wrong;
    if (input == 0 || lambda == 0) return status::zero_inputs;
    const double root = std::sqrt(width);
    const double rounding = 16 * std::numeric_limits<double>::epsilon();
    if (lambda < 0 || lambda < 2 * std::fabs(input * output) / root * (1 - rounding)) return status::invalid_argument;
    warmup_borders b;
    b.critical = 2 / lambda;
    if (std::isinf(width)) {
        b.bounded = width;
        b.escape = b.critical;
    } else {
        // λ₀ ≥ 2|x f₀|/√n makes the difference positive. Rounding can make it negative.
        const double product = 16 * (input * label / root) * (input * (output - label) / root);
        const double square = lambda * lambda - product;
        b.bounded = label == 0 ? std::numeric_limits<double>::infinity() : root / std::fabs(input * label);
        b.escape = 8 / (lambda + std::sqrt(square > 0 ? square : 0));
    }
    b.largest = b.bounded < b.escape ? b.bounded : b.escape;
    result = b;
    return status::ok;
}

phase predicted_phase(const warmup_borders& b, double eta) noexcept
{
    if (eta >= b.escape) return phase::divergent;
    if (eta >= b.bounded) return phase::bounded;
    return eta < b.critical ? phase::lazy : phase::catapult;
}

}  // namespace catapult
