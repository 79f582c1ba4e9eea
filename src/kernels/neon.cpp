#include "kernels/table.hpp"

// The vector arithmetic of 32-bit ARM flushes denormals to zero and has no doubles, so that it cannot give the same
// bits as the other sets. On 32-bit ARM "neon" therefore means the scalar code with the fused multiply-add of VFPv4.
#ifdef __aarch64__
#include "simd_neon.hpp"
#else
#include "simd_scalar.hpp"
#endif

#define CATAPULT_TABLES kernels_neon
#include "all.inl"
