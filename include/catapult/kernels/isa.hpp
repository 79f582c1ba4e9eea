// The instruction sets of the SIMD kernels. The choice changes the speed, and never a bit of a result.
#ifndef CATAPULT_KERNELS_ISA_HPP
#define CATAPULT_KERNELS_ISA_HPP

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// The instruction sets, in ascending order of preference on a processor that has several.
enum class isa { scalar = 0, sse2, avx2, avx512, neon, helium };

/// The number of values of isa.
inline constexpr int isa_count = 6;

/// "scalar", "sse2", "avx2", "avx512", "neon" or "helium". Static storage.
CATAPULT_EXPORT const char* isa_name(isa which) noexcept;

/// The inverse of isa_name. `unknown_name` for anything else.
CATAPULT_EXPORT status isa_from_name(const char* name, isa& which) noexcept;

/// True if this build of the library holds kernels for `which`.
CATAPULT_EXPORT bool isa_compiled(isa which) noexcept;

/// True if the kernels for `which` can run here: they are compiled in, and the processor and the operating system
/// support them.
CATAPULT_EXPORT bool isa_available(isa which) noexcept;

/// The instruction set in use: the best available one, unless limit_isa has lowered it. A build for one set (Meson's option
/// `kernels`) uses that one always: a program that may meet a processor without it asks isa_available first.
CATAPULT_EXPORT isa isa_in_use() noexcept;

/// Limits the whole process to `which` and the sets below it, from now on. A later call can lower or raise the limit
/// again. `unsupported` if `which` is not available. Do not call it while another thread runs a kernel.
CATAPULT_EXPORT status limit_isa(isa which) noexcept;

}  // namespace catapult

#endif
