// Inputs that are likely to break numerical code.
#ifndef CATAPULT_TESTS_SUPPORT_HURTFUL_HPP
#define CATAPULT_TESTS_SUPPORT_HURTFUL_HPP

#include <cmath>
#include <cstdint>
#include <limits>

namespace catapult::test {

inline std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// A number in (0, 1).
inline double fraction(std::uint64_t seed) { return (static_cast<double>(mix(seed) >> 11) + 0.5) * 0x1p-53; }

/// A uniform variate with mean 0 and variance 1.
inline double variate(std::uint64_t seed) { return (static_cast<double>(mix(seed) >> 11) * 0x1p-53 - 0.5) * 3.4641016151377544; }

/// The kind of special values among the values of `hurtful`.
enum class filling {
    everyday,  ///< no special values: finite values of mixed sign over many binades
    small,     ///< zeros of both signs, subnormal numbers, the smallest normal number
    large,     ///< numbers near overflow, their square roots, and zeros of both signs
    broken,    ///< NaN, and infinities and zeros of both signs
};
inline constexpr int filling_count = 4;

/// The kind that `hurtful` uses now. Tests of kernels try all kinds (kernel_harness.hpp).
inline filling filling_in_use = filling::everyday;

/// One of the numbers that `what` describes, chosen by `bits`.
template <class T>
T special(filling what, std::uint64_t bits)
{
    using limits = std::numeric_limits<T>;
    const T sign = (bits & 1) != 0 ? T(-1) : T(1);
    const std::uint64_t which = (bits >> 1) % 4;
    if (which == 0) return sign * T(0);
    switch (what) {
    case filling::small:
        if (which == 1) return sign * limits::denorm_min();
        if (which == 2) return sign * limits::denorm_min() * static_cast<T>(bits >> 8 & 0x3fffff);
        return sign * limits::min();
    case filling::large:
        if (which == 1) return sign * limits::max();
        if (which == 2) return sign * (limits::max() / 4);
        return sign * (sizeof(T) == 8 ? T(0x1p511) : T(0x1p63));  // its square is about a quarter of the largest number
    case filling::broken: return which == 1 ? limits::quiet_NaN() : sign * limits::infinity();
    default: return sign;
    }
}

/// Values of mixed sign over many binades, with special values of the kind `filling_in_use` among them. The same seed
/// gives the same values everywhere. One value in eight is special, but only one in 64 if special values are NaN or
/// infinite, so that most sums stay finite.
template <class T>
T hurtful(std::uint64_t seed)
{
    const std::uint64_t bits = mix(seed);
    if (filling_in_use != filling::everyday) {
        const std::uint64_t more = mix(bits);
        if (more % (filling_in_use == filling::broken ? 64 : 8) == 0) return special<T>(filling_in_use, more >> 8);
    }
    const double mantissa = 1.0 + static_cast<double>(bits >> 12) * 0x1p-52;
    const int exponent = static_cast<int>(bits & 31) - 16;
    const double value = std::ldexp(mantissa, exponent);
    return static_cast<T>((bits & 32) ? -value : value);
}

}  // namespace catapult::test

#endif
