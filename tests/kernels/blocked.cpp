#include <doctest/doctest.h>

#include <cmath>

#include "kernels/simd_scalar.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

const std::size_t sizes[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 23, 24, 25, 31, 33, 47, 48, 49, 65};

/// Calls check(which) for each instruction set, scalar included.
template <class Check>
void for_scalar_and_each_isa(Check&& check)
{
    for_each_filling([&] { check(isa::scalar); });
    for_each_isa_and_filling(check);
}

}  // namespace

TEST_CASE_TEMPLATE("products of matrices are one fused chain an element, on every instruction set", T, float, double)
{
    for_scalar_and_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        const auto& kernels = table<T>(which).blocked;
        for (const std::size_t rows : sizes)
            for (const std::size_t columns : sizes)
                for (const std::size_t depth : {0, 1, 7}) {
                    const std::size_t gap = (rows + columns) % 3, offset = (rows * 3 + columns) % 8;
                    const std::size_t a_stride = rows + depth + gap, b_stride = columns + gap, c_stride = columns + 2 * gap;
                    const bool transposed = (rows + columns + depth) % 2 == 1;
                    const std::size_t row_step = transposed ? 1 : a_stride, depth_step = transposed ? a_stride : 1;
                    const guarded<T> a(a_stride * (rows + depth), offset, 1), b(b_stride * depth, offset / 2, 2);
                    guarded<T> added(c_stride * rows, offset / 3, 3), subtracted = added, plus = added, minus = added;
                    // The definition: depth ascends, and each term is one fused multiply-add.
                    for (std::size_t i = 0; i < rows; ++i)
                        for (std::size_t j = 0; j < columns; ++j)
                            for (std::size_t l = 0; l < depth; ++l) {
                                const T left = a.data()[i * row_step + l * depth_step], right = b.data()[l * b_stride + j];
                                T& up = plus.data()[i * c_stride + j];
                                T& down = minus.data()[i * c_stride + j];
                                up = detail::fused(left, right, up);
                                down = detail::fused(-left, right, down);
                            }
                    kernels.multiply_add(rows, columns, depth, a.data(), row_step, depth_step, b.data(), b_stride, added.data(),
                                         c_stride);
                    kernels.multiply_subtract(rows, columns, depth, a.data(), row_step, depth_step, b.data(), b_stride,
                                              subtracted.data(), c_stride);
                    REQUIRE(added.same_bits(plus));
                    REQUIRE(subtracted.same_bits(minus));
                    REQUIRE(added.canaries_alive());
                    REQUIRE(subtracted.canaries_alive());
                }
    });
}

TEST_CASE_TEMPLATE("packing keeps every element and fills up with zeros", T, float, double)
{
    constexpr std::size_t lanes = 64 / sizeof(T);
    for_scalar_and_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {0, 1, 3, 9})
            for (const std::size_t columns : sizes) {
                const std::size_t stride = columns + 2, panels = (columns + lanes - 1) / lanes;
                const guarded<T> a(rows * stride, 1, 5);
                guarded<T> packed(panels * rows * lanes, 3, 6);
                table<T>(which).blocked.pack_panels(rows, columns, a.data(), stride, packed.data());
                REQUIRE(packed.canaries_alive());
                for (std::size_t i = 0; i < rows; ++i)
                    for (std::size_t j = 0; j < panels * lanes; ++j) {
                        const T expected = j < columns ? a.data()[i * stride + j] : T(0);
                        REQUIRE(same_bits(expected, packed.data()[(j / lanes) * rows * lanes + i * lanes + j % lanes]));
                    }
            }
    });
}

TEST_CASE_TEMPLATE("gram_accumulate adds one fused chain an element to the lower triangle, on every instruction set", T, float,
                   double)
{
    constexpr std::size_t lanes = 64 / sizeof(T);
    for_scalar_and_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {0, 1, 5, 37})
            for (const std::size_t columns : sizes) {
                const std::size_t padded = (columns + lanes - 1) / lanes * lanes, stride = padded + lanes;
                const guarded<T> a(rows * columns, 1, 5);
                guarded<T> packed(padded * rows, 3, 6), g(padded * stride, 1, 7), expected = g;
                table<T>(which).blocked.pack_panels(rows, columns, a.data(), columns, packed.data());
                table<T>(which).blocked.gram_accumulate(rows, columns, packed.data(), g.data(), stride);
                const auto at = [&](std::size_t l, std::size_t i) { return i < columns ? a.data()[l * columns + i] : T(0); };
                for (std::size_t i = 0; i < padded; ++i)
                    for (std::size_t j = 0; j / lanes <= i / lanes; ++j) {
                        T chain = 0;
                        for (std::size_t l = 0; l < rows; ++l) chain = detail::fused(at(l, i), at(l, j), chain);
                        expected.data()[i * stride + j] += chain;
                    }
                REQUIRE(g.same_bits(expected));  // the rest of G untouched
                REQUIRE(g.canaries_alive());
            }
    });
}
