/// @file
/// The largest eigenvalue of a symmetric operator that is given by its products with vectors, in double and in float
/// (eigenvalue.inl).
#ifndef CATAPULT_C_INTERFACE_EIGENVALUE_H
#define CATAPULT_C_INTERFACE_EIGENVALUE_H

#include <stddef.h>
#include <stdint.h>

#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The evidence that a value is the largest eigenvalue, and not a smaller one: one of the constants below.
typedef int catapult_evidence;
enum {
    CATAPULT_EVIDENCE_RESIDUAL = 0,  ///< none: some eigenvalue is near the value
    CATAPULT_EVIDENCE_INERTIA,       ///< a factorisation that proves it
    CATAPULT_EVIDENCE_RANDOM_START,  ///< a search from a random vector, which misses with miss_probability at most
};

/// When a solver stops, and how much memory it takes.
typedef struct catapult_eigenvalue_options {
    double tolerance;     ///< converged: residual ≤ tolerance × |value|; at least 32 ε counts
    size_t max_products;  ///< the most operator products
    size_t max_subspace;  ///< the most basis vectors; at least 2 for Lanczos, 8 for a tracker
} catapult_eigenvalue_options;

/// 1e-10, 1000 and 32.
CATAPULT_EXPORT catapult_eigenvalue_options catapult_default_eigenvalue_options(void);

/// The effort that a proof may take.
typedef struct catapult_certificate_options {
    size_t max_dense_rows;    ///< an operator of up to this many rows is formed as a matrix and factorised
    size_t max_products;      ///< the most products from a random start, for an operator of more rows
    double miss_probability;  ///< of that start; a smaller one gives a larger excess_bound
    uint64_t seed;            ///< of that start
} catapult_certificate_options;

/// 1024, 128, 1e-12 and 0.
CATAPULT_EXPORT catapult_certificate_options catapult_default_certificate_options(void);

#define CATAPULT_EACH_PRECISION "catapult/c_interface/eigenvalue.inl"
#include "catapult/c_interface/each_precision.inl"

#ifdef __cplusplus
}
#endif

#endif
