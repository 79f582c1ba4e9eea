// The test of tests/c_interface/full_model.c in one precision.

static void CATAPULT_NAME(put_data)(struct row* to, const CATAPULT_NAME(catapult_data)* data)
{
    CATAPULT_NAME(catapult_reduced_data) d;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_observe)(data, &d));
    put(to, (double)d.samples);
    put(to, (double)d.inputs);
    put(to, (double)d.outputs);
    put(to, (double)d.rank);
    const CATAPULT_NAME(catapult_matrix) singular_values = {d.singular_values, 1, d.rank, d.rank};
    CATAPULT_NAME(put_matrix)(to, singular_values);
    CATAPULT_NAME(put_matrix)(to, d.targets);
    CATAPULT_NAME(put_matrix)(to, d.basis);
    put(to, d.unreachable_loss);
    put(to, d.exponent);
}

static void CATAPULT_NAME(put_model)(struct row* to, const CATAPULT_NAME(catapult_gram_model)* model)
{
    CATAPULT_NAME(catapult_gram_observables) o;
    CATAPULT_REAL relative_step = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(model, &o));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_relative_step)(model, (CATAPULT_REAL)0.5, &relative_step));
    put(to, (double)o.steps);
    put(to, o.width);
    put(to, o.loss);
    put(to, o.excess_loss);
    CATAPULT_NAME(put_matrix)(to, o.predictor);
    CATAPULT_NAME(put_matrix)(to, o.residual);
    CATAPULT_NAME(put_matrix)(to, o.gradient);
    CATAPULT_NAME(put_matrix)(to, o.second_deviation);
    put(to, relative_step);
}

// Narrow and wide networks, drawn and given.
static void CATAPULT_NAME(the_bits_of_the_other_interface)(void)
{
    const double widths[] = {2, 4, 40, 1e12, (double)INFINITY, 3, most_rows};
    static struct row expected, found;
    for (int i = 0; i < 7; ++i)
        for (int watched = 0; watched < 2; ++watched) {
            const bool given = i >= 5;
            const struct full_problem p = {samples,   inputs,    outputs, x_numbers,
                                           y_numbers, widths[i], 3,       given ? u_numbers : NULL,
                                           v_numbers, 20,        1.5,     watched};
            free_all();
            found.size = 0;
            expected.size = CATAPULT_NAME(cpp_full)(&p, expected.numbers);
            CHECK(expected.size > 0);
            CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
            CATAPULT_NAME(put_data)(&found, data);
            struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(
                data, given ? CATAPULT_NAME(state_of)(data, (size_t)p.width) : CATAPULT_NAME(drawn_state)(data, p.width, p.seed));
            CATAPULT_NAME(catapult_eigenvalue) now = t.lambda0;
            CATAPULT_NAME(put_model)(&found, t.model);
            CATAPULT_NAME(put_eigenvalue)(&found, &now);
            const CATAPULT_REAL eta = (CATAPULT_REAL)p.eta_lambda0 / t.lambda0.value;
            for (size_t step = 0; step < p.steps; ++step) {
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(t.model, eta));
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_update)(t.lambda, &now));
                CATAPULT_NAME(put_model)(&found, t.model);
                CATAPULT_NAME(put_eigenvalue)(&found, &now);
            }
            struct watching w = {.calls = 0};
            catapult_run_summary summary;
            double numbers[summary_numbers];
            CHECK_STATUS(CATAPULT_OK,
                         CATAPULT_NAME(catapult_gram_model_run)(t.model, t.lambda, (double)eta, (double)now.value,
                                                                catapult_default_rule(), watched ? watch : NULL, &w, &summary));
            CHECK(w.calls == (watched ? summary.steps + 1 : 0));
            numbers_of_summary(&summary, numbers);
            for (int j = 0; j < summary_numbers; ++j) put(&found, numbers[j]);
            CHECK(same_rows(&found, &expected));
        }
}

// Against gradient descent on the weights themselves, with the output at an input that is not trained on. Both sides round
// sums of some ten numbers of size 1 a step, for 20 steps.
static void CATAPULT_NAME(descent_on_weights)(size_t n)
{
    free_all();
    const double tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3;
    struct network weights = first_rows(n);
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, CATAPULT_NAME(state_of)(data, n));
    CATAPULT_NAME(catapult_reduced_data) reduced;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_observe)(data, &reduced));
    CHECK(reduced.rank == rank && reduced.exponent == 0);
    CHECK_NEAR((double)t.lambda0.value, lambda_of(&weights), tolerance);
    const CATAPULT_REAL eta = 1 / t.lambda0.value;
    // In the span of the samples, as all outputs there follow from ω: the last input is the sum of the first two.
    const double other[inputs] = {2, -1, 0.5, 1};
    for (size_t step = 0; step <= 20; ++step) {
        CATAPULT_NAME(catapult_gram_observables) o;
        CATAPULT_NAME(catapult_eigenvalue) now;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(t.model, &o));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_update)(t.lambda, &now));
        CHECK(o.width == (double)n && o.steps == step);
        CHECK_NEAR((double)o.loss, loss_of(&weights), tolerance);
        CHECK_NEAR((double)(o.excess_loss + reduced.unreachable_loss), loss_of(&weights), tolerance);
        CHECK_NEAR((double)now.value, lambda_of(&weights), tolerance);
        for (int c = 0; c < outputs; ++c) {
            double output = 0;
            for (size_t r = 0; r < rank; ++r)
                for (size_t j = 0; j < inputs; ++j)
                    output += (double)o.predictor.data[r * o.predictor.stride + (size_t)c] *
                              (double)reduced.basis.data[r * reduced.basis.stride + j] * other[j];
            CHECK(fabs(output - output_at(&weights, c, other)) <= 4 * tolerance);
        }
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(t.model, eta));
        descend(&weights, (double)eta);
    }
}

// In the limit of infinite width Θ = 2 XXᵀ/m, so λ₀ is 2σ₁²/m. At a finite width ω is (UP)ᵀV/√n: its elements have mean 0,
// variance 1, and squares of variance 2 + 6/n; one of each network is looked at. Bounds are
// five standard deviations.
static void CATAPULT_NAME(the_law_at_width)(void)
{
    enum { seeds = 1024 };
    const double width = 50;
    double mean = 0, square = 0;
    free_all();
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(false);
    const size_t used = memory_used;
    for (uint64_t seed = 0; seed < seeds; ++seed) {
        memory_used = used;
        struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, CATAPULT_NAME(drawn_state)(data, width, seed));
        CATAPULT_NAME(catapult_gram_observables) o;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(t.model, &o));
        CHECK(o.predictor.rows == rank && o.predictor.columns == outputs);
        const double element = o.predictor.data[2 * o.predictor.stride + 1];
        mean += element / seeds;
        square += element * element / seeds;
    }
    CHECK(fabs(mean) < 5 / sqrt((double)seeds));
    CHECK(fabs(square - 1) < 5 * sqrt((2 + 6 / width) / seeds));

    memory_used = used;
    CATAPULT_NAME(catapult_reduced_data) reduced;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_observe)(data, &reduced));
    CHECK(reduced.basis.rows == 0);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, CATAPULT_NAME(drawn_state)(data, (double)INFINITY, 1));
    const double sigma = reduced.singular_values[0],
                 epsilon = sizeof(CATAPULT_REAL) == sizeof(double) ? DBL_EPSILON : FLT_EPSILON;
    CHECK_NEAR((double)t.lambda0.value, 2 * sigma * sigma / samples, 32 * epsilon);
    CHECK(t.lambda0.evidence == CATAPULT_EVIDENCE_INERTIA && t.lambda0.excess_bound < 1000 * epsilon);
}

static catapult_run_summary CATAPULT_NAME(run_at)(double eta_lambda0, catapult_on_step on_step, struct watching* w)
{
    free_all();
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(false);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, CATAPULT_NAME(drawn_state)(data, 1e6, 1));
    catapult_run_summary result = {.steps = 12345};
    const double lambda0 = t.lambda0.value;
    const catapult_status expected = w != NULL && w->fail_at != 0 ? CATAPULT_OUT_OF_MEMORY : CATAPULT_OK;
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_gram_model_run)(t.model, t.lambda, eta_lambda0 / lambda0, lambda0,
                                                                  catapult_default_rule(), on_step, w, &result));
    return result;
}

static void CATAPULT_NAME(phases_of_runs)(void)
{
    const double rates[] = {0.5, 1.9, 3, 5};
    for (int i = 0; i < 4; ++i) {
        const catapult_run_summary run = CATAPULT_NAME(run_at)(rates[i], NULL, NULL);
        catapult_borders borders;
        CHECK_STATUS(CATAPULT_OK, catapult_find_borders(run.lambda_initial, &borders));
        CHECK(catapult_classify(run) == catapult_predicted_phase(borders, run.eta));
        CHECK(catapult_classify(run) == CATAPULT_PHASE_DIVERGENT || run.eta * run.lambda_final < 2);
    }
}

static void CATAPULT_NAME(callbacks)(void)
{
    struct watching all = {.calls = 0};
    catapult_run_summary run = CATAPULT_NAME(run_at)(3, watch, &all);
    CHECK(same_summaries(&run, &all.seen));
    CHECK(all.calls == run.steps + 1 && all.lambda == run.lambda_final);
    struct watching stopped = {.stop_at = 5};
    run = CATAPULT_NAME(run_at)(3, watch, &stopped);
    CHECK(stopped.calls == 6 && run.steps == 5 && run.end == CATAPULT_OUTCOME_OUT_OF_STEPS);
    struct watching failed = {.fail_at = 5};
    run = CATAPULT_NAME(run_at)(3, watch, &failed);
    CHECK(failed.calls == 6 && run.steps == 12345);
    struct watching slower = {.new_eta = 0.125};
    const catapult_run_summary alone = CATAPULT_NAME(run_at)(3, NULL, NULL);
    run = CATAPULT_NAME(run_at)(3, watch, &slower);
    CHECK(run.eta == alone.eta && run.end == CATAPULT_OUTCOME_CONVERGED && run.steps != alone.steps);
}

static void CATAPULT_NAME(refusals)(void)
{
    free_all();
    const CATAPULT_REAL nan = (CATAPULT_REAL)NAN;
    size_t bytes = 0;

    // Data.
    catapult_data_dims dims = {samples, inputs, outputs, true};
    CATAPULT_NAME(catapult_data)* data = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_data_bytes)(dims, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_data_create)(dims, memory, bytes, to)
    dims.inputs = 0;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, data, CREATE(take(64), 64, &data));
    dims.inputs = dims.samples = (size_t)-1 / 2;
    CHECK_REFUSED(CATAPULT_SIZE_OVERFLOW, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_SIZE_OVERFLOW, data, CREATE(take(64), 64, &data));
    dims.inputs = inputs, dims.samples = samples;
    REFUSED_MEMORY(data, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
    CATAPULT_NAME(catapult_matrix) x = CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs);
    CATAPULT_NAME(catapult_matrix) y = CATAPULT_NAME(rows_of)(y_numbers, 0, samples, outputs);
    CATAPULT_NAME(catapult_matrix) bad = x;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_data_add)(NULL, x, y));
    bad.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_data_add)(data, bad, y));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_data_add)(data, x, bad));
    bad = x, bad.stride = inputs - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_data_add)(data, bad, y));
    bad = x, bad.rows = samples - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_data_add)(data, bad, y));
    bad = x, bad.columns = inputs + 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_data_add)(data, bad, y));
    ++bad.data, bad.columns = inputs;
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_data_add)(data, bad, y));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_data_finish)(data));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_data_finish)(NULL));
    // Before it is finished, no one takes it.
    CATAPULT_NAME(catapult_reduced_data) reduced;
    memset(&reduced, 85, sizeof reduced);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, reduced, CATAPULT_NAME(catapult_data_observe)(data, &reduced));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_network_state_bytes)(data, 9, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_weights_reduction_bytes)(data, 9, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_add)(data, x, y));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_data_add)(data, x, y));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_finish)(data));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, reduced, CATAPULT_NAME(catapult_data_observe)(NULL, &reduced));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_data_observe)(data, NULL));

    // States.
    CATAPULT_NAME(catapult_network_state)* state = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_network_state_bytes)(data, width, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_network_state_create)(data, width, memory, bytes, to)
    double width = 0.5;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    width = 2.5;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    width = (double)NAN;
    CHECK_REFUSED(CATAPULT_NOT_FINITE, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, state, CREATE(take(64), 64, &state));
    width = 9;
    REFUSED_MEMORY(state, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_network_state_bytes)(NULL, 9, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_create)(NULL, 9, take(64), 64, &state));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_network_state_draw_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_draw_bytes)(state, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_draw_bytes)(state, &bytes));
    CHECK(bytes > 0);
    unsigned char* const space = take(bytes + CATAPULT_ALIGNMENT);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_draw)(NULL, 1, space, bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_draw)(state, 1, NULL, bytes));
    CHECK_STATUS(CATAPULT_WORKSPACE_TOO_SMALL, CATAPULT_NAME(catapult_network_state_draw)(state, 1, NULL, 0));
    CHECK_STATUS(CATAPULT_WORKSPACE_TOO_SMALL, CATAPULT_NAME(catapult_network_state_draw)(state, 1, space, bytes - 1));
    CHECK_STATUS(CATAPULT_WORKSPACE_MISALIGNED, CATAPULT_NAME(catapult_network_state_draw)(state, 1, space + 8, bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_draw)(state, 1, space, bytes));
    CATAPULT_NAME(catapult_network_state)* const not_whole = CATAPULT_NAME(empty_state)(data, 9.5);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_network_state_draw_bytes)(not_whole, &bytes));

    // States of weights.
    CATAPULT_NAME(catapult_weights_reduction)* weights = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_weights_reduction_bytes)(data, 9, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_weights_reduction_create)(data, 9, memory, bytes, to)
    REFUSED_MEMORY(weights, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
    CATAPULT_NAME(catapult_data)* const without_basis = CATAPULT_NAME(data_of)(false);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_bytes)(without_basis, 9, &bytes));
    CHECK_REFUSED(CATAPULT_SHAPE_MISMATCH, weights,
                  CATAPULT_NAME(catapult_weights_reduction_create)(without_basis, 9, take(bytes), bytes, &weights));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_weights_reduction_bytes)(NULL, 9, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_reduction_create)(NULL, 9, take(64), 64, &weights));
    CATAPULT_NAME(catapult_matrix) u = CATAPULT_NAME(rows_of)(u_numbers, 0, most_rows, inputs);
    CATAPULT_NAME(catapult_matrix) v = CATAPULT_NAME(rows_of)(v_numbers, 0, most_rows, outputs);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_reduction_add)(NULL, u, v));
    bad = v, bad.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_reduction_add)(weights, u, bad));
    bad = v, bad.rows = 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_reduction_add)(weights, u, bad));
    bad = v, bad.stride = 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_reduction_add)(weights, u, bad));
    bad = v, ++bad.data;
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_weights_reduction_add)(weights, u, bad));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_reduction_finish)(weights, state));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_add)(weights, u, v));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_reduction_finish)(weights, NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_reduction_finish)(NULL, state));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH,
                 CATAPULT_NAME(catapult_weights_reduction_finish)(weights, CATAPULT_NAME(empty_state)(data, 2)));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_finish)(weights, state));

    // Models.
    CATAPULT_NAME(catapult_gram_model)* model = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_gram_model_bytes)(data, state, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_gram_model_create)(data, state, memory, bytes, to)
    REFUSED_MEMORY(model, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_gram_model_bytes)(NULL, state, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_gram_model_bytes)(data, NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_create)(NULL, state, take(64), 64, &model));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_create)(data, NULL, take(64), 64, &model));
    CATAPULT_NAME(catapult_gram_observables) o, after;
    CATAPULT_REAL relative_step = 1;
    memset(&o, 0, sizeof o);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_step)(NULL, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_step)(model, -1));
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_gram_model_step)(model, nan));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_gram_model_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_observe)(model, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, relative_step,
                  CATAPULT_NAME(catapult_gram_model_relative_step)(NULL, 1, &relative_step));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_relative_step)(model, 1, NULL));

    // λ.
    CATAPULT_NAME(catapult_top_eigenvalue)* lambda = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_top_eigenvalue_bytes)(model, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_top_eigenvalue_create)(model, tolerance, memory, bytes, to)
    double tolerance = 1e-4;
    REFUSED_MEMORY(lambda, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    tolerance = -1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, lambda, CREATE(take(bytes), bytes, &lambda));
    tolerance = (double)NAN;
    CHECK_REFUSED(CATAPULT_NOT_FINITE, lambda, CREATE(take(bytes), bytes, &lambda));
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_top_eigenvalue_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_top_eigenvalue_create)(NULL, 1e-4, take(64), 64, &lambda));
    CATAPULT_NAME(catapult_eigenvalue) value;
    memset(&value, 85, sizeof value);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, value, CATAPULT_NAME(catapult_top_eigenvalue_update)(NULL, &value));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_top_eigenvalue_update)(lambda, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(lambda, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(lambda, &bytes));
    unsigned char* const proof = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, memory, bytes) \
    CHECK_REFUSED(expected, value, CATAPULT_NAME(catapult_top_eigenvalue_certify)(lambda, memory, bytes, &value))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, NULL, 0);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, proof, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, proof + 8, bytes);
#undef REFUSED
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, value, CATAPULT_NAME(catapult_top_eigenvalue_certify)(NULL, proof, bytes, &value));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_top_eigenvalue_certify)(lambda, proof, bytes, NULL));

    // Runs.
    const catapult_stopping_rule rule = catapult_default_rule();
    struct CATAPULT_NAME(training) other = CATAPULT_NAME(training_of)(data, state);
    catapult_run_summary summary = {.steps = 7};
#define REFUSED(expected, model, lambda, eta) \
    CHECK_REFUSED(expected, summary, CATAPULT_NAME(catapult_gram_model_run)(model, lambda, eta, 1, rule, NULL, NULL, &summary))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, lambda, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, NULL, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, other.lambda, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, lambda, -1);
    REFUSED(CATAPULT_NOT_FINITE, model, lambda, (double)NAN);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_run)(model, lambda, 1, 1, rule, NULL, NULL, NULL));

    // A rate at which steps overflow: the last finite state stays.
    catapult_status stepped = CATAPULT_OK;
    for (int i = 0; i < 1000 && stepped == CATAPULT_OK; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(model, &o));
        stepped = CATAPULT_NAME(catapult_gram_model_step)(model, 100);
    }
    CHECK(stepped == CATAPULT_DIVERGED);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(model, &after));
    CHECK(after.steps == o.steps && after.loss == o.loss);
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(the_bits_of_the_other_interface)();
    CATAPULT_NAME(descent_on_weights)(3);
    CATAPULT_NAME(descent_on_weights)(most_rows);
    CATAPULT_NAME(the_law_at_width)();
    CATAPULT_NAME(phases_of_runs)();
    CATAPULT_NAME(callbacks)();
    CATAPULT_NAME(refusals)();
}
