#include "kernels/table.hpp"

#include "simd_avx512.hpp"

#define CATAPULT_TABLES kernels_avx512
#include "all.inl"
