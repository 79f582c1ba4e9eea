/// @file
/// Rows of U (b × d) and of V (b × k) that belong to the same hidden units, in any blocks, b ≥ 1. They do not overlap.

/// Draws rows first_row … first_row + b − 1. All elements are independent N(0, 1). Row i of U depends on the seed, i and d
/// alone, and row i of V on the seed, i and k. CATAPULT_SHAPE_MISMATCH if they differ in rows. CATAPULT_INVALID_ARGUMENT if
/// (first_row + b)·d or (first_row + b)·k does not fit 64 bits.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_draw_weights)(uint64_t seed, uint64_t first_row,
                                                                   CATAPULT_NAME(catapult_writable_matrix) u,
                                                                   CATAPULT_NAME(catapult_writable_matrix) v);

/// The change of the weights in training: A_t = A_0 T_t for A = [U V]. It is for networks of width n ≥ r + k; narrow ones
/// have catapult_weights_of_layers.
typedef struct CATAPULT_NAME(catapult_weights_transform) CATAPULT_NAME(catapult_weights_transform);

/// The memory of a transform: O((d + r + k)(r + k)) elements.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_bytes)(const CATAPULT_NAME(catapult_data)* data,
                                                                              double width, size_t* bytes);
/// The identity, for a network of this width, on data that keep their basis: else CATAPULT_SHAPE_MISMATCH. The basis is
/// copied. CATAPULT_INVALID_ARGUMENT for a narrow network, and for a width that is NaN.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_create)(
    const CATAPULT_NAME(catapult_data)* data, double width, void* memory, size_t bytes,
    CATAPULT_NAME(catapult_weights_transform)** result);

/// One step of the model, as by catapult_gram_model_step, and T with it. All steps of the model since T was created
/// must be taken with this call. CATAPULT_SHAPE_MISMATCH for a model of another width, rank or number of outputs, and for a T
/// with momentum. After an error neither is changed.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_step)(CATAPULT_NAME(catapult_weights_transform)* transform,
                                                                             CATAPULT_NAME(catapult_gram_model)* model,
                                                                             CATAPULT_REAL eta);

/// The memory of a transform for a catapult_gram_training: (r + k)² elements more with momentum. Errors of the rule are those of
/// catapult_check_training_rule.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_rule_bytes)(const CATAPULT_NAME(catapult_data)* data,
                                                                                   double width, catapult_training_rule rule,
                                                                                   size_t* bytes);
/// The identity times `scale_first` for U and `scale_second` for V, for a training of this rule from these scales. Errors as of
/// catapult_weights_transform_create, and of rule and scales as of catapult_gram_training_create.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_rule_create)(
    const CATAPULT_NAME(catapult_data)* data, double width, catapult_training_rule rule, CATAPULT_REAL scale_first,
    CATAPULT_REAL scale_second, void* memory, size_t bytes, CATAPULT_NAME(catapult_weights_transform)** result);
/// One step of the training, as by catapult_gram_training_step, and T with it, as catapult_weights_transform_step.
/// CATAPULT_SHAPE_MISMATCH too for a rule with momentum where T has none, or without where it has; CATAPULT_UNSUPPORTED after
/// catapult_gram_training_linearise.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_rule_step)(
    CATAPULT_NAME(catapult_weights_transform)* transform, CATAPULT_NAME(catapult_gram_training)* training, CATAPULT_REAL eta,
    const size_t* batch, size_t count);

/// Brings T into the coordinates of the weights: after the last step, and before apply.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_prepare)(
    CATAPULT_NAME(catapult_weights_transform)* transform);
/// The memory that apply takes during its call, for any number of rows.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_apply_bytes)(
    const CATAPULT_NAME(catapult_weights_transform)* transform, size_t* bytes);
/// Replaces rows as they were at the start by the trained ones. Several threads may call it at once, each with memory of its
/// own. The bits of a row do not depend on other rows. CATAPULT_SHAPE_MISMATCH for other shapes, CATAPULT_NOT_FINITE for an
/// element that is not. The rows are unchanged after an error.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_transform_apply)(
    const CATAPULT_NAME(catapult_weights_transform)* transform, CATAPULT_NAME(catapult_writable_matrix) u,
    CATAPULT_NAME(catapult_writable_matrix) v, void* memory, size_t bytes);

/// The trained weights of a narrow network, whose present state is `now` (catapult_gram_model_state). Rows
/// first_row … first_row + b − 1, as they were at the start, are replaced. CATAPULT_SHAPE_MISMATCH for a network that is not
/// narrow, for data without a basis, for other shapes, and for rows that the network does not have. CATAPULT_NOT_FINITE for an
/// element that is not. The rows are unchanged after an error.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_weights_of_layers)(const CATAPULT_NAME(catapult_data)* data,
                                                                        const CATAPULT_NAME(catapult_network_state)* now,
                                                                        size_t first_row,
                                                                        CATAPULT_NAME(catapult_writable_matrix) u,
                                                                        CATAPULT_NAME(catapult_writable_matrix) v);
