// Between the structs of the C interface and those of the C++ interface.
#ifndef CATAPULT_SRC_C_INTERFACE_CONVERSIONS_HPP
#define CATAPULT_SRC_C_INTERFACE_CONVERSIONS_HPP

#include "catapult/c_interface/phase.h"
#include "catapult/observables/phase.hpp"

namespace catapult::c_interface {

inline stopping_rule from_c(const catapult_stopping_rule& r) noexcept
{
    return {r.max_steps, r.converged_ratio, r.divergent_step, r.divergent_ratio};
}

inline catapult_stopping_rule to_c(const stopping_rule& r) noexcept
{
    return {r.max_steps, r.converged_ratio, r.divergent_step, r.divergent_ratio};
}

inline run_summary from_c(const catapult_run_summary& r) noexcept
{
    return {static_cast<outcome>(r.end),
            r.steps,
            r.eta,
            r.loss_initial,
            r.loss_peak,
            r.peak_step,
            r.loss_final,
            r.lambda_initial,
            r.lambda_final,
            r.falling,
            r.steady};
}

inline catapult_run_summary to_c(const run_summary& r) noexcept
{
    return {static_cast<catapult_outcome>(r.end),
            r.steps,
            r.eta,
            r.loss_initial,
            r.loss_peak,
            r.peak_step,
            r.loss_final,
            r.lambda_initial,
            r.lambda_final,
            r.falling,
            r.steady};
}

}  // namespace catapult::c_interface

#endif
