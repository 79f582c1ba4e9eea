// Objectives and trainings of tests/c_interface/trainings.h in one precision.

/// A matrix of the caller's without gaps.
static inline CATAPULT_NAME(catapult_writable_matrix) CATAPULT_NAME(packed)(size_t rows, size_t columns)
{
    const CATAPULT_NAME(catapult_writable_matrix) result = {take(rows * columns * sizeof(CATAPULT_REAL)), rows, columns, columns};
    return result;
}

static inline CATAPULT_NAME(catapult_matrix) CATAPULT_NAME(read_only)(CATAPULT_NAME(catapult_writable_matrix) m)
{
    const CATAPULT_NAME(catapult_matrix) result = {m.data, m.rows, m.columns, m.stride};
    return result;
}

static inline CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(kind_of_loss)(int which)
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
static inline CATAPULT_NAME(catapult_training_objective)
    CATAPULT_NAME(objective_of)(const CATAPULT_NAME(catapult_data)* data, int loss)
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

static inline CATAPULT_NAME(catapult_gram_training)* CATAPULT_NAME(trained_by)(
    CATAPULT_NAME(catapult_training_objective) objective, const CATAPULT_NAME(catapult_network_state)* state,
    catapult_training_rule rule, double scale_first, double scale_second)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_gram_training)* result = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_training_bytes)(state, rule, &bytes));
    CHECK_STATUS(CATAPULT_OK,
                 CATAPULT_NAME(catapult_gram_training_create)(objective, state, rule, (CATAPULT_REAL)scale_first,
                                                              (CATAPULT_REAL)scale_second, take(bytes), bytes, &result));
    return result;
}

static inline void CATAPULT_NAME(put_state)(struct row* to, const CATAPULT_NAME(catapult_network_state)* state)
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
