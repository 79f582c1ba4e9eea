// The test of tests/c_interface/gram_training.c in one precision.

/// A matrix of the caller's without gaps.
static CATAPULT_NAME(catapult_writable_matrix) CATAPULT_NAME(packed)(size_t rows, size_t columns)
{
    const CATAPULT_NAME(catapult_writable_matrix) result = {take(rows * columns * sizeof(CATAPULT_REAL)), rows, columns, columns};
    return result;
}

static CATAPULT_NAME(catapult_matrix) CATAPULT_NAME(read_only)(CATAPULT_NAME(catapult_writable_matrix) m)
{
    const CATAPULT_NAME(catapult_matrix) result = {m.data, m.rows, m.columns, m.stride};
    return result;
}

static CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(kind_of_loss)(int which)
{
    const CATAPULT_NAME(catapult_output_loss) none = {NULL, NULL, NULL, NULL};
    switch (which) {
    case sampled_squared: return CATAPULT_NAME(catapult_squared_loss)();
    case sampled_mean_squared: return CATAPULT_NAME(catapult_mean_squared_loss)();
    case sampled_softmax: return CATAPULT_NAME(catapult_softmax_loss)();
    case sampled_logistic: return CATAPULT_NAME(catapult_logistic_loss)();
    default: return none;
    }
}

/// The loss over the samples, or over the reduced data.
static CATAPULT_NAME(catapult_training_objective) CATAPULT_NAME(objective_of)(const CATAPULT_NAME(catapult_data)* data, int loss)
{
    CATAPULT_NAME(catapult_training_objective) result = {
        data, CATAPULT_NAME(kind_of_loss)(loss), {NULL, 0, 0, 0}, {NULL, 0, 0, 0}};
    if (loss == none_sampled) return result;
    const CATAPULT_NAME(catapult_writable_matrix) x = CATAPULT_NAME(packed)(samples, rank);
    const CATAPULT_NAME(catapult_writable_matrix) y = CATAPULT_NAME(packed)(samples, outputs);
    for (size_t i = 0; i < samples * outputs; ++i) y.data[i] = (CATAPULT_REAL)targets_of(loss)[i];
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_project_inputs)(data, CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs), x));
    result.inputs = CATAPULT_NAME(read_only)(x);
    result.targets = CATAPULT_NAME(read_only)(y);
    return result;
}

static CATAPULT_NAME(catapult_gram_training)* CATAPULT_NAME(trained_by)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                        const CATAPULT_NAME(catapult_network_state)* state,
                                                                        catapult_training_rule rule, double scale_first,
                                                                        double scale_second)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_gram_training)* result = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_bytes)(state, rule, &bytes));
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_gram_training_create)(objective, state, rule, (CATAPULT_REAL)scale_first,
                                                              (CATAPULT_REAL)scale_second, take(bytes), bytes, &result));
    return result;
}

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

static void CATAPULT_NAME(put_state)(struct row* to, const CATAPULT_NAME(catapult_network_state)* state)
{
    CATAPULT_NAME(catapult_state_observables) o;
    const CATAPULT_NAME(catapult_writable_matrix) first = CATAPULT_NAME(packed)(rank, rank);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_observe)(state, &o));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_first_deviation)(state, first));
    put(to, o.width);
    CATAPULT_NAME(put_matrix)(to, o.predictor);
    CATAPULT_NAME(put_matrix)(to, o.second_deviation);
    for (size_t i = 0; i < rank * rank; ++i) put(to, first.data[i]);
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
        catapult_batch_place place = {0, 0, p->batch};
        if (p->drawn) {
            CHECK_STATUS(CATAPULT_OK, catapult_draw_batch(p->network->seed, step, samples, order, p->batch));
        } else if (p->batch > 0) {
            place = catapult_place_of_batch(samples, p->batch, step);
            if (place.first == 0)
                CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(p->network->seed, place.epoch, order, samples));
        }
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
            const catapult_training_rule r = rules[i].rule;
            const struct full_problem network = {samples, inputs, outputs, x_numbers, y_numbers, widths[j % 3],
                                                 3,       NULL,   NULL,    0,         0,         0};
            const int loss = j == 0 ? none_sampled : 1 + j % 4;
            const struct training_problem p = {.network = &network,
                                               .momentum = r.momentum,
                                               .nesterov = r.nesterov,
                                               .sam_radius = r.sam_radius,
                                               .clip = r.clip,
                                               .scaling = r.scaling,
                                               .averaging = r.averaging,
                                               .weight_decay = r.weight_decay,
                                               .rate_first = r.rate_first,
                                               .rate_second = r.rate_second,
                                               .scale_first = j == 5 ? 0.5 : 1,
                                               .scale_second = j == 6 ? 0.25 : 1,
                                               .loss = loss,
                                               .targets = targets_of(loss),
                                               .batch = j < 3 ? 0 : 3,
                                               .drawn = j > 7,
                                               .eta = rules[i].eta,
                                               .steps = 10,
                                               .linearise_at = j % 5 == 0 ? 4 : 10};
            CATAPULT_NAME(same_bits)(&p, r);
        }
}

// Momentum, Nesterov's form, decay and rates of layers against their definitions on the weights themselves. Both sides round
// sums of some ten numbers of size 1 a step, for 20 steps.
static void CATAPULT_NAME(rules_on_weights)(void)
{
    const double tolerance = sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3;
    const int defined[] = {0, 1, 2, 8, 9};
    for (int i = 0; i < 5; ++i)
        for (int loss = none_sampled; loss <= sampled_squared; ++loss) {
            free_all();
            struct network weights = first_rows(most_rows);
            struct velocity velocity = {{{0}}, {{0}}};
            const catapult_training_rule rule = rules[defined[i]].rule;
            CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
            CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(
                CATAPULT_NAME(objective_of)(data, loss), CATAPULT_NAME(state_of)(data, most_rows), rule, 1, 1);
            for (size_t step = 0; step <= 20; ++step) {
                CATAPULT_NAME(catapult_training_observables) o;
                CATAPULT_REAL found = 0;
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_loss)(training, &found));
                CHECK_NEAR((double)found, loss_of(&weights), tolerance);
                CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_observe)(training, &o));
                CHECK(o.steps == step && o.width == most_rows);
                CHECK_STATUS(CATAPULT_OK,
                             CATAPULT_NAME(catapult_gram_training_step)(training, (CATAPULT_REAL)rules[defined[i]].eta, NULL, 0));
                step_by_definition(&weights, &velocity, &rule, rules[defined[i]].eta);
            }
        }
}

/// A loss of one's own, that of catapult_squared_loss, which counts its calls.
static CATAPULT_REAL CATAPULT_NAME(own_value)(const void* context, size_t k, const CATAPULT_REAL* f, const CATAPULT_REAL* y,
                                              CATAPULT_REAL* gradient)
{
    double sum = 0;
    for (size_t j = 0; j < k; ++j) {
        const double residual = (double)f[j] - (double)y[j];
        sum += 0.5 * residual * residual;
        gradient[j] = (CATAPULT_REAL)residual;
    }
    ++**(int* const*)context;
    return (CATAPULT_REAL)sum;
}
/// Targets up to the number that the context points to behind the count.
static bool CATAPULT_NAME(own_accepts)(const void* context, size_t k, const CATAPULT_REAL* y)
{
    bool small = true;
    for (size_t j = 0; j < k; ++j) small = small && y[j] <= (*(int* const*)context)[1];
    return small;
}

static void CATAPULT_NAME(own_losses)(void)
{
    free_all();
    int counts[2] = {0, 1};
    int* const context = counts;
    size_t row = 7;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_training_objective) objective = CATAPULT_NAME(objective_of)(data, sampled_squared);
    CATAPULT_NAME(catapult_gram_training)* const known = CATAPULT_NAME(trained_by)(objective, state, rules[1].rule, 1, 1);
    const CATAPULT_NAME(catapult_output_loss) own = {CATAPULT_NAME(own_value), NULL, CATAPULT_NAME(own_accepts), &context};
    objective.loss = own;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_check_targets)(own, objective.targets, &row));
    CHECK(row == 7 && counts[0] == 0);
    CATAPULT_NAME(catapult_gram_training)* const training = CATAPULT_NAME(trained_by)(objective, state, rules[1].rule, 1, 1);
    const size_t batch[] = {6, 0, 3, 3};
    for (int step = 0; step < 10; ++step) {
        CATAPULT_REAL a = 0, b = 1;
        const int before = counts[0];
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(known, (CATAPULT_REAL)0.125, batch, 4));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_step)(training, (CATAPULT_REAL)0.125, batch, 4));
        CHECK(counts[0] == before + 4);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_loss)(known, &a));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_loss)(training, &b));
        CHECK(a == b && counts[0] == before + 4 + samples);
    }
    // Targets that it refuses: the first that are larger than 0 are those of row 0.
    counts[1] = 0;
    size_t bytes = 0;
    CATAPULT_NAME(catapult_gram_training)* refused = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_check_targets)(own, objective.targets, &row));
    CHECK(row == 0);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_bytes)(state, rules[1].rule, &bytes));
    CHECK_REFUSED(
        CATAPULT_INVALID_ARGUMENT, refused,
        CATAPULT_NAME(catapult_gram_training_create)(objective, state, rules[1].rule, 1, 1, take(bytes), bytes, &refused));
}

static void CATAPULT_NAME(targets_of_losses)(void)
{
    free_all();
    const CATAPULT_NAME(catapult_matrix) y = CATAPULT_NAME(rows_of)(y_numbers, 0, samples, outputs);
    const CATAPULT_NAME(catapult_matrix) hot = CATAPULT_NAME(rows_of)(one_hot, 0, samples, outputs);
    const CATAPULT_NAME(catapult_matrix) sign = CATAPULT_NAME(rows_of)(signs, 0, samples, outputs);
    CATAPULT_NAME(catapult_matrix) bad = hot;
    size_t row = 9;
#define ACCEPTED(loss, targets)                                                                             \
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(loss)(), targets, &row)); \
    CHECK(row == 9)
#define REFUSED(expected, loss, targets) \
    CHECK_REFUSED(expected, row, CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(loss)(), targets, &row))
    ACCEPTED(catapult_squared_loss, y);
    ACCEPTED(catapult_mean_squared_loss, y);
    ACCEPTED(catapult_softmax_loss, hot);
    ACCEPTED(catapult_logistic_loss, sign);
    bad.data = NULL;
    REFUSED(CATAPULT_INVALID_ARGUMENT, catapult_softmax_loss, bad);
    bad = hot, bad.stride = outputs - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, catapult_softmax_loss, bad);
    bad = hot, bad.columns = outputs + 1;  // with the gaps between rows
    REFUSED(CATAPULT_NOT_FINITE, catapult_softmax_loss, bad);
#undef REFUSED
#undef ACCEPTED
    const CATAPULT_NAME(catapult_output_loss) none = CATAPULT_NAME(kind_of_loss)(none_sampled);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, row, CATAPULT_NAME(catapult_check_targets)(none, y, &row));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT,
                 CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(catapult_squared_loss)(), y, NULL));
    // The third row is no probability, and the second no sign.
    const double mixed[] = {1, 0, 0.5, 0.5, 0.5, 0.75}, halves[] = {1, -1, 1, 0.5};
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(catapult_softmax_loss)(),
                                                                                  CATAPULT_NAME(rows_of)(mixed, 0, 3, 2), &row));
    CHECK(row == 2);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(catapult_logistic_loss)(),
                                                                                  CATAPULT_NAME(rows_of)(halves, 0, 2, 2), &row));
    CHECK(row == 1);
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
    CATAPULT_NAME(rules_on_weights)();
    CATAPULT_NAME(own_losses)();
    CATAPULT_NAME(targets_of_losses)();
    CATAPULT_NAME(snapshots)();
    CATAPULT_NAME(refused_starts)();
    CATAPULT_NAME(refused_calls)();
}
