#include "kernels/table.hpp"

#include "simd_sse2.hpp"

#define CATAPULT_TABLES kernels_sse2
#include "all.inl"
