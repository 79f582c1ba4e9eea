/// @file
/// Training of weights that the caller holds, which steps update in place. A step reads and writes them once. Data may have any
/// scale, and results scale exactly with it. What is taken and given (η, losses, λ) is in the caller's units.

/// The training data: samples, or what catapult_reduced_training_set makes of them. All arrays belong to the caller.
typedef struct CATAPULT_NAME(catapult_training_set) {
    CATAPULT_NAME(catapult_matrix) inputs;   ///< X, m × d
    CATAPULT_NAME(catapult_matrix) targets;  ///< Y, m × k
    CATAPULT_REAL divisor;                   ///< the m in losses and gradients; 0 stands for the number of rows
    CATAPULT_REAL unreachable_loss;          ///< what losses have more than excess losses; 0 if Y holds the measured targets
    CATAPULT_REAL largest_singular_value;    ///< of X, or an upper bound of it; 0 stands for ‖X‖
} CATAPULT_NAME(catapult_training_set);

/// Writes the r × d rows ΣPᵀ into `inputs` and the r × k rows QᵀY into `targets`. `result` refers to both. A step on it gives the
/// same weights as a step on the samples, at a cost that does not depend on m. CATAPULT_SHAPE_MISMATCH for other sizes, and for
/// data without a basis.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_reduced_training_set)(const CATAPULT_NAME(catapult_data)* data,
                                                                           CATAPULT_NAME(catapult_writable_matrix) inputs,
                                                                           CATAPULT_NAME(catapult_writable_matrix) targets,
                                                                           CATAPULT_NAME(catapult_training_set)* result);

/// Gradient descent on the weights, one step at a time.
typedef struct CATAPULT_NAME(catapult_parameter_model) CATAPULT_NAME(catapult_parameter_model);

/// What a model is at now. Matrices hold as long as the model; steps change their elements.
typedef struct CATAPULT_NAME(catapult_parameter_observables) {
    size_t steps;                                ///< steps taken
    CATAPULT_REAL loss;                          ///< ‖F − Y‖²/2m + unreachable_loss
    CATAPULT_REAL excess_loss;                   ///< ‖F − Y‖²/2m
    CATAPULT_REAL square_unit;                   ///< the unit of the gradient and of the kernel, a power of four
    CATAPULT_NAME(catapult_matrix) product;      ///< VᵀU, k × d
    CATAPULT_NAME(catapult_matrix) second_gram;  ///< VᵀV, k × k
    CATAPULT_NAME(catapult_matrix) gradient;     ///< Zᵀ, k × d, over the unit
} CATAPULT_NAME(catapult_parameter_observables);

/// The memory of a model: O(k (d + k)) elements for each of up to 64 chunks. CATAPULT_INVALID_ARGUMENT for a dimension of zero.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_bytes)(catapult_parameter_dims dims, size_t* bytes);
/// `u` is U, n × d, and `v` is V, n × k, both without gaps between rows. They and the arrays of the training set must last as
/// long, and overlap neither each other nor the memory. CATAPULT_SHAPE_MISMATCH for gaps and for shapes that do not fit each
/// other; CATAPULT_NOT_FINITE for an element or number that is not; CATAPULT_INVALID_ARGUMENT for a dimension of zero, a
/// negative number of the training set, and if a sum of squares, the loss or the gradient overflows.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_create)(CATAPULT_NAME(catapult_writable_matrix) u,
                                                                             CATAPULT_NAME(catapult_writable_matrix) v,
                                                                             CATAPULT_NAME(catapult_training_set) set,
                                                                             void* memory, size_t bytes,
                                                                             CATAPULT_NAME(catapult_parameter_model)** result);

/// One step with learning rate `eta` ≥ 0: else CATAPULT_INVALID_ARGUMENT, or CATAPULT_NOT_FINITE. CATAPULT_DIVERGED if the
/// weights, the loss or the gradient might overflow. Nothing is changed after an error.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_step)(CATAPULT_NAME(catapult_parameter_model)* model,
                                                                           CATAPULT_REAL eta, catapult_chunk_executor spread);

/// The model as it is now.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_observe)(
    const CATAPULT_NAME(catapult_parameter_model)* model, CATAPULT_NAME(catapult_parameter_observables)* result);

/// η‖Z‖/√n of the next step, as of catapult_gram_model_relative_step.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_relative_step)(
    const CATAPULT_NAME(catapult_parameter_model)* model, CATAPULT_REAL eta, CATAPULT_REAL* result);

/// F = X UᵀV/√n for any points X (`inputs`, b × d), into `result` (b × k), which does not overlap them.
/// CATAPULT_SHAPE_MISMATCH.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_outputs)(
    const CATAPULT_NAME(catapult_parameter_model)* model, CATAPULT_NAME(catapult_matrix) inputs,
    CATAPULT_NAME(catapult_writable_matrix) result);

/// The tangent kernel as an operator of m·k rows, sample by sample, over the unit. A product reads U once and uses the memory of
/// the model. It holds as long as the model.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_kernel)(CATAPULT_NAME(catapult_parameter_model)* model,
                                                                             CATAPULT_NAME(catapult_operator)* result);

/// λ along a trajectory, as a catapult_top_eigenvalue. A product is a pass that reads U.
typedef struct CATAPULT_NAME(catapult_parameter_top_eigenvalue) CATAPULT_NAME(catapult_parameter_top_eigenvalue);

/// The memory of the λ of a model.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_bytes)(
    const CATAPULT_NAME(catapult_parameter_model)* model, size_t* bytes);
/// As catapult_top_eigenvalue_create. `spread` is for its passes over the weights.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_create)(
    CATAPULT_NAME(catapult_parameter_model)* model, double tolerance, catapult_chunk_executor spread, void* memory, size_t bytes,
    CATAPULT_NAME(catapult_parameter_top_eigenvalue)** result);
/// As catapult_top_eigenvalue_update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_update)(
    CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, CATAPULT_NAME(catapult_eigenvalue)* result);
/// As catapult_top_eigenvalue_certify_bytes, but that the matrix is formed up to 128 rows only.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(
    const CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, size_t* bytes);
/// As catapult_top_eigenvalue_certify.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify)(
    CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, void* memory, size_t bytes,
    CATAPULT_NAME(catapult_eigenvalue)* result);

/// As catapult_gram_model_run.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_parameter_model_run)(
    CATAPULT_NAME(catapult_parameter_model)* model, CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, double eta,
    double lambda0, catapult_stopping_rule rule, catapult_on_step on_step, void* context, catapult_run_summary* result);
