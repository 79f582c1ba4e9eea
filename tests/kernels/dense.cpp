#include <doctest/doctest.h>

#include <cmath>

#include "kernels/simd_scalar.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

TEST_CASE_TEMPLATE("dot gives the scalar kernel's bits", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
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
    for_each_isa_and_filling([](isa which) {
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

TEST_CASE_TEMPLATE("matrix-vector products both ways give the scalar kernel's bits and stay inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {0, 1, 3, 4, 5, 9})
            for (std::size_t columns = 0; columns < 70; ++columns) {
                const std::size_t stride = columns + rows % 3;
                const guarded<T> a(rows * stride, 1, 3), along(columns, 3, 4), across(rows, 0, 5);
                guarded<T> expected(rows, 2, 6), y(rows, 2, 7), expected_transposed(columns, 1, 8), z(columns, 1, 9);
                table<T>(isa::scalar).dense.matrix_vector(rows, columns, a.data(), stride, along.data(), expected.data());
                table<T>(which).dense.matrix_vector(rows, columns, a.data(), stride, along.data(), y.data());
                REQUIRE(y.same_bits(expected));
                REQUIRE(y.canaries_alive());
                table<T>(isa::scalar)
                    .dense.transposed_matrix_vector(rows, columns, a.data(), stride, across.data(), expected_transposed.data());
                table<T>(which).dense.transposed_matrix_vector(rows, columns, a.data(), stride, across.data(), z.data());
                REQUIRE(z.same_bits(expected_transposed));
                REQUIRE(z.canaries_alive());
            }
    });
}

TEST_CASE_TEMPLATE("a transposed product is one fused chain an element", T, float, double)
{
    for_each_filling([] {
        const std::size_t rows = 11, columns = 37;
        const guarded<T> a(rows * columns, 0, 3), x(rows, 0, 4);
        guarded<T> y(columns, 0, 5);
        table<T>(isa::scalar).dense.transposed_matrix_vector(rows, columns, a.data(), columns, x.data(), y.data());
        for (std::size_t j = 0; j < columns; ++j) {
            T chain = 0;
            for (std::size_t i = 0; i < rows; ++i) chain = detail::fused(x.data()[i], a.data()[i * columns + j], chain);
            REQUIRE(same_bits(chain, y.data()[j]));
        }
    });
}

TEST_CASE_TEMPLATE("rotate gives the defined bits on every instruction set and stays inside", T, float, double)
{
    const auto check = [](isa which) {
        CAPTURE(isa_name(which));
        const T c = T(0.75), s = T(-0.625);
        for (std::size_t n = 0; n < 70; ++n) {
            guarded<T> x(n, 1, 3), y(n, 2, 4), expected_x = x, expected_y = y;
            for (std::size_t i = 0; i < n; ++i) {
                const T first = x.data()[i], second = y.data()[i];
                expected_x.data()[i] = detail::fused(c, first, s * second);
                expected_y.data()[i] = detail::fused(-s, first, c * second);
            }
            table<T>(which).dense.rotate(n, c, s, x.data(), y.data());
            REQUIRE(x.same_bits(expected_x));
            REQUIRE(y.same_bits(expected_y));
            REQUIRE((x.canaries_alive() && y.canaries_alive()));
        }
    };
    for_each_filling([&] { check(isa::scalar); });
    for_each_isa_and_filling(check);
}

TEST_CASE_TEMPLATE("update_and_product gives the defined bits on every instruction set and stays inside", T, float, double)
{
    const auto check = [](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {0, 1, 2, 3, 4, 5, 8, 9})
            for (std::size_t columns = 0; columns < 40; ++columns) {
                const std::size_t stride = columns + rows % 3;
                const guarded<T> x(rows, 0, 3), y(rows, 1, 4), v(rows, 2, 5), w(columns, 3, 6), u(columns, 1, 7);
                guarded<T> a(rows * stride, 1, 8), z(columns, 2, 9), expected = a, expected_z(columns, 2, 9);
                for (std::size_t j = 0; j < columns; ++j) {
                    T chain = 0;
                    for (std::size_t i = 0; i < rows; ++i) {
                        T& e = expected.data()[i * stride + j];
                        e = detail::fused(-x.data()[i], w.data()[j], e);
                        e = detail::fused(-y.data()[i], u.data()[j], e);
                        chain = detail::fused(v.data()[i], e, chain);
                    }
                    expected_z.data()[j] = chain;
                }
                table<T>(which).dense.update_and_product(rows, columns, x.data(), w.data(), y.data(), u.data(), a.data(), stride,
                                                         v.data(), z.data());
                REQUIRE(a.same_bits(expected));
                REQUIRE(z.same_bits(expected_z));
                REQUIRE((a.canaries_alive() && z.canaries_alive()));
            }
    };
    for_each_filling([&] { check(isa::scalar); });
    for_each_isa_and_filling(check);
}
