// Runs of any engine with the callback of the C interface.
#ifndef CATAPULT_SRC_C_INTERFACE_RUN_HPP
#define CATAPULT_SRC_C_INTERFACE_RUN_HPP

#include "c_interface/answers.hpp"
#include "c_interface/conversions.hpp"
#include "catapult/c_interface/run.h"
#include "catapult/experiments/run.hpp"

/// A catapult::training_run of any engine.
struct catapult_run {
    void* run;
    const catapult::run_summary& (*summary)(const void* run);
    catapult::status (*lambda)(void* run, double& result);
    catapult::status (*stop)(void* run);
    void (*change_eta)(void* run, double eta);
};

namespace catapult::c_interface {

template <class Run>
catapult_run any_run(Run& run) noexcept
{
    return {
        &run,
        [](const void* r) -> const run_summary& { return static_cast<const Run*>(r)->summary(); },
        [](void* r, double& result) { return static_cast<Run*>(r)->lambda(result); },
        [](void* r) { return static_cast<Run*>(r)->stop(); },
        [](void* r, double eta) { static_cast<Run*>(r)->change_eta(eta); },
    };
}

/// As catapult::run. `result` is not null, `on_step` may be.
template <class Engine>
catapult_status run_engine(Engine&& engine, double eta, double lambda0, const stopping_rule& rule, catapult_on_step on_step,
                           void* context, catapult_run_summary* result) noexcept
{
    const auto look = [&](auto& run) -> status {
        if (on_step == nullptr) return status::ok;
        catapult_run seen = any_run(run);
        return static_cast<status>(on_step(&seen, context));
    };
    return write_if_ok<run_summary>(
        result, [&](run_summary& found) { return run(engine, eta, lambda0, rule, look, found); },
        [](const run_summary& found) { return to_c(found); });
}

}  // namespace catapult::c_interface

#endif
