/// @file
/// The warmup model f = x vᵀu / √n: one hidden layer, one input x, one label y, loss (f − y)²/2 (theory.md, 5 to 7).
/// Everything is in the caller's units. The input x is part of the model, so λ = x² (‖u‖² + ‖v‖²)/n.

/// What is trained, and how fast.
typedef struct CATAPULT_NAME(catapult_warmup_problem) {
    CATAPULT_REAL width;  ///< n ≥ 1, any real number, or infinity: λ then stays as it is
    CATAPULT_REAL input;  ///< x, not zero
    CATAPULT_REAL label;  ///< y
    CATAPULT_REAL eta;    ///< learning rate, positive
} CATAPULT_NAME(catapult_warmup_problem);

/// Where training starts in function space.
typedef struct CATAPULT_NAME(catapult_warmup_start) {
    CATAPULT_REAL output;  ///< f₀
    CATAPULT_REAL lambda;  ///< λ₀ > 0; every network has λ₀ ≥ 2|x f₀|/√n
} CATAPULT_NAME(catapult_warmup_start);

/// The f₀ and λ₀ of given weights u and v of `width` elements each, which are only read, as the start of a model of that
/// width; `input` is x. CATAPULT_SHAPE_MISMATCH for no elements. CATAPULT_NOT_FINITE if a weight or x is not finite.
/// CATAPULT_INVALID_ARGUMENT if λ₀ or the sum of squares is too large. CATAPULT_ZERO_INPUTS if λ₀ = 0.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_start_from_weights)(const CATAPULT_REAL* u, const CATAPULT_REAL* v,
                                                                                size_t width, CATAPULT_REAL input,
                                                                                CATAPULT_NAME(catapult_warmup_start)* result);

/// An f₀ and λ₀ with exactly the law that they have in a network of width n with N(0, 1) weights; `input` is x. At
/// infinite width f₀ is normal with variance x², and λ₀ = 2x². The same seed gives the same start everywhere.
/// CATAPULT_INVALID_ARGUMENT unless 1 ≤ n ≤ 10¹⁵ or n is infinite. CATAPULT_NOT_FINITE for a NaN and an infinite x.
/// CATAPULT_ZERO_INPUTS for x = 0.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_draw_warmup_start)(double width, CATAPULT_REAL input, uint64_t seed,
                                                                        CATAPULT_NAME(catapult_warmup_start)* result);

/// Training in function space. It is exact, and a step costs the same at every width.
typedef struct CATAPULT_NAME(catapult_warmup_model) CATAPULT_NAME(catapult_warmup_model);

/// What a warmup model is at now.
typedef struct CATAPULT_NAME(catapult_warmup_observables) {
    size_t steps;                 ///< steps taken
    CATAPULT_REAL eta;            ///< the learning rate
    CATAPULT_REAL output;         ///< f
    CATAPULT_REAL residual;       ///< f − y, accurate even where it is much smaller than f
    CATAPULT_REAL loss;           ///< (f − y)²/2
    CATAPULT_REAL lambda;         ///< λ
    CATAPULT_REAL lambda_drift;   ///< λ − λ₀, accurate even where it is much smaller than λ
    CATAPULT_REAL eta_lambda;     ///< ηλ
    CATAPULT_REAL relative_step;  ///< η|x(f − y)|/√n, and zero at infinite width
} CATAPULT_NAME(catapult_warmup_observables);

/// The memory of a model, the same for all.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_bytes)(size_t* bytes);
/// A model at step 0. CATAPULT_INVALID_ARGUMENT for values that the members of `problem` and `start` exclude. Among them is λ₀ < 2|x f₀|/√n,
/// beyond rounding. CATAPULT_INVALID_ARGUMENT also for a subnormal λ₀, and if the loss at the start, ηλ₀ or n/(ηx)²
/// overflows. CATAPULT_ZERO_INPUTS if x or λ₀ is zero. CATAPULT_NOT_FINITE for a NaN, and for an infinity anywhere except
/// in the width.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_create)(CATAPULT_NAME(catapult_warmup_problem) problem,
                                                                          CATAPULT_NAME(catapult_warmup_start) start,
                                                                          void* memory, size_t bytes,
                                                                          CATAPULT_NAME(catapult_warmup_model)** result);

/// One step of gradient descent. CATAPULT_DIVERGED if the new state would not be finite; the state is then as it was.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_step)(CATAPULT_NAME(catapult_warmup_model)* model);

/// Changes the learning rate. f, λ and the number of steps stay, each exact to one rounding. CATAPULT_NOT_FINITE, and
/// CATAPULT_INVALID_ARGUMENT for a rate that is not positive and for overflows as in create.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_change_eta)(CATAPULT_NAME(catapult_warmup_model)* model,
                                                                              CATAPULT_REAL eta);

/// The model as it is now.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_observe)(const CATAPULT_NAME(catapult_warmup_model)* model,
                                                                           CATAPULT_NAME(catapult_warmup_observables)* result);

/// Steps until the rule or `on_step` ends the run. The present state counts as step 0. Losses and λ are in the caller's
/// units. `on_step` may be null: the run then is about twice as fast, and the last bit of its losses may be another.
/// `context` is handed on to it, and may be null (run.h). After an error the model is at the step of the error.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_model_run)(CATAPULT_NAME(catapult_warmup_model)* model,
                                                                       catapult_stopping_rule rule, catapult_on_step on_step,
                                                                       void* context, catapult_run_summary* result);

// ---- Stored weights

/// u_i and v_i ← N(0, 1) for `width` elements each, each a function of the seed and i. It is not the network of
/// catapult_draw_warmup_start with this seed, but another one of the same law.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_draw_warmup_weights)(uint64_t seed, CATAPULT_REAL* u, CATAPULT_REAL* v,
                                                                          size_t width);

/// Training of stored weights by plain gradient descent. A step is one pass over the weights, which it updates in place.
typedef struct CATAPULT_NAME(catapult_warmup_network) CATAPULT_NAME(catapult_warmup_network);

/// What a network is at now.
typedef struct CATAPULT_NAME(catapult_warmup_network_observables) {
    size_t steps;                 ///< steps taken
    CATAPULT_REAL eta;            ///< the learning rate
    CATAPULT_REAL output;         ///< f
    CATAPULT_REAL residual;       ///< f − y
    CATAPULT_REAL loss;           ///< (f − y)²/2
    CATAPULT_REAL lambda;         ///< λ
    CATAPULT_REAL eta_lambda;     ///< ηλ
    CATAPULT_REAL relative_step;  ///< η|x(f − y)|/√n
} CATAPULT_NAME(catapult_warmup_network_observables);

/// The memory of a network beside its weights, the same for all.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_bytes)(size_t* bytes);
/// u and v have `count` = problem.width elements each (else CATAPULT_SHAPE_MISMATCH), must last as long and not overlap. Other
/// errors as of catapult_warmup_model_create; CATAPULT_NOT_FINITE for a weight, and CATAPULT_INVALID_ARGUMENT if λ₀ or the loss
/// is too large.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_create)(CATAPULT_NAME(catapult_warmup_problem) problem,
                                                                            CATAPULT_REAL* u, CATAPULT_REAL* v, size_t count,
                                                                            void* memory, size_t bytes,
                                                                            CATAPULT_NAME(catapult_warmup_network)** result);
/// One step of gradient descent. CATAPULT_DIVERGED if the new weights might not be finite; they are then as they were.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_step)(CATAPULT_NAME(catapult_warmup_network)* network);
/// Changes the learning rate. CATAPULT_NOT_FINITE, and CATAPULT_INVALID_ARGUMENT for a rate that is not positive.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_change_eta)(CATAPULT_NAME(catapult_warmup_network)* network,
                                                                                CATAPULT_REAL eta);
/// The network as it is now.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_observe)(
    const CATAPULT_NAME(catapult_warmup_network)* network, CATAPULT_NAME(catapult_warmup_network_observables)* result);
/// As catapult_warmup_model_run.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_warmup_network_run)(CATAPULT_NAME(catapult_warmup_network)* network,
                                                                         catapult_stopping_rule rule, catapult_on_step on_step,
                                                                         void* context, catapult_run_summary* result);
