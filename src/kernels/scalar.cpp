#include "kernels/table.hpp"

#include "simd_scalar.hpp"

#define CATAPULT_TABLES kernels_scalar
#include "all.inl"
