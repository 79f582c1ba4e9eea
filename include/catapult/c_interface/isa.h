/// @file
/// The instruction sets of the SIMD kernels. The choice changes the speed, and never a bit of a result.
#ifndef CATAPULT_C_INTERFACE_ISA_H
#define CATAPULT_C_INTERFACE_ISA_H

#include <stdbool.h>

#include "catapult/c_interface/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// An instruction set: one of these, in ascending order of preference on a processor that has several.
typedef int catapult_isa;
enum {
    CATAPULT_ISA_SCALAR = 0,
    CATAPULT_ISA_SSE2,
    CATAPULT_ISA_AVX2,
    CATAPULT_ISA_AVX512,
    CATAPULT_ISA_NEON,
    CATAPULT_ISA_HELIUM
};

/// "scalar", "sse2", "avx2", "avx512", "neon" or "helium", and "unknown" for other numbers. Static storage.
CATAPULT_EXPORT const char* catapult_isa_name(catapult_isa which);

/// The inverse of catapult_isa_name. CATAPULT_UNKNOWN_NAME for anything else.
CATAPULT_CALL catapult_status catapult_isa_from_name(const char* name, catapult_isa* which);

/// Whether the kernels for `which` are in this build of the library, and the processor and the operating system support
/// them. False for other numbers.
CATAPULT_EXPORT bool catapult_isa_available(catapult_isa which);

/// The instruction set in use: the best available one, unless catapult_limit_isa has lowered it.
CATAPULT_EXPORT catapult_isa catapult_isa_in_use(void);

/// Limits the whole process to `which` and the sets below it, from now on. A later call can lower or raise the limit
/// again. CATAPULT_UNSUPPORTED if `which` is not available. Do not call it while another thread runs a kernel.
CATAPULT_CALL catapult_status catapult_limit_isa(catapult_isa which);

#ifdef __cplusplus
}
#endif

#endif
