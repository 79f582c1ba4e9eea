// Comes before all others in tests that use newlib, whose headers are unlike other C libraries' in two ways.
#ifndef CATAPULT_TESTS_EMBEDDED_NEWLIB_HPP
#define CATAPULT_TESTS_EMBEDDED_NEWLIB_HPP

// <math.h> declares a function by a name that tests give to a constant. This is newlib's header itself, without that of
// the C++ library around it.
#define infinity newlib_infinity
#define _GLIBCXX_INCLUDE_NEXT_C_HEADERS
#include <math.h>
#undef _GLIBCXX_INCLUDE_NEXT_C_HEADERS
#undef infinity

// Only after this has <inttypes.h> PRIx64.
#include <sys/types.h>

#endif
