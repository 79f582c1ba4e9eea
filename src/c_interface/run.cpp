#include "c_interface/run.hpp"

namespace catapult::c_interface {
namespace {

struct engine_of_c {
    const catapult_engine& engine;

    status step(double eta) { return static_cast<status>(engine.step(engine.context, eta)); }
    double excess_loss() { return engine.excess_loss(engine.context); }
    double relative_step(double eta) { return engine.relative_step(engine.context, eta); }
    status lambda(double& result) { return static_cast<status>(engine.lambda(engine.context, &result)); }
};

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_status catapult_run_observe(const catapult_run* run, catapult_run_summary* result)
{
    if (any_null(run, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = to_c(run->summary(run->run));
    return CATAPULT_OK;
}

catapult_status catapult_run_lambda(catapult_run* run, double* lambda)
{
    if (any_null(run, lambda)) return CATAPULT_INVALID_ARGUMENT;
    return answer(run->lambda(run->run, *lambda));
}

catapult_status catapult_run_stop(catapult_run* run)
{
    if (any_null(run)) return CATAPULT_INVALID_ARGUMENT;
    return answer(run->stop(run->run));
}

catapult_status catapult_run_change_eta(catapult_run* run, double eta)
{
    if (any_null(run)) return CATAPULT_INVALID_ARGUMENT;
    run->change_eta(run->run, eta);
    return CATAPULT_OK;
}

catapult_status catapult_run_engine(catapult_engine engine, double eta, double lambda0, catapult_stopping_rule rule,
                                    catapult_on_step on_step, void* context, catapult_run_summary* result)
{
    if (any_null(engine.step, engine.excess_loss, engine.relative_step, engine.lambda, result)) return CATAPULT_INVALID_ARGUMENT;
    return run_engine(engine_of_c{engine}, eta, lambda0, from_c(rule), on_step, context, result);
}
}
