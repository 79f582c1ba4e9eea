// The warmup model: the bits of the C++ interface, answers known without the library, and every refusal.
#include "c_interface/runs.h"

#include <float.h>
#include <math.h>

#define CATAPULT_EACH_PRECISION "c_interface/warmup_model.inl"
#include "catapult/c_interface/each_precision.inl"

static void null_runs(void)
{
    catapult_run_summary summary = {.steps = 3};
    double lambda = 1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, summary, catapult_run_observe(NULL, &summary));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, lambda, catapult_run_lambda(NULL, &lambda));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_run_stop(NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_run_change_eta(NULL, 1));
}

int main(void)
{
    test();
    test_f();
    null_runs();
    return finish();
}
