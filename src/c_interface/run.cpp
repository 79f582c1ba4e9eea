#include "c_interface/run.hpp"

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
}
