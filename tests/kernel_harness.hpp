// What the kernel tests share: inputs chosen to hurt, arrays between canaries, and equality of bits.
#ifndef CATAPULT_TESTS_KERNEL_HARNESS_HPP
#define CATAPULT_TESTS_KERNEL_HARNESS_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "kernels/dispatch.hpp"

namespace catapult::test {

inline std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// Finite values of mixed sign over many binades; the same for the same seed everywhere.
template <class T>
T hurtful(std::uint64_t seed)
{
    const std::uint64_t bits = mix(seed);
    const double mantissa = 1.0 + static_cast<double>(bits >> 12) * 0x1p-52;
    const int exponent = static_cast<int>(bits & 31) - 16;
    double value = mantissa;
    for (int i = 0; i < exponent; ++i) value *= 2;
    for (int i = 0; i > exponent; --i) value /= 2;
    return static_cast<T>((bits & 32) ? -value : value);
}

/// An array of n elements, `offset` elements past a 64-byte boundary, between canaries.
template <class T>
class guarded {
public:
    guarded(std::size_t n, std::size_t offset, std::uint64_t seed) : n_(n), storage_(n + offset + 96)
    {
        std::memset(static_cast<void*>(storage_.data()), 0xa5, storage_.size() * sizeof(T));
        const auto address = reinterpret_cast<std::uintptr_t>(storage_.data() + 32);
        first_ = 32 + (64 - address % 64) % 64 / sizeof(T) + offset;
        for (std::size_t i = 0; i < n; ++i) data()[i] = hurtful<T>(seed + i);
    }
    T* data() { return storage_.data() + first_; }
    const T* data() const { return storage_.data() + first_; }
    bool canaries_alive() const
    {
        const auto* bytes = reinterpret_cast<const unsigned char*>(storage_.data());
        for (std::size_t i = 0; i < storage_.size() * sizeof(T); ++i)
            if ((i < first_ * sizeof(T) || i >= (first_ + n_) * sizeof(T)) && bytes[i] != 0xa5) return false;
        return true;
    }
    bool same_bits(const guarded& o) const { return std::memcmp(data(), o.data(), n_ * sizeof(T)) == 0; }

private:
    std::size_t n_;
    std::vector<T> storage_;
    std::size_t first_;
};

template <class T>
bool same_bits(T a, T b)
{
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T>
const detail::kernel_table<T>& table(isa which);
template <>
inline const detail::kernel_table<float>& table<float>(isa which)
{
    return detail::tables_of(which)->single;
}
template <>
inline const detail::kernel_table<double>& table<double>(isa which)
{
    return detail::tables_of(which)->twofold;
}

/// Calls `check(which)` for every instruction set above scalar that can run here.
template <class Check>
void for_each_isa(Check&& check)
{
    for (int i = 1; i < isa_count; ++i)
        if (isa_available(static_cast<isa>(i))) check(static_cast<isa>(i));
}

}  // namespace catapult::test

#endif
