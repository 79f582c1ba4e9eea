// Operations on vectors that the iterative solvers share.
#ifndef CATAPULT_SRC_NUMERICS_VECTOR_HPP
#define CATAPULT_SRC_NUMERICS_VECTOR_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/dispatch.hpp"
#include "vocabulary/checks.hpp"

namespace catapult::detail {

template <class T>
T dot(std::size_t n, const T* x, const T* y) noexcept
{
    return kernels<T>().dense.dot(n, x, y);
}

/// y ← y + a x.
template <class T>
void add_scaled(std::size_t n, T a, const T* x, T* y) noexcept
{
    kernels<T>().dense.add_scaled(n, a, x, y);
}

template <class T>
void copy(std::size_t n, const T* from, T* to) noexcept
{
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
}

template <class T>
void scale(std::size_t n, T a, T* x) noexcept
{
    for (std::size_t i = 0; i < n; ++i) x[i] *= a;
}

/// ‖x‖, also if the square of an element overflows or underflows. Not finite if an element is not finite.
template <class T>
T norm(std::size_t n, const T* x) noexcept
{
    const T square = dot(n, x, x);
    constexpr T least = std::numeric_limits<T>::min() / (std::numeric_limits<T>::epsilon() * std::numeric_limits<T>::epsilon());
    if (square >= least && square <= std::numeric_limits<T>::max()) return std::sqrt(square);
    T largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(x[i])) return std::numeric_limits<T>::infinity();
        if (std::fabs(x[i]) > largest) largest = std::fabs(x[i]);
    }
    if (largest == T(0)) return 0;
    T total = 0;
    for (std::size_t i = 0; i < n; ++i) total += (x[i] / largest) * (x[i] / largest);
    return largest * std::sqrt(total);
}

/// x ← x / length, for a length that may be too small to have a reciprocal.
template <class T>
void divide(std::size_t n, T length, T* x) noexcept
{
    if (length >= std::numeric_limits<T>::min() * 4)
        scale(n, T(1) / length, x);
    else
        for (std::size_t i = 0; i < n; ++i) x[i] /= length;
}

/// Element i, in [−1, 1), of a fixed vector without structure. As a start, it is unlikely to be orthogonal to an
/// eigenvector.
template <class T>
T generic(std::size_t i) noexcept
{
    std::uint64_t x = (static_cast<std::uint64_t>(i) + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    x ^= x >> 31;
    return static_cast<T>(static_cast<std::int32_t>(x >> 32)) * static_cast<T>(0x1p-31);
}

}  // namespace catapult::detail

#endif
