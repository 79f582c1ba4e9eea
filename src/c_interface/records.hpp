// Settings and records of sweeps.
#ifndef CATAPULT_SRC_C_INTERFACE_RECORDS_HPP
#define CATAPULT_SRC_C_INTERFACE_RECORDS_HPP

#include "c_interface/conversions.hpp"
#include "catapult/c_interface/sweep.h"
#include "catapult/experiments/sweep.hpp"

namespace catapult::c_interface {

inline warmup_setting from_c(const catapult_warmup_setting& s) noexcept
{
    return {s.input, s.label, s.given_start, s.output, s.lambda};
}

inline sweep_record from_c(const catapult_sweep_record& r) noexcept
{
    return {r.width,          r.seed,          r.eta_lambda0,    from_c(r.run), static_cast<phase>(r.end_phase),
            r.lambda_at_time, r.lambda_lowest, r.lambda_highest, r.residual};
}
inline catapult_sweep_record to_c(const sweep_record& r) noexcept
{
    return {r.width,          r.seed,          r.eta_lambda0,    to_c(r.run), static_cast<catapult_phase>(r.end_phase),
            r.lambda_at_time, r.lambda_lowest, r.lambda_highest, r.residual};
}

}  // namespace catapult::c_interface

#endif
