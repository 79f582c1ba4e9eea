// How much a test tries where each instruction costs many.
#ifndef CATAPULT_TESTS_SUPPORT_EFFORT_HPP
#define CATAPULT_TESTS_SUPPORT_EFFORT_HPP

#include <cstdint>
#include <cstdlib>

namespace catapult::test {

/// Whether this is a build with AddressSanitizer, or CATAPULT_EMULATED is set, as tools/check-emulated does.
inline bool is_slow()
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#else
    return std::getenv("CATAPULT_EMULATED") != nullptr;
#endif
}

/// How many of n random cases to try: all, or a quarter where that is slow.
inline std::uint64_t cases(std::uint64_t n) { return is_slow() ? (n + 3) / 4 : n; }

}  // namespace catapult::test

#endif
