// The test of tests/c_interface/gram_training.c in one precision.

static void CATAPULT_NAME(put_training)(struct row* to, CATAPULT_NAME(catapult_gram_training)* training)
{
    CATAPULT_NAME(catapult_training_observables) o;
    CATAPULT_NAME(catapult_matrix) m;
    CATAPULT_REAL loss = 0, excess_loss = 0, relative_step = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_observe)(training, &o));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_loss)(training, &loss));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_excess_loss)(training, &excess_loss));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_relative_step)(training, (CATAPULT_REAL)0.5, &relative_step));
    put(to, (double)o.steps);
    put(to, o.width);
    put(to, o.step_loss);
    put(to, o.gradient_norm);
    put(to, loss);
    put(to, excess_loss);
    put(to, relative_step);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_predictor)(training, &m));
    CATAPULT_NAME(put_matrix)(to, m);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_gradient)(training, &m));
    CATAPULT_NAME(put_matrix)(to, m);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_second_deviation)(training, &m));
    CATAPULT_NAME(put_matrix)(to, m);
}

/// Trains as the companion does, and compares.
static void CATAPULT_NAME(same_bits)(const struct training_problem* p, catapult_training_rule rule)
{
    static struct row expected, found;
    free_all();
    found.size = 0;
    expected.size = CATAPULT_NAME(cpp_training)(p, expected.numbers);
    CHECK(expected.size > 0);
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(drawn_state)(data, p->network->width, p->network->seed);
    const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, p->loss);
    if (p->loss != none_sampled) CATAPULT_NAME(put_matrix)(&found, objective.inputs);
    CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(objective, state, rule, p->scale_first,
                                                                                      p->scale_second);
    CATAPULT_NAME(put_training)(&found, training);
    size_t order[samples];
    for (size_t step = 0; step < p->steps; ++step) {
        if (step == p->linearise_at) CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_linearise)(training));
        const catapult_batch_place place = batch_at(p, step, order);
        CHECK_STATUS(CATAPULT_OK,
                     CATAPULT_NAME(catapult_gram_training_step)(training, (CATAPULT_REAL)p->eta,
                                                                place.count > 0 ? order + place.first : NULL, place.count));
        CATAPULT_NAME(put_training)(&found, training);
    }
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_state)(training, state));
    CATAPULT_NAME(put_state)(&found, state);
    CHECK(same_rows(&found, &expected));
}

// Every rule, with all samples and with batches of three, shuffled and drawn; every loss; scales, and a linearised model.
static void CATAPULT_NAME(the_bits_of_the_other_interface)(void)
{
    const double widths[] = {40, 1e12, (double)INFINITY};
    for (int i = 0; i < rule_count; ++i)
        for (int j = 0; j < 12; ++j) {
            const struct full_problem network = drawn_network(widths[j % 3]);
            struct training_problem p = problem_of(&network, i, j == 0 ? none_sampled : 1 + j % 4);
            p.scale_first = j == 5 ? 0.5 : 1;
            p.scale_second = j == 6 ? 0.25 : 1;
            p.batch = j < 3 ? 0 : 3;
            p.drawn = j > 7;
            if (j % 5 == 0) p.linearise_at = 4;
            CATAPULT_NAME(same_bits)(&p, rules[i].rule);
        }
}

// A run goes on from a snapshot with the same bits, and bytes that are none change nothing.
static void CATAPULT_NAME(snapshots)(void)
{
    const catapult_training_rule rule = rules[rule_count - 1].rule;
    const CATAPULT_REAL eta = (CATAPULT_REAL)rules[rule_count - 1].eta;
    const size_t batch[] = {1, 4, 2};
    static struct row expected, found;
    size_t bytes = 0;
    free_all();
    expected.size = found.size = 0;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(drawn_state)(data, 1e6, 3);
    const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, sampled_softmax);
    CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(objective, state, rule, 1, 1);
    CATAPULT_NAME(catapult_gram_training)* const other = CATAPULT_NAME(trained_by)(objective, state, rule, 1, 1);
    CATAPULT_NAME(catapult_gram_training)* const of_other_rule = CATAPULT_NAME(trained_by)(objective, state, rules[0].rule, 1, 1);
    for (int i = 0; i < 7; ++i) CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(training, eta, batch, 3));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_snapshot_bytes)(training, &bytes));
    unsigned char* const snapshot = (unsigned char*)take(bytes + 2) + 1;
    snapshot[bytes] = 85;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_snapshot_bytes)(training, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_gram_training_snapshot_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_save)(NULL, snapshot, bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_save)(training, NULL, bytes));
    CHECK_STATUS(CATAPULT_WORKSPACE_TOO_SMALL, CATAPULT_NAME(catapult_gram_training_save)(training, snapshot, bytes - 1));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_save)(training, snapshot, bytes + 1));
    CHECK(snapshot[bytes] == 85);
    for (int i = 0; i < 10; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(training, eta, batch, i % 2 ? 2 : 3));
        CATAPULT_NAME(put_training)(&expected, training);
    }
#define REFUSED(expected, training, from, bytes) \
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_gram_training_restore)(training, from, bytes))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, snapshot, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, other, NULL, bytes);
    REFUSED(CATAPULT_SHAPE_MISMATCH, other, snapshot, bytes + 1);
    REFUSED(CATAPULT_UNSUPPORTED, other, snapshot, 0);
    REFUSED(CATAPULT_SHAPE_MISMATCH, of_other_rule, snapshot, bytes);
    snapshot[bytes / 2] ^= 1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, other, snapshot, bytes);
    snapshot[bytes / 2] ^= 1;
    snapshot[0] ^= 1;
    REFUSED(CATAPULT_UNSUPPORTED, other, snapshot, bytes);
    snapshot[0] ^= 1;
#undef REFUSED
    CATAPULT_NAME(catapult_training_observables) o;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_observe)(other, &o));
    CHECK(o.steps == 0 && o.step_loss == 0 && o.gradient_norm == 0);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_restore)(other, snapshot, bytes));
    for (int i = 0; i < 10; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(other, eta, batch, i % 2 ? 2 : 3));
        CATAPULT_NAME(put_training)(&found, other);
    }
    CHECK(same_rows(&found, &expected));
}

// Projections, and the start of a training.
static void CATAPULT_NAME(refused_starts)(void)
{
    free_all();
    size_t bytes = 0;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_network_state)* const narrow = CATAPULT_NAME(state_of)(data, 3);
    CATAPULT_NAME(catapult_data)* unfinished = NULL;
    const catapult_data_dims dims = {samples, inputs, outputs, true};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_bytes)(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(dims, take(bytes), bytes, &unfinished));

    const CATAPULT_NAME(catapult_matrix) x = CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs);
    CATAPULT_NAME(catapult_writable_matrix) to = CATAPULT_NAME(packed)(samples, rank);
    CATAPULT_NAME(catapult_matrix) bad = x;
    to.data[0] = 7;
#define REFUSED(expected, data_, x_, to_)                                               \
    do {                                                                                \
        CHECK_STATUS(expected, CATAPULT_NAME(catapult_project_inputs)(data_, x_, to_)); \
        CHECK(to.data[0] == 7);                                                         \
    } while (0)
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, x, to);
    REFUSED(CATAPULT_INVALID_ARGUMENT, unfinished, x, to);
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(data_of)(false), x, to);
    bad.data = NULL;
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, bad, to);
    bad = x, bad.rows = samples - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, data, bad, to);
    bad = x, ++bad.data;  // into the gaps between rows
    REFUSED(CATAPULT_NOT_FINITE, data, bad, to);
    CATAPULT_NAME(catapult_writable_matrix) bad_result = to;
    bad_result.columns = rank - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, data, x, bad_result);
    bad_result = to, bad_result.data = NULL;
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, x, bad_result);
#undef REFUSED

    catapult_training_rule rule = rules[1].rule;
    const CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, sampled_softmax);
    CATAPULT_NAME(catapult_gram_training)* training = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_gram_training_bytes)(state, rule, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_gram_training_create)(objective, state, rule, 1, 1, memory, bytes, to)
    REFUSED_MEMORY(training, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    void* const memory = take(bytes);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_gram_training_bytes)(NULL, rule, &bytes));
    CHECK_REFUSED(CATAPULT_UNSUPPORTED, bytes, CATAPULT_NAME(catapult_gram_training_bytes)(narrow, rule, &bytes));
    rule.momentum = 1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, training, CREATE(memory, bytes, &training));
    rule.momentum = 0.5, rule.scaling = CATAPULT_GRADIENT_SCALING_POLAR;
    CHECK_REFUSED(CATAPULT_UNSUPPORTED, bytes, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_UNSUPPORTED, training, CREATE(memory, bytes, &training));
    rule = rules[1].rule;
#undef MEASURE
#undef CREATE
#define REFUSED(expected, state, first, second) \
    CHECK_REFUSED(expected, training,           \
                  CATAPULT_NAME(catapult_gram_training_create)(objective, state, rule, first, second, memory, bytes, &training))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, 1, 1);
    REFUSED(CATAPULT_UNSUPPORTED, narrow, 1, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, state, 0, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, state, 1, -1);
    REFUSED(CATAPULT_NOT_FINITE, state, 1, (CATAPULT_REAL)NAN);
#undef REFUSED
#define REFUSED(expected, member, value)                                                                                 \
    do {                                                                                                                 \
        CATAPULT_NAME(catapult_training_objective) wrong = objective;                                                    \
        wrong.member = value;                                                                                            \
        CHECK_REFUSED(expected, training,                                                                                \
                      CATAPULT_NAME(catapult_gram_training_create)(wrong, state, rule, 1, 1, memory, bytes, &training)); \
    } while (0)
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, unfinished);
    REFUSED(CATAPULT_INVALID_ARGUMENT, loss.value, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, loss, CATAPULT_NAME(catapult_logistic_loss)());
    REFUSED(CATAPULT_INVALID_ARGUMENT, inputs.data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, targets.data, NULL);
    REFUSED(CATAPULT_SHAPE_MISMATCH, inputs.stride, rank - 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, inputs.stride, rank + 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, inputs.rows, samples - 1);
    REFUSED(CATAPULT_SHAPE_MISMATCH, targets.rows, samples - 1);
#undef REFUSED
}

static void CATAPULT_NAME(refused_calls)(void)
{
    free_all();
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(
        CATAPULT_NAME(objective_of)(data, sampled_softmax), state, rules[1].rule, 1, 1);
    CATAPULT_NAME(catapult_gram_training)* const without_samples = CATAPULT_NAME(trained_by)(
        CATAPULT_NAME(objective_of)(data, none_sampled), state, rules[1].rule, 1, 1);
    const CATAPULT_REAL nan = (CATAPULT_REAL)NAN;
    const size_t batch[] = {0, samples - 1, samples};
    static struct row before, after;
    before.size = after.size = 0;
    CATAPULT_NAME(put_training)(&before, training);
#define REFUSED(expected, training, eta, batch, count) \
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_gram_training_step)(training, eta, batch, count))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, 1, batch, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, training, 1, NULL, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, training, 1, batch, 3);
    REFUSED(CATAPULT_INVALID_ARGUMENT, training, -1, batch, 2);
    REFUSED(CATAPULT_NOT_FINITE, training, nan, batch, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, without_samples, 1, batch, 2);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_linearise)(NULL));

    CATAPULT_NAME(catapult_training_observables) o;
    CATAPULT_NAME(catapult_matrix) m;
    CATAPULT_REAL number = 7;
    memset(&o, 85, sizeof o);
    memset(&m, 85, sizeof m);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_gram_training_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_observe)(training, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, number, CATAPULT_NAME(catapult_gram_training_relative_step)(NULL, 1, &number));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_relative_step)(training, 1, NULL));
#define REFUSED(call, to)                                                         \
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, to, CATAPULT_NAME(call)(NULL, &to)); \
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(call)(training, NULL))
    REFUSED(catapult_gram_training_loss, number);
    REFUSED(catapult_gram_training_excess_loss, number);
    REFUSED(catapult_gram_training_predictor, m);
    REFUSED(catapult_gram_training_gradient, m);
    REFUSED(catapult_gram_training_second_deviation, m);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_state)(NULL, state));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_training_state)(training, NULL));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH,
                 CATAPULT_NAME(catapult_gram_training_state)(training, CATAPULT_NAME(state_of)(data, 3)));
    CATAPULT_NAME(put_training)(&after, training);
    CHECK(same_rows(&after, &before));

    // A rate at which steps overflow: the last finite state stays.
    catapult_status stepped = CATAPULT_OK;
    for (int i = 0; i < 1000 && stepped == CATAPULT_OK; ++i) {
        before.size = 0;
        CATAPULT_NAME(put_training)(&before, without_samples);
        stepped = CATAPULT_NAME(catapult_gram_training_step)(without_samples, 100, NULL, 0);
    }
    CHECK(stepped == CATAPULT_DIVERGED);
    after.size = 0;
    CATAPULT_NAME(put_training)(&after, without_samples);
    CHECK(same_rows(&after, &before));
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(the_bits_of_the_other_interface)();
    CATAPULT_NAME(snapshots)();
    CATAPULT_NAME(refused_starts)();
    CATAPULT_NAME(refused_calls)();
}
