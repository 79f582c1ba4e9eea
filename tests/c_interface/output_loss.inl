// The test of tests/c_interface/output_loss.c in one precision.

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

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(own_losses)();
    CATAPULT_NAME(targets_of_losses)();
}
