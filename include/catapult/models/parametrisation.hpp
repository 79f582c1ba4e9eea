// Parametrisations of the network as scales and learning rates of the one form that the library trains.
#ifndef CATAPULT_MODELS_PARAMETRISATION_HPP
#define CATAPULT_MODELS_PARAMETRISATION_HPP

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// How outputs, initial weights and learning rates of a network of width n depend on n. u and v have independent standard
/// normal entries, W_U and W_V are what gradient descent trains.
enum class parametrisation {
    ntk,         ///< F = X W_Uᵀ W_V/√n from W_U = u, W_V = v, both with rate η: the form of LBDSG and of this library
    standard,    ///< F = X W_Uᵀ W_V from W_U = u, W_V = v/√n, both with rate η
    mup,         ///< F = X W_Uᵀ W_V from W_U = u, W_V = v/n, with rates nη of W_U and η/n of W_V (Yang and Hu, 2020, for SGD)
    mean_field,  ///< F = X W_Uᵀ W_V/n from W_U = u, W_V = v, both with rate nη
};

/// A parametrisation in the library's form: F = (output_scale·X) Uᵀ V/√n from U = scale_first·u and V = scale_second·v, with
/// rates rate_first·η of U and rate_second·η of V. These are factors of X, arguments of gram_training::create, and fields
/// of training_rule.
struct parametrisation_factors {
    double scale_first = 1;   ///< of the entries of U at the start
    double scale_second = 1;  ///< of the entries of V at the start
    double output_scale = 1;  ///< of the inputs
    double rate_first = 1;    ///< η of U over η
    double rate_second = 1;   ///< η of V over η
};

/// The factors that make gradient descent give the outputs of the parametrisation, step by step, also with momentum and with
/// decay of weights by (1 − ηw). What rules take from a gradient's norm or its polar factor is that of U and V, which is not that of
/// W_U and W_V.
///
/// |            | scale_first | scale_second | output_scale | rate_first | rate_second |
/// |------------|-------------|--------------|--------------|------------|-------------|
/// | ntk        | 1           | 1            | 1            | 1          | 1           |
/// | standard   | 1           | 1            | 1            | 1          | n           |
/// | mup        | 1           | 1/√n         | 1            | n          | 1           |
/// | mean_field | 1           | 1            | 1/√n         | n          | n           |
///
/// With two layers, mup and mean_field have the same outputs. `not_finite` and `invalid_argument` for a width as of
/// gram_model::create. Infinite width has ntk alone, else `invalid_argument`: a rate would be infinite, and a limit at a fixed
/// η, which mup and mean_field have, is not the linearised network that infinite width stands for here.
CATAPULT_EXPORT status parametrise(parametrisation kind, double width, parametrisation_factors& result) noexcept;

}  // namespace catapult

#endif
