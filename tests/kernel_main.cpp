// The test framework for tests of kernels: with --isa=NAME they check one instruction set against the scalar one, and
// say that they are skipped where it cannot run.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>

#include "kernel_harness.hpp"

namespace catapult::test {
isa chosen_isa = isa::scalar;
}

int main(int argc, char** argv)
{
    using namespace catapult;
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--isa=", 6) != 0) continue;
        if (isa_from_name(argv[i] + 6, test::chosen_isa) != status::ok) {
            std::fprintf(stderr, "%s: no instruction set is called %s\n", argv[0], argv[i] + 6);
            return 2;
        }
        if (!isa_available(test::chosen_isa)) {
            std::printf("skipped: %s is not available here\n", argv[i] + 6);
            return 77;
        }
    }
    return doctest::Context(argc, argv).run();
}
