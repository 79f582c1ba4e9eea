/// @file
/// What the loss is around a state, which catapult_gram_training_state and catapult_gram_model_state copy from a model that is
/// being trained. An objective with inputs needs a loss with `curvature`. Where an object is measured or created, the state only
/// tells the size. The data of the objective and its arrays must last as long as the object. All `…_create` answer
/// CATAPULT_SHAPE_MISMATCH if objective and state, or the parts of the objective, do not fit each other, and
/// CATAPULT_INVALID_ARGUMENT for data that are not finished and for inputs with a loss without `curvature` or `value`.

/// The Hessian of the loss in U and V as an operator, between weights that it couples to each other: all n (r + k) weights of a
/// narrow network, and k r + r min(r, k) + (r + k) k directions of any other (theory.md, 10). It is held over 4^exponent of the
/// data. For a state of infinite width, such as that of a linearised model, it has the non-zero eigenvalues of the Gauss–Newton
/// matrix.
typedef struct CATAPULT_NAME(catapult_loss_hessian) CATAPULT_NAME(catapult_loss_hessian);

/// The memory of a Hessian: O(r² + rk) elements, with inputs O(mk) more.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_loss_hessian_bytes)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                         const CATAPULT_NAME(catapult_network_state)* state,
                                                                         size_t* bytes);
/// The Hessian for states like this one. It is zero before the first update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_loss_hessian_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                          const CATAPULT_NAME(catapult_network_state)* state,
                                                                          void* memory, size_t bytes,
                                                                          CATAPULT_NAME(catapult_loss_hessian)** result);
/// From now on the Hessian at `state`, which is only read and may be reused at once. It takes about r³/3 operations, and O(mrk)
/// with inputs. CATAPULT_SHAPE_MISMATCH for a state of another size; CATAPULT_NOT_FINITE if an element, an output or a gradient is
/// not; CATAPULT_INVALID_ARGUMENT for a state that is of no network. The Hessian is then undefined until an update succeeds.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_loss_hessian_update)(CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                                          const CATAPULT_NAME(catapult_network_state)* state);
/// The Hessian as an operator, for the solvers of eigenvalue.h and for products of one's own. It holds as long as the Hessian,
/// and is that of the last update at each product.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_loss_hessian_operator)(CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                                            CATAPULT_NAME(catapult_operator)* result);
/// The largest eigenvalue on the directions that the operator leaves out, over 4^exponent too: −∞ if it leaves out none. For a
/// convex loss the operator has an eigenvalue that is as large.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_loss_hessian_outside)(const CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                                           CATAPULT_REAL* result);

/// The sharpness along a trajectory: the largest eigenvalue of the Hessian in all weights. Each update starts from the vectors of
/// the last one.
typedef struct CATAPULT_NAME(catapult_sharpness) CATAPULT_NAME(catapult_sharpness);

/// The memory of a sharpness: that of a catapult_loss_hessian and of a catapult_eigenvalue_tracker.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_sharpness_bytes)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                      const CATAPULT_NAME(catapult_network_state)* state,
                                                                      size_t* bytes);
/// The sharpness of states like this one. `tolerance` is relative, ≥ 0: else CATAPULT_INVALID_ARGUMENT, or CATAPULT_NOT_FINITE.
/// CATAPULT_LAMBDA_TOLERANCE suits most.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_sharpness_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                       const CATAPULT_NAME(catapult_network_state)* state,
                                                                       double tolerance, void* memory, size_t bytes,
                                                                       CATAPULT_NAME(catapult_sharpness)** result);
/// The sharpness at `state` with its error bound, in the caller's units. CATAPULT_NOT_CONVERGED writes the best value with its
/// error bound. CATAPULT_NOT_FINITE if it is too large. Other errors as of catapult_loss_hessian_update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_sharpness_update)(CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                                       const CATAPULT_NAME(catapult_network_state)* state,
                                                                       CATAPULT_NAME(catapult_eigenvalue)* result);

/// The memory that a proof takes during its call.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_sharpness_certify_bytes)(const CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                                              size_t* bytes);
/// As an update, but to rounding, and certain to be the largest, as far as `result` says. The memory is used during the call only.
/// Errors as of update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_sharpness_certify)(CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                                        const CATAPULT_NAME(catapult_network_state)* state,
                                                                        void* memory, size_t bytes,
                                                                        CATAPULT_NAME(catapult_eigenvalue)* result);

/// With the gradient g and the Hessian H of the mean loss of a batch, in all weights and in the caller's units.
typedef struct CATAPULT_NAME(catapult_directional_curvature) {
    CATAPULT_REAL value;            ///< gᵀHg/‖g‖²; 0 where g = 0
    CATAPULT_REAL gradient_square;  ///< ‖g‖²
} CATAPULT_NAME(catapult_directional_curvature);

/// Measures batches. The mean of `value` over batches is the batch sharpness of Andreyev and Beneventano (arXiv:2412.20553), which
/// stochastic gradient descent brings to 2/η; `gradient_square` gives means that are weighted by it. Of all samples it is the
/// curvature that a step of gradient descent meets.
typedef struct CATAPULT_NAME(catapult_batch_sharpness) CATAPULT_NAME(catapult_batch_sharpness);

/// The memory of a batch sharpness: O(rk) elements.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_batch_sharpness_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                            size_t* bytes);
/// The batch sharpness of states like this one.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_batch_sharpness_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                                             const CATAPULT_NAME(catapult_network_state)* state,
                                                                             void* memory, size_t bytes,
                                                                             CATAPULT_NAME(catapult_batch_sharpness)** result);
/// The curvature at `state` for the `count` samples in `batch`, as of catapult_gram_training_step. CATAPULT_SHAPE_MISMATCH for a
/// state of another size; CATAPULT_INVALID_ARGUMENT for a batch without inputs, and for a sample that is not there;
/// CATAPULT_NOT_FINITE if a result is not.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_batch_sharpness_measure)(
    CATAPULT_NAME(catapult_batch_sharpness)* sharpness, const CATAPULT_NAME(catapult_network_state)* state, const size_t* batch,
    size_t count, CATAPULT_NAME(catapult_directional_curvature)* result);
