// Data, states and models of tests/c_interface/networks.h in one precision.

/// Rows first … first + rows − 1 of a row-major matrix, with a stride that is not the number of columns.
static inline CATAPULT_NAME(catapult_matrix)
    CATAPULT_NAME(rows_of)(const double* numbers, size_t first, size_t rows, size_t columns)
{
    const size_t stride = columns + 1;
    CATAPULT_REAL* const data = take(rows * stride * sizeof(CATAPULT_REAL));
    for (size_t i = 0; i < rows; ++i)
        for (size_t j = 0; j < stride; ++j)
            data[i * stride + j] = j < columns ? (CATAPULT_REAL)numbers[(first + i) * columns + j] : (CATAPULT_REAL)NAN;
    const CATAPULT_NAME(catapult_matrix) result = {data, rows, columns, stride};
    return result;
}

/// The data, in blocks of three samples and one.
static inline CATAPULT_NAME(catapult_data)* CATAPULT_NAME(data_of)(bool keep_basis)
{
    const catapult_data_dims dims = {samples, inputs, outputs, keep_basis};
    size_t bytes = 0;
    CATAPULT_NAME(catapult_data)* data = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_bytes)(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(dims, take(bytes), bytes, &data));
    for (size_t first = 0; first < samples; first += 3) {
        const size_t rows = first + 3 <= samples ? 3 : samples - first;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_add)(data, CATAPULT_NAME(rows_of)(x_numbers, first, rows, inputs),
                                                                   CATAPULT_NAME(rows_of)(y_numbers, first, rows, outputs)));
    }
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_finish)(data));
    return data;
}

static inline CATAPULT_NAME(catapult_network_state)* CATAPULT_NAME(empty_state)(const CATAPULT_NAME(catapult_data)* data,
                                                                                double width)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_network_state)* state = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_bytes)(data, width, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_create)(data, width, take(bytes), bytes, &state));
    return state;
}

static inline CATAPULT_NAME(catapult_network_state)* CATAPULT_NAME(drawn_state)(const CATAPULT_NAME(catapult_data)* data,
                                                                                double width, uint64_t seed)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(empty_state)(data, width);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_draw_bytes)(state, &bytes));
    void* const memory = bytes > 0 ? take(bytes) : NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_draw)(state, seed, memory, bytes));
    return state;
}

/// The state of the first n rows of the weights, in blocks of two.
static inline CATAPULT_NAME(catapult_network_state)* CATAPULT_NAME(state_of)(const CATAPULT_NAME(catapult_data)* data, size_t n)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_weights_reduction)* weights = NULL;
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(empty_state)(data, (double)n);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_bytes)(data, (double)n, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_create)(data, (double)n, take(bytes), bytes, &weights));
    for (size_t first = 0; first < n; first += 2) {
        const size_t rows = first + 2 <= n ? 2 : 1;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_add)(
                                      weights, CATAPULT_NAME(rows_of)(u_numbers, first, rows, inputs),
                                      CATAPULT_NAME(rows_of)(v_numbers, first, rows, outputs)));
    }
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_reduction_finish)(weights, state));
    return state;
}

/// A model, the λ that follows it, and λ₀.
struct CATAPULT_NAME(training) {
    CATAPULT_NAME(catapult_gram_model)* model;
    CATAPULT_NAME(catapult_top_eigenvalue)* lambda;
    CATAPULT_NAME(catapult_eigenvalue) lambda0;
};

static inline struct CATAPULT_NAME(training)
    CATAPULT_NAME(training_of)(const CATAPULT_NAME(catapult_data)* data, const CATAPULT_NAME(catapult_network_state)* state)
{
    size_t bytes = 0;
    struct CATAPULT_NAME(training) t = {NULL, NULL, {0, 0, 0, 0, 0, 0}};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_bytes)(data, state, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_create)(data, state, take(bytes), bytes, &t.model));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_bytes)(t.model, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_create)(t.model, CATAPULT_LAMBDA_TOLERANCE, take(bytes),
                                                                            bytes, &t.lambda));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(t.lambda, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_top_eigenvalue_certify)(t.lambda, take(bytes), bytes, &t.lambda0));
    return t;
}
