// The unit of the data: a power of two, which is one for data of an ordinary scale.
#ifndef CATAPULT_SRC_MODELS_FULL_DATA_UNIT_HPP
#define CATAPULT_SRC_MODELS_FULL_DATA_UNIT_HPP

#include <cmath>
#include <limits>

namespace catapult::detail {

/// The largest exponent of data with unit one. Steps multiply four numbers of the data's size, and the product must not
/// overflow.
template <class T>
constexpr int largest_ordinary = sizeof(T) == 8 ? 64 : 16;
/// The least exponent of data with unit one. Eigenvalue solvers square residuals of size ελ and less, which must not
/// underflow.
template <class T>
constexpr int least_ordinary = sizeof(T) == 8 ? -64 : -8;

/// The exponent of the unit of data whose largest number is in [2^(size − 1), 2^size).
template <class T>
int unit_exponent_of(int size) noexcept
{
    return size >= least_ordinary<T> && size <= largest_ordinary<T> ? 0 : size;
}

template <class T>
int unit_exponent(T size) noexcept
{
    int exponent = 0;
    (void)std::frexp(size, &exponent);
    return unit_exponent_of<T>(exponent);
}

/// True for positive numbers that are neither subnormal nor infinite.
template <class T>
bool normal(T x) noexcept
{
    return x >= std::numeric_limits<T>::min() && x <= std::numeric_limits<T>::max();
}

}  // namespace catapult::detail

#endif
