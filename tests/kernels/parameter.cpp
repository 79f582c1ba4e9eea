#include <doctest/doctest.h>

#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
constexpr std::size_t width = 64 / sizeof(T);

std::size_t padded(std::size_t n, std::size_t block) { return (n + block - 1) / block * block; }

template <class T>
struct result_arrays {
    guarded<T> product, gram, scratch;
    result_arrays(std::size_t d, std::size_t k)
        : product(k * padded(d, width<T>), 0, 3), gram(k * padded(k, width<T>), 1, 3),
          scratch(width<T> * padded(k, width<T>), 2, 3)
    {
    }
    detail::row_sums<T> view() { return {product.data(), gram.data(), scratch.data()}; }
};

/// All that one pass writes on one instruction set.
template <class T, class Pass>
void check_pass(Pass pass, bool has_gram, std::size_t rows, std::size_t d, std::size_t k, std::size_t offset)
{
    for_each_filling([&] {
        const std::size_t dp = padded(d, width<T>);
        guarded<T> factor(k * dp, 0, 900);
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t c = d; c < dp; ++c) factor.data()[j * dp + c] = 0;
        guarded<T> u0(rows * d, offset, 17), v0(rows * k, offset, 170000);
        result_arrays<T> expected(d, k);
        pass(table<T>(isa::scalar).parameter)({rows, d, k, u0.data(), v0.data()}, factor.data(), expected.view());
        for_each_isa([&](isa which) {
            CAPTURE(isa_name(which));
            guarded<T> u(rows * d, offset, 17), v(rows * k, offset, 170000);
            result_arrays<T> result(d, k);
            pass(table<T>(which).parameter)({rows, d, k, u.data(), v.data()}, factor.data(), result.view());
            REQUIRE(u.same_bits(u0));
            REQUIRE(v.same_bits(v0));
            REQUIRE(result.product.same_bits(expected.product));
            if (has_gram) REQUIRE(result.gram.same_bits(expected.gram));
            REQUIRE((u.canaries_alive() && v.canaries_alive() && factor.canaries_alive()));
            REQUIRE((result.product.canaries_alive() && result.gram.canaries_alive() && result.scratch.canaries_alive()));
        });
    });
}

template <class T>
void check_sizes(std::size_t rows, std::size_t d, std::size_t k, std::size_t offset)
{
    CAPTURE(rows);
    CAPTURE(d);
    CAPTURE(k);
    check_pass<T>([](const auto& t) { return t.gather; }, true, rows, d, k, offset);
    check_pass<T>([](const auto& t) { return t.step; }, true, rows, d, k, offset);
    check_pass<T>([](const auto& t) { return t.operate; }, false, rows, d, k, offset);
}

}  // namespace

TEST_CASE_TEMPLATE("the passes over the weights give the scalar kernel's bits and stay inside", T, float, double)
{
    for (std::size_t rows : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 21, 33})
        for (std::size_t d = 1; d < 40; d += d < 18 ? 1 : 5)
            for (std::size_t k : {1, 2, 3}) check_sizes<T>(rows, d, k, rows % 3);
    for (std::size_t k : {7, 8, 9, 10, 16, 17, 33}) check_sizes<T>(21, 19, k, 1);
    for (std::size_t d : {64, 100, 129}) check_sizes<T>(37, d, 1, 0);
}

TEST_CASE_TEMPLATE("a step is the update and the sums that it says", T, float, double)
{
    // All numbers are small integers. So products and sums are exact, and the result is known to the bit.
    const std::size_t rows = 19, d = 11;
    for (std::size_t k : {1, 4}) {
        const std::size_t dp = padded(d, width<T>), kp = padded(k, width<T>);
        guarded<T> u(rows * d, 0, 1), v(rows * k, 0, 2), factor(k * dp, 0, 3);
        for (std::size_t i = 0; i < rows * d; ++i) u.data()[i] = T(static_cast<int>(mix(i) % 7) - 3);
        for (std::size_t i = 0; i < rows * k; ++i) v.data()[i] = T(static_cast<int>(mix(i + 999) % 5) - 2);
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t c = 0; c < dp; ++c)
                factor.data()[j * dp + c] = c < d ? T(static_cast<int>(mix(j + c) % 3) - 1) : T(0);
        const guarded<T> u0 = u, v0 = v;
        result_arrays<T> sums(d, k);
        table<T>(isa::scalar).parameter.step({rows, d, k, u.data(), v.data()}, factor.data(), sums.view());
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t c = 0; c < d; ++c) {
                T expected = u0.data()[i * d + c];
                for (std::size_t j = 0; j < k; ++j) expected -= v0.data()[i * k + j] * factor.data()[j * dp + c];
                REQUIRE(u.data()[i * d + c] == expected);
            }
            for (std::size_t j = 0; j < k; ++j) {
                T expected = v0.data()[i * k + j];
                for (std::size_t c = 0; c < d; ++c) expected -= u0.data()[i * d + c] * factor.data()[j * dp + c];
                REQUIRE(v.data()[i * k + j] == expected);
            }
        }
        for (std::size_t j = 0; j < k; ++j) {
            for (std::size_t c = 0; c < dp; ++c) {
                T expected = 0;
                for (std::size_t i = 0; c < d && i < rows; ++i) expected += v.data()[i * k + j] * u.data()[i * d + c];
                REQUIRE(sums.product.data()[j * dp + c] == expected);
            }
            for (std::size_t l = 0; l < k; ++l) {
                T expected = 0;
                for (std::size_t i = 0; i < rows; ++i) expected += v.data()[i * k + j] * v.data()[i * k + l];
                REQUIRE(sums.gram.data()[j * kp + l] == expected);
            }
        }
    }
}
