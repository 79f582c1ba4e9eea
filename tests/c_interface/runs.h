// Summaries of runs as rows of numbers, to compare their bits, and a callback.
#ifndef CATAPULT_TESTS_C_INTERFACE_RUNS_H
#define CATAPULT_TESTS_C_INTERFACE_RUNS_H

#include "c_interface/check.h"
#include "c_interface/companion.h"

static inline void numbers_of_summary(const catapult_run_summary* s, double* to)
{
    const double numbers[summary_numbers] = {s->end,          (double)s->steps,     s->eta,        s->loss_initial,
                                             s->loss_peak,    (double)s->peak_step, s->loss_final, s->lambda_initial,
                                             s->lambda_final, s->falling,           s->steady};
    memcpy(to, numbers, sizeof numbers);
}

static inline int same_summaries(const catapult_run_summary* a, const catapult_run_summary* b)
{
    double numbers_a[summary_numbers], numbers_b[summary_numbers];
    numbers_of_summary(a, numbers_a);
    numbers_of_summary(b, numbers_b);
    return memcmp(numbers_a, numbers_b, sizeof numbers_a) == 0;
}

/// What `watch` does, and what it has seen.
struct watching {
    size_t calls;
    size_t stop_at;
    size_t fail_at;
    double new_eta;  ///< from step 3 on; 0 for none
    double lambda;
    catapult_run_summary seen;
};

static inline catapult_status watch(catapult_run* run, void* context)
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

#endif
