#include "kernels/dispatch.hpp"

#ifndef CATAPULT_KERNELS
#include <atomic>
#endif

#include "kernels/cpu.hpp"

namespace catapult {
namespace detail {

const kernel_tables* tables_of(isa which) noexcept
{
    switch (which) {
#ifdef CATAPULT_HAS_SCALAR
    case isa::scalar: return &kernels_scalar;
#endif
#ifdef CATAPULT_HAS_SSE2
    case isa::sse2: return &kernels_sse2;
#endif
#ifdef CATAPULT_HAS_AVX2
    case isa::avx2: return &kernels_avx2;
#endif
#ifdef CATAPULT_HAS_AVX512
    case isa::avx512: return &kernels_avx512;
#endif
#ifdef CATAPULT_HAS_NEON
    case isa::neon: return &kernels_neon;
#endif
#ifdef CATAPULT_HAS_HELIUM
    case isa::helium: return &kernels_helium;
#endif
    default: return nullptr;
    }
}

#ifndef CATAPULT_KERNELS

namespace {

struct choice {
    std::atomic<const kernel_tables*> tables{nullptr};
    std::atomic<int> which{0};
};
choice in_use;  // the only state of the library

const kernel_tables& choose(isa highest) noexcept
{
    int i = static_cast<int>(highest);
    while (i > 0 && !isa_available(static_cast<isa>(i))) --i;
    const kernel_tables* tables = tables_of(static_cast<isa>(i));
    in_use.which.store(i, std::memory_order_relaxed);
    in_use.tables.store(tables, std::memory_order_release);
    return *tables;
}

}  // namespace

const kernel_tables& tables_in_use() noexcept
{
    const kernel_tables* tables = in_use.tables.load(std::memory_order_acquire);
    return tables ? *tables : choose(static_cast<isa>(isa_count - 1));
}

#endif

}  // namespace detail

namespace {
constexpr const char* names[isa_count] = {"scalar", "sse2", "avx2", "avx512", "neon", "helium"};

bool same_text(const char* a, const char* b) noexcept
{
    while (*a && *a == *b) ++a, ++b;
    return *a == *b;
}
}  // namespace

const char* isa_name(isa which) noexcept { return names[static_cast<int>(which)]; }

status isa_from_name(const char* name, isa& which) noexcept
{
    for (int i = 0; name && i < isa_count; ++i)
        if (same_text(name, names[i])) {
            which = static_cast<isa>(i);
            return status::ok;
        }
    return status::unknown_name;
}

#ifdef CATAPULT_KERNELS

// These name no table, so that a program that asks does not hold all kernels.
bool isa_compiled(isa which) noexcept { return which == isa::CATAPULT_KERNELS; }

isa isa_in_use() noexcept { return isa::CATAPULT_KERNELS; }

status limit_isa(isa which) noexcept { return isa_available(which) ? status::ok : status::unsupported; }

#else

bool isa_compiled(isa which) noexcept { return detail::tables_of(which) != nullptr; }

isa isa_in_use() noexcept
{
    (void)detail::tables_in_use();
    return static_cast<isa>(detail::in_use.which.load(std::memory_order_relaxed));
}

status limit_isa(isa which) noexcept
{
    if (!isa_available(which)) return status::unsupported;
    detail::choose(which);
    return status::ok;
}

#endif

bool isa_available(isa which) noexcept { return isa_compiled(which) && detail::processor_supports(which); }

}  // namespace catapult
