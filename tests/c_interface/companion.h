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

/// A full model: X (m × d), Y (m × k), and U (n × d) and V (n × k) or, where u is null, a draw of `seed`. In this precision, row by row.
struct full_problem {
    size_t samples, inputs, outputs;
    const double *x, *y;
    double width;
    uint64_t seed;
    const double *u, *v;
    size_t steps;  ///< before the run
    double eta_lambda0;
    int watched;  ///< whether λ is asked for at each step of the run
};

/// Reduces the data, takes the steps at η = eta_lambda0 / λ₀, and runs on. `to` receives all that can be observed on the way,
/// at most full_numbers. Answers how many, and 0 if something went wrong.
enum { full_numbers = 10000 };
size_t cpp_full(const struct full_problem* p, double* to);
size_t cpp_full_f(const struct full_problem* p, double* to);

/// Training under a rule, from a drawn state. The members of the rule are those of a training_rule.
struct training_problem {
    const struct full_problem* network;  ///< its data, width and seed
    double momentum;
    int nesterov;
    double sam_radius, clip;
    int scaling;
    double averaging, weight_decay, rate_first, rate_second;
    double scale_first, scale_second;
    int loss;               ///< a sampled_loss, or none_sampled
    const double* targets;  ///< of the samples, m × k
    size_t batch;           ///< samples of a step; 0 for all
    int drawn;              ///< whether batches are drawn; otherwise epochs are shuffled
    double eta;
    size_t steps, linearise_at;
    int curved;  ///< whether the Hessian of the loss is looked at after each step, instead of the training
};
enum sampled_loss { none_sampled, sampled_squared, sampled_mean_squared, sampled_softmax, sampled_logistic };

/// Trains, and writes all that can be observed on the way, as cpp_full.
size_t cpp_training(const struct training_problem* p, double* to);
size_t cpp_training_f(const struct training_problem* p, double* to);

/// A sweep of the warmup model or, with data, of the full model. The members are those of the grid, the options and the setting.
struct sweep_problem {
    const double *widths, *rates;
    size_t width_count, rate_count;
    uint64_t first_seed, seeds;
    int relative;
    size_t max_steps;
    int follow;
    double physical_time;
    double input, label;
    int given_start;
    double output, lambda;
    const struct full_problem* data;  ///< null for the warmup model
};

/// The numbers of a record, in order of its members.
enum { record_numbers = 8 + summary_numbers };
/// The `count` records from `first` on, record_numbers each. Answers whether all went well.
int cpp_sweep(const struct sweep_problem* p, uint64_t first, size_t count, double* to);

#ifdef __cplusplus
}
#endif

#endif
