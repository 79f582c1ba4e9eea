#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

TEST_CASE_TEMPLATE("dot gives the scalar kernel's bits", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (std::size_t n = 0; n < 200; ++n)
            for (std::size_t offset : {0, 1, 3}) {
                const guarded<T> x(n, offset, 11), y(n, 2 * offset, 5000);
                const T expected = table<T>(isa::scalar).dense.dot(n, x.data(), y.data());
                REQUIRE(same_bits(expected, table<T>(which).dense.dot(n, x.data(), y.data())));
            }
    });
}

TEST_CASE_TEMPLATE("add_scaled gives the scalar kernel's bits and stays inside", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (std::size_t n = 0; n < 100; ++n)
            for (std::size_t offset : {0, 1, 3}) {
                const guarded<T> x(n, offset, 11);
                guarded<T> expected(n, 2 * offset, 77), y(n, 2 * offset, 77);
                table<T>(isa::scalar).dense.add_scaled(n, T(1.25), x.data(), expected.data());
                table<T>(which).dense.add_scaled(n, T(1.25), x.data(), y.data());
                REQUIRE(y.same_bits(expected));
                REQUIRE(y.canaries_alive());
            }
    });
}
