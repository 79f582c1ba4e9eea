// How many cases a test tries on a slow machine.
#ifndef CATAPULT_TESTS_SUPPORT_EFFORT_HPP
#define CATAPULT_TESTS_SUPPORT_EFFORT_HPP

#include <cstdint>
#include <cstdlib>

namespace catapult::test {

/// Whether instructions are slow here: in a build with AddressSanitizer, with CATAPULT_EMULATED set, as by
/// tools/check-emulated, or in WebAssembly, where no environment is seen.
inline bool is_slow()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__EMSCRIPTEN__)
    return true;
#else
    return std::getenv("CATAPULT_EMULATED") != nullptr;
#endif
}

/// The number of random cases to try: n, or a quarter of it if is_slow().
inline std::uint64_t cases(std::uint64_t n) { return is_slow() ? (n + 3) / 4 : n; }

}  // namespace catapult::test

#endif
