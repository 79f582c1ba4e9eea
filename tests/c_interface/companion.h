// The same work by the C++ interface: numbers that those of the C interface must equal, bit for bit.
#ifndef CATAPULT_TESTS_C_INTERFACE_COMPANION_H
#define CATAPULT_TESTS_C_INTERFACE_COMPANION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The numbers of a run_summary, in order of its members.
enum { summary_numbers = 11 };
/// η, f, f − y, loss, λ, λ − λ₀, ηλ and the relative step.
enum { warmup_numbers = 8 };

/// Draws a start, takes `steps` steps, and changes the rate to `next_eta`. `trace` receives the warmup_numbers of each
/// state (steps + 2 in all). Then runs: `summary` is that of a
/// run alone, and `watched` that of one that is looked at step by step. Answers whether all went well.
int cpp_warmup(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps, double* trace,
               double* summary, double* watched);
int cpp_warmup_f(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps,
                 double* trace, double* summary, double* watched);

#ifdef __cplusplus
}
#endif

#endif
