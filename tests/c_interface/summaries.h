// Summaries of runs as rows of numbers, to compare their bits.
#ifndef CATAPULT_TESTS_C_INTERFACE_SUMMARIES_H
#define CATAPULT_TESTS_C_INTERFACE_SUMMARIES_H

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

#endif
