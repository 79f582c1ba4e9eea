#include <doctest/doctest.h>

#include <cmath>

#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A tail of `stride` vectors, of which `count` are in use, and sets of `columns` vectors, padded with zeros to whole
/// panels.
template <class T>
struct operands {
    static constexpr std::size_t w = 64 / sizeof(T);
    std::size_t rows, stride, count, columns, whole;
    guarded<T> tail, x, coefficients;

    operands(std::size_t r, std::size_t s, std::size_t n, std::size_t k, std::size_t offset)
        : rows(r), stride(s), count(n), columns(k), whole((r + w - 1) / w * w), tail(whole * s, offset, 1),
          x(whole * k, 0, 20000), coefficients(n * k, offset, 40000)
    {
        tail.zero_padding(r, s);
        x.zero_padding(r, k);
    }
    T tail_at(std::size_t i, std::size_t t) const { return tail.data()[detail::in_panels<T>(i, t, stride)]; }
    T x_at(std::size_t i, std::size_t c) const { return x.data()[detail::in_panels<T>(i, c, columns)]; }
    bool alive() const { return tail.canaries_alive() && x.canaries_alive() && coefficients.canaries_alive(); }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    for (std::size_t rows : {1, 8, 17, 63, 64, 65, 100, 150})
        for (std::size_t columns : {1, 2, 3, 5, 11})
            for (std::size_t count : {1, 2, 5, 8, 9, 17})
                for (std::size_t offset : {0, 3})
                    for (std::size_t more : {0, 4}) {
                        // Special numbers act the same wherever the arrays are, so they are tried with fewer sizes.
                        if (filling_in_use != filling::everyday && (offset != 0 || more != 0)) continue;
                        operands<T> o(rows, count + more, count, columns, offset);
                        check(o);
                    }
}

}  // namespace

TEST_CASE_TEMPLATE("the scalar kernels of the tail sum in the documented order", T, float, double)
{
    for_each_filling([] {
        for_each_size<T>([](operands<T>& o) {
            const auto& kernels = table<T>(isa::scalar).gram;
            operands<T> p = o;
            kernels.tail_overlap(o.rows, o.stride, o.count, o.columns, p.tail.data(), p.x.data(), p.coefficients.data());
            for (std::size_t t = 0; t < o.count; ++t)
                for (std::size_t c = 0; c < o.columns; ++c) {
                    const T sum = lane_sum<T>(
                        o.whole, [&](std::size_t i) { return o.tail_at(i, t); }, [&](std::size_t i) { return o.x_at(i, c); });
                    REQUIRE(same_number(p.coefficients.data()[t * o.columns + c], sum));
                }
            REQUIRE(p.alive());
            p = o;
            kernels.tail_combine(o.rows, o.stride, o.count, o.columns, p.tail.data(), p.coefficients.data(), p.x.data());
            for (std::size_t i = 0; i < o.rows; ++i)
                for (std::size_t c = 0; c < o.columns; ++c) {
                    T total = o.x_at(i, c);
                    for (std::size_t t = 0; t < o.count; ++t)
                        total = std::fma(o.tail_at(i, t), o.coefficients.data()[t * o.columns + c], total);
                    REQUIRE(same_number(p.x_at(i, c), total));
                }
            REQUIRE(p.alive());
        });
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernels' bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& scalar = table<T>(isa::scalar).gram;
        const auto& kernel = table<T>(which).gram;
        for_each_size<T>([&](operands<T>& o) {
            CAPTURE(o.rows);
            CAPTURE(o.columns);
            CAPTURE(o.count);
            operands<T> p = o, q = o;
            scalar.tail_combine(o.rows, o.stride, o.count, o.columns, p.tail.data(), p.coefficients.data(), p.x.data());
            kernel.tail_combine(o.rows, o.stride, o.count, o.columns, q.tail.data(), q.coefficients.data(), q.x.data());
            REQUIRE(p.x.same_bits(q.x));
            scalar.tail_overlap(o.rows, o.stride, o.count, o.columns, p.tail.data(), p.x.data(), p.coefficients.data());
            kernel.tail_overlap(o.rows, o.stride, o.count, o.columns, q.tail.data(), q.x.data(), q.coefficients.data());
            REQUIRE(p.coefficients.same_bits(q.coefficients));
            REQUIRE(q.alive());
        });
    });
}
