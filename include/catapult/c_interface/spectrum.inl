/// @file
/// What Θ, the kernel over samples and outputs, is at a state. Eigenvalues and traces are in the caller's units. All calls
/// answer CATAPULT_INVALID_ARGUMENT for data that are not finished, and CATAPULT_SHAPE_MISMATCH if data and state do not fit
/// each other. The state of a model that is being trained is copied by catapult_gram_model_state.

/// The kernel in reduced coordinates: B ↦ Σ[(I + D)ΣB + ΣB(I + E)]/m on r × k matrices. It has the non-zero eigenvalues of
/// Θ, over 4^exponent of the data, and from the eigenvector B of one follows that of the other, QB.
typedef struct CATAPULT_NAME(catapult_tangent_kernel) CATAPULT_NAME(catapult_tangent_kernel);

/// The memory of a kernel of states like this one.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_tangent_kernel_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                           size_t* bytes);
/// The kernel of data and state, which must last as long. It is that of the state as it is at each product.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_tangent_kernel_create)(const CATAPULT_NAME(catapult_data)* data,
                                                                            const CATAPULT_NAME(catapult_network_state)* state,
                                                                            void* memory, size_t bytes,
                                                                            CATAPULT_NAME(catapult_tangent_kernel)** result);
/// The kernel as an operator of r·k rows, for the solvers of eigenvalue.h and for products of one's own: matrices row by
/// row, without gaps. It holds as long as the kernel.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_tangent_kernel_operator)(CATAPULT_NAME(catapult_tangent_kernel)* kernel,
                                                                              CATAPULT_NAME(catapult_operator)* result);

/// The largest eigenvalues of Θ along a trajectory, with their eigenvectors. Each update starts from the vectors of the last
/// one.
typedef struct CATAPULT_NAME(catapult_kernel_spectrum) CATAPULT_NAME(catapult_kernel_spectrum);

/// The memory of the `count` largest eigenvalues of states like this one. CATAPULT_INVALID_ARGUMENT for a count of 0 or more
/// than r·k.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_spectrum_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                            size_t count, size_t* bytes);
/// `tolerance` is relative to each eigenvalue, and applies to residuals, so that separate eigenvalues have its square. ≥ 0:
/// else CATAPULT_INVALID_ARGUMENT, or CATAPULT_NOT_FINITE. The state only tells the size.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_spectrum_create)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                             size_t count, double tolerance, void* memory,
                                                                             size_t bytes,
                                                                             CATAPULT_NAME(catapult_kernel_spectrum)** result);

/// results[i] ← the `count` largest eigenvalues at `state`, in descending order, each as often as it occurs. There is no
/// evidence that none has been missed. The products of the first result are those of all. `results` has the `count` elements
/// of create: else CATAPULT_SHAPE_MISMATCH. CATAPULT_NOT_CONVERGED writes the best values and their error bounds.
/// CATAPULT_NOT_FINITE if an element of the state is not finite or an eigenvalue too large; the results are then unspecified.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_spectrum_update)(CATAPULT_NAME(catapult_kernel_spectrum)* spectrum,
                                                                             const CATAPULT_NAME(catapult_data)* data,
                                                                             const CATAPULT_NAME(catapult_network_state)* state,
                                                                             CATAPULT_NAME(catapult_eigenvalue)* results,
                                                                             size_t count);

/// The eigenvector of results[i] of the last update, r × k, of unit length: QB is that over samples and outputs. Its first
/// element of the largest magnitude is positive. It holds until the next update. CATAPULT_INVALID_ARGUMENT unless i < count.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_spectrum_vector)(
    const CATAPULT_NAME(catapult_kernel_spectrum)* spectrum, size_t i, CATAPULT_NAME(catapult_matrix)* result);

/// results[i] ← the part of `a` (r × k, such as a residual ρ) along each eigenvector. CATAPULT_SHAPE_MISMATCH for other
/// sizes.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_spectrum_project)(
    const CATAPULT_NAME(catapult_kernel_spectrum)* spectrum, CATAPULT_NAME(catapult_matrix) a, CATAPULT_REAL* results,
    size_t count);

/// The trace of Θ. CATAPULT_NOT_FINITE if it is too large.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_kernel_trace)(const CATAPULT_NAME(catapult_data)* data,
                                                                   const CATAPULT_NAME(catapult_network_state)* state,
                                                                   CATAPULT_REAL* result);

/// The alignment of UUᵀ and VVᵀ as kernels over the hidden units: their cosine in the Frobenius product, from 0 to 1.
/// CATAPULT_INVALID_ARGUMENT for a layer that is zero, CATAPULT_NOT_FINITE if the result is not finite.
CATAPULT_CALL catapult_status CATAPULT_NAME(catapult_layer_alignment)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                      CATAPULT_REAL* result);
