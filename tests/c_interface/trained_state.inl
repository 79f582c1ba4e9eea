// The test of tests/c_interface/trained_state.c in one precision. Numbers are sums of some ten products of size 1, after 20
// steps at most.

static double CATAPULT_NAME(rounding)(void) { return sizeof(CATAPULT_REAL) == sizeof(double) ? 1e-12 : 1e-3; }

static CATAPULT_REAL CATAPULT_NAME(at)(CATAPULT_NAME(catapult_matrix) m, size_t i, size_t j) { return m.data[i * m.stride + j]; }

static CATAPULT_NAME(catapult_matrix) CATAPULT_NAME(basis_of)(const CATAPULT_NAME(catapult_data)* data)
{
    CATAPULT_NAME(catapult_reduced_data) reduced;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_observe)(data, &reduced));
    return reduced.basis;
}

/// ⟨row i of U, row j of Pᵀ⟩.
static double CATAPULT_NAME(projected)(const struct network* w, CATAPULT_NAME(catapult_matrix) basis, size_t i, size_t j)
{
    double sum = 0;
    for (size_t l = 0; l < inputs; ++l) sum += w->u[i][l] * CATAPULT_NAME(at)(basis, j, l);
    return sum;
}

/// The parts of a state are those of these weights.
static void CATAPULT_NAME(check_state)(const CATAPULT_NAME(catapult_data)* data,
                                       const CATAPULT_NAME(catapult_network_state)* state, const struct network* w)
{
    const CATAPULT_NAME(catapult_matrix) basis = CATAPULT_NAME(basis_of)(data);
    const double tolerance = CATAPULT_NAME(rounding)(), n = (double)w->n;
    const bool narrow = w->n < rank + outputs;
    CATAPULT_NAME(catapult_state_observables) o;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_network_state_observe)(state, &o));
    CHECK(o.width == n && o.predictor.rows == rank && o.predictor.columns == outputs);
    for (size_t c = 0; c < outputs; ++c) {
        for (size_t j = 0; j < rank; ++j) {
            double sum = 0;
            for (size_t i = 0; i < w->n; ++i) sum += CATAPULT_NAME(projected)(w, basis, i, j) * w->v[i][c];
            CHECK(fabs(CATAPULT_NAME(at)(o.predictor, j, c) - sum / sqrt(n)) <= tolerance);
        }
        for (size_t e = 0; e < outputs; ++e) {
            double sum = 0;
            for (size_t i = 0; i < w->n; ++i) sum += w->v[i][c] * w->v[i][e];
            CHECK(fabs(CATAPULT_NAME(at)(o.second_deviation, c, e) + (c == e) - sum / n) <= tolerance);
        }
    }
    CATAPULT_REAL numbers[rank * (rank + 1)];
    const CATAPULT_NAME(catapult_writable_matrix) first = {numbers, rank, rank, rank + 1};
    CHECK_STATUS(narrow ? CATAPULT_SHAPE_MISMATCH : CATAPULT_OK,
                 CATAPULT_NAME(catapult_network_state_first_deviation)(state, first));
    CHECK(o.first_layer.rows == (narrow ? w->n : 0) && o.second_layer.rows == (narrow ? w->n : 0));
    for (size_t j = 0; j < rank; ++j)
        for (size_t l = 0; l < rank && !narrow; ++l) {
            double sum = 0;
            for (size_t i = 0; i < w->n; ++i)
                sum += CATAPULT_NAME(projected)(w, basis, i, j) * CATAPULT_NAME(projected)(w, basis, i, l);
            CHECK(fabs(numbers[j * (rank + 1) + l] + (j == l) - sum / n) <= tolerance);
        }
    for (size_t i = 0; i < w->n && narrow; ++i) {
        for (size_t j = 0; j < rank; ++j)
            CHECK(fabs(CATAPULT_NAME(at)(o.first_layer, i, j) - CATAPULT_NAME(projected)(w, basis, i, j)) <= tolerance);
        for (size_t c = 0; c < outputs; ++c) CHECK(fabs(CATAPULT_NAME(at)(o.second_layer, i, c) - w->v[i][c]) <= tolerance);
    }
}

/// Rows of weights that are to be replaced, with gaps between them.
static CATAPULT_NAME(catapult_writable_matrix) CATAPULT_NAME(weights_of)(const double* numbers, size_t rows, size_t columns)
{
    const CATAPULT_NAME(catapult_matrix) m = CATAPULT_NAME(rows_of)(numbers, 0, rows, columns);
    const CATAPULT_NAME(catapult_writable_matrix) result = {(CATAPULT_REAL*)m.data, rows, columns, m.stride};
    return result;
}

static CATAPULT_NAME(catapult_writable_matrix)
    CATAPULT_NAME(some_rows)(CATAPULT_NAME(catapult_writable_matrix) m, size_t first, size_t rows)
{
    const CATAPULT_NAME(catapult_writable_matrix) result = {m.data + first * m.stride, rows, m.columns, m.stride};
    return result;
}

static CATAPULT_NAME(catapult_weights_transform)* CATAPULT_NAME(transform_of)(const CATAPULT_NAME(catapult_data)* data,
                                                                              double width)
{
    size_t bytes = 0;
    CATAPULT_NAME(catapult_weights_transform)* result = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_bytes)(data, width, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_create)(data, width, take(bytes), bytes, &result));
    return result;
}

// Training of a wide and of a narrow network: the state and the weights are those of gradient descent by its definition.
static void CATAPULT_NAME(training_by_definition)(size_t n)
{
    free_all();
    const double tolerance = CATAPULT_NAME(rounding)();
    const bool narrow = n < rank + outputs;
    struct network weights = first_rows(n);
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, n);
    CATAPULT_NAME(check_state)(data, state, &weights);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, state);
    CATAPULT_NAME(catapult_weights_transform)* const transform = narrow ? NULL : CATAPULT_NAME(transform_of)(data, (double)n);
    const CATAPULT_REAL eta = 1 / t.lambda0.value;
    for (size_t step = 0; step < 20; ++step) {
        CHECK_STATUS(CATAPULT_OK, narrow ? CATAPULT_NAME(catapult_gram_model_step)(t.model, eta)
                                         : CATAPULT_NAME(catapult_weights_transform_step)(transform, t.model, eta));
        descend(&weights, (double)eta);
    }
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_state)(t.model, state));
    CATAPULT_NAME(check_state)(data, state, &weights);

    const CATAPULT_NAME(catapult_writable_matrix) u = CATAPULT_NAME(weights_of)(u_numbers, n, inputs);
    const CATAPULT_NAME(catapult_writable_matrix) v = CATAPULT_NAME(weights_of)(v_numbers, n, outputs);
    size_t bytes = 0;
    void* memory = NULL;
    if (!narrow) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_prepare)(transform));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_apply_bytes)(transform, &bytes));
        memory = take(bytes);
    }
    for (size_t first = 0; first < n; first += 2) {
        const size_t rows = first + 2 <= n ? 2 : 1;
        const CATAPULT_NAME(catapult_writable_matrix) some_u = CATAPULT_NAME(some_rows)(u, first, rows);
        const CATAPULT_NAME(catapult_writable_matrix) some_v = CATAPULT_NAME(some_rows)(v, first, rows);
        CHECK_STATUS(CATAPULT_OK,
                     narrow ? CATAPULT_NAME(catapult_weights_of_layers)(data, state, first, some_u, some_v)
                            : CATAPULT_NAME(catapult_weights_transform_apply)(transform, some_u, some_v, memory, bytes));
    }
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < inputs; ++j) CHECK(fabs(u.data[i * u.stride + j] - weights.u[i][j]) <= tolerance);
        for (size_t c = 0; c < outputs; ++c) CHECK(fabs(v.data[i * v.stride + c] - weights.v[i][c]) <= tolerance);
        CHECK(isnan(u.data[i * u.stride + inputs]) && isnan(v.data[i * v.stride + outputs]));
    }
}

// All r·k eigenvalues: with the kernel over samples and outputs they share the largest one and the sums of their first three
// powers.
static void CATAPULT_NAME(spectrum)(size_t n)
{
    free_all();
    enum { all = rank * outputs };
    const double tolerance = CATAPULT_NAME(rounding)();
    const struct network weights = first_rows(n);
    const struct kernel kernel = kernel_of(&weights);
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, n);
    CATAPULT_NAME(catapult_kernel_spectrum)* spectrum = NULL;
    CATAPULT_NAME(catapult_eigenvalue) found[all];
    size_t bytes = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_spectrum_bytes)(state, all, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_spectrum_create)(state, all, 1e-12, take(bytes), bytes, &spectrum));
    const catapult_status converged = CATAPULT_NAME(catapult_kernel_spectrum_update)(spectrum, data, state, found, all);
    CHECK(converged == CATAPULT_OK);
    CHECK_NEAR((double)found[0].value, lambda_of(&weights), tolerance);
    double sums[3] = {0, 0, 0}, traces[3] = {0, 0, 0};
    for (int i = 0; i < all; ++i) {
        CHECK(i == 0 || found[i].value <= found[i - 1].value);
        for (int power = 0; power < 3; ++power) sums[power] += pow(found[i].value, power + 1);
    }
    for (int a = 0; a < samples * outputs; ++a) {
        traces[0] += kernel.at[a][a];
        for (int b = 0; b < samples * outputs; ++b) {
            traces[1] += kernel.at[a][b] * kernel.at[b][a];
            for (int c = 0; c < samples * outputs; ++c) traces[2] += kernel.at[a][b] * kernel.at[b][c] * kernel.at[c][a];
        }
    }
    CATAPULT_REAL trace = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_trace)(data, state, &trace));
    CHECK_NEAR((double)trace, traces[0], tolerance);
    for (int power = 0; power < 3; ++power) CHECK_NEAR(sums[power], traces[power], tolerance);

    // Eigenvectors: the operator multiplies each by its eigenvalue, and they are a basis.
    CATAPULT_NAME(catapult_tangent_kernel)* reduced = NULL;
    CATAPULT_NAME(catapult_operator) op;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_tangent_kernel_bytes)(state, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_tangent_kernel_create)(data, state, take(bytes), bytes, &reduced));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_tangent_kernel_operator)(reduced, &op));
    CHECK(op.rows == all);
    CATAPULT_NAME(catapult_matrix) vector;
    for (size_t i = 0; i < all; ++i) {
        CATAPULT_REAL image[all], parts[all];
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_spectrum_vector)(spectrum, i, &vector));
        CHECK(vector.rows == rank && vector.columns == outputs && vector.stride == outputs);
        op.apply(op.context, vector.data, image);
        for (size_t j = 0; j < all; ++j) CHECK(fabs(image[j] - found[i].value * vector.data[j]) <= tolerance * found[0].value);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_spectrum_project)(spectrum, vector, parts, all));
        for (size_t j = 0; j < all; ++j) CHECK(fabs(parts[j] - (i == j)) <= tolerance);
    }
    // A solver of one's choice on the same operator.
    catapult_eigenvalue_options options = catapult_default_eigenvalue_options();
    options.tolerance = 0;
    CATAPULT_REAL start[all] = {0};
    CATAPULT_NAME(catapult_eigenvalue) top;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_lanczos_bytes)(op.rows, options, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_lanczos)(op, options, start, take(bytes), bytes, &top));
    CHECK(fabs(top.value - found[0].value) <= top.error_bound + found[0].error_bound);

    // ‖ω‖²/(n ‖I + D‖ ‖I + E‖), which is the cosine of UUᵀ and VVᵀ, of U in the span of the samples.
    const CATAPULT_NAME(catapult_matrix) basis = CATAPULT_NAME(basis_of)(data);
    double both = 0, first = 0, second = 0;
    for (size_t i = 0; i < n; ++i)
        for (size_t l = 0; l < n; ++l) {
            double product_u = 0, product_v = 0;
            for (size_t j = 0; j < rank; ++j)
                product_u += CATAPULT_NAME(projected)(&weights, basis, i, j) * CATAPULT_NAME(projected)(&weights, basis, l, j);
            for (size_t c = 0; c < outputs; ++c) product_v += weights.v[i][c] * weights.v[l][c];
            both += product_u * product_v, first += product_u * product_u, second += product_v * product_v;
        }
    CATAPULT_REAL alignment = 0;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_layer_alignment)(state, &alignment));
    CHECK_NEAR((double)alignment, both / sqrt(first * second), tolerance);
}

// A run goes on from a snapshot as it would have gone on.
static void CATAPULT_NAME(snapshots)(size_t n)
{
    free_all();
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, n);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, state), other = CATAPULT_NAME(training_of)(data, state);
    const CATAPULT_REAL eta = 3 / t.lambda0.value;
    CATAPULT_REAL seen[10];
    CATAPULT_NAME(catapult_gram_observables) o;
    size_t bytes = 0;
    for (int i = 0; i < 7; ++i) CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(t.model, eta));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_snapshot_bytes)(t.model, &bytes));
    unsigned char* const snapshot = (unsigned char*)take(bytes + 2) + 1;
    snapshot[bytes] = 85;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_snapshot_bytes)(t.model, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_gram_model_snapshot_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_save)(NULL, snapshot, bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_save)(t.model, NULL, bytes));
    CHECK_STATUS(CATAPULT_WORKSPACE_TOO_SMALL, CATAPULT_NAME(catapult_gram_model_save)(t.model, snapshot, bytes - 1));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_save)(t.model, snapshot, bytes + 1));
    CHECK(snapshot[bytes] == 85);
    for (int i = 0; i < 10; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(t.model, eta));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(t.model, &o));
        seen[i] = o.loss;
    }
#define REFUSED(expected, model, from, bytes) \
    CHECK_STATUS(expected, CATAPULT_NAME(catapult_gram_model_restore)(model, from, bytes))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, snapshot, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, other.model, NULL, bytes);
    REFUSED(CATAPULT_SHAPE_MISMATCH, other.model, snapshot, bytes + 1);
    REFUSED(CATAPULT_UNSUPPORTED, other.model, snapshot, 0);
    REFUSED(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(training_of)(data, CATAPULT_NAME(state_of)(data, n - 1)).model, snapshot,
            bytes);
    snapshot[bytes - 1] ^= 1;
    REFUSED(CATAPULT_INVALID_ARGUMENT, other.model, snapshot, bytes);
    snapshot[bytes - 1] ^= 1;
    snapshot[0] ^= 1;
    REFUSED(CATAPULT_UNSUPPORTED, other.model, snapshot, bytes);
    snapshot[0] ^= 1;
#undef REFUSED
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(other.model, &o));
    CHECK(o.steps == 0);
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_restore)(other.model, snapshot, bytes));
    for (int i = 0; i < 10; ++i) {
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_step)(other.model, eta));
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_gram_model_observe)(other.model, &o));
        CHECK(o.loss == seen[i] && o.steps == 8 + (size_t)i);
    }
}

// The rows of a draw do not depend on how it is cut, and the state of drawn weights is that of a network.
static void CATAPULT_NAME(drawn_weights)(void)
{
    enum { n = 9 };
    CATAPULT_REAL u[n * inputs], v[n * (outputs + 1)], u_again[n * inputs], v_again[n * outputs];
    const CATAPULT_NAME(catapult_writable_matrix) all_u = {u, n, inputs, inputs}, all_v = {v, n, outputs, outputs + 1};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_weights)(5, 3, all_u, all_v));
    double square = 0;
    for (size_t first = 0; first < n; first += 4) {
        const size_t rows = first + 4 <= n ? 4 : n - first;
        const CATAPULT_NAME(catapult_writable_matrix) some_u = {u_again + first * inputs, rows, inputs, inputs};
        const CATAPULT_NAME(catapult_writable_matrix) some_v = {v_again + first * outputs, rows, outputs, outputs};
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_draw_weights)(5, 3 + first, some_u, some_v));
    }
    CHECK_SAME(u, u_again);
    for (size_t i = 0; i < n; ++i)
        for (size_t c = 0; c < outputs; ++c) CHECK(v[i * (outputs + 1) + c] == v_again[i * outputs + c]);
    // χ² of 36 degrees: five standard deviations around its mean.
    for (size_t i = 0; i < n * inputs; ++i) square += (double)u[i] * u[i];
    CHECK(fabs(square - n * inputs) < 5 * sqrt(2.0 * n * inputs));
    CATAPULT_NAME(catapult_writable_matrix) bad = all_v;
    bad.rows = n - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_draw_weights)(5, 3, all_u, bad));
    bad = all_v, bad.stride = 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_draw_weights)(5, 3, all_u, bad));
    bad = all_u, bad.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_draw_weights)(5, 3, bad, all_v));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_draw_weights)(5, UINT64_MAX, all_u, all_v));
}

static void CATAPULT_NAME(refusals)(void)
{
    free_all();
    size_t bytes = 0;
    CATAPULT_NAME(catapult_data)* const data = CATAPULT_NAME(data_of)(true);
    CATAPULT_NAME(catapult_data)* const without_basis = CATAPULT_NAME(data_of)(false);
    CATAPULT_NAME(catapult_network_state)* const state = CATAPULT_NAME(state_of)(data, most_rows);
    CATAPULT_NAME(catapult_network_state)* const narrow = CATAPULT_NAME(state_of)(data, 3);
    struct CATAPULT_NAME(training) t = CATAPULT_NAME(training_of)(data, state);

    // Data that are not finished yet, and those of one output, which no state here fits.
    CATAPULT_NAME(catapult_data)*unfinished = NULL, *others = NULL;
    const catapult_data_dims dims = {samples, inputs, 1, true};
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_bytes)(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(dims, take(bytes), bytes, &unfinished));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_create)(dims, take(bytes), bytes, &others));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_add)(others, CATAPULT_NAME(rows_of)(x_numbers, 0, samples, inputs),
                                                               CATAPULT_NAME(rows_of)(y_numbers, 0, samples, 1)));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_data_finish)(others));

    // The parts of a state.
    CATAPULT_NAME(catapult_state_observables) o;
    CATAPULT_REAL numbers[rank * rank];
    CATAPULT_NAME(catapult_writable_matrix) first = {numbers, rank, rank, rank};
    memset(&o, 85, sizeof o);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, o, CATAPULT_NAME(catapult_network_state_observe)(NULL, &o));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_observe)(state, NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_first_deviation)(NULL, first));
    first.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_network_state_first_deviation)(state, first));
    first.data = numbers, first.rows = rank - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_network_state_first_deviation)(state, first));
    first.rows = rank, first.columns = rank - 1;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_network_state_first_deviation)(state, first));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_state)(NULL, state));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_gram_model_state)(t.model, NULL));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_gram_model_state)(t.model, narrow));

    // The kernel.
    CATAPULT_NAME(catapult_tangent_kernel)* kernel = NULL;
    CATAPULT_NAME(catapult_operator) op;
#define MEASURE(to) CATAPULT_NAME(catapult_tangent_kernel_bytes)(state, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_tangent_kernel_create)(data, state, memory, bytes, to)
    REFUSED_MEMORY(kernel, MEASURE, CREATE);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_tangent_kernel_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
#undef MEASURE
#undef CREATE
    void* const memory = take(bytes);
#define REFUSED(expected, data, state) \
    CHECK_REFUSED(expected, kernel, CATAPULT_NAME(catapult_tangent_kernel_create)(data, state, memory, bytes, &kernel))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, state);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, unfinished, state);
    REFUSED(CATAPULT_SHAPE_MISMATCH, others, state);
#undef REFUSED
    memset(&op, 85, sizeof op);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, op, CATAPULT_NAME(catapult_tangent_kernel_operator)(NULL, &op));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_tangent_kernel_operator)(kernel, NULL));

    // Its spectrum.
    CATAPULT_NAME(catapult_kernel_spectrum)* spectrum = NULL;
    size_t count = 2;
    double tolerance = 1e-6;
#define MEASURE(to) CATAPULT_NAME(catapult_kernel_spectrum_bytes)(state, count, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_kernel_spectrum_create)(state, count, tolerance, memory, bytes, to)
    REFUSED_MEMORY(spectrum, MEASURE, CREATE);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_kernel_spectrum_bytes)(NULL, 1, &bytes));
    for (count = 0; count < 20; count += 7) CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    count = 2;
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    void* const space = take(bytes);
    tolerance = -1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, spectrum, CREATE(space, bytes, &spectrum));
    tolerance = (double)NAN;
    CHECK_REFUSED(CATAPULT_NOT_FINITE, spectrum, CREATE(space, bytes, &spectrum));
#undef MEASURE
#undef CREATE
    CATAPULT_NAME(catapult_eigenvalue) values[3];
    memset(values, 85, sizeof values);
#define REFUSED(expected, spectrum, data, state, values_, count) \
    CHECK_REFUSED(expected, values, CATAPULT_NAME(catapult_kernel_spectrum_update)(spectrum, data, state, values_, count))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, data, state, values, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, spectrum, NULL, state, values, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, spectrum, data, NULL, values, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, spectrum, data, state, NULL, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, spectrum, data, state, values, 3);
    REFUSED(CATAPULT_SHAPE_MISMATCH, spectrum, data, narrow, values, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, spectrum, others, state, values, 2);
#undef REFUSED
    CATAPULT_NAME(catapult_matrix) vector;
    memset(&vector, 85, sizeof vector);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, vector, CATAPULT_NAME(catapult_kernel_spectrum_vector)(NULL, 0, &vector));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, vector, CATAPULT_NAME(catapult_kernel_spectrum_vector)(spectrum, 2, &vector));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_kernel_spectrum_vector)(spectrum, 0, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_kernel_spectrum_vector)(spectrum, 1, &vector));
    CATAPULT_REAL parts[2] = {7, 7};
#define REFUSED(expected, spectrum, a, parts_, count) \
    CHECK_REFUSED(expected, parts, CATAPULT_NAME(catapult_kernel_spectrum_project)(spectrum, a, parts_, count))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, vector, parts, 2);
    REFUSED(CATAPULT_INVALID_ARGUMENT, spectrum, vector, NULL, 2);
    REFUSED(CATAPULT_SHAPE_MISMATCH, spectrum, vector, parts, 1);
    vector.stride = 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, spectrum, vector, parts, 2);
#undef REFUSED

    // Its trace, and the alignment.
    CATAPULT_REAL number = 7;
#define REFUSED(expected, data, state) CHECK_REFUSED(expected, number, CATAPULT_NAME(catapult_kernel_trace)(data, state, &number))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, state);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, unfinished, state);
    REFUSED(CATAPULT_SHAPE_MISMATCH, others, state);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_kernel_trace)(data, state, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, number, CATAPULT_NAME(catapult_layer_alignment)(NULL, &number));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_layer_alignment)(state, NULL));

    // Weights after training.
    CATAPULT_NAME(catapult_weights_transform)* transform = NULL;
#define MEASURE(to) CATAPULT_NAME(catapult_weights_transform_bytes)(data, most_rows, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_weights_transform_create)(data, most_rows, memory, bytes, to)
    REFUSED_MEMORY(transform, MEASURE, CREATE);
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
#undef MEASURE
#undef CREATE
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_weights_transform_bytes)(NULL, most_rows, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes,
                  CATAPULT_NAME(catapult_weights_transform_bytes)(unfinished, most_rows, &bytes));
    void* const room = take(bytes);
#define REFUSED(expected, data, width) \
    CHECK_REFUSED(expected, transform, CATAPULT_NAME(catapult_weights_transform_create)(data, width, room, bytes, &transform))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, most_rows);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, 3);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, (double)NAN);
    REFUSED(CATAPULT_SHAPE_MISMATCH, without_basis, most_rows);
#undef REFUSED
    struct CATAPULT_NAME(training) other = CATAPULT_NAME(training_of)(data, narrow);
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_transform_step)(NULL, t.model, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_transform_step)(transform, NULL, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_transform_step)(transform, t.model, -1));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_transform_step)(transform, other.model, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_transform_prepare)(NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_prepare)(transform));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_weights_transform_apply_bytes)(NULL, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_transform_apply_bytes)(transform, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_weights_transform_apply_bytes)(transform, &bytes));
    unsigned char* const scratch = take(bytes + CATAPULT_ALIGNMENT);
    CATAPULT_NAME(catapult_writable_matrix) u = CATAPULT_NAME(weights_of)(u_numbers, 3, inputs);
    CATAPULT_NAME(catapult_writable_matrix) v = CATAPULT_NAME(weights_of)(v_numbers, 3, outputs), bad = v;
    bad.rows = 2;
#define REFUSED(expected, transform, v_, memory, bytes)                                                           \
    do {                                                                                                          \
        const CATAPULT_REAL before = *v.data;                                                                     \
        CHECK_STATUS(expected, CATAPULT_NAME(catapult_weights_transform_apply)(transform, u, v_, memory, bytes)); \
        CHECK(*v.data == before);                                                                                 \
    } while (0)
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, v, scratch, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, transform, v, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, transform, v, scratch, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, transform, v, scratch + 8, bytes);
    REFUSED(CATAPULT_SHAPE_MISMATCH, transform, bad, scratch, bytes);
    bad = v, bad.stride = outputs - 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, transform, bad, scratch, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_of_layers)(NULL, narrow, 0, u, v));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_of_layers)(unfinished, narrow, 0, u, v));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_of_layers)(data, NULL, 0, u, v));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_of_layers)(data, state, 0, u, v));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_of_layers)(without_basis, narrow, 0, u, v));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_of_layers)(data, narrow, 1, u, v));
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_of_layers)(data, narrow, 0, u, bad));
    bad = v, bad.data = NULL;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_weights_of_layers)(data, narrow, 0, u, bad));
    bad.rows = 0;
    CHECK_STATUS(CATAPULT_SHAPE_MISMATCH, CATAPULT_NAME(catapult_weights_of_layers)(data, narrow, 0, u, bad));
}

static void CATAPULT_NAME(test)(void)
{
    for (size_t n = 3; n <= most_rows; n += most_rows - 3) {
        CATAPULT_NAME(training_by_definition)(n);
        CATAPULT_NAME(spectrum)(n);
        CATAPULT_NAME(snapshots)(n);
    }
    CATAPULT_NAME(drawn_weights)();
    CATAPULT_NAME(refusals)();
}
