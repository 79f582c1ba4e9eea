// Inputs chosen to hurt.
#ifndef CATAPULT_TESTS_HURTFUL_HPP
#define CATAPULT_TESTS_HURTFUL_HPP

#include <cstdint>

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

}  // namespace catapult::test

#endif
