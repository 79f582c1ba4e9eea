/// @file
/// The outcome of a call, the version of the library, and the alignment of its memory.
#ifndef CATAPULT_C_INTERFACE_STATUS_H
#define CATAPULT_C_INTERFACE_STATUS_H

#include "catapult/version.hpp"
#include "catapult/vocabulary/export.hpp"

/// Stands before each function that answers a status, which must be looked at.
#if defined(__GNUC__)
#define CATAPULT_CALL CATAPULT_EXPORT __attribute__((warn_unused_result))
#else
#define CATAPULT_CALL CATAPULT_EXPORT
#endif

/// The alignment, in bytes, of the memory of every object.
#define CATAPULT_ALIGNMENT 64

#ifdef __cplusplus
extern "C" {
#endif

/// The outcome of a call: one of the constants below. An int, as compilers do not agree on the size of an enum.
typedef int catapult_status;
enum {
    CATAPULT_OK = 0,
    CATAPULT_INVALID_ARGUMENT,      ///< a null pointer, or a finite value out of its range
    CATAPULT_NOT_FINITE,            ///< NaN or infinity in the input
    CATAPULT_SHAPE_MISMATCH,        ///< matrices or dimensions that do not match each other
    CATAPULT_SIZE_OVERFLOW,         ///< a size in bytes that does not fit size_t
    CATAPULT_WORKSPACE_TOO_SMALL,   ///< fewer bytes than the matching …_bytes function asks for
    CATAPULT_WORKSPACE_MISALIGNED,  ///< memory not aligned to CATAPULT_ALIGNMENT
    CATAPULT_ZERO_INPUTS,           ///< all inputs are zero: λ₀ = 0 and there is nothing to train
    CATAPULT_NOT_CONVERGED,         ///< an iteration used up its budget; the outputs hold the best value and its error bound
    CATAPULT_DIVERGED,              ///< a trajectory left every bound; the state is the last finite one
    CATAPULT_UNKNOWN_NAME,          ///< a name that is not in the documented list
    CATAPULT_UNSUPPORTED,           ///< valid, but not available in this build or on this processor
    CATAPULT_OUT_OF_MEMORY,         ///< never answered by the library; for callbacks of programs that allocate
};

/// A phrase for people, such as "workspace too small". Never null, whatever the number. Static storage.
CATAPULT_EXPORT const char* catapult_status_text(catapult_status status);

/// CATAPULT_VERSION of the library that runs; that of the header is the macro (version.hpp).
CATAPULT_EXPORT int catapult_version(void);
/// CATAPULT_VERSION_TEXT of the library that runs, such as "0.1.0". Static storage.
CATAPULT_EXPORT const char* catapult_version_text(void);

#ifdef __cplusplus
}
#endif

#endif
