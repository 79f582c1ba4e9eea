// The instruction sets of the kernels. The choice changes the speed, never a bit of a result.
#ifndef CATAPULT_KERNELS_ISA_HPP
#define CATAPULT_KERNELS_ISA_HPP

#include "catapult/vocabulary/status.hpp"

namespace catapult {

/// In the order in which they are preferred on a processor that has several.
enum class isa { scalar = 0, sse2, avx2, avx512, neon };

inline constexpr int isa_count = 5;

/// "scalar", "sse2", "avx2", "avx512" or "neon". Static storage.
const char* isa_name(isa which) noexcept;

/// The inverse of isa_name. `unknown_name` for anything else.
status isa_from_name(const char* name, isa& which) noexcept;

/// Whether this build of the library holds kernels for `which`.
bool isa_compiled(isa which) noexcept;

/// Whether they can run here: compiled in, and supported by the processor and the operating system.
bool isa_available(isa which) noexcept;

/// What the kernels use now: the best available one, unless limit_isa lowered it.
isa isa_in_use() noexcept;

/// Uses nothing above `which` from now on, in the whole process. The choice can be lowered and raised again,
/// but never above what is available. `unsupported` if `which` itself is not available.
/// Not to be called while another thread runs a kernel.
status limit_isa(isa which) noexcept;

}  // namespace catapult

#endif
