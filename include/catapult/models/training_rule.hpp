// Training rules that treat all hidden units alike. The dynamics of each close on the Gram matrix (theory.md, 9).
#ifndef CATAPULT_MODELS_TRAINING_RULE_HPP
#define CATAPULT_MODELS_TRAINING_RULE_HPP

#include <initializer_list>
#include <limits>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// What the gradient g of the weights becomes before it is used.
enum class gradient_scaling {
    none,        ///< g
    normalized,  ///< g/‖g‖, with the Frobenius norm over both layers; 0 for g = 0
    rmsprop,  ///< g/√v with v' = β v + (1 − β)‖g‖² and v = 0 at the start: one v for all weights, which is what closes
    polar,    ///< Muon: the exact polar factor of each layer's gradient, on its support
};

/// One step of a rule with learning rate η (theory.md, 9), from weights A = [U V] and velocities B = 0 at the start:
///   1. g is the gradient at A or, for a SAM radius ρ > 0, at A + ρ g/‖g‖, with the same batch;
///   2. g is clipped to the norm `clip`: g ← g min(1, clip/‖g‖);
///   3. g is scaled as `scaling` says;
///   4. B ← μB + g;
///   5. A ← (1 − ηw)A − η_layer B, or with Nesterov's form A ← (1 − ηw)A − η_layer (g + μB), with the new B.
/// Without momentum B = g. η_layer is η times `rate_first` for U and η times `rate_second` for V.
struct training_rule {
    double momentum = 0;                                    ///< μ in [0, 1)
    bool nesterov = false;                                  ///< Nesterov's form of momentum
    double sam_radius = 0;                                  ///< ρ ≥ 0, in the units of the weights
    double clip = std::numeric_limits<double>::infinity();  ///< > 0; infinity clips nothing
    gradient_scaling scaling = gradient_scaling::none;      ///< of g
    double averaging = 0.99;                                ///< β in [0, 1) of gradient_scaling::rmsprop
    double weight_decay = 0;                                ///< w ≥ 0, decoupled: it is not part of g
    double rate_first = 1;                                  ///< η of U over η; ≥ 0
    double rate_second = 1;                                 ///< η of V over η; ≥ 0
};

/// Whether the rule is plain gradient descent, which gram_model does faster.
constexpr bool is_gradient_descent(const training_rule& rule) noexcept
{
    return rule.momentum == 0 && rule.sam_radius == 0 && rule.clip == std::numeric_limits<double>::infinity() &&
           rule.scaling == gradient_scaling::none && rule.weight_decay == 0 && rule.rate_first == 1 && rule.rate_second == 1;
}

/// `not_finite` for NaN, and for infinity but for a `clip` of +∞. `invalid_argument` for a number outside its range, for
/// rates that are both 0, and for Nesterov's form without momentum. `unsupported` for the polar factor with momentum,
/// whose velocity has no low rank.
constexpr status check_rule(const training_rule& rule) noexcept
{
    constexpr double largest = std::numeric_limits<double>::max();
    for (const double x : {rule.momentum, rule.sam_radius, rule.averaging, rule.weight_decay, rule.rate_first, rule.rate_second})
        if (!(x >= -largest && x <= largest)) return status::not_finite;
    if (!(rule.clip >= -largest)) return status::not_finite;
    const int scaling = static_cast<int>(rule.scaling);
    const bool in_range = rule.momentum >= 0 && rule.momentum < 1 && rule.sam_radius >= 0 && rule.clip > 0 && scaling >= 0 &&
                          scaling <= static_cast<int>(gradient_scaling::polar) && rule.averaging >= 0 && rule.averaging < 1 &&
                          rule.weight_decay >= 0 && rule.rate_first >= 0 && rule.rate_second >= 0;
    if (!in_range || (rule.rate_first == 0 && rule.rate_second == 0)) return status::invalid_argument;
    if (rule.nesterov && rule.momentum == 0) return status::invalid_argument;
    if (rule.scaling == gradient_scaling::polar && rule.momentum > 0) return status::unsupported;
    return status::ok;
}

}  // namespace catapult

#endif
