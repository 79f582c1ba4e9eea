// The test of tests/c_interface/parameter_model.c in one precision. Numbers are sums of some ten products of size 1, after 20
// steps at most.

static double CATAPULT_NAME(rounding)(void) { return sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3; }

static CATAPULT_NAME(catapult_writable_matrix) CATAPULT_NAME(copied)(const double* numbers, size_t rows, size_t columns)
{
    CATAPULT_REAL* const data = take(rows * columns * sizeof(CATAPULT_REAL));
    for (size_t i = 0; i < rows * columns; ++i) data[i] = (CATAPULT_REAL)numbers[i];
    const CATAPULT_NAME(catapult_writable_matrix) result = {data, rows, columns, columns};
    return result;
}

/// Weights in training, the model, and its λ.
struct CATAPULT_NAME(stored) {
    CATAPULT_NAME(catapult_writable_matrix) u, v;
    CATAPULT_NAME(catapult_parameter_model)* model;
    CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda;
    CATAPULT_NAME(catapult_eigenvalue) lambda0;
};

static CATAPULT_NAME(catapult_training_set) CATAPULT_NAME(all_samples)(void)
{
    const CATAPULT_NAME(catapult_training_set) result = {CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs),
                                                         CATAPULT_NAME(rows_of)(y_numbers, 0, samples, outputs), 0, 0, 0};
    return result;
}

static struct CATAPULT_NAME(stored)
    CATAPULT_NAME(stored_of)(size_t n, CATAPULT_NAME(catapult_training_set) set, catapult_chunk_executor spread)
{
    size_t bytes = 0;
    struct CATAPULT_NAME(stored) s = {CATAPULT_NAME(copied)(u_numbers, n, inputs),
                                      CATAPULT_NAME(copied)(v_numbers, n, outputs),
                                      NULL,
                                      NULL,
                                      {0, 0, 0, 0, 0, 0}};
    const catapult_parameter_dims dims = {n, inputs, outputs, set.inputs.rows};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_bytes)(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_create)(s.u, s.v, set, take(bytes), bytes, &s.model));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_bytes)(s.model, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_create)(s.model, CATAPULT_LAMBDA_TOLERANCE, spread,
                                                                                      take(bytes), bytes, &s.lambda));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(s.lambda, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify)(s.lambda, take(bytes), bytes, &s.lambda0));
    return s;
}

static void CATAPULT_NAME(training_by_definition)(size_t n, bool reduced)
{
    free_all();
    const double tolerance = CATAPULT_NAME(rounding)();
    struct network weights = first_rows(n);
    CATAPULT_NAME(catapult_training_set) set = CATAPULT_NAME(all_samples)();
    if (reduced) {
        const CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
        const double zeros[rank * inputs] = {0};
        const CATAPULT_NAME(catapult_writable_matrix) x = CATAPULT_NAME(copied)(zeros, rank, inputs);
        const CATAPULT_NAME(catapult_writable_matrix) y = CATAPULT_NAME(copied)(zeros, rank, outputs);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_reduced_training_set)(data, x, y, &set));
        CHECK(set.inputs.data == x.data && set.targets.data == y.data && set.divisor == samples);
    }
    struct CATAPULT_NAME(stored) s = CATAPULT_NAME(stored_of)(n, set, in_order);
    CHECK(s.lambda0.evidence == CATAPULT_EVIDENCE_INERTIA);
    const CATAPULT_REAL eta = 1 / s.lambda0.value;
    for (size_t step = 0; step <= 20; ++step) {
        CATAPULT_NAME(catapult_parameter_observables) o;
        CATAPULT_NAME(catapult_eigenvalue) now;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_observe)(s.model, &o));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_update)(s.lambda, &now));
        CHECK(o.steps == step && o.square_unit == 1);
        CHECK_NEAR((double)o.loss, loss_of(&weights), tolerance);
        CHECK_NEAR((double)(o.excess_loss + set.unreachable_loss), loss_of(&weights), tolerance);
        CHECK_NEAR((double)now.value, lambda_of(&weights), tolerance);
        // The predictions, of all samples; Zᵀ; and VᵀU and VᵀV.
        CATAPULT_REAL numbers[samples * outputs], relative_step = 0;
        const CATAPULT_NAME(catapult_writable_matrix) predicted = {numbers, samples, outputs, outputs};
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_outputs)(
                                      s.model, CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs), predicted));
        double square = 0;
        for (int c = 0; c < outputs; ++c) {
            for (int a = 0; a < samples; ++a)
                CHECK(fabs(numbers[a * outputs + c] - output_at(&weights, c, x_numbers + a * inputs)) <= tolerance);
            for (int j = 0; j < inputs; ++j) {
                double gradient = 0, product = 0;
                for (int a = 0; a < samples; ++a) gradient += x_numbers[a * inputs + j] * residual_at(&weights, a, c) / samples;
                for (size_t i = 0; i < n; ++i) product += weights.v[i][c] * weights.u[i][j];
                CHECK(fabs(o.gradient.data[(size_t)c * o.gradient.stride + (size_t)j] - gradient) <= tolerance);
                CHECK(fabs(o.product.data[(size_t)c * o.product.stride + (size_t)j] - product) <= tolerance * (double)n);
                square += gradient * gradient;
            }
            for (int e = 0; e < outputs; ++e) {
                double gram = 0;
                for (size_t i = 0; i < n; ++i) gram += weights.v[i][c] * weights.v[i][e];
                CHECK(fabs(o.second_gram.data[(size_t)c * o.second_gram.stride + (size_t)e] - gram) <= tolerance * (double)n);
            }
        }
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_relative_step)(s.model, eta, &relative_step));
        CHECK(fabs(relative_step - (double)eta * sqrt(square) / sqrt((double)n)) <= tolerance);
        for (size_t i = 0; i < n; ++i) {
            for (size_t j = 0; j < inputs; ++j) CHECK(fabs(s.u.data[i * inputs + j] - weights.u[i][j]) <= tolerance);
            for (size_t c = 0; c < outputs; ++c) CHECK(fabs(s.v.data[i * outputs + c] - weights.v[i][c]) <= tolerance);
        }
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_step)(s.model, eta, in_order));
        descend(&weights, (double)eta);
    }
}

// The operator, element by element.
static void CATAPULT_NAME(kernel)(size_t n)
{
    free_all();
    enum { all = samples * outputs };
    const struct network weights = first_rows(n);
    const struct kernel known = kernel_of(&weights);
    struct CATAPULT_NAME(stored) s = CATAPULT_NAME(stored_of)(n, CATAPULT_NAME(all_samples)(), in_order);
    CATAPULT_NAME(catapult_operator) op;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_kernel)(s.model, &op));
    CHECK(op.rows == all);
    for (int b = 0; b < all; ++b) {
        CATAPULT_REAL x[all] = {0}, y[all];
        x[b] = 1;
        op.apply(op.context, x, y);
        for (int a = 0; a < all; ++a) CHECK(fabs(y[a] - known.at[a][b]) <= CATAPULT_NAME(rounding)());
    }
}

// Chunks in another order, in steps and in λ; and the whole of a run by the same rule as in the Gram engine.
static void CATAPULT_NAME(runs)(void)
{
    const double rates[] = {0.5, 3, 5};
    for (int i = 0; i < 3; ++i) {
        free_all();
        size_t chunks = 0;
        const catapult_chunk_executor spread = {backwards, &chunks};
        struct CATAPULT_NAME(stored) a = CATAPULT_NAME(stored_of)(most_rows, CATAPULT_NAME(all_samples)(), in_order);
        struct CATAPULT_NAME(stored) b = CATAPULT_NAME(stored_of)(most_rows, CATAPULT_NAME(all_samples)(), spread);
        CHECK(a.lambda0.value == b.lambda0.value && chunks > 0);
        const double lambda0 = a.lambda0.value, eta = rates[i] / lambda0;
        for (int step = 0; step < 5; ++step) {
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_step)(a.model, (CATAPULT_REAL)eta, in_order));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_step)(b.model, (CATAPULT_REAL)eta, spread));
        }
        CHECK(memcmp(a.u.data, b.u.data, most_rows * inputs * sizeof(CATAPULT_REAL)) == 0);
        CHECK(memcmp(a.v.data, b.v.data, most_rows * outputs * sizeof(CATAPULT_REAL)) == 0);

        const CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
        struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, CATAPULT_NAME(state_of)(data, most_rows));
        struct CATAPULT_NAME(stored) c = CATAPULT_NAME(stored_of)(most_rows, CATAPULT_NAME(all_samples)(), in_order);
        catapult_stopping_rule rule = catapult_default_rule();
        rule.max_steps = 3;
        struct watching w = {.calls = 0};
        catapult_run_summary expected, found;
        CHECK_STATUS(CATAPULT_OK,
                     CATAPULT_NAME(catapult_gram_model_run)(t.model, t.lambda, eta, lambda0, rule, NULL, NULL, &expected));
        CHECK_STATUS(CATAPULT_OK,
                     CATAPULT_NAME(catapult_parameter_model_run)(c.model, c.lambda, eta, lambda0, rule, watch, &w, &found));
        CHECK(found.end == expected.end && found.steps == expected.steps && w.calls == found.steps + 1);
        CHECK_NEAR(found.lambda_final, expected.lambda_final, 100 * CATAPULT_NAME(rounding)());
        CHECK_NEAR(found.lambda_initial, expected.lambda_initial, CATAPULT_NAME(rounding)());
    }
}

static void CATAPULT_NAME(refusals)(void)
{
    free_all();
    size_t bytes = 0;
    catapult_parameter_dims dims = {3, inputs, outputs, samples};
    const CATAPULT_NAME(catapult_training_set) set = CATAPULT_NAME(all_samples)();
    const CATAPULT_NAME(catapult_writable_matrix) u = CATAPULT_NAME(copied)(u_numbers, 3, inputs);
    const CATAPULT_NAME(catapult_writable_matrix) v = CATAPULT_NAME(copied)(v_numbers, 3, outputs);
    CATAPULT_NAME(catapult_parameter_model)* model = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_parameter_model_bytes)(dims, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_parameter_model_create)(u, v, set, memory, bytes, to)
    dims.width = 0;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    dims.width = 3;
    REFUSED_MEMORY(model, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
#undef MEASURE
#undef CREATE
    void* const memory = take(bytes);
#define REFUSED(expected, which, member, value)                                                                      \
    do {                                                                                                             \
        struct {                                                                                                     \
            CATAPULT_NAME(catapult_writable_matrix) u, v;                                                            \
            CATAPULT_NAME(catapult_training_set) set;                                                                \
        } bad = {u, v, set};                                                                                         \
        bad.which.member = value;                                                                                    \
        CHECK_REFUSED(expected, model,                                                                               \
                      CATAPULT_NAME(catapult_parameter_model_create)(bad.u, bad.v, bad.set, memory, bytes, &model)); \
    } while (0)
    REFUSED(CATAPULT_INVALID_ARGUMENT, u, data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, v, data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, set, inputs.data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, set, targets.data, NULL);
    REFUSED(CATAPULT_SHAPE_MISMATCH, u, stride, inputs - 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, v, rows, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, set, targets.rows, samples - 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, set, inputs.columns, inputs - 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, set, divisor, -1);
    REFUSED(CATAPULT_NOT_FINITE, set, divisor, (CATAPULT_REAL)NAN);
    REFUSED(CATAPULT_NOT_FINITE, set, targets.data, set.targets.data + 1);  // into the gap between rows
#undef REFUSED
    CATAPULT_NAME(catapult_parameter_observables) o, after;
    CATAPULT_REAL number = 7;
    memset(&o, 85, sizeof o);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_step)(NULL, 1, in_order));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_step)(model, -1, in_order));
    CHECK_STATUS(CATAPULT_NOT_FINITE, CATAPULT_NAME(catapult_parameter_model_step)(model, (CATAPULT_REAL)NAN, in_order));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_parameter_model_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_observe)(model, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, number, CATAPULT_NAME(catapult_parameter_model_relative_step)(NULL, 1, &number));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_relative_step)(model, 1, NULL));
    CATAPULT_REAL numbers[samples * outputs];
    CATAPULT_NAME(catapult_writable_matrix) predicted = {numbers, samples, outputs, outputs};
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_outputs)(NULL, set.inputs, predicted));
    predicted.rows = samples - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_parameter_model_outputs)(model, set.inputs, predicted));
    predicted.rows = samples, predicted.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_outputs)(model, set.inputs, predicted));
    CATAPULT_NAME(catapult_operator) op;
    memset(&op, 85, sizeof op);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, op, CATAPULT_NAME(catapult_parameter_model_kernel)(NULL, &op));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_model_kernel)(model, NULL));

    // λ.
    CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda = NULL;
    double tolerance = 1e-4;
#define MEASURE(to) CATAPULT_NAME(catapult_parameter_top_eigenvalue_bytes)(model, to)
#define CREATE(memory, bytes, to) \
    CATAPULT_NAME(catapult_parameter_top_eigenvalue_create)(model, tolerance, in_order, memory, bytes, to)
    REFUSED_MEMORY(lambda, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    tolerance = -1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, lambda, CREATE(take(bytes), bytes, &lambda));
    tolerance = (double)NAN;
    CHECK_REFUSED(CATAPULT_NOT_FINITE, lambda, CREATE(take(bytes), bytes, &lambda));
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_parameter_top_eigenvalue_bytes)(NULL, &bytes));
    CATAPULT_NAME(catapult_eigenvalue) value;
    memset(&value, 85, sizeof value);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, value, CATAPULT_NAME(catapult_parameter_top_eigenvalue_update)(NULL, &value));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_top_eigenvalue_update)(lambda, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(lambda, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(lambda, &bytes));
    unsigned char* const proof = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, lambda, memory, bytes) \
    CHECK_REFUSED(expected, value, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify)(lambda, memory, bytes, &value))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, proof, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, lambda, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, lambda, proof, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, lambda, proof + 8, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify)(lambda, proof, bytes, NULL));

    // Runs, and a reduced training set.
    struct CATAPULT_NAME(stored) other = CATAPULT_NAME(stored_of)(4, set, in_order);
    const catapult_stopping_rule rule = catapult_default_rule();
    catapult_run_summary summary = {.steps = 7};
#define REFUSED(expected, model, lambda, eta) \
    CHECK_REFUSED(expected, summary,          \
                  CATAPULT_NAME(catapult_parameter_model_run)(model, lambda, eta, 1, rule, NULL, NULL, &summary))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, lambda, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, NULL, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, other.lambda, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, model, lambda, -1);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT,
                 CATAPULT_NAME(catapult_parameter_model_run)(model, lambda, 1, 1, rule, NULL, NULL, NULL));
    CATAPULT_NAME(catapult_training_set) reduced;
    const double zeros[rank * inputs] = {0};
    CATAPULT_NAME(catapult_writable_matrix) x = CATAPULT_NAME(copied)(zeros, rank, inputs);
    const CATAPULT_NAME(catapult_writable_matrix) y = CATAPULT_NAME(copied)(zeros, rank, outputs);
    memset(&reduced, 85, sizeof reduced);
#define REFUSED(expected, data, x) \
    CHECK_REFUSED(expected, reduced, CATAPULT_NAME(catapult_reduced_training_set)(data, x, y, &reduced))
    const catapult_data_dims of_data = {samples, inputs, outputs, true};
    CATAPULT_NAME(catapult_data)* unfinished = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_bytes)(of_data, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(of_data, take(bytes), bytes, &unfinished));
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, x);
    REFUSED(CATAPULT_INVALID_ARGUMENT, unfinished, x);
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(data_of)(false), x);
    x.rows = rank - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(data_of)(true), x);
    x.rows = rank, x.stride = inputs - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(data_of)(true), x);
#undef REFUSED
    x.stride = inputs;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT,
                 CATAPULT_NAME(catapult_reduced_training_set)(CATAPULT_NAME(data_of)(true), x, y, NULL));

    // A rate at which steps overflow: the last finite weights stay.
    catapult_status stepped = CATAPULT_OK;
    for (int i = 0; i < 1000 && stepped == CATAPULT_OK; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_observe)(model, &o));
        stepped = CATAPULT_NAME(catapult_parameter_model_step)(model, 100, in_order);
    }
    CHECK(stepped == CATAPULT_DIVERGED);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_parameter_model_observe)(model, &after));
    CHECK(after.steps == o.steps && after.loss == o.loss);
}

static void CATAPULT_NAME(test)(void)
{
    for (size_t n = 3; n <= most_rows; n += most_rows - 3) {
        CATAPULT_NAME(training_by_definition)(n, false);
        CATAPULT_NAME(training_by_definition)(n, true);
        CATAPULT_NAME(kernel)(n);
    }
    CATAPULT_NAME(runs)();
    CATAPULT_NAME(refusals)();
}
