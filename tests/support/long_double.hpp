// What long double is worth as a reference.
#ifndef CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP
#define CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP

#include <cfloat>
#include <type_traits>

namespace catapult::test {

/// Whether long double is a pair of doubles, as on POWER. Near the ends of the range such a number has no more digits than
/// double, and its epsilon, the smallest number, says nothing about rounding.
constexpr bool long_double_is_pair = LDBL_MANT_DIG == 106;

/// For a reference that iterates until it is within epsilon.
using long_real = std::conditional_t<long_double_is_pair, double, long double>;

/// Whether long double has no more digits than double: on processors where it is double, such as ARMv7, and under Valgrind,
/// which computes it with those of double.
inline bool long_double_lacks_digits()
{
    if (LDBL_MANT_DIG <= DBL_MANT_DIG) return true;
    const volatile long double one = 1, little = LDBL_EPSILON;
    return one + little == one;
}

}  // namespace catapult::test

#endif
