// The test of tests/c_interface/rules_on_weights.c in one precision.

/// A transform of all weights under a rule.
static CATAPULT_NAME(catapult_weights_transform)* CATAPULT_NAME(followed_by)(const CATAPULT_NAME(catapult_data)* data,
                                                                             catapult_training_rule rule, double scale_first,
                                                                             double scale_second)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_weights_transform)* result = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_rule_bytes)(data, most_rows, rule, &bytes));
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_weights_transform_rule_create)(data, most_rows, rule, (CATAPULT_REAL)scale_first,
                                                                       (CATAPULT_REAL)scale_second, take(bytes), bytes, &result));
    return result;
}

/// The weights at the start become these.
static void CATAPULT_NAME(check_weights)(CATAPULT_NAME(catapult_weights_transform)* transform, const struct network* w,
                                         double tolerance)
{
    size_t bytes = 0;
    const CATAPULT_NAME(catapult_writable_matrix) u = CATAPULT_NAME(packed)(most_rows, inputs);
    const CATAPULT_NAME(catapult_writable_matrix) v = CATAPULT_NAME(packed)(most_rows, outputs);
    for (size_t i = 0; i < most_rows * inputs; ++i) u.data[i] = (CATAPULT_REAL)u_numbers[i];
    for (size_t i = 0; i < most_rows * outputs; ++i) v.data[i] = (CATAPULT_REAL)v_numbers[i];
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_prepare)(transform));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_apply_bytes)(transform, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_apply)(transform, u, v, take(bytes), bytes));
    for (size_t i = 0; i < most_rows; ++i) {
        for (size_t j = 0; j < inputs; ++j) CHECK(fabs(u.data[i * inputs + j] - w->u[i][j]) <= tolerance);
        for (size_t c = 0; c < outputs; ++c) CHECK(fabs(v.data[i * outputs + c] - w->v[i][c]) <= tolerance);
    }
}

// Momentum, Nesterov's form, decay and rates of layers against their definitions on the weights themselves, from scaled weights.
// Both sides round sums of some ten numbers of size 1 a step, for 20 steps.
static void CATAPULT_NAME(rules_on_weights)(void)
{
    const double tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3, scale_first = 0.75, scale_second = 0.5;
    const int defined[] = {0, 1, 2, 8, 9};
    for (int i = 0; i < 5; ++i)
        for (int loss = none_sampled; loss <= sampled_squared; ++loss) {
            free_all();
            struct network weights = first_rows(most_rows);
            struct velocity velocity = {{{0}}, {{0}}};
            for (size_t row = 0; row < most_rows; ++row) {
                for (size_t j = 0; j < inputs; ++j) weights.u[row][j] *= scale_first;
                for (size_t c = 0; c < outputs; ++c) weights.v[row][c] *= scale_second;
            }
            const catapult_training_rule rule = rules[defined[i]].rule;
            const double eta = rules[defined[i]].eta;
            CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
            CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(
                CATAPULT_NAME(objective_of)(data, loss), CATAPULT_NAME(state_of)(data, most_rows), rule, scale_first,
                scale_second);
            CATAPULT_NAME(catapult_weights_transform)* const transform = CATAPULT_NAME(followed_by)(data, rule, scale_first,
                                                                                                    scale_second);
            for (size_t step = 0; step <= 20; ++step) {
                CATAPULT_NAME(catapult_training_observables) o;
                CATAPULT_REAL found = 0;
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_loss)(training, &found));
                CHECK_NEAR((double)found, loss_of(&weights), tolerance);
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_observe)(training, &o));
                CHECK(o.steps == step && o.width == most_rows);
                if (step % 10 == 0) CATAPULT_NAME(check_weights)(transform, &weights, tolerance);
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_rule_step)(transform, training,
                                                                                              (CATAPULT_REAL)eta, NULL, 0));
                step_by_definition(&weights, &velocity, &rule, eta);
            }
        }
}

static void CATAPULT_NAME(refused_transforms)(void)
{
    free_all();
    size_t bytes = 0;
    catapult_training_rule rule = rules[1].rule;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, sampled_softmax);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(objective, state, rule, 1, 1);
    CATAPULT_NAME(catapult_weights_transform)* transform = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_weights_transform_rule_bytes)(data, most_rows, rule, to)
#define CREATE(memory, bytes, to) \
    CATAPULT_NAME(catapult_weights_transform_rule_create)(data, most_rows, rule, 1, 1, memory, bytes, to)
    REFUSED_MEMORY(transform, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    void* const memory = take(bytes);
    rule.momentum = -1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, transform, CREATE(memory, bytes, &transform));
    rule = rules[1].rule;
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes,
                  CATAPULT_NAME(catapult_weights_transform_rule_bytes)(NULL, most_rows, rule, &bytes));
#define REFUSED(expected, data, width, scale) \
    CHECK_REFUSED(expected, transform,        \
                  CATAPULT_NAME(catapult_weights_transform_rule_create)(data, width, rule, 1, scale, memory, bytes, &transform))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, most_rows, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, 3, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, most_rows, 0);
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(data_of)(false), most_rows, 1);
#undef REFUSED
    const size_t batch[] = {1, samples};
#define REFUSED(expected, transform, training, eta, batch, count) \
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_weights_transform_rule_step)(transform, training, eta, batch, count))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, training, 1, batch, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, transform, NULL, 1, batch, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, transform, training, 1, NULL, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, transform, training, 1, batch, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, transform, training, -1, batch, 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, transform, CATAPULT_NAME(trained_by)(objective, state, rules[0].rule, 1, 1), 1, batch, 1);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_linearise)(training));
    REFUSED(CATAPULT_UNSUPPORTED, transform, training, 1, batch, 1);
#undef REFUSED
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(rules_on_weights)();
    CATAPULT_NAME(refused_transforms)();
}
