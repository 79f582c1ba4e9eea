#ifndef CATAPULT_SRC_KERNELS_CPU_HPP
#define CATAPULT_SRC_KERNELS_CPU_HPP

#include "catapult/kernels/isa.hpp"

namespace catapult::detail {

/// True if the processor has the instructions of `which` and the operating system saves their registers.
bool processor_supports(isa which) noexcept;

}  // namespace catapult::detail

#endif
