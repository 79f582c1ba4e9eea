#include "kernels/cpu.hpp"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#elif defined(__arm__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace catapult::detail {

#if defined(__x86_64__) || defined(__i386__)

namespace {

constexpr unsigned bit(int i) { return 1u << i; }

/// The bit mask of the register files that the operating system saves (XCR0). 0 if XGETBV is not available.
unsigned saved_registers(unsigned leaf1_ecx) noexcept
{
    if (!(leaf1_ecx & bit(27))) return 0;
    unsigned low = 0;
    unsigned high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

}  // namespace

bool processor_supports(isa which) noexcept
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return which == isa::scalar;
    const unsigned saved = saved_registers(c);
    const bool fma = c & bit(12);
    const bool avx = (c & bit(28)) && (saved & 0x6) == 0x6;
    unsigned a7 = 0, b7 = 0, c7 = 0, d7 = 0;
    const bool leaf7 = __get_cpuid_count(7, 0, &a7, &b7, &c7, &d7) != 0;
    const bool avx2 = avx && fma && leaf7 && (b7 & bit(5));
    const bool avx512 = avx2 && (saved & 0xe6) == 0xe6 && (b7 & bit(16)) && (b7 & bit(17)) && (b7 & bit(31));  // F, DQ, VL
    switch (which) {
    case isa::scalar: return true;
    case isa::sse2: return (d & bit(26)) != 0;
    case isa::avx2: return avx2;
    case isa::avx512: return avx512;
    default: return false;
    }
}

#elif defined(__arm__) && defined(__linux__)

bool processor_supports(isa which) noexcept
{
    constexpr unsigned long needed = HWCAP_NEON | HWCAP_VFPv4;
    return which == isa::scalar || (which == isa::neon && (getauxval(AT_HWCAP) & needed) == needed);
}

#else

// On other systems the whole build requires every set that is compiled in.
bool processor_supports(isa) noexcept { return true; }

#endif

}  // namespace catapult::detail
