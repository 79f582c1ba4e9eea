#include "kernels/table.hpp"

#include "simd_avx2.hpp"

#define CATAPULT_TABLES kernels_avx2
#include "all.inl"
