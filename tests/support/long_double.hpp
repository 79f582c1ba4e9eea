// What long double is worth as a reference.
#ifndef CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP
#define CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP

#include <cfloat>

namespace catapult::test {

/// Whether long double has fewer digits than it says: Valgrind computes it with those of double.
inline bool long_double_lacks_digits()
{
    const volatile long double one = 1, little = LDBL_EPSILON;
    return one + little == one;
}

}  // namespace catapult::test

#endif
