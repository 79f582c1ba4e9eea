// The SIMD kernels that the rest of the library calls: kernels<T>() is the table in use. A build for one instruction set
// defines CATAPULT_KERNELS as its name.
#ifndef CATAPULT_SRC_KERNELS_DISPATCH_HPP
#define CATAPULT_SRC_KERNELS_DISPATCH_HPP

#include "catapult/kernels/isa.hpp"
#ifdef CATAPULT_KERNELS
#include "kernels/direct.hpp"
#else
#include "kernels/table.hpp"
#endif

namespace catapult::detail {

/// The tables of `which`, or null if the set is not compiled in.
const kernel_tables* tables_of(isa which) noexcept;

#ifdef CATAPULT_KERNELS

template <class T>
constexpr const kernel_table<T>& kernels() noexcept
{
    return direct_table<T>;
}

#else

const kernel_tables& tables_in_use() noexcept;

template <class T>
const kernel_table<T>& kernels() noexcept;
template <>
inline const kernel_table<float>& kernels<float>() noexcept
{
    return tables_in_use().single;
}
template <>
inline const kernel_table<double>& kernels<double>() noexcept
{
    return tables_in_use().twofold;
}

#endif

}  // namespace catapult::detail

#endif
