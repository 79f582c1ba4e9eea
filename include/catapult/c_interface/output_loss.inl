/// @file
/// Losses of the outputs of one sample. Training minimises their mean over samples.

/// The loss ℓ(f, y) of one sample as a function of its outputs f, for targets y; all vectors have `outputs` elements. Training
/// is exact for any loss of the outputs (theory.md, 3). A caller's own loss fills in the calls, which must not throw, and a
/// context. Outputs are finite. A result that is too large for the precision is infinite.
typedef struct CATAPULT_NAME(catapult_output_loss) {
    /// Returns ℓ(f, y) and writes its gradient ∂ℓ/∂f. `gradient` overlaps neither f nor y.
    CATAPULT_REAL(*value)
    (const void* context, size_t outputs, const CATAPULT_REAL* f, const CATAPULT_REAL* y, CATAPULT_REAL* gradient);
    /// result ← (∂²ℓ/∂f²) direction. `result` overlaps no argument. Only the Hessian of the loss (sharpness.h) needs it:
    /// it may be null.
    void (*curvature)(const void* context, size_t outputs, const CATAPULT_REAL* f, const CATAPULT_REAL* y,
                      const CATAPULT_REAL* direction, CATAPULT_REAL* result);
    /// Whether a target vector is one that the loss is defined for. Null if any is.
    bool (*accepts)(const void* context, size_t outputs, const CATAPULT_REAL* y);
    const void* context;  ///< what the calls are given
} CATAPULT_NAME(catapult_output_loss);

/// ½‖f − y‖² (theory.md, 1).
CATAPULT_EXPORT CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_squared_loss)(void);

/// ½‖f − y‖²/k, the mean over outputs too. Learning rates are k times those of catapult_squared_loss.
CATAPULT_EXPORT CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_mean_squared_loss)(void);

/// Softmax cross-entropy −Σ_j y_j ln p_j with p = softmax(f). Targets are probabilities: none is negative, and their sum is 1
/// up to rounding, which is kε. It takes two outputs or more.
CATAPULT_EXPORT CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_softmax_loss)(void);

/// Logistic loss Σ_j ln(1 + exp(−y_j f_j)). Targets are +1 or −1.
CATAPULT_EXPORT CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_logistic_loss)(void);

/// CATAPULT_INVALID_ARGUMENT if the loss does not accept a row of `targets` (m × k): the number of the first one is then in
/// `row`, which is not written otherwise. CATAPULT_INVALID_ARGUMENT too for a loss without `value`; CATAPULT_NOT_FINITE if an
/// element is not.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(catapult_output_loss) loss,
                                                                    CATAPULT_NAME(catapult_matrix) targets, size_t* row);
