#include "kernels/table.hpp"

#include "simd_helium.hpp"

#define CATAPULT_TABLES kernels_helium
#include "all.inl"
