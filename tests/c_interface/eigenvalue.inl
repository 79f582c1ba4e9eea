// The test of tests/c_interface/eigenvalue.c in one precision.

static double CATAPULT_NAME(rounding)(void) { return sizeof(CATAPULT_REAL) == sizeof(double) ? DBL_EPSILON : FLT_EPSILON; }

/// Second differences times a factor, and how often they were applied. A factor that is not finite spoils every product.
struct CATAPULT_NAME(differences) {
    CATAPULT_REAL factor;
    size_t products;
};

static void CATAPULT_NAME(apply_differences)(void* context, const CATAPULT_REAL* x, CATAPULT_REAL* y)
{
    struct CATAPULT_NAME(differences)* const d = context;
    ++d->products;
    for (int i = 0; i < rows; ++i) y[i] = d->factor * (2 * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < rows ? x[i + 1] : 0));
}

static CATAPULT_NAME(catapult_operator) CATAPULT_NAME(operator_of)(struct CATAPULT_NAME(differences)* d)
{
    const CATAPULT_NAME(catapult_operator) result = {rows, CATAPULT_NAME(apply_differences), d};
    return result;
}

static catapult_eigenvalue_options CATAPULT_NAME(close_options)(void)
{
    catapult_eigenvalue_options result = catapult_default_eigenvalue_options();
    result.tolerance = 64 * CATAPULT_NAME(rounding)();
    return result;
}

/// The value is right within its own bound, and the bound is small.
static void CATAPULT_NAME(check_value)(const CATAPULT_NAME(catapult_eigenvalue)* found, double factor)
{
    CHECK(fabs(found->value - factor * known_value(1)) <= found->error_bound);
    CHECK(found->error_bound <= 1000 * factor * CATAPULT_NAME(rounding)());
}

/// The known one, of unit length, within `allowed`: that is residual/gap, of a solver that stops by its residual, and
/// √(error/gap) of a tracker, which stops by the error of its value. The gap is 0.17.
static void CATAPULT_NAME(check_vector)(const CATAPULT_REAL* vector, double allowed)
{
    double square = 0;
    for (int i = 0; i < rows; ++i) square += pow(sin(3.141592653589793 * (i + 1) / (rows + 1)), 2);
    const double sign = vector[0] > 0 ? 1 : -1;
    for (int i = 0; i < rows; ++i) {
        const double known = (i % 2 ? -1 : 1) * sin(3.141592653589793 * (i + 1) / (rows + 1)) / sqrt(square);
        CHECK(fabs(vector[i] - sign * known) <= allowed);
    }
}

static void CATAPULT_NAME(known_answers)(void)
{
    for (int solver = 0; solver < 3; ++solver) {
        free_all();
        struct CATAPULT_NAME(differences) d = {1, 0};
        const CATAPULT_NAME(catapult_operator) op = CATAPULT_NAME(operator_of)(&d);
        const catapult_eigenvalue_options options = CATAPULT_NAME(close_options)();
        CATAPULT_REAL vector[rows] = {0}, a[rows * rows];
        CATAPULT_NAME(catapult_eigenvalue) found;
        size_t bytes = 0;
        if (solver == 0) {
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_power_iteration_bytes)(rows, &bytes));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_power_iteration)(op, options, vector, take(bytes), bytes, &found));
        } else if (solver == 1) {
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_lanczos_bytes)(rows, options, &bytes));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_lanczos)(op, options, vector, take(bytes), bytes, &found));
        } else {
            // The lower triangle is not read.
            for (int i = 0; i < rows; ++i)
                for (int j = 0; j < rows; ++j)
                    a[i * rows + j] = i > j ? (CATAPULT_REAL)NAN : (CATAPULT_REAL)(i == j ? 2 : i + 1 == j ? -1 : 0);
            const CATAPULT_NAME(catapult_matrix) m = {a, rows, rows, rows};
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(rows, &bytes));
            CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_dense_top_eigenvalue)(m, vector, take(bytes), bytes, &found));
        }
        CATAPULT_NAME(check_value)(&found, 1);
        CATAPULT_NAME(check_vector)(vector, 4000 * CATAPULT_NAME(rounding)());
        CHECK(found.evidence == (solver == 2 ? CATAPULT_EVIDENCE_INERTIA : CATAPULT_EVIDENCE_RESIDUAL));
        if (solver == 2)
            CHECK(found.excess_bound == found.error_bound && found.miss_probability == 0);
        else
            CHECK(found.products == d.products && isinf(found.excess_bound));
    }
}

static CATAPULT_NAME(catapult_eigenvalue_tracker)* CATAPULT_NAME(made_tracker)(void)
{
    catapult_eigenvalue_options options = CATAPULT_NAME(close_options)();
    options.max_subspace = 8;
    size_t bytes = 0;
    CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker = NULL;
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_bytes)(rows, options, &bytes));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_create)(rows, options, take(bytes), bytes, &tracker));
    return tracker;
}

// An operator that grows, followed from a proof on: an update of one that is multiplied takes two products.
static void CATAPULT_NAME(following)(void)
{
    for (int dense = 0; dense < 2; ++dense) {
        free_all();
        struct CATAPULT_NAME(differences) d = {1, 0};
        const CATAPULT_NAME(catapult_operator) op = CATAPULT_NAME(operator_of)(&d);
        CATAPULT_NAME(catapult_eigenvalue_tracker)* const tracker = CATAPULT_NAME(made_tracker)();
        catapult_certificate_options effort = catapult_default_certificate_options();
        effort.max_dense_rows = dense ? rows : rows - 1;
        effort.max_products = 12;
        CATAPULT_NAME(catapult_eigenvalue) found;
        const CATAPULT_REAL* vector = NULL;
        size_t bytes = 0;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(tracker, &vector));
        for (int i = 0; i < rows; ++i) CHECK(vector[i] == 0);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(tracker, effort, &bytes));
        CHECK_STATUS(CATAPULT_OK,
                     CATAPULT_NAME(catapult_eigenvalue_tracker_certify)(tracker, op, effort, take(bytes), bytes, &found));
        CATAPULT_NAME(check_value)(&found, 1);
        CHECK(found.evidence == (dense ? CATAPULT_EVIDENCE_INERTIA : CATAPULT_EVIDENCE_RANDOM_START));
        CHECK(found.miss_probability == (dense ? 0 : effort.miss_probability) && found.excess_bound < 1);
        d.factor = 2;
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_update)(tracker, op, &found));
        CATAPULT_NAME(check_value)(&found, 2);
        CHECK(found.products == 2);
        CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(tracker, &vector));
        CATAPULT_NAME(check_vector)(vector, sqrt(6000 * CATAPULT_NAME(rounding)()));
    }
}

static void CATAPULT_NAME(refusals)(void)
{
    free_all();
    struct CATAPULT_NAME(differences) d = {1, 0};
    const CATAPULT_NAME(catapult_operator) op = CATAPULT_NAME(operator_of)(&d);
    CATAPULT_NAME(catapult_operator) none = op, empty = op, spoilt = op;
    struct CATAPULT_NAME(differences) not_finite = {(CATAPULT_REAL)NAN, 0};
    none.apply = NULL, empty.rows = 0, spoilt.context = &not_finite;
    const catapult_eigenvalue_options good = CATAPULT_NAME(close_options)();
    catapult_eigenvalue_options options = good;
    CATAPULT_REAL vector[rows] = {1}, bad_vector[rows] = {(CATAPULT_REAL)INFINITY};
    CATAPULT_NAME(catapult_eigenvalue) found;
    memset(&found, 85, sizeof found);
    size_t bytes = 7;

    // Solvers.
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_power_iteration_bytes)(0, &bytes));
    CHECK_REFUSED(CATAPULT_SIZE_OVERFLOW, bytes, CATAPULT_NAME(catapult_power_iteration_bytes)((size_t)-1 / 2, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_power_iteration_bytes)(rows, NULL));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_lanczos_bytes)(0, options, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_lanczos_bytes)(rows, options, NULL));
    options.max_subspace = 1;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_lanczos_bytes)(rows, options, &bytes));
    for (int lanczos = 0; lanczos < 2; ++lanczos) {
        options = good;
        CHECK_STATUS(CATAPULT_OK, lanczos ? CATAPULT_NAME(catapult_lanczos_bytes)(rows, options, &bytes)
                                          : CATAPULT_NAME(catapult_power_iteration_bytes)(rows, &bytes));
        CHECK(bytes > 0 && bytes % CATAPULT_ALIGNMENT == 0);
        unsigned char* const memory = take(bytes + CATAPULT_ALIGNMENT);
#define SOLVE(op, vector, memory, bytes, to)                                           \
    (lanczos ? CATAPULT_NAME(catapult_lanczos)(op, options, vector, memory, bytes, to) \
             : CATAPULT_NAME(catapult_power_iteration)(op, options, vector, memory, bytes, to))
#define REFUSED(expected, op, vector, memory, bytes) CHECK_REFUSED(expected, found, SOLVE(op, vector, memory, bytes, &found))
        REFUSED(CATAPULT_INVALID_ARGUMENT, op, NULL, memory, bytes);
        REFUSED(CATAPULT_INVALID_ARGUMENT, op, vector, NULL, bytes);
        REFUSED(CATAPULT_INVALID_ARGUMENT, none, vector, memory, bytes);
        REFUSED(CATAPULT_INVALID_ARGUMENT, empty, vector, memory, bytes);
        REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, op, vector, memory, bytes - 1);
        REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, op, vector, NULL, 0);
        REFUSED(CATAPULT_WORKSPACE_MISALIGNED, op, vector, memory + 8, bytes);
        REFUSED(CATAPULT_NOT_FINITE, op, bad_vector, memory, bytes);
        REFUSED(CATAPULT_NOT_FINITE, spoilt, vector, memory, bytes);
        options.tolerance = -1;
        REFUSED(CATAPULT_INVALID_ARGUMENT, op, vector, memory, bytes);
        options.tolerance = (double)NAN;
        REFUSED(CATAPULT_NOT_FINITE, op, vector, memory, bytes);
        options.tolerance = good.tolerance, options.max_products = 0;
        REFUSED(CATAPULT_INVALID_ARGUMENT, op, vector, memory, bytes);
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, SOLVE(op, vector, memory, bytes, NULL));
        CHECK(vector[0] == 1 && vector[1] == 0);
        // Too few products: the best value so far, with its bound.
        options.max_products = 2;
        CATAPULT_NAME(catapult_eigenvalue) best;
        CATAPULT_REAL start[rows] = {1};
        CHECK_STATUS(CATAPULT_NOT_CONVERGED, SOLVE(op, start, memory, bytes, &best));
        CHECK(best.products == 2 && best.value > 0 && best.value < known_value(1));
        double nearest = known_value(1) - best.value;
        for (int j = 2; j <= rows; ++j) nearest = fmin(nearest, fabs(known_value(j) - best.value));
        CHECK(nearest <= best.error_bound);
#undef REFUSED
#undef SOLVE
    }

    // A matrix.
    CATAPULT_REAL numbers[2 * 2] = {2, 1, 1, 2};
    CATAPULT_NAME(catapult_matrix) a = {numbers, 2, 2, 2};
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(0, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(2, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(2, &bytes));
    unsigned char* const space = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, a, vector, memory, bytes) \
    CHECK_REFUSED(expected, found, CATAPULT_NAME(catapult_dense_top_eigenvalue)(a, vector, memory, bytes, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, a, NULL, space, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, a, vector, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, a, vector, space, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, a, vector, space + 8, bytes);
    REFUSED(CATAPULT_NOT_FINITE, a, bad_vector, space, bytes);
    a.columns = 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, a, vector, space, bytes);
    a.columns = 2, a.stride = 1;
    REFUSED(CATAPULT_SHAPE_MISMATCH, a, vector, space, bytes);
    a.stride = 2, a.data = NULL;
    REFUSED(CATAPULT_INVALID_ARGUMENT, a, vector, space, bytes);
    a.data = numbers, numbers[1] = (CATAPULT_REAL)NAN;
    REFUSED(CATAPULT_NOT_FINITE, a, vector, space, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_dense_top_eigenvalue)(a, vector, space, bytes, NULL));

    // Trackers.
    CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker = NULL;
    options = good;
#define MEASURE(to) CATAPULT_NAME(catapult_eigenvalue_tracker_bytes)(rows, options, to)
#define CREATE(memory, bytes, to) CATAPULT_NAME(catapult_eigenvalue_tracker_create)(rows, options, memory, bytes, to)
    options.max_subspace = 7;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, MEASURE(&bytes));
    options = good, options.tolerance = -1;
    CHECK_STATUS(CATAPULT_OK, MEASURE(&bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, tracker, CREATE(take(bytes), bytes, &tracker));
    options = good;
    REFUSED_MEMORY(tracker, MEASURE, CREATE);
#undef MEASURE
#undef CREATE
    CATAPULT_NAME(catapult_operator) shorter = op;
    shorter.rows = rows - 1;
#define REFUSED(expected, tracker, op) \
    CHECK_REFUSED(expected, found, CATAPULT_NAME(catapult_eigenvalue_tracker_update)(tracker, op, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, op);
    REFUSED(CATAPULT_SHAPE_MISMATCH, tracker, shorter);
    REFUSED(CATAPULT_SHAPE_MISMATCH, tracker, none);
    REFUSED(CATAPULT_NOT_FINITE, tracker, spoilt);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_eigenvalue_tracker_update)(tracker, op, NULL));
    catapult_certificate_options effort = catapult_default_certificate_options();
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes,
                  CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(NULL, effort, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(tracker, effort, NULL));
    CHECK_STATUS(CATAPULT_OK, CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(tracker, effort, &bytes));
    unsigned char* const proof = take(bytes + CATAPULT_ALIGNMENT);
#define REFUSED(expected, tracker, op, memory, bytes) \
    CHECK_REFUSED(expected, found, CATAPULT_NAME(catapult_eigenvalue_tracker_certify)(tracker, op, effort, memory, bytes, &found))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, op, proof, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, tracker, op, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, tracker, op, proof, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, tracker, op, proof + 8, bytes);
    REFUSED(CATAPULT_SHAPE_MISMATCH, tracker, shorter, proof, bytes);
    effort.max_products = 0;
    REFUSED(CATAPULT_INVALID_ARGUMENT, tracker, op, proof, bytes);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes,
                  CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(tracker, effort, &bytes));
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT,
                 CATAPULT_NAME(catapult_eigenvalue_tracker_certify)(tracker, op, effort, proof, bytes, NULL));
    const CATAPULT_REAL* seen = vector;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, seen, CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(NULL, &seen));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(tracker, NULL));
}

static void CATAPULT_NAME(test)(void)
{
    CATAPULT_NAME(known_answers)();
    CATAPULT_NAME(following)();
    CATAPULT_NAME(refusals)();
}
