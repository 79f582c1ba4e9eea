// All SIMD kernels, and the table of one instruction set. Include this file after a simd_*.hpp and table.hpp.
// CATAPULT_TABLES is the name of the table to define.

// Tiles stay in registers only if the compiler unrolls every loop over them before it looks at their elements.
#ifndef CATAPULT_UNROLL
#define CATAPULT_UNROLL
#endif

#ifdef CATAPULT_KERNELS
#include "kernels/direct.hpp"
#endif

#include "parts.inl"

#include "blocked.inl"
#include "dense.inl"
#include "gram.inl"
#include "gram_lanes.inl"
#include "gram_lanes_columns.inl"
#include "normals.inl"
#include "parameter.inl"
#include "symmetric.inl"
#include "symmetric_strips.inl"
#include "velocity.inl"
#include "warmup.inl"

namespace catapult::detail {
namespace {

template <class T>
constexpr kernel_table<T> all_entries = {
    dense_entries<T>,    blocked_entries<T>,    symmetric_entries<T>, strip_entries<T>,  gram_entries<T>,
    velocity_entries<T>, gram_lanes_entries<T>, warmup_entries<T>,    normal_entries<T>, parameter_entries<T>,
};

}  // namespace

#ifdef CATAPULT_KERNELS
template <class T, class Family, class Result, class... Arguments, Family kernel_table<T>::*family,
          Result (*Family::*kernel)(Arguments...)>
Result direct_kernel<T, family, kernel>::call(Arguments... arguments)
{
    return (all_entries<T>.*family.*kernel)(arguments...);
}
// Nothing but the tests reads this table. It makes the compiler write out the functions.
extern const kernel_tables CATAPULT_TABLES = {direct_table<float>, direct_table<double>};
#else
extern const kernel_tables CATAPULT_TABLES = {all_entries<float>, all_entries<double>};
#endif

}  // namespace catapult::detail
