// A build for one instruction set has no choice of kernels. Each kernel is then a function of its own, and a call of one
// is a direct call. So a linker that collects unused sections keeps only the kernels that a program calls.
#ifndef CATAPULT_SRC_KERNELS_DIRECT_HPP
#define CATAPULT_SRC_KERNELS_DIRECT_HPP

#include "kernels/table.hpp"

namespace catapult::detail {

/// The kernel that is the member `kernel` of the member `family` of kernel_table<T>. all.inl defines call().
template <class T, auto family, auto kernel>
struct direct_kernel;
template <class T, class Family, class Result, class... Arguments, Family kernel_table<T>::*family,
          Result (*Family::*kernel)(Arguments...)>
struct direct_kernel<T, family, kernel> {
    static Result call(Arguments... arguments);
};

#define CATAPULT_DIRECT(family, kernel) \
    direct_kernel<T, &kernel_table<T>::family, &decltype(kernel_table<T>::family)::kernel>::call

/// The table of these functions. The compiler reads its entries, so that no program holds it.
template <class T>
inline constexpr kernel_table<T> direct_table = {
    {CATAPULT_DIRECT(dense, dot), CATAPULT_DIRECT(dense, add_scaled), CATAPULT_DIRECT(dense, matrix_vector),
     CATAPULT_DIRECT(dense, transposed_matrix_vector), CATAPULT_DIRECT(dense, rotate),
     CATAPULT_DIRECT(dense, update_and_product)},
    {CATAPULT_DIRECT(blocked, multiply_add), CATAPULT_DIRECT(blocked, multiply_subtract), CATAPULT_DIRECT(blocked, pack_panels),
     CATAPULT_DIRECT(blocked, gram_accumulate)},
    {CATAPULT_DIRECT(symmetric, product), CATAPULT_DIRECT(symmetric, update), CATAPULT_DIRECT(symmetric, update_product)},
    {CATAPULT_DIRECT(strips, product), CATAPULT_DIRECT(strips, update), CATAPULT_DIRECT(strips, vector_product),
     CATAPULT_DIRECT(strips, vector_update_product)},
    {CATAPULT_DIRECT(gram, overlap), CATAPULT_DIRECT(gram, advance), CATAPULT_DIRECT(gram, tail_overlap),
     CATAPULT_DIRECT(gram, tail_combine), CATAPULT_DIRECT(gram, mix), CATAPULT_DIRECT(gram, respond)},
    {CATAPULT_DIRECT(velocity, update)},
    {CATAPULT_DIRECT(gram_lanes, advance)},
    {CATAPULT_DIRECT(warmup, trace), CATAPULT_DIRECT(warmup, blocks), CATAPULT_DIRECT(warmup, advance),
     CATAPULT_DIRECT(warmup, weights)},
    {CATAPULT_DIRECT(normals, fill_normals)},
    {CATAPULT_DIRECT(parameter, gather), CATAPULT_DIRECT(parameter, step), CATAPULT_DIRECT(parameter, operate)},
};
#undef CATAPULT_DIRECT

}  // namespace catapult::detail

#endif
