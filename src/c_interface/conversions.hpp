// Between the structs of the C interface and those of the C++ interface.
#ifndef CATAPULT_SRC_C_INTERFACE_CONVERSIONS_HPP
#define CATAPULT_SRC_C_INTERFACE_CONVERSIONS_HPP

#include "catapult/c_interface/phase.h"
#include "catapult/observables/phase.hpp"

namespace catapult::c_interface {

/// The fields of both have the same names and order.
template <class To, class From>
To same_rule(const From& r) noexcept
{
    return {r.max_steps, r.converged_ratio, r.divergent_step, r.divergent_ratio};
}
template <class To, class From>
To same_run(const From& r) noexcept
{
    return {static_cast<decltype(To::end)>(r.end),
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

inline stopping_rule from_c(const catapult_stopping_rule& r) noexcept { return same_rule<stopping_rule>(r); }
inline catapult_stopping_rule to_c(const stopping_rule& r) noexcept { return same_rule<catapult_stopping_rule>(r); }
inline run_summary from_c(const catapult_run_summary& r) noexcept { return same_run<run_summary>(r); }
inline catapult_run_summary to_c(const run_summary& r) noexcept { return same_run<catapult_run_summary>(r); }

}  // namespace catapult::c_interface

#endif
