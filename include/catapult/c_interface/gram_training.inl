/// @file
/// What training minimises, and training under a rule. What is taken and given (η, losses, norms of gradients) is in the caller's
/// units.

// ---- What training minimises

/// The mean loss over samples. Without `inputs` it is squared error of all samples, whose residuals live in the r coordinates of
/// the reduced data, so that its cost does not depend on m. With `inputs` it is any loss, and a step may use a batch of the
/// samples. All arrays belong to the caller.
typedef struct CATAPULT_NAME(catapult_training_objective) {
    const CATAPULT_NAME(catapult_data)* data;  ///< gives r, k, Σ, the unit, and the number m of samples
    CATAPULT_NAME(catapult_output_loss) loss;  ///< used with `inputs` only
    CATAPULT_NAME(catapult_matrix) inputs;     ///< XP over the unit, m × r, without gaps: catapult_project_inputs; or empty
    CATAPULT_NAME(catapult_matrix) targets;    ///< Y, m × k, without gaps; or empty
} CATAPULT_NAME(catapult_training_objective);

/// result ← XP over the unit of the data (b × r), for any rows X (`inputs`, b × d, b ≥ 1), which are only read, with the same bits
/// however rows are cut into calls. `result` does not overlap them. Test points are projected likewise.
/// CATAPULT_SHAPE_MISMATCH if a shape does not fit or the data hold no basis; CATAPULT_NOT_FINITE if an element is not;
/// CATAPULT_INVALID_ARGUMENT for inputs so large that a product might not be, and for data that are not finished.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_project_inputs)(const CATAPULT_NAME(catapult_data)* data,
                                                                     CATAPULT_NAME(catapult_matrix) inputs,
                                                                     CATAPULT_NAME(catapult_writable_matrix) result);

// ---- Training

/// A state under a training rule. A step costs a product of the Gram matrix with k columns, with SAM with 2k, and an update of
/// low rank, at any width, and the evaluation of the loss. With momentum the Gram matrix is that of weights and velocities, and
/// a step takes about four times as long, with many outputs less than three times. Calls whose object is not const may evaluate
/// the loss of all samples, and use the memory of the object.
typedef struct CATAPULT_NAME(catapult_gram_training) CATAPULT_NAME(catapult_gram_training);

/// What a training is at now, as far as that costs nothing.
typedef struct CATAPULT_NAME(catapult_training_observables) {
    size_t steps;                 ///< steps taken
    double width;                 ///< n, also after catapult_gram_training_linearise
    CATAPULT_REAL step_loss;      ///< the mean loss over the batch of the last step, before that step; 0 before the first
    CATAPULT_REAL gradient_norm;  ///< ‖g‖ of the last step, before clipping and scaling; 0 before the first
} CATAPULT_NAME(catapult_training_observables);

/// The memory of a training from a state like this one: O(r² + rk + k²) elements, four times as many with momentum, and a block
/// of 64 samples. CATAPULT_UNSUPPORTED for a narrow network, and errors as of catapult_check_training_rule.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_bytes)(const CATAPULT_NAME(catapult_network_state)* initial,
                                                                          catapult_training_rule rule, size_t* bytes);
/// A training that begins at `initial`, which holds weights with entries of variance 1: U starts as `scale_first` times its U, and
/// V as `scale_second` times its V. It is copied and may be reused at once. The data of the objective and its arrays must last as
/// long, and are only read. CATAPULT_SHAPE_MISMATCH if data and state, or inputs, targets and data, do not fit each other;
/// CATAPULT_NOT_FINITE for an element that is not. CATAPULT_INVALID_ARGUMENT for data that are not finished, for a scale that is
/// not positive, for inputs with a loss without `value` or that refuses a target, and where the loss or the gradient at the start
/// overflows. Other errors as of catapult_gram_training_bytes.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                           const CATAPULT_NAME(catapult_network_state)* initial,
                                                                           catapult_training_rule rule, CATAPULT_REAL scale_first,
                                                                           CATAPULT_REAL scale_second, void* memory, size_t bytes,
                                                                           CATAPULT_NAME(catapult_gram_training)** result);

/// One step with learning rate `eta` ≥ 0. `batch` lists the `count` samples whose mean loss gives the gradient, each below m,
/// repeats allowed; a count of 0 means all of them, and `batch` may then be null. CATAPULT_INVALID_ARGUMENT for a negative η, for
/// a batch without inputs, and for a sample that is not there; CATAPULT_NOT_FINITE for an η that is not. CATAPULT_DIVERGED if a
/// number of the new state might overflow. The state is unchanged after an error.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_step)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                         CATAPULT_REAL eta, const size_t* batch, size_t count);

/// From now on the model is linearised at the present weights, under the same rule: the Gram matrix and all other blocks that
/// change by terms over n are frozen. Later calls change nothing.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_linearise)(CATAPULT_NAME(catapult_gram_training)* training);

/// The training as it is now.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_observe)(const CATAPULT_NAME(catapult_gram_training)* training,
                                                                            CATAPULT_NAME(catapult_training_observables)* result);

/// The mean loss over all samples. The first call after a step evaluates it.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_loss)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                         CATAPULT_REAL* result);
/// The part of the loss that training can remove; with inputs the same as catapult_gram_training_loss.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_excess_loss)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                                CATAPULT_REAL* result);
/// η‖Z‖/√n with the rate of the layer that it changes most for its size; see catapult_gram_model_relative_step. Z is the gradient
/// over all samples if it is known, and else that of the last step.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_relative_step)(
    const CATAPULT_NAME(catapult_gram_training)* training, CATAPULT_REAL eta, CATAPULT_REAL* result);

/// ω, r × k. It holds until the next call whose object is not const.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_predictor)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                              CATAPULT_NAME(catapult_matrix)* result);
/// Z over all samples, r × k, over the square of the unit of the data. It holds as long as ω.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_gradient)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                             CATAPULT_NAME(catapult_matrix)* result);
/// E = VᵀV/n − I, k × k. It holds as long as ω.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_second_deviation)(
    CATAPULT_NAME(catapult_gram_training)* training, CATAPULT_NAME(catapult_matrix)* result);

/// Copies the weights' part of the state into `state`, which was created for the same data and width: else
/// CATAPULT_SHAPE_MISMATCH. Its width is infinite after catapult_gram_training_linearise, as its D and E then never change.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_state)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                          CATAPULT_NAME(catapult_network_state)* state);

/// The size of a snapshot of the training.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_snapshot_bytes)(
    const CATAPULT_NAME(catapult_gram_training)* training, size_t* bytes);
/// Writes a snapshot of the whole state, velocities included, into the first bytes of `to`, of any alignment: training goes on
/// from it with the same bits, on any machine. CATAPULT_WORKSPACE_TOO_SMALL.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_save)(const CATAPULT_NAME(catapult_gram_training)* training,
                                                                         void* to, size_t bytes);
/// Takes over the state of a snapshot, all `bytes` of `from`, of any alignment. The training must have been created with the same
/// objective and rule; its own state does not matter. CATAPULT_UNSUPPORTED for bytes that are no snapshot of such a training in
/// this precision; CATAPULT_SHAPE_MISMATCH for one of another rank, number of outputs, width, rule or length;
/// CATAPULT_INVALID_ARGUMENT for a wrong checksum. The training is then unchanged.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_training_restore)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                            const void* from, size_t bytes);
