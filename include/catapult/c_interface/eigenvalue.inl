/// @file
/// Operators and solvers. `vector` of a solver has as many elements as the operator has rows. It is the start on entry, of
/// any length, and the unit eigenvector on exit. Memory of a solver is used during its call only. All solvers answer
/// CATAPULT_INVALID_ARGUMENT for no rows, an operator without `apply`, and options out of their range;
/// CATAPULT_NOT_FINITE for a tolerance, an element of the start or of a product, or an eigenvalue that is not finite; and
/// CATAPULT_NOT_CONVERGED if the products did not suffice: the outputs then hold the best value, its bounds and its vector.

/// A value, how exact it is, and how it is known to be the largest.
typedef struct CATAPULT_NAME(catapult_eigenvalue) {
    CATAPULT_REAL value;         ///< λ
    CATAPULT_REAL error_bound;   ///< some eigenvalue lies within this of `value`
    size_t products;             ///< operator products used
    catapult_evidence evidence;  ///< that it is the largest one
    CATAPULT_REAL excess_bound;  ///< no eigenvalue is above value + excess_bound, by that evidence; infinite without
    double miss_probability;     ///< the probability that one is above all the same
} CATAPULT_NAME(catapult_eigenvalue);

/// A symmetric operator A on vectors of `rows` elements.
typedef struct CATAPULT_NAME(catapult_operator) {
    size_t rows;  ///< elements of a vector
    /// Writes y ← A x. x and y do not overlap. It must not throw.
    void (*apply)(void* context, const CATAPULT_REAL* x, CATAPULT_REAL* y);
    void* context;  ///< what `apply` is called with
} CATAPULT_NAME(catapult_operator);

/// The memory of a power iteration: three vectors.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_power_iteration_bytes)(size_t rows, size_t* bytes);
/// Power iteration, for operators whose largest eigenvalue λ is also the largest in magnitude, as is that of a tangent
/// kernel. A fixed generic vector is mixed into the start, so that one that is orthogonal to the top eigenvector, or zero,
/// finds it too. With a gap g between the two largest eigenvalues it takes about ln(1/tolerance)·λ/g products.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_power_iteration)(CATAPULT_NAME(catapult_operator) op,
                                                                      catapult_eigenvalue_options options, CATAPULT_REAL* vector,
                                                                      void* memory, size_t bytes,
                                                                      CATAPULT_NAME(catapult_eigenvalue)* result);

/// The memory of Lanczos: about 3/2 max_subspace vectors.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_lanczos_bytes)(size_t rows, catapult_eigenvalue_options options,
                                                                    size_t* bytes);
/// Lanczos with full reorthogonalisation, restarted with the best Ritz vectors: the algebraically largest eigenvalue. The
/// start as for the power iteration.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_lanczos)(CATAPULT_NAME(catapult_operator) op,
                                                              catapult_eigenvalue_options options, CATAPULT_REAL* vector,
                                                              void* memory, size_t bytes,
                                                              CATAPULT_NAME(catapult_eigenvalue)* result);

/// The memory of a dense matrix's solver: rows² elements and five vectors.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(size_t rows, size_t* bytes);
/// The largest eigenvalue of a symmetric matrix, of which only the upper triangle is read, with the proof that it is the
/// largest: the evidence is CATAPULT_EVIDENCE_INERTIA. CATAPULT_SHAPE_MISMATCH unless `a` is square.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_dense_top_eigenvalue)(CATAPULT_NAME(catapult_matrix) a,
                                                                           CATAPULT_REAL* vector, void* memory, size_t bytes,
                                                                           CATAPULT_NAME(catapult_eigenvalue)* result);

/// The largest eigenvalue of an operator that changes a little from one call to the next. Each update starts from the
/// vectors of the last one, and takes two products if the operator has changed little.
typedef struct CATAPULT_NAME(catapult_eigenvalue_tracker) CATAPULT_NAME(catapult_eigenvalue_tracker);

/// The memory of a tracker: 2·max_subspace + 11 vectors and about 3·max_subspace² elements. A max_subspace of 16 is usually
/// enough. CATAPULT_INVALID_ARGUMENT for no rows, and for less than 8.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_bytes)(size_t rows, catapult_eigenvalue_options options,
                                                                               size_t* bytes);
/// A tracker of operators of `rows` rows. max_products limits each update, which always makes two.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_create)(
    size_t rows, catapult_eigenvalue_options options, void* memory, size_t bytes,
    CATAPULT_NAME(catapult_eigenvalue_tracker)** result);

/// The largest eigenvalue of `op`, to the tolerance. CATAPULT_SHAPE_MISMATCH for an operator of other rows or without
/// `apply`. After CATAPULT_NOT_FINITE the next update starts afresh.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_update)(
    CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker, CATAPULT_NAME(catapult_operator) op,
    CATAPULT_NAME(catapult_eigenvalue)* result);

/// The memory that a proof takes during its call: about rows² elements up to max_dense_rows, and max_products vectors
/// beyond. CATAPULT_INVALID_ARGUMENT for max_products = 0, and for a miss_probability outside (0, 1).
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(
    const CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker, catapult_certificate_options options, size_t* bytes);
/// An update to rounding, with evidence that the eigenvalue is the largest. Call it at the start of a trajectory, so that
/// later updates follow the largest one. Errors as of update and of the memory.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_certify)(
    CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker, CATAPULT_NAME(catapult_operator) op,
    catapult_certificate_options options, void* memory, size_t bytes, CATAPULT_NAME(catapult_eigenvalue)* result);

/// The unit vector of the last update, of as many elements as the operator has rows; zero before the first. It holds until
/// the next update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(
    const CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker, const CATAPULT_REAL** result);
