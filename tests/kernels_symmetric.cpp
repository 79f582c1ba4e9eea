#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

#include "catapult/symmetric.hpp"
#include "kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A packed symmetric matrix and blocks of vectors, all between canaries and with the zero padding the kernels ask for.
template <class T>
struct operands {
    static constexpr std::size_t panel = symmetric_view<T>::panel;
    std::size_t rows, columns, stride;
    guarded<T> a, b, z, x, y;

    operands(std::size_t r, std::size_t k, std::size_t offset, std::size_t gap)
        : rows(r), columns(k), stride((symmetric_view<T>::panels(r) + gap) * panel),
          a(symmetric_view<T>::elements(r), offset, 1), b(size(), offset, 20000), z(size(), 0, 30000),
          x(size(), offset, 40000), y(size(), 0, 50000)
    {
        const symmetric_view<T> view{a.data(), r};
        const std::size_t whole = symmetric_view<T>::panels(r) * panel;
        for (std::size_t i = 0; i < whole; ++i)
            for (std::size_t j = 0; j <= i; ++j) view.set(i, j, i < r ? hurtful<T>(i * 1000 + j) : T(0));
        for (guarded<T>* v : {&b, &z, &x})
            for (std::size_t c = 0; c < k; ++c)
                for (std::size_t i = r; i < whole; ++i) v->data()[c * stride + i] = T(0);
    }
    /// The last vector ends with its padding, not with a whole stride.
    std::size_t size() const { return (columns - 1) * stride + symmetric_view<T>::panels(rows) * panel; }
    bool alive() const
    {
        return a.canaries_alive() && b.canaries_alive() && z.canaries_alive() && x.canaries_alive() && y.canaries_alive();
    }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    for (std::size_t rows : {1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 33, 40, 63, 64, 65, 72, 100, 127, 128, 129, 150})
        for (std::size_t columns : {1, 2, 3, 4, 5, 8, 10, 11})
            for (std::size_t offset : {0, 3}) check(rows, columns, offset, offset != 0 ? 1 : 0);
}

double fused(double a, double b, double c) { return std::fma(a, b, c); }
float fused(float a, float b, float c) { return std::fmaf(a, b, c); }

}  // namespace

TEST_CASE_TEMPLATE("the scalar product is one fused chain over ascending columns", T, float, double)
{
    for_each_size<T>([](std::size_t rows, std::size_t columns, std::size_t offset, std::size_t gap) {
        operands<T> o(rows, columns, offset, gap);
        table<T>(isa::scalar).symmetric.product(rows, columns, o.stride, o.a.data(), o.x.data(), o.y.data());
        const symmetric_view<T> a{o.a.data(), rows};
        for (std::size_t c = 0; c < columns; ++c)
            for (std::size_t i = 0; i < rows; ++i) {
                T sum = 0;
                for (std::size_t j = 0; j < rows; ++j) sum = fused(a.get(i, j), o.x.data()[c * o.stride + j], sum);
                REQUIRE(sum == o.y.data()[c * o.stride + i]);
            }
        REQUIRE(o.alive());
    });
}

TEST_CASE_TEMPLATE("the scalar update adds fused terms and stays symmetric", T, float, double)
{
    for_each_size<T>([](std::size_t rows, std::size_t columns, std::size_t offset, std::size_t gap) {
        operands<T> o(rows, columns, offset, gap);
        const operands<T> before = o;
        table<T>(isa::scalar).symmetric.update(rows, columns, o.stride, o.a.data(), o.b.data(), o.z.data());
        const symmetric_view<T> a{o.a.data(), rows};
        const symmetric_view<const T> old{before.a.data(), rows};
        const T *b = o.b.data(), *z = o.z.data();
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                T sum = old.get(i, j);
                for (std::size_t c = 0; c < columns * o.stride; c += o.stride)
                    sum = fused(z[c + i], b[c + j], fused(b[c + i], z[c + j], sum));
                REQUIRE(sum == a.get(i, j));
                const std::size_t w = o.panel;
                if (i / w == j / w)
                    REQUIRE(a.get(i, j) == a.data[symmetric_view<T>::panel_start(i / w) + i * w + j % w]);
            }
        REQUIRE(o.alive());
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernels' bits and stays inside", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        const auto& scalar = table<T>(isa::scalar).symmetric;
        const auto& kernel = table<T>(which).symmetric;
        for_each_size<T>([&](std::size_t rows, std::size_t columns, std::size_t offset, std::size_t gap) {
            CAPTURE(rows);
            CAPTURE(columns);
            const operands<T> start(rows, columns, offset, gap);
            operands<T> p = start, q = start;
            scalar.product(rows, columns, p.stride, p.a.data(), p.x.data(), p.y.data());
            kernel.product(rows, columns, q.stride, q.a.data(), q.x.data(), q.y.data());
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(q.alive());
            p = start, q = start;
            scalar.update_product(rows, columns, p.stride, p.a.data(), p.b.data(), p.z.data(), p.x.data(), p.y.data());
            kernel.update_product(rows, columns, q.stride, q.a.data(), q.b.data(), q.z.data(), q.x.data(), q.y.data());
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(p.a.same_bits(q.a));
            REQUIRE(q.alive());
            operands<T> u = start;
            kernel.update(rows, columns, u.stride, u.a.data(), u.b.data(), u.z.data());
            REQUIRE(u.a.same_bits(q.a));
            kernel.product(rows, columns, u.stride, u.a.data(), u.x.data(), u.y.data());
            REQUIRE(u.y.same_bits(q.y));
            REQUIRE(u.alive());
        });
    });
}
