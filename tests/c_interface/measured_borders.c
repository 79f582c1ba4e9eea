// Borders that are measured by training, and runs of an engine of one's own.
#include <math.h>

#include "c_interface/runs.h"

/// Training by plain gradient descent on the weights of the warmup model, with x = 1 and y = 0.
enum { most_units = 64 };
struct own_network {
    int n;
    double u[most_units], v[most_units];
    int fail_at;  ///< this step; 0 for none
    int steps;
};

static double own_output(const struct own_network* w)
{
    double sum = 0;
    for (int i = 0; i < w->n; ++i) sum += w->u[i] * w->v[i];
    return sum / sqrt(w->n);
}

static double own_loss(void* context) { return pow(own_output(context), 2) / 2; }

static double own_relative_step(void* context, double eta)
{
    const struct own_network* const w = context;
    return eta * fabs(own_output(w)) / sqrt(w->n);
}

static catapult_status own_lambda(void* context, double* result)
{
    const struct own_network* const w = context;
    double squares = 0;
    for (int i = 0; i < w->n; ++i) squares += w->u[i] * w->u[i] + w->v[i] * w->v[i];
    *result = squares / w->n;
    return CATAPULT_OK;
}

static catapult_status own_step(void* context, double eta)
{
    struct own_network* const w = context;
    if (++w->steps == w->fail_at) return CATAPULT_OUT_OF_MEMORY;
    const double step = eta * own_output(w) / sqrt(w->n);
    if (!(fabs(step) < 1e100)) return CATAPULT_DIVERGED;
    for (int i = 0; i < w->n; ++i) {
        const double u = w->u[i];
        w->u[i] -= step * w->v[i];
        w->v[i] -= step * u;
    }
    return CATAPULT_OK;
}

static const catapult_engine own_engine = {own_step, own_loss, own_relative_step, own_lambda, NULL};

/// λ₀ = 2, and an output that is small beside √n.
static struct own_network small_network(void)
{
    struct own_network w = {.n = most_units};
    for (int i = 0; i < w.n; ++i) w.u[i] = 1, w.v[i] = i % 2 ? -1 : i == 0 ? 1.25 : 1;
    return w;
}

static catapult_run_summary run_own(double eta_lambda0, catapult_on_step on_step, struct watching* watching, int fail_at)
{
    struct own_network network = small_network();
    double lambda0 = 0;
    catapult_engine engine = own_engine;
    engine.context = &network;
    network.fail_at = fail_at;
    catapult_run_summary result = {.steps = 12345};
    CHECK_STATUS(CATAPULT_OK, own_lambda(&network, &lambda0));
    const bool fails = fail_at != 0 || (watching != NULL && watching->fail_at != 0);
    CHECK_STATUS(
        fails ? CATAPULT_OUT_OF_MEMORY : CATAPULT_OK,
        catapult_run_engine(engine, eta_lambda0 / lambda0, lambda0, catapult_default_rule(), on_step, watching, &result));
    return result;
}

// An engine of one's own: the phases that theory predicts, and the warmup model's run from the same start.
static void own_engines(void)
{
    const double rates[] = {0.5, 1.9, 2.5, 3, 4.5, 5};
    const struct own_network network = small_network();
    for (int i = 0; i < 6; ++i) {
        free_all();
        catapult_warmup_start start = {0, 0};
        catapult_warmup_model* model = NULL;
        catapult_borders borders;
        catapult_run_summary expected;
        size_t bytes = 0;
        const catapult_run_summary run = run_own(rates[i], NULL, NULL, 0);
        CHECK_STATUS(CATAPULT_OK, catapult_find_borders(run.lambda_initial, &borders));
        CHECK(catapult_classify(run) == catapult_predicted_phase(borders, run.eta));
        CHECK_STATUS(CATAPULT_OK, catapult_warmup_start_from_weights(network.u, network.v, most_units, 1, &start));
        const catapult_warmup_problem problem = {most_units, 1, 0, run.eta};
        CHECK_STATUS(CATAPULT_OK, catapult_warmup_model_bytes(&bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_warmup_model_create(problem, start, take(bytes), bytes, &model));
        CHECK_STATUS(CATAPULT_OK, catapult_warmup_model_run(model, catapult_default_rule(), NULL, NULL, &expected));
        CHECK(run.end == expected.end && run.steps == expected.steps && run.peak_step == expected.peak_step);
        // Rounding, which a catapult of a few dozen steps enlarges.
        CHECK_NEAR(run.loss_peak, expected.loss_peak, 1e-8);
        CHECK_NEAR(run.lambda_final, expected.lambda_final, 1e-8);
    }
}

static void watched_engines(void)
{
    struct watching all = {.calls = 0}, stopped = {.stop_at = 5}, failed = {.fail_at = 5};
    catapult_run_summary run = run_own(3, watch, &all, 0);
    CHECK(same_summaries(&run, &all.seen) && all.calls == run.steps + 1 && all.lambda == run.lambda_final);
    run = run_own(3, watch, &stopped, 0);
    CHECK(run.steps == 5 && run.end == CATAPULT_OUTCOME_OUT_OF_STEPS);
    run = run_own(3, watch, &failed, 0);
    CHECK(run.steps == 12345);
    run = run_own(3, NULL, NULL, 4);
    CHECK(run.steps == 12345);

    catapult_engine engine = own_engine;
    struct own_network network = small_network();
    engine.context = &network;
    const catapult_stopping_rule rule = catapult_default_rule();
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_run_engine(engine, 1, 2, rule, NULL, NULL, NULL));
#define REFUSED(member)                                                                                        \
    do {                                                                                                       \
        catapult_engine bad = engine;                                                                          \
        bad.member = NULL;                                                                                     \
        CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, run, catapult_run_engine(bad, 1, 2, rule, NULL, NULL, &run)); \
    } while (0)
    REFUSED(step);
    REFUSED(excess_loss);
    REFUSED(relative_step);
    REFUSED(lambda);
#undef REFUSED
}

static catapult_border_options quick_options(void)
{
    catapult_border_options options = catapult_default_border_options();
    options.rule.max_steps = 5000;
    options.lowest = 1, options.highest = 8, options.resolution = 1e-3;
    return options;
}

static int same_borders(const catapult_measured_borders* a, const catapult_measured_borders* b)
{
    const double numbers_a[] = {a->lambda0,           a->loss_rises.low, a->loss_rises.high, a->lambda_rises.low,
                                a->lambda_rises.high, a->diverges.low,   a->diverges.high,   (double)a->runs};
    const double numbers_b[] = {b->lambda0,           b->loss_rises.low, b->loss_rises.high, b->lambda_rises.low,
                                b->lambda_rises.high, b->diverges.low,   b->diverges.high,   (double)b->runs};
    return memcmp(numbers_a, numbers_b, sizeof numbers_a) == 0;
}

/// What a callback trains: a point of a sweep, or the network above.
struct trial {
    const catapult_data* data;  ///< null for the warmup model
    double width;
    catapult_warmup_setting setting;
    void* memory;
    size_t bytes;
    int fail_at;  ///< this call; 0 for none
    int calls;
};

static catapult_status train_point(void* context, double rate, catapult_sweep_record* record)
{
    struct trial* const t = context;
    if (++t->calls == t->fail_at) return CATAPULT_OUT_OF_MEMORY;
    const catapult_sweep_grid grid = {&t->width, 1, 3, 1, &rate, 1, true};
    const catapult_sweep_options options = {quick_options().rule, true, 0};
    catapult_full_sweep* sweep = NULL;
    if (t->data == NULL) return catapult_run_warmup_sweep(grid, t->setting, options, 0, record, 1);
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_create(t->data, grid, options, t->memory, t->bytes, &sweep));
    return catapult_full_sweep_run(sweep, 0, record, 1);
}

static catapult_status train_own(void* context, double rate, catapult_sweep_record* record)
{
    struct watching highest = {.calls = 0};
    (void)context;
    record->run = run_own(rate, NULL, NULL, 0);
    record->lambda_highest = record->run.lambda_initial;
    if (rate > 4) {  // where λ rises, it does so at the first step
        struct watching first = {.stop_at = 1};
        run_own(rate, watch, &first, 0);
        highest = first;
        record->lambda_highest = fmax(record->lambda_highest, highest.lambda);
    }
    return CATAPULT_OK;
}

// Without a label the loss rises from 2/λ₀ on, and λ from 4/λ₀ on, where training diverges. A point of a sweep at a time is
// the same search.
static void warmup_borders(void)
{
    const catapult_warmup_setting setting = {1, 0, true, 0.125, 2};
    struct trial t = {.width = 1e6, .setting = setting};
    catapult_measured_borders found, by_points, own;
    memset(&found, 0, sizeof found);
    CHECK_STATUS(CATAPULT_OK, catapult_measure_warmup_borders(t.width, 3, setting, quick_options(), &found));
    CHECK(found.lambda0 == 2 && found.runs > 0);
    const catapult_border_interval all[] = {found.loss_rises, found.lambda_rises, found.diverges};
    const double known[] = {2, 4, 4};
    for (int i = 0; i < 3; ++i) {
        CHECK(all[i].low < all[i].high && all[i].high - all[i].low <= 1e-3 * all[i].high);
        CHECK(all[i].low <= known[i] * 1.001 && known[i] * 0.999 <= all[i].high);
    }
    CHECK_STATUS(CATAPULT_OK, catapult_measure_borders(train_point, &t, quick_options(), &by_points));
    CHECK(same_borders(&found, &by_points) && (size_t)t.calls == found.runs);
    // The network of one's own, whose output is not so small beside √n = 8.
    CHECK_STATUS(CATAPULT_OK, catapult_measure_borders(train_own, NULL, quick_options(), &own));
    CHECK(own.loss_rises.low < 2.01 && own.loss_rises.high > 1.99);
    CHECK(own.diverges.low < 4.05 && own.diverges.high > 3.95);
}

static void full_borders(void)
{
    free_all();
    const double x_numbers[] = {1, 0.5, -0.5, 1, 0.25, -1, 1, 1}, y_numbers[] = {0, 0, 0, 0}, width = 1e6, rate = 1;
    const catapult_data_dims dims = {4, 2, 1, false};
    const catapult_matrix x = {x_numbers, 4, 2, 2}, y = {y_numbers, 4, 1, 1};
    catapult_data *data = NULL, *unfinished = NULL;
    catapult_measured_borders found, by_points;
    size_t bytes = 0;
    CHECK_STATUS(CATAPULT_OK, catapult_data_bytes(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, catapult_data_create(dims, take(bytes), bytes, &unfinished));
    CHECK_STATUS(CATAPULT_OK, catapult_data_create(dims, take(bytes), bytes, &data));
    CHECK_STATUS(CATAPULT_OK, catapult_data_add(data, x, y));
    CHECK_STATUS(CATAPULT_OK, catapult_data_finish(data));
    struct trial t = {.data = data, .width = width};
    const catapult_sweep_grid grid = {&width, 1, 3, 1, &rate, 1, true};
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_bytes(data, grid, &t.bytes));
    t.memory = take(t.bytes);
    CHECK_STATUS(CATAPULT_OK, catapult_full_borders_bytes(data, width, &bytes));
    unsigned char* const memory = take(bytes + CATAPULT_ALIGNMENT);
    memset(&found, 85, sizeof found);
#define REFUSED(expected, data, width, memory, bytes) \
    CHECK_REFUSED(expected, found, catapult_measure_full_borders(data, width, 3, quick_options(), memory, bytes, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, width, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, unfinished, width, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, width, NULL, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, 0.5, memory, bytes);
    REFUSED(CATAPULT_NOT_FINITE, data, (double)NAN, memory, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, data, width, memory, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, data, width, memory + 8, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_measure_full_borders(data, width, 3, quick_options(), memory, bytes, NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_full_borders_bytes(data, width, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, catapult_full_borders_bytes(NULL, width, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, catapult_full_borders_bytes(unfinished, width, &bytes));
    CHECK_STATUS(CATAPULT_OK, catapult_measure_full_borders(data, width, 3, quick_options(), memory, bytes, &found));
    CHECK_STATUS(CATAPULT_OK, catapult_measure_borders(train_point, &t, quick_options(), &by_points));
    CHECK(same_borders(&found, &by_points));
    CHECK(found.diverges.low > 2 && found.diverges.high < 8);
}

static void refusals(void)
{
    const catapult_border_options defaults = catapult_default_border_options();
    const catapult_stopping_rule rule = catapult_default_rule(), same = defaults.rule;
    CHECK(same.max_steps == rule.max_steps && same.converged_ratio == rule.converged_ratio);
    CHECK(same.divergent_step == rule.divergent_step && same.divergent_ratio == rule.divergent_ratio);
    CHECK(defaults.lowest == 0.125 && defaults.highest == 32 && defaults.resolution == 1e-6 && defaults.excess == 1e-9);
    const catapult_warmup_setting setting = {1, 0, true, 0.125, 2}, no_input = {0, 0, true, 0.125, 2};
    struct trial t = {.width = 1e6, .setting = setting};
    catapult_measured_borders found;
    memset(&found, 85, sizeof found);
#define REFUSED(expected, options)                                                                     \
    CHECK_REFUSED(expected, found, catapult_measure_warmup_borders(1e6, 3, setting, options, &found)); \
    CHECK_REFUSED(expected, found, catapult_measure_borders(train_point, &t, options, &found))
#define WRONG(expected, member, value)                     \
    do {                                                   \
        catapult_border_options options = quick_options(); \
        options.member = value;                            \
        REFUSED(expected, options);                        \
    } while (0)
    WRONG(CATAPULT_INVALID_ARGUMENT, lowest, 0);
    WRONG(CATAPULT_INVALID_ARGUMENT, highest, 1);
    WRONG(CATAPULT_INVALID_ARGUMENT, resolution, 0);
    WRONG(CATAPULT_INVALID_ARGUMENT, excess, -1);
    WRONG(CATAPULT_NOT_FINITE, highest, (double)INFINITY);
    WRONG(CATAPULT_NOT_FINITE, lowest, (double)NAN);
    CHECK(t.calls == 0);
#undef WRONG
#undef REFUSED
    CHECK_REFUSED(CATAPULT_ZERO_INPUTS, found, catapult_measure_warmup_borders(1e6, 3, no_input, quick_options(), &found));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_measure_warmup_borders(0, 3, setting, quick_options(), &found));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_measure_warmup_borders(1e6, 3, setting, quick_options(), NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_measure_borders(NULL, &t, quick_options(), &found));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_measure_borders(train_point, &t, quick_options(), NULL));
    t.fail_at = 3;
    CHECK_REFUSED(CATAPULT_OUT_OF_MEMORY, found, catapult_measure_borders(train_point, &t, quick_options(), &found));
    CHECK(t.calls == 3);
}

int main(void)
{
    own_engines();
    watched_engines();
    warmup_borders();
    full_borders();
    refusals();
    return finish();
}
