// The main program of kernel tests. With --isa=NAME they compare one instruction set with the scalar one, and are
// skipped if it cannot run here.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>

#include "support/kernel_harness.hpp"

namespace catapult::test {
isa chosen_isa = isa::scalar;
}

namespace {

int assertions = 0;

struct assertion_counter : doctest::IReporter {
    explicit assertion_counter(const doctest::ContextOptions&) {}
    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats& run) override { assertions = run.numAsserts; }
    void test_case_start(const doctest::TestCaseData&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_end(const doctest::CurrentTestCaseStats&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}
};
REGISTER_LISTENER("assertion_counter", 1, assertion_counter);

}  // namespace

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
    if (!isa_compiled(isa::scalar)) {
        std::printf("skipped: this build has no scalar kernels to compare with\n");
        return 77;
    }
    const int failed = doctest::Context(argc, argv).run();
    if (failed != 0 || assertions > 0) return failed;
    // A program that compared nothing must not pass.
    if (test::chosen_isa != isa::scalar) {
        std::printf("FAILED: nothing was asserted of %s\n", isa_name(test::chosen_isa));
        return 1;
    }
    std::printf("skipped: there are scalar kernels only, and nothing to compare them with\n");
    return 77;
}
