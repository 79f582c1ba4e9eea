// The test of tests/c_interface/sharpness.c in one precision.

/// The objects for one objective and states of one size.
struct CATAPULT_NAME(curved) {
    CATAPULT_NAME(catapult_loss_hessian)* hessian;
    CATAPULT_NAME(catapult_sharpness)* top;
    CATAPULT_NAME(catapult_batch_sharpness)* batches;
};

static struct CATAPULT_NAME(curved) CATAPULT_NAME(curved_of)(CATAPULT_NAME(catapult_training_objective) objective,
                                                             const CATAPULT_NAME(catapult_network_state)* state)
{
    struct CATAPULT_NAME(curved) c = {NULL, NULL, NULL};
    size_t bytes = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_loss_hessian_bytes)(objective, state, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_loss_hessian_create)(objective, state, take(bytes), bytes, &c.hessian));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_bytes)(objective, state, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_create)(objective, state, CATAPULT_LAMBDA_TOLERANCE, take(bytes),
                                                                       bytes, &c.top));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_batch_sharpness_bytes)(state, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_batch_sharpness_create)(objective, state, take(bytes), bytes, &c.batches));
    return c;
}

static CATAPULT_NAME(catapult_eigenvalue)
    CATAPULT_NAME(certified)(const struct CATAPULT_NAME(curved)* c, const CATAPULT_NAME(catapult_network_state)* state)
{
    CATAPULT_NAME(catapult_eigenvalue) result = {0, 0, 0, 0, 0, 0};
    size_t bytes = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_certify_bytes)(c->top, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_certify)(c->top, state, take(bytes), bytes, &result));
    return result;
}

/// As the companion looks at a state.
static void CATAPULT_NAME(put_curved)(struct row* to, const struct CATAPULT_NAME(curved)* c,
                                      const CATAPULT_NAME(catapult_network_state)* state, const size_t* batch, size_t count,
                                      bool first)
{
    CATAPULT_NAME(catapult_operator) op;
    CATAPULT_NAME(catapult_eigenvalue) found;
    CATAPULT_NAME(catapult_directional_curvature) curvature;
    CATAPULT_REAL x[100], y[100], outside = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_loss_hessian_update)(c->hessian, state));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_loss_hessian_operator)(c->hessian, &op));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_loss_hessian_outside)(c->hessian, &outside));
    if (!CHECK(op.rows <= 100)) return;
    for (size_t i = 0; i < op.rows; ++i) x[i] = 1 / (CATAPULT_REAL)(1 + i);
    op.apply(op.context, x, y);
    const CATAPULT_NAME(catapult_matrix) image = {y, 1, op.rows, op.rows};
    if (first)
        found = CATAPULT_NAME(certified)(c, state);
    else
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_update)(c->top, state, &found));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_batch_sharpness_measure)(c->batches, state, batch, count, &curvature));
    CATAPULT_NAME(put_matrix)(to, image);
    put(to, outside);
    CATAPULT_NAME(put_eigenvalue)(to, &found);
    put(to, curvature.value);
    put(to, curvature.gradient_square);
}

// Every loss, with all samples and with batches, wide, infinite and linearised.
static void CATAPULT_NAME(the_bits_of_the_other_interface)(void)
{
    static struct row expected, found;
    const double widths[] = {40, 1e12, (double)INFINITY};
    for (int loss = none_sampled; loss <= sampled_logistic; ++loss)
        for (int j = 0; j < 6; ++j) {
            free_all();
            const struct full_problem network = drawn_network(widths[j % 3]);
            struct training_problem p = problem_of(&network, 1, loss);
            p.curved = 1;
            if (j == 2) p.linearise_at = 4;
            if (j > 2 && loss != none_sampled) p.batch = 3;
            found.size = 0;
            expected.size = CATAPULT_NAME(cpp_training)(&p, expected.numbers);
            CHECK(expected.size > 0);
            CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
            CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(drawn_state)(data, network.width, network.seed);
            const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, loss);
            if (loss != none_sampled) CATAPULT_NAME(put_matrix)(&found, objective.inputs);
            CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(objective, state, rules[1].rule, 1,
                                                                                              1);
            const struct CATAPULT_NAME(curved) c = CATAPULT_NAME(curved_of)(objective, state);
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_state)(training, state));
            CATAPULT_NAME(put_curved)(&found, &c, state, NULL, 0, true);
            size_t order[samples];
            for (size_t step = 0; step < p.steps; ++step) {
                if (step == p.linearise_at) CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_linearise)(training));
                const catapult_batch_place place = batch_at(&p, step, order);
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(training, (CATAPULT_REAL)p.eta,
                                                                                     order + place.first, place.count));
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_state)(training, state));
                CATAPULT_NAME(put_curved)(&found, &c, state, order + place.first, place.count, false);
            }
            CATAPULT_NAME(put_state)(&found, state);
            CHECK(same_rows(&found, &expected));
        }
}

// Squared error along gradient descent, from the Hessian and the gradient in all weights. The four values of the polynomial
// magnify rounding by some ten.
static void CATAPULT_NAME(the_hessian_of_the_weights)(size_t n)
{
    const double tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-11 : 1e-3, eta = 0.25;
    for (int loss = none_sampled; loss <= sampled_squared; ++loss) {
        free_all();
        struct network weights = first_rows(n);
        CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
        CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, n);
        struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, state);
        const struct CATAPULT_NAME(curved) c = CATAPULT_NAME(curved_of)(CATAPULT_NAME(objective_of)(data, loss), state);
        for (int step = 0; step < 4; ++step) {
            CATAPULT_NAME(catapult_eigenvalue) found = CATAPULT_NAME(certified)(&c, state);
            CATAPULT_NAME(catapult_directional_curvature) along;
            CHECK(found.evidence == CATAPULT_EVIDENCE_INERTIA);
            CHECK_NEAR((double)found.value, sharpness_of(&weights), tolerance);
            const struct direction g = gradient_of(&weights), image = curvature_along(&weights, &g);
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_batch_sharpness_measure)(c.batches, state, NULL, 0, &along));
            CHECK_NEAR((double)along.gradient_square, product_of(&g, &g), tolerance);
            CHECK_NEAR((double)along.value, product_of(&g, &image) / product_of(&g, &g), tolerance);
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(t.model, (CATAPULT_REAL)eta));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_state)(t.model, state));
            descend(&weights, eta);
        }
    }
}

static void CATAPULT_NAME(refused_starts)(void)
{
    free_all();
    size_t bytes = 0;
    double tolerance = 1e-6;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_data)* unfinished = NULL;
    const catapult_data_dims dims = {samples, inputs, outputs, true};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_bytes)(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(dims, take(bytes), bytes, &unfinished));
    const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, sampled_softmax);
    CATAPULT_NAME(catapult_loss_hessian)* hessian = NULL;
    CATAPULT_NAME(catapult_sharpness)* top = NULL;
    CATAPULT_NAME(catapult_batch_sharpness)* batches = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_loss_hessian_bytes)(objective, state, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_loss_hessian_create)(objective, state, memory, bytes, to)
    REFUSED_MEMORY(hessian, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
#define MEASURE(to) CATAPULT_NAME(catapult_batch_sharpness_bytes)(state, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_batch_sharpness_create)(objective, state, memory, bytes, to)
    REFUSED_MEMORY(batches, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
#define MEASURE(to) CATAPULT_NAME(catapult_sharpness_bytes)(objective, state, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_sharpness_create)(objective, state, tolerance, memory, bytes, to)
    REFUSED_MEMORY(top, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    void* const memory = take(bytes);  // the largest of the three
    tolerance = -1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, top, CREATE(memory, bytes, &top));
    tolerance = (double)NAN;
    CHECK_REFUSED(CATAPULT_NOT_FINITE, top, CREATE(memory, bytes, &top));
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_loss_hessian_bytes)(objective, NULL, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_sharpness_bytes)(objective, NULL, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_batch_sharpness_bytes)(NULL, &bytes));
    CATAPULT_NAME(catapult_training_objective) without_data = objective;
    without_data.data = NULL;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_loss_hessian_bytes)(without_data, state, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_sharpness_bytes)(without_data, state, &bytes));
#define REFUSED(expected, objective, state)                                                                                   \
    CHECK_REFUSED(expected, hessian, CATAPULT_NAME(catapult_loss_hessian_create)(objective, state, memory, bytes, &hessian)); \
    CHECK_REFUSED(expected, top, CATAPULT_NAME(catapult_sharpness_create)(objective, state, 1e-6, memory, bytes, &top));      \
    CHECK_REFUSED(expected, batches, CATAPULT_NAME(catapult_batch_sharpness_create)(objective, state, memory, bytes, &batches))
#define WRONG(expected, member, value)                              \
    do {                                                            \
        CATAPULT_NAME(catapult_training_objective) bad = objective; \
        bad.member = value;                                         \
        REFUSED(expected, bad, state);                              \
    } while (0)
    REFUSED(CATAPULT_INVALID_ARGUMENT, objective, NULL);
    WRONG(CATAPULT_INVALID_ARGUMENT, data, NULL);
    WRONG(CATAPULT_INVALID_ARGUMENT, data, unfinished);
    WRONG(CATAPULT_INVALID_ARGUMENT, loss.value, NULL);
    WRONG(CATAPULT_INVALID_ARGUMENT, loss.curvature, NULL);
    WRONG(CATAPULT_INVALID_ARGUMENT, inputs.data, NULL);
    WRONG(CATAPULT_INVALID_ARGUMENT, targets.data, NULL);
    WRONG(CATAPULT_SHAPE_MISMATCH, inputs.stride, rank - 1);
    WRONG(CATAPULT_SHAPE_MISMATCH, inputs.rows, samples - 1);
    WRONG(CATAPULT_SHAPE_MISMATCH, targets.columns, outputs - 1);
#undef WRONG
#undef REFUSED
}

static void CATAPULT_NAME(refused_calls)(void)
{
    free_all();
    size_t bytes = 0;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_network_state)* const narrow = CATAPULT_NAME(state_of)(data, 3);
    const struct CATAPULT_NAME(curved) c = CATAPULT_NAME(curved_of)(CATAPULT_NAME(objective_of)(data, sampled_softmax), state);
    const struct CATAPULT_NAME(curved) without = CATAPULT_NAME(curved_of)(CATAPULT_NAME(objective_of)(data, none_sampled), state);

    CATAPULT_NAME(catapult_operator) op;
    CATAPULT_REAL number = 7;
    memset(&op, 85, sizeof op);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_loss_hessian_update)(NULL, state));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_loss_hessian_update)(c.hessian, NULL));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_loss_hessian_update)(c.hessian, narrow));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, op, CATAPULT_NAME(catapult_loss_hessian_operator)(NULL, &op));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_loss_hessian_operator)(c.hessian, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, number, CATAPULT_NAME(catapult_loss_hessian_outside)(NULL, &number));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_loss_hessian_outside)(c.hessian, NULL));

    CATAPULT_NAME(catapult_eigenvalue) value;
    memset(&value, 85, sizeof value);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, value, CATAPULT_NAME(catapult_sharpness_update)(NULL, state, &value));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, value, CATAPULT_NAME(catapult_sharpness_update)(c.top, NULL, &value));
    CHECK_REFUSED(CATAPULT_SHAPE_MISMATCH, value, CATAPULT_NAME(catapult_sharpness_update)(c.top, narrow, &value));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_sharpness_update)(c.top, state, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_sharpness_certify_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_sharpness_certify_bytes)(c.top, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_sharpness_certify_bytes)(c.top, &bytes));
    unsigned char* const proof = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, top, state, memory, bytes) \
    CHECK_REFUSED(expected, value, CATAPULT_NAME(catapult_sharpness_certify)(top, state, memory, bytes, &value))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, state, proof, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, c.top, NULL, proof, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, c.top, state, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, c.top, state, proof, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, c.top, state, proof + 8, bytes);
    REFUSED(CATAPULT_SHAPE_MISMATCH, c.top, narrow, proof, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_sharpness_certify)(c.top, state, proof, bytes, NULL));

    CATAPULT_NAME(catapult_directional_curvature) along;
    const size_t batch[] = {1, samples};
    memset(&along, 85, sizeof along);
#define REFUSED(expected, batches, state, batch, count) \
    CHECK_REFUSED(expected, along, CATAPULT_NAME(catapult_batch_sharpness_measure)(batches, state, batch, count, &along))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, state, batch, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, c.batches, NULL, batch, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, c.batches, state, NULL, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, c.batches, state, batch, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, c.batches, narrow, batch, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, without.batches, state, batch, 1);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_batch_sharpness_measure)(c.batches, state, batch, 1, NULL));
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(the_bits_of_the_other_interface)();
    CATAPULT_NAME(the_hessian_of_the_weights)(3);
    CATAPULT_NAME(the_hessian_of_the_weights)(most_rows);
    CATAPULT_NAME(refused_starts)();
    CATAPULT_NAME(refused_calls)();
}
