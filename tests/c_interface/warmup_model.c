// The warmup model: the bits of the C++ interface, answers known without the library, and every refusal.
#include "c_interface/summaries.h"

#include <float.h>
#include <math.h>

/// What on_step does, and what it has seen.
struct watching {
    size_t calls;
    size_t stop_at;
    size_t fail_at;
    double new_eta;  ///< from step 3 on; 0 for none
    double lambda;
    catapult_run_summary seen;
};

static catapult_status watch(catapult_run* run, void* context)
{
    struct watching* const w = context;
    CHECK_STATUS(CATAPULT_OK, catapult_run_observe(run, &w->seen));
    CHECK_STATUS(CATAPULT_OK, catapult_run_lambda(run, &w->lambda));
    CHECK(w->seen.steps == w->calls);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_run_observe(run, NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_run_lambda(run, NULL));
    ++w->calls;
    if (w->new_eta != 0 && w->seen.steps == 3) CHECK_STATUS(CATAPULT_OK, catapult_run_change_eta(run, w->new_eta));
    if (w->stop_at != 0 && w->seen.steps == w->stop_at) CHECK_STATUS(CATAPULT_OK, catapult_run_stop(run));
    return w->fail_at != 0 && w->seen.steps == w->fail_at ? CATAPULT_OUT_OF_MEMORY : CATAPULT_OK;
}

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
