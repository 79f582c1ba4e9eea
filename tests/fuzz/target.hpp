// A fuzz target: one function of bytes, and inputs to begin with.
#ifndef CATAPULT_TESTS_FUZZ_TARGET_HPP
#define CATAPULT_TESTS_FUZZ_TARGET_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

/// Does with these bytes what the target is for, and ends the program if a property does not hold. libFuzzer asks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace catapult::test {

/// Well-formed inputs. Others are made of them by small damage.
std::vector<std::string> fuzz_seeds();
/// Texts that damage may insert.
std::vector<std::string> fuzz_words();
/// How many inputs the test fixed_inputs.cpp tries.
extern const std::size_t fuzz_fixed_inputs;

inline void require(bool holds, const char* property)
{
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

}  // namespace catapult::test

#endif
