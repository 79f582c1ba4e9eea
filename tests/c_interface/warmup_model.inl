// The test of tests/c_interface/warmup_model.c in one precision.

static CATAPULT_NAME(catapult_warmup_model)* CATAPULT_NAME(made)(CATAPULT_REAL width, CATAPULT_REAL input, CATAPULT_REAL label,
                                                                 CATAPULT_REAL eta, CATAPULT_NAME(catapult_warmup_start) start)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_warmup_model)* model = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_bytes)(&bytes));
    const CATAPULT_NAME(catapult_warmup_problem) problem = {width, input, label, eta};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_create)(problem, start, take(bytes), bytes, &model));
    return model;
}

static double* CATAPULT_NAME(numbers)(const CATAPULT_NAME(catapult_warmup_model)* model, double* to)
{
    CATAPULT_NAME(catapult_warmup_observables) o;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_observe)(model, &o));
    const double found[warmup_numbers] = {o.eta,    o.output,       o.residual,   o.loss,
                                          o.lambda, o.lambda_drift, o.eta_lambda, o.relative_step};
    memcpy(to, found, sizeof found);
    return to + warmup_numbers;
}

enum { CATAPULT_NAME(traced_steps) = 20 };

/// The work of cpp_warmup. `watched`: whether the run has a callback.
static void CATAPULT_NAME(trace_and_run)(double width, double label, uint64_t seed, int watched, double* trace, double* end)
{
    const CATAPULT_REAL input = (CATAPULT_REAL)1.25;
    CATAPULT_NAME(catapult_warmup_start) start = {0, 0};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_warmup_start)(width, input, seed, &start));
    CATAPULT_NAME(catapult_warmup_model)* const model = CATAPULT_NAME(made)((CATAPULT_REAL)width, input, (CATAPULT_REAL)label,
                                                                            (CATAPULT_REAL)0.5, start);
    trace = CATAPULT_NAME(numbers)(model, trace);
    for (int i = 0; i < CATAPULT_NAME(traced_steps); ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_step)(model));
        trace = CATAPULT_NAME(numbers)(model, trace);
    }
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_change_eta)(model, (CATAPULT_REAL)0.75));
    CATAPULT_NAME(numbers)(model, trace);
    struct watching w = {.calls = 0};
    catapult_run_summary summary;
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_warmup_model_run)(model, catapult_default_rule(), watched ? watch : NULL, &w, &summary));
    CHECK(w.calls == (watched ? summary.steps + 1 : 0));
    numbers_of_summary(&summary, end);
}

static void CATAPULT_NAME(the_bits_of_the_other_interface)(void)
{
    const double widths[] = {30, 1e6, (double)INFINITY}, labels[] = {0, 0.5};
    enum { numbers = (CATAPULT_NAME(traced_steps) + 2) * warmup_numbers };
    for (int w = 0; w < 3; ++w)
        for (int l = 0; l < 2; ++l)
            for (uint64_t seed = 1; seed < 4; ++seed) {
                double expected[numbers], found[numbers], expected_end[2][summary_numbers], found_end[2][summary_numbers];
                CHECK(CATAPULT_NAME(cpp_warmup)(widths[w], 1.25, labels[l], 0.5, 0.75, seed, CATAPULT_NAME(traced_steps),
                                                expected, expected_end[0], expected_end[1]));
                for (int watched = 0; watched < 2; ++watched) {
                    free_all();
                    CATAPULT_NAME(trace_and_run)(widths[w], labels[l], seed, watched, found, found_end[watched]);
                    CHECK_SAME(expected, found);
                }
                CHECK_SAME(expected_end, found_end);
            }
}

// Gradient descent on the weights themselves, by its definition. Both round some 30 numbers of size 1 a step; near a
// minimum the differences shrink.
static void CATAPULT_NAME(descent_on_weights)(void)
{
    enum { n = 5, steps = 30 };
    const CATAPULT_REAL weights_u[n] = {1, -0.5, 0.75, 2, -1}, weights_v[n] = {0.5, 1, -0.25, 1, 0.125};
    const double x = 1.5, y = 0.5, eta = 0.0625, root = sqrt((double)n),
                 tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-13 : 1e-4;
    double u[n], v[n];
    for (int i = 0; i < n; ++i) u[i] = weights_u[i], v[i] = weights_v[i];
    CATAPULT_NAME(catapult_warmup_start) start = {0, 0};
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_warmup_start_from_weights)(weights_u, weights_v, n, (CATAPULT_REAL)x, &start));
    CATAPULT_NAME(catapult_warmup_model)* const model = CATAPULT_NAME(made)(n, (CATAPULT_REAL)x, (CATAPULT_REAL)y,
                                                                            (CATAPULT_REAL)eta, start);
    for (size_t t = 0; t <= steps; ++t) {
        double product = 0, squares = 0;
        for (int i = 0; i < n; ++i) product += u[i] * v[i], squares += u[i] * u[i] + v[i] * v[i];
        const double output = x * product / root, residual = output - y;
        CATAPULT_NAME(catapult_warmup_observables) o;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_observe)(model, &o));
        CHECK(o.steps == t);
        CHECK_NEAR((double)o.output, output, tolerance);
        CHECK(fabs(o.residual - residual) <= tolerance);
        CHECK(fabs(o.loss - residual * residual / 2) <= tolerance);
        CHECK_NEAR((double)o.lambda, x * x * squares / n, tolerance);
        CHECK_NEAR((double)o.eta_lambda, eta * x * x * squares / n, tolerance);
        CHECK(fabs(o.relative_step - eta * fabs(x * residual) / root) <= tolerance);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_step)(model));
        for (int i = 0; i < n; ++i) {
            const double step = eta * x * residual / root, old = u[i];
            u[i] -= step * v[i];
            v[i] -= step * old;
        }
    }
}

/// A network of these weights.
static CATAPULT_NAME(catapult_warmup_network)* CATAPULT_NAME(made_network)(CATAPULT_REAL input, CATAPULT_REAL label,
                                                                           CATAPULT_REAL eta, CATAPULT_REAL* u, CATAPULT_REAL* v,
                                                                           size_t n)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_warmup_network)* network = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_bytes)(&bytes));
    const CATAPULT_NAME(catapult_warmup_problem) problem = {(CATAPULT_REAL)n, input, label, eta};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_create)(problem, u, v, n, take(bytes), bytes, &network));
    return network;
}

// Stored weights: the same observables as the model's from the same weights, also after a change of the rate, the same end of a
// run with and without a callback, and a start of the law that weights have.
static void CATAPULT_NAME(stored_weights)(void)
{
    enum { n = 48, steps = 20 };
    const double tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3;
    free_all();
    CATAPULT_REAL u[n], v[n], again_u[n / 2], again_v[n / 2];
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_warmup_weights)(7, u, v, n));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_warmup_weights)(7, again_u, again_v, n / 2));
    CHECK(memcmp(u, again_u, sizeof again_u) == 0 && memcmp(v, again_v, sizeof again_v) == 0 && memcmp(u, v, sizeof u) != 0);
    CATAPULT_NAME(catapult_warmup_start) start = {0, 0};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_start_from_weights)(u, v, n, (CATAPULT_REAL)1.5, &start));
    // λ₀/x² has mean 2 and variance 4/n.
    CHECK(fabs(start.lambda / 2.25 - 2) < 5 * sqrt(4.0 / n));
    const CATAPULT_REAL eta = (CATAPULT_REAL)0.25, label = (CATAPULT_REAL)0.5;
    CATAPULT_NAME(catapult_warmup_model)* const model = CATAPULT_NAME(made)(n, (CATAPULT_REAL)1.5, label, eta, start);
    CATAPULT_REAL kept_u[n], kept_v[n];
    memcpy(kept_u, u, sizeof u), memcpy(kept_v, v, sizeof v);
    CATAPULT_NAME(catapult_warmup_network)* const network = CATAPULT_NAME(made_network)((CATAPULT_REAL)1.5, label, eta, u, v, n);
    for (size_t step = 0; step <= steps; ++step) {
        CATAPULT_NAME(catapult_warmup_observables) m;
        CATAPULT_NAME(catapult_warmup_network_observables) o;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_observe)(model, &m));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_observe)(network, &o));
        CHECK(o.steps == step && o.eta == m.eta);
        CHECK(fabs(o.output - m.output) <= tolerance && fabs(o.residual - m.residual) <= tolerance);
        CHECK(fabs(o.loss - m.loss) <= tolerance && fabs(o.relative_step - m.relative_step) <= tolerance);
        CHECK_NEAR((double)o.lambda, (double)m.lambda, tolerance);
        CHECK_NEAR((double)o.eta_lambda, (double)m.eta_lambda, tolerance);
        if (step == steps / 2) {
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_change_eta)(model, eta / 2));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_change_eta)(network, eta / 2));
        }
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_step)(model));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_step)(network));
    }
    catapult_run_summary runs[2];
    for (int watched = 0; watched < 2; ++watched) {
        CATAPULT_REAL own_u[n], own_v[n];
        memcpy(own_u, kept_u, sizeof u), memcpy(own_v, kept_v, sizeof v);
        struct watching w = {.calls = 0};
        CATAPULT_NAME(catapult_warmup_network)* const own = CATAPULT_NAME(made_network)((CATAPULT_REAL)1.5, 0,
                                                                                        2 / start.lambda / 4, own_u, own_v, n);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_run)(own, catapult_default_rule(), watched ? watch : NULL,
                                                                             &w, runs + watched));
        CHECK(w.calls == (watched ? runs[1].steps + 1 : 0));
        CHECK(catapult_classify(runs[watched]) == CATAPULT_PHASE_LAZY);
    }
    CHECK(runs[0].steps == runs[1].steps && runs[0].lambda_final == runs[1].lambda_final);
}

static void CATAPULT_NAME(network_refusals)(void)
{
    free_all();
    size_t bytes = 0;
    CATAPULT_REAL u[2] = {1, 2}, v[2] = {3, 4}, bad[2] = {1, (CATAPULT_REAL)NAN};
    CATAPULT_NAME(catapult_warmup_problem) problem = {2, 1, 0, 1};
    CATAPULT_NAME(catapult_warmup_network)* network = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_warmup_network_bytes)(to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_warmup_network_create)(problem, u, v, 2, memory, bytes, to)
    REFUSED_MEMORY(network, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
#undef MEASURE
#undef CREATE
    void* const memory = take(bytes);
#define REFUSED(expected, u, v, count) \
    CHECK_REFUSED(expected, network, CATAPULT_NAME(catapult_warmup_network_create)(problem, u, v, count, memory, bytes, &network))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, v, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, u, NULL, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, u, v, 1);
    REFUSED(CATAPULT_NOT_FINITE, u, bad, 2);
    problem.input = 0;
    REFUSED(CATAPULT_ZERO_INPUTS, u, v, 2);
    problem.input = 1, problem.eta = -1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, u, v, 2);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_draw_warmup_weights)(1, NULL, v, 2));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_draw_warmup_weights)(1, u, NULL, 2));
    CHECK(u[0] == 1 && v[0] == 3);
    CATAPULT_NAME(catapult_warmup_network_observables) o;
    catapult_run_summary summary = {.steps = 7};
    const catapult_stopping_rule rule = catapult_default_rule();
    memset(&o, 85, sizeof o);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_network_step)(NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_network_change_eta)(NULL, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_network_change_eta)(network, 0));
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_warmup_network_change_eta)(network, (CATAPULT_REAL)NAN));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_warmup_network_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_network_observe)(network, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, summary,
                  CATAPULT_NAME(catapult_warmup_network_run)(NULL, rule, NULL, NULL, &summary));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_network_run)(network, rule, NULL, NULL, NULL));
    // A rate at which steps overflow: the last finite weights stay.
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_network_change_eta)(network, 10));
    catapult_status stepped = CATAPULT_OK;
    for (int i = 0; i < 1000 && stepped == CATAPULT_OK; ++i) stepped = CATAPULT_NAME(catapult_warmup_network_step)(network);
    CHECK(stepped == CATAPULT_DIVERGED && isfinite(u[0]) && isfinite(v[1]));
}

// ‖u‖² + ‖v‖² is χ² of 2n degrees, so λ₀ has mean 2x² and variance 4x⁴/n; f₀ has mean 0, variance x², and f₀² the variance
// (2 + 6/n) x⁴. Bounds are five standard deviations of the mean over the seeds.
static void CATAPULT_NAME(the_law_at_width)(void)
{
    enum { seeds = 4096 };
    const double n = 100, x = 2;
    double lambda = 0, lambda_square = 0, output = 0, output_square = 0;
    for (uint64_t seed = 0; seed < seeds; ++seed) {
        CATAPULT_NAME(catapult_warmup_start) start = {0, 0};
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_warmup_start)(n, (CATAPULT_REAL)x, seed, &start));
        lambda += start.lambda / seeds;
        lambda_square += (start.lambda - 2 * x * x) * (start.lambda - 2 * x * x) / seeds;
        output += start.output / seeds;
        output_square += (double)start.output * start.output / seeds;
    }
    const double spread = 5 / sqrt((double)seeds), variance = 4 * x * x * x * x / n;
    CHECK(fabs(lambda - 2 * x * x) < spread * sqrt(variance));
    CHECK(fabs(lambda_square - variance) < spread * variance * sqrt(2 + 6 / n));
    CHECK(fabs(output) < spread * x);
    CHECK(fabs(output_square - x * x) < spread * x * x * sqrt(2 + 6 / n));
    CATAPULT_NAME(catapult_warmup_start) infinite = {0, 0};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_warmup_start)((double)INFINITY, (CATAPULT_REAL)x, 1, &infinite));
    CHECK(infinite.lambda == 2 * x * x);
}

static catapult_run_summary CATAPULT_NAME(run_at)(double eta_lambda, catapult_on_step on_step, struct watching* w)
{
    free_all();
    const CATAPULT_NAME(catapult_warmup_start) start = {1, 2};
    CATAPULT_NAME(catapult_warmup_model)* const model = CATAPULT_NAME(made)((CATAPULT_REAL)1e6, 1, 0,
                                                                            (CATAPULT_REAL)(eta_lambda / 2), start);
    catapult_run_summary result = {.steps = 12345};
    const catapult_status expected = w != NULL && w->fail_at != 0 ? CATAPULT_OUT_OF_MEMORY : CATAPULT_OK;
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_warmup_model_run)(model, catapult_default_rule(), on_step, w, &result));
    return result;
}

// Without a label: lazy below ηλ₀ = 2, catapult up to 4, divergent beyond; a catapult ends at ηλ < 2.
static void CATAPULT_NAME(phases_of_runs)(void)
{
    const double rates[] = {0.5, 1.9, 2.1, 3, 3.9, 4.1, 5};
    for (int i = 0; i < 7; ++i) {
        const catapult_run_summary run = CATAPULT_NAME(run_at)(rates[i], NULL, NULL);
        catapult_borders borders;
        CHECK_STATUS(CATAPULT_OK, catapult_find_borders(run.lambda_initial, &borders));
        CHECK(catapult_classify(run) == catapult_predicted_phase(borders, run.eta));
        CHECK(catapult_classify(run) == CATAPULT_PHASE_DIVERGENT || run.eta * run.lambda_final < 2);
        CHECK_NEAR(run.loss_initial, 0.5, 4 * (sizeof(CATAPULT_REAL) == sizeof(double) ? DBL_EPSILON : FLT_EPSILON));
    }
}

static void CATAPULT_NAME(callbacks)(void)
{
    const catapult_run_summary alone = CATAPULT_NAME(run_at)(3, NULL, NULL);
    struct watching all = {.calls = 0};
    catapult_run_summary run = CATAPULT_NAME(run_at)(3, watch, &all);
    CHECK(run.steps == alone.steps && run.peak_step == alone.peak_step && run.lambda_final == alone.lambda_final);
    CHECK(same_summaries(&run, &all.seen));
    CHECK(all.calls == run.steps + 1);
    CHECK(all.lambda == run.lambda_final);

    struct watching stopped = {.stop_at = 5};
    run = CATAPULT_NAME(run_at)(3, watch, &stopped);
    CHECK(stopped.calls == 6 && run.steps == 5 && run.end == CATAPULT_OUTCOME_OUT_OF_STEPS);

    struct watching failed = {.fail_at = 5};
    run = CATAPULT_NAME(run_at)(3, watch, &failed);
    CHECK(failed.calls == 6 && run.steps == 12345);

    struct watching slower = {.new_eta = 0.25};
    run = CATAPULT_NAME(run_at)(3, watch, &slower);
    CHECK(run.eta == 1.5 && run.end == CATAPULT_OUTCOME_CONVERGED && run.lambda_final > 1.9);
}

static void CATAPULT_NAME(refusals)(void)
{
    free_all();
    const CATAPULT_REAL nan = (CATAPULT_REAL)NAN, u[2] = {1, 2}, v[2] = {3, 4}, bad[2] = {1, nan}, zeros[2] = {0, 0};
    CATAPULT_NAME(catapult_warmup_start) start = {1, 2};
#define REFUSED(expected, u, v, n, x) \
    CHECK_REFUSED(expected, start, CATAPULT_NAME(catapult_warmup_start_from_weights)(u, v, n, x, &start))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, v, 2, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, u, NULL, 2, 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, u, v, 0, 1);
    REFUSED(CATAPULT_NOT_FINITE, u, bad, 2, 1);
    REFUSED(CATAPULT_NOT_FINITE, u, v, 2, nan);
    REFUSED(CATAPULT_ZERO_INPUTS, zeros, zeros, 2, 1);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_start_from_weights)(u, v, 2, 1, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, start, CATAPULT_NAME(catapult_draw_warmup_start)(0.5, 1, 1, &start));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, start, CATAPULT_NAME(catapult_draw_warmup_start)(10, nan, 1, &start));
    CHECK_REFUSED(CATAPULT_ZERO_INPUTS, start, CATAPULT_NAME(catapult_draw_warmup_start)(10, 0, 1, &start));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_draw_warmup_start)(10, 1, 1, NULL));

    size_t bytes = 0;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_bytes)(NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_bytes)(&bytes));
    CHECK(bytes > 0 && bytes % CATAPULT_ALIGNMENT == 0);

    unsigned char* const memory = take(2 * bytes);
    CATAPULT_NAME(catapult_warmup_problem) problem = {100, 1, 0, 1};
    CATAPULT_NAME(catapult_warmup_model)* model = NULL;
#define REFUSED(expected, memory, bytes) \
    CHECK_REFUSED(expected, model, CATAPULT_NAME(catapult_warmup_model_create)(problem, start, memory, bytes, &model))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, memory, 0);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, memory, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, memory + 1, bytes);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, memory + CATAPULT_ALIGNMENT / 2, bytes);
    problem.width = nan;
    REFUSED(CATAPULT_NOT_FINITE, memory, bytes);
    problem.width = 100, problem.input = 0;
    REFUSED(CATAPULT_ZERO_INPUTS, memory, bytes);
    problem.input = 1, problem.eta = -1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, memory, bytes);
    problem.eta = 1, start.lambda = -1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, memory, bytes);
    start.lambda = (CATAPULT_REAL)0.19;
    REFUSED(CATAPULT_INVALID_ARGUMENT, memory, bytes);
    start.lambda = 2;
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_create)(problem, start, memory, bytes, NULL));
    memset(memory, 85, 2 * bytes);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_create)(problem, start, memory, 2 * bytes, &model));
    CHECK((void*)model == (void*)memory);
    for (size_t i = bytes; i < 2 * bytes; ++i) CHECK(memory[i] == 85);

    CATAPULT_NAME(catapult_warmup_observables) o;
    catapult_run_summary summary = {.steps = 7};
    const catapult_stopping_rule rule = catapult_default_rule();
    memset(&o, 0, sizeof o);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_step)(NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_change_eta)(NULL, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_change_eta)(model, -1));
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_warmup_model_change_eta)(model, nan));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_observe)(model, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_warmup_model_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_warmup_model_run)(model, rule, NULL, NULL, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, summary, CATAPULT_NAME(catapult_warmup_model_run)(NULL, rule, NULL, NULL, &summary));

    // A rate at which steps overflow: the last finite state stays.
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_change_eta)(model, 10));
    catapult_status stepped = CATAPULT_OK;
    for (int i = 0; i < 1000 && stepped == CATAPULT_OK; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_observe)(model, &o));
        stepped = CATAPULT_NAME(catapult_warmup_model_step)(model);
    }
    CHECK(stepped == CATAPULT_DIVERGED);
    CATAPULT_NAME(catapult_warmup_observables) after;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_warmup_model_observe)(model, &after));
    CHECK(after.steps == o.steps && after.output == o.output && after.lambda == o.lambda);
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(the_bits_of_the_other_interface)();
    CATAPULT_NAME(descent_on_weights)();
    CATAPULT_NAME(stored_weights)();
    CATAPULT_NAME(network_refusals)();
    CATAPULT_NAME(the_law_at_width)();
    CATAPULT_NAME(phases_of_runs)();
    CATAPULT_NAME(callbacks)();
    CATAPULT_NAME(refusals)();
}
