#include <doctest/doctest.h>

#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

TEST_CASE_TEMPLATE("fill_normals gives the scalar kernel's bits and stays inside", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        // Places where the counter carries into its upper word, the last group of all, and ordinary places.
        for (std::uint64_t first :
             {std::uint64_t(0), std::uint64_t(5), std::uint64_t(16), (std::uint64_t(1) << 33) - 24, ~std::uint64_t(0) - 130})
            for (std::size_t n = 0; n < 130; ++n)
                for (std::size_t offset : {0, 1, 3}) {
                    guarded<T> expected(n, offset, 1), out(n, offset, 2);
                    const std::uint64_t seed = 0x0123456789abcdefu + n;
                    table<T>(isa::scalar).normals.fill_normals(seed, 7, 1, first, n, expected.data());
                    table<T>(which).normals.fill_normals(seed, 7, 1, first, n, out.data());
                    REQUIRE(out.same_bits(expected));
                    REQUIRE(out.canaries_alive());
                }
    });
}

TEST_CASE_TEMPLATE("fill_normals gives the scalar kernel's bits over many numbers", T, float, double)
{
    constexpr std::size_t n = 200000;
    guarded<T> expected(n, 0, 1), out(n, 0, 2);
    table<T>(isa::scalar).normals.fill_normals(42, 0, 1, 0, n, expected.data());
    for_each_isa([&](isa which) {
        CAPTURE(isa_name(which));
        table<T>(which).normals.fill_normals(42, 0, 1, 0, n, out.data());
        REQUIRE(out.same_bits(expected));
    });
}
