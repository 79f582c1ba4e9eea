// What long double is worth as a reference.
#ifndef CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP
#define CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP

#include <cfloat>

namespace catapult::test {

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
