#include "kernels/table.hpp"
//
// The vector arithmetic of 32-bit ARM flushes denormals to zero and has no doubles: it cannot give the bits that all
// others give. What "neon" means there is the fused multiply-add that came with it (VFPv4), one lane at a time.
#ifdef __aarch64__
#include "simd_neon.hpp"
#else
#include "simd_scalar.hpp"
#endif

#define CATAPULT_TABLES kernels_neon
#include "all.inl"
