// What each footprint program defines. tools/footprint measures these programs, each of which uses one part of the library.
#ifndef CATAPULT_TESTS_EMBEDDED_FOOTPRINT_PROGRAM_HPP
#define CATAPULT_TESTS_EMBEDDED_FOOTPRINT_PROGRAM_HPP

#include "catapult/vocabulary/status.hpp"

namespace catapult::embedded {

/// Zero if the part does what it is for. The numbers of the steps that failed are other codes.
int program();

inline bool ok(status s) { return s == status::ok; }

}  // namespace catapult::embedded

#endif
