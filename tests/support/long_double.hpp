// What long double is worth as a reference.
#ifndef CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP
#define CATAPULT_TESTS_SUPPORT_LONG_DOUBLE_HPP

namespace catapult::test {

/// Whether long double has more digits than double: it is the same type on some machines, and Valgrind computes it with those of
/// double.
inline bool has_wide_long_double()
{
    const volatile long double one = 1, little = 0x1p-60L;
    return one + little != one;
}

}  // namespace catapult::test

#endif
