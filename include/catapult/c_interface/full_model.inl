/// @file
/// The full model F = X UᵀV / √n (per sample: f = Vᵀ U x / √n) of any width n, on m samples X of d inputs and Y of k outputs,
/// with loss ‖F − Y‖²/2m. Its data, its state, the Gram engine and the largest eigenvalue of its tangent kernel (theory.md, 3
/// and 4). What models take and give (η, losses, λ) is in the caller's units.

// ---- Data

/// Samples X = QΣPᵀ, reduced to what training sees of them; r is the numerical rank of X.
typedef struct CATAPULT_NAME(catapult_data) CATAPULT_NAME(catapult_data);

/// The reduced data, over a unit 2^exponent, which is one unless the largest singular value is very large or small.
/// Views hold as long as the catapult_data.
typedef struct CATAPULT_NAME(catapult_reduced_data) {
    size_t samples;                          ///< m
    size_t inputs;                           ///< d
    size_t outputs;                          ///< k
    size_t rank;                             ///< r
    const CATAPULT_REAL* singular_values;    ///< r, positive, descending: the diagonal of Σ, over the unit
    CATAPULT_NAME(catapult_matrix) targets;  ///< r × k: QᵀY, over the unit
    CATAPULT_NAME(catapult_matrix) basis;    ///< r × d: Pᵀ, orthonormal rows; empty unless kept
    CATAPULT_REAL unreachable_loss;          ///< the loss that no linear model of X can remove; in the caller's units
    int exponent;                            ///< of the unit
} CATAPULT_NAME(catapult_reduced_data);

/// The memory of data: O(min(m, d)·(d + k)) elements. CATAPULT_INVALID_ARGUMENT for a dimension of zero.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_data_bytes)(catapult_data_dims dims, size_t* bytes);
/// Data without any sample yet. Errors as of catapult_data_bytes.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_data_create)(catapult_data_dims dims, void* memory, size_t bytes,
                                                                  CATAPULT_NAME(catapult_data)** result);

/// The next rows of X (`inputs`, b × d) and of Y (`targets`, b × k), any b ≥ 1, which are only read. The result has the same
/// bits however the rows were cut into blocks. CATAPULT_SHAPE_MISMATCH if they do not fit the dimensions or exceed
/// `samples` in total; CATAPULT_NOT_FINITE if an element is. A refused block changes nothing.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_data_add)(CATAPULT_NAME(catapult_data)* data,
                                                               CATAPULT_NAME(catapult_matrix) inputs,
                                                               CATAPULT_NAME(catapult_matrix) targets);

/// After exactly `samples` rows (else CATAPULT_SHAPE_MISMATCH), and before any other use of the data, which until then is
/// CATAPULT_INVALID_ARGUMENT. CATAPULT_ZERO_INPUTS if every input is zero, CATAPULT_INVALID_ARGUMENT if targets or the
/// loss are too large.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_data_finish)(CATAPULT_NAME(catapult_data)* data);

/// What is left of the samples.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_data_observe)(const CATAPULT_NAME(catapult_data)* data,
                                                                   CATAPULT_NAME(catapult_reduced_data)* result);

// ---- States

/// The state of a network of width n for these data: zeros, until it is drawn or made of weights.
typedef struct CATAPULT_NAME(catapult_network_state) CATAPULT_NAME(catapult_network_state);

/// The memory of a state: O(r² + rk + k²) elements, or n(r + k) for a narrow network, n < r + k. `width` is n, at least 1, or
/// infinity; it is whole if the network is narrow. CATAPULT_INVALID_ARGUMENT for other widths, and CATAPULT_NOT_FINITE.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_bytes)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                          size_t* bytes);
/// A state of zeros. Errors as of catapult_network_state_bytes.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_create)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                           void* memory, size_t bytes,
                                                                           CATAPULT_NAME(catapult_network_state)** result);

/// The memory that a draw takes during its call: O(r²) elements, none for a narrow network. CATAPULT_INVALID_ARGUMENT for a
/// width that is not whole.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_draw_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                               size_t* bytes);
/// Makes the state that of a random network of its width, whose weights are independent N(0, 1): exactly its law, in O(r³)
/// work whatever the width. The same seed gives the same state everywhere. The memory is used during the call only; it may
/// be null if it has no bytes. Errors as of catapult_network_state_draw_bytes.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_draw)(CATAPULT_NAME(catapult_network_state)* state,
                                                                         uint64_t seed, void* memory, size_t bytes);

/// A state (theory.md, 3): (UP)ᵀ(UP) = n (I + D), (UP)ᵀV = √n ω and VᵀV = n (I + E). The outputs are F = QΣω, over the unit of
/// the data. A narrow network, of width n < r + k, has UP and V instead of D; its ω and E follow from them.
typedef struct CATAPULT_NAME(catapult_state_observables) {
    double width;                                     ///< n
    CATAPULT_NAME(catapult_matrix) predictor;         ///< ω, r × k
    CATAPULT_NAME(catapult_matrix) second_deviation;  ///< E, k × k
    CATAPULT_NAME(catapult_matrix) first_layer;       ///< UP, n × r; empty unless narrow
    CATAPULT_NAME(catapult_matrix) second_layer;      ///< V, n × k; empty unless narrow
} CATAPULT_NAME(catapult_state_observables);

/// The parts of the state, which hold until it is written again.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_observe)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                            CATAPULT_NAME(catapult_state_observables)* result);
/// result ← D, r × r. CATAPULT_SHAPE_MISMATCH for another size, and for a narrow network.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_network_state_first_deviation)(
    const CATAPULT_NAME(catapult_network_state)* state, CATAPULT_NAME(catapult_writable_matrix) result);

/// Makes a state of given weights in one pass over their rows, which need never be all in memory.
typedef struct CATAPULT_NAME(catapult_weights_reduction) CATAPULT_NAME(catapult_weights_reduction);

/// The memory of a reduction of `width` rows: O(dr + (d + k)²) elements, or dr + n(r + k) for a narrow network.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_reduction_bytes)(const CATAPULT_NAME(catapult_data)* data,
                                                                              double width, size_t* bytes);
/// A reduction without any row yet, for data that keep their basis: else CATAPULT_SHAPE_MISMATCH. The basis is copied.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_reduction_create)(
    const CATAPULT_NAME(catapult_data)* data, double width, void* memory, size_t bytes,
    CATAPULT_NAME(catapult_weights_reduction)** result);

/// The next rows of U (b × d) and V (b × k), any b ≥ 1, which are only read. CATAPULT_SHAPE_MISMATCH for other shapes, and
/// for more than the n rows of a narrow network; CATAPULT_NOT_FINITE for an element that is not. A refused block changes
/// nothing.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_reduction_add)(CATAPULT_NAME(catapult_weights_reduction)* weights,
                                                                            CATAPULT_NAME(catapult_matrix) u,
                                                                            CATAPULT_NAME(catapult_matrix) v);

/// Writes the state of all rows so far into `state`, which was created for the same data and width. Its width becomes the
/// number of rows. The next add begins anew. CATAPULT_SHAPE_MISMATCH for a state of other shapes, without any row, and for
/// a narrow network of other than its n rows.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_reduction_finish)(CATAPULT_NAME(catapult_weights_reduction)* weights,
                                                                               CATAPULT_NAME(catapult_network_state)* state);

// ---- Gram engine

/// Gradient descent, one step at a time, exact at any width. A step costs O(r²k), whatever the width, the number of samples
/// and the number of inputs are; of a narrow network O(n(r + k)k).
typedef struct CATAPULT_NAME(catapult_gram_model) CATAPULT_NAME(catapult_gram_model);

/// What a model is at now. Matrices hold until its next step. The output at an input x (d) is ωᵀPᵀx, with the kept basis
/// Pᵀ.
typedef struct CATAPULT_NAME(catapult_gram_observables) {
    size_t steps;                                     ///< steps taken
    double width;                                     ///< n
    CATAPULT_REAL loss;                               ///< ‖F − Y‖²/2m
    CATAPULT_REAL excess_loss;                        ///< the part of the loss that training can remove
    CATAPULT_NAME(catapult_matrix) predictor;         ///< ω, r × k
    CATAPULT_NAME(catapult_matrix) residual;          ///< ρ = Σω − QᵀY, r × k, over the unit of the data
    CATAPULT_NAME(catapult_matrix) gradient;          ///< Z = Σρ/m, r × k, over the square of the unit
    CATAPULT_NAME(catapult_matrix) second_deviation;  ///< E = VᵀV/n − I, k × k
} CATAPULT_NAME(catapult_gram_observables);

/// The memory of a model: O(r² + rk + k²) elements, or O((n + k)(r + k)) for a narrow network.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_bytes)(const CATAPULT_NAME(catapult_data)* data,
                                                                       const CATAPULT_NAME(catapult_network_state)* state,
                                                                       size_t* bytes);
/// A model that begins at `state`, which is copied and may be reused at once; the data must last as long as the model.
/// CATAPULT_SHAPE_MISMATCH if data and state do not fit each other. CATAPULT_INVALID_ARGUMENT where the loss at the start
/// overflows, and for data whose λ would.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_create)(const CATAPULT_NAME(catapult_data)* data,
                                                                        const CATAPULT_NAME(catapult_network_state)* state,
                                                                        void* memory, size_t bytes,
                                                                        CATAPULT_NAME(catapult_gram_model)** result);

/// One step of gradient descent with learning rate `eta` ≥ 0: else CATAPULT_INVALID_ARGUMENT, or CATAPULT_NOT_FINITE.
/// CATAPULT_DIVERGED if the new state or its loss might not be finite; the state is then as it was.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_step)(CATAPULT_NAME(catapult_gram_model)* model,
                                                                      CATAPULT_REAL eta);

/// The model as it is now.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_observe)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                         CATAPULT_NAME(catapult_gram_observables)* result);

/// η‖Z‖/√n: how much the next step changes the weights, relative to their own size; what
/// catapult_stopping_rule.divergent_step bounds. Zero at infinite width.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_relative_step)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                               CATAPULT_REAL eta, CATAPULT_REAL* result);

/// Copies the whole state of the model into `state`, which was created for the same data and width: else
/// CATAPULT_SHAPE_MISMATCH.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_state)(CATAPULT_NAME(catapult_gram_model)* model,
                                                                       CATAPULT_NAME(catapult_network_state)* state);

/// The size of a snapshot of the model.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_snapshot_bytes)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                                size_t* bytes);
/// Writes a snapshot of the whole state into the first bytes of `to`, of any alignment: a run goes on from it with the same
/// bits, on any machine. CATAPULT_WORKSPACE_TOO_SMALL.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_save)(const CATAPULT_NAME(catapult_gram_model)* model, void* to,
                                                                      size_t bytes);
/// Takes over the state of a snapshot, all `bytes` of `from`, of any alignment. The model must have been created with the same
/// data; its own state does not matter. CATAPULT_UNSUPPORTED for bytes that are no snapshot of such a model in this precision;
/// CATAPULT_SHAPE_MISMATCH for one of another rank, number of outputs, width or length; CATAPULT_INVALID_ARGUMENT for a wrong
/// checksum. The model is then unchanged.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_restore)(CATAPULT_NAME(catapult_gram_model)* model,
                                                                         const void* from, size_t bytes);

// ---- The largest eigenvalue of the tangent kernel

/// λ along a trajectory: each update starts from the last one's vectors, and costs a few products of O(r²).
typedef struct CATAPULT_NAME(catapult_top_eigenvalue) CATAPULT_NAME(catapult_top_eigenvalue);

/// The memory of the λ of a model: some 50 vectors of r elements.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_top_eigenvalue_bytes)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                           size_t* bytes);
/// Follows `model`, which must last as long, and whose memory is scratch for the updates. `tolerance` is relative, ≥ 0: else
/// CATAPULT_INVALID_ARGUMENT, or CATAPULT_NOT_FINITE. CATAPULT_LAMBDA_TOLERANCE suits most.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_top_eigenvalue_create)(CATAPULT_NAME(catapult_gram_model)* model,
                                                                            double tolerance, void* memory, size_t bytes,
                                                                            CATAPULT_NAME(catapult_top_eigenvalue)** result);

/// λ of the model as it is now. CATAPULT_NOT_CONVERGED writes the best value with its error bound. CATAPULT_NOT_FINITE if
/// λ is too large.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_top_eigenvalue_update)(CATAPULT_NAME(catapult_top_eigenvalue)* lambda,
                                                                            CATAPULT_NAME(catapult_eigenvalue)* result);

/// The memory that a proof takes during its call: about r² elements up to a rank of 1,024, and 128 r beyond.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(
    const CATAPULT_NAME(catapult_top_eigenvalue)* lambda, size_t* bytes);
/// As an update, but to rounding, and certain to find the largest eigenvalue, as far as `result` says: for λ₀, whose
/// eigenvector the updates then follow. The memory is used during the call only. Errors as of update.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_top_eigenvalue_certify)(CATAPULT_NAME(catapult_top_eigenvalue)* lambda,
                                                                             void* memory, size_t bytes,
                                                                             CATAPULT_NAME(catapult_eigenvalue)* result);

/// Steps `model` at learning rate `eta` until the rule or `on_step` ends the run. `lambda` follows the model: else
/// CATAPULT_INVALID_ARGUMENT. `lambda0` is λ of the present state, which is step 0. Losses of the summary are excess
/// losses. `on_step` may be null; `context`, which is handed on to it, too (run.h). Errors as of step and update, but that a
/// divergence ends the run with CATAPULT_OK, and that a λ that is not converged counts with the value that was found.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_gram_model_run)(CATAPULT_NAME(catapult_gram_model)* model,
                                                                     CATAPULT_NAME(catapult_top_eigenvalue)* lambda, double eta,
                                                                     double lambda0, catapult_stopping_rule rule,
                                                                     catapult_on_step on_step, void* context,
                                                                     catapult_run_summary* result);
