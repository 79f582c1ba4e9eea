#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "catapult/vocabulary/symmetric.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A packed symmetric matrix and blocks of vectors, between canaries, with the zero padding that kernels need.
template <class T>
struct operands {
    static constexpr std::size_t panel = symmetric_view<T>::panel;
    std::size_t rows, columns;
    guarded<T> a, b, z, x, y, other;

    operands(std::size_t r, std::size_t k, std::size_t offset)
        : rows(r), columns(k), a(symmetric_view<T>::elements(r), offset, 1), b(size(), offset, 20000), z(size(), 0, 30000),
          x(size(), offset, 40000), y(size(), 0, 50000), other(size(), offset, 60000)
    {
        const symmetric_view<T> view{a.data(), r};
        const std::size_t whole = symmetric_view<T>::panels(r) * panel;
        for (std::size_t i = 0; i < whole; ++i)
            for (std::size_t j = 0; j <= i; ++j) view.set(i, j, i < r ? hurtful<T>(i * 1000 + j) : T(0));
        for (guarded<T>* v : {&b, &z, &x, &other}) v->zero_padding(r, k);
    }
    std::size_t size() const { return columns * symmetric_view<T>::panels(rows) * panel; }
    std::size_t at(std::size_t i, std::size_t c) const { return detail::in_panels<T>(i, c, columns); }
    bool alive() const
    {
        return a.canaries_alive() && b.canaries_alive() && z.canaries_alive() && x.canaries_alive() && y.canaries_alive() &&
               other.canaries_alive();
    }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    for (std::size_t rows : {1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 33, 40, 63, 64, 65, 72, 100, 127, 128, 129, 150})
        for (std::size_t columns : {1, 2, 3, 4, 5, 8, 10, 11})
            for (std::size_t offset : {0, 3}) {
                // Special numbers act the same wherever the arrays are, so they are tried with fewer sizes.
                if (filling_in_use != filling::everyday && (offset != 0 || rows % 8 != 1 || columns % 2 == 0)) continue;
                check(rows, columns, offset);
            }
}

template <class T, class Check>
void for_each_size_and_filling(Check&& check)
{
    for_each_filling([&] { for_each_size<T>(check); });
}

}  // namespace

TEST_CASE_TEMPLATE("the scalar product sums in the documented order, in one place or in two", T, float, double)
{
    for_each_size_and_filling<T>([](std::size_t rows, std::size_t columns, std::size_t offset) {
        for (const bool apart : {false, true}) {
            operands<T> o(rows, columns, offset);
            const operands<T> before = o;
            T* const across = apart ? o.other.data() : o.y.data();
            table<T>(isa::scalar).symmetric.product(rows, columns, o.a.data(), o.x.data(), o.y.data(), across);
            const symmetric_view<T> a{o.a.data(), rows};
            const std::size_t w = o.panel, strip = 8 * w;
            for (std::size_t c = 0; c < columns; ++c)
                for (std::size_t i = 0; i < rows; ++i) {
                    const auto x = [&](std::size_t j) { return o.x.data()[o.at(j, c)]; };
                    const std::size_t own = std::min(rows, (i / w + 1) * w);
                    T below = 0, other = before.other.data()[o.at(i, c)];
                    T& above = apart ? other : below;
                    if (columns > 1) {
                        for (std::size_t j = 0; j < own; ++j) below = std::fma(a.get(i, j), x(j), below);
                        for (std::size_t j = own; j < rows; ++j) above = std::fma(a.get(i, j), x(j), above);
                    } else {
                        for (std::size_t group = 0; group < own; group += w) {
                            T chain = 0;
                            for (std::size_t j = group; j < std::min(own, group + w); ++j)
                                chain = std::fma(a.get(i, j), x(j), chain);
                            below += chain;
                        }
                        for (std::size_t first = own; first < rows; first = (first / strip + 1) * strip) {
                            // Strips and `first` are whole blocks, so that lanes are the same from `first` on.
                            const std::size_t end = std::min(rows, (first / strip + 1) * strip);
                            above += lane_sum<T>(
                                end - first, [&](std::size_t j) { return a.get(i, first + j); },
                                [&](std::size_t j) { return x(first + j); });
                        }
                    }
                    REQUIRE(same_number(below, o.y.data()[o.at(i, c)]));
                    if (apart) REQUIRE(same_number(above, across[o.at(i, c)]));
                }
            REQUIRE(o.alive());
        }
    });
}

TEST_CASE_TEMPLATE("the scalar update adds fused terms and stays symmetric", T, float, double)
{
    for_each_size_and_filling<T>([](std::size_t rows, std::size_t columns, std::size_t offset) {
        operands<T> o(rows, columns, offset);
        const operands<T> before = o;
        table<T>(isa::scalar).symmetric.update(rows, columns, o.a.data(), o.b.data(), o.z.data());
        const symmetric_view<T> a{o.a.data(), rows};
        const symmetric_view<const T> old{before.a.data(), rows};
        const T *b = o.b.data(), *z = o.z.data();
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                T sum = old.get(i, j);
                for (std::size_t c = 0; c < columns; ++c)
                    sum = std::fma(z[o.at(i, c)], b[o.at(j, c)], std::fma(b[o.at(i, c)], z[o.at(j, c)], sum));
                REQUIRE(same_number(sum, a.get(i, j)));
                const std::size_t w = o.panel;
                if (i / w == j / w)
                    REQUIRE(same_bits(a.get(i, j), a.data[symmetric_view<T>::panel_start(i / w) + i * w + j % w]));
            }
        REQUIRE(o.alive());
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernels' bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& scalar = table<T>(isa::scalar).symmetric;
        const auto& kernel = table<T>(which).symmetric;
        for_each_size<T>([&](std::size_t rows, std::size_t columns, std::size_t offset) {
            CAPTURE(rows);
            CAPTURE(columns);
            const operands<T> start(rows, columns, offset);
            operands<T> p = start, q = start;
            scalar.product(rows, columns, p.a.data(), p.x.data(), p.y.data(), p.y.data());
            kernel.product(rows, columns, q.a.data(), q.x.data(), q.y.data(), q.y.data());
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(q.alive());
            p = start, q = start;
            scalar.product(rows, columns, p.a.data(), p.x.data(), p.y.data(), p.other.data());
            kernel.product(rows, columns, q.a.data(), q.x.data(), q.y.data(), q.other.data());
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(p.other.same_bits(q.other));
            REQUIRE(q.alive());
            p = start, q = start;
            scalar.update_product(rows, columns, p.a.data(), p.b.data(), p.z.data(), p.x.data(), p.y.data());
            kernel.update_product(rows, columns, q.a.data(), q.b.data(), q.z.data(), q.x.data(), q.y.data());
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(p.a.same_bits(q.a));
            REQUIRE(q.alive());
            operands<T> u = start;
            kernel.update(rows, columns, u.a.data(), u.b.data(), u.z.data());
            REQUIRE(u.a.same_bits(q.a));
            kernel.product(rows, columns, u.a.data(), u.x.data(), u.y.data(), u.y.data());
            REQUIRE(u.y.same_bits(q.y));
            REQUIRE(u.alive());
        });
    });
}

TEST_CASE_TEMPLATE("strips in any order give the bits of the whole, and stay inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& whole = table<T>(isa::scalar).symmetric;
        const auto& kernel = table<T>(which).strips;
        for_each_size<T>([&](std::size_t rows, std::size_t columns, std::size_t offset) {
            CAPTURE(rows);
            CAPTURE(columns);
            constexpr std::size_t strip_rows = detail::strip_kernels<T>::panels * operands<T>::panel;
            const std::size_t count = (rows + strip_rows - 1) / strip_rows;
            const operands<T> start(rows, columns, offset);
            operands<T> p = start, q = start;
            whole.product(rows, columns, p.a.data(), p.x.data(), p.y.data(), p.y.data());
            // What strips add above them: of strip s, in rows 0 … s·strip_rows − 1.
            std::vector<guarded<T>> above;
            for (std::size_t s = 0; s < count; ++s) above.emplace_back(s * strip_rows, offset, 70000);
            const auto add_above = [&] {
                for (std::size_t s = 0; s < count; ++s) {
                    for (std::size_t i = 0; i < s * strip_rows; ++i) q.y.data()[i] += above[s].data()[i];
                    REQUIRE(above[s].canaries_alive());
                }
            };
            for (std::size_t s = count; s-- > 0;)
                if (columns > 1)
                    kernel.product(s, rows, columns, q.a.data(), q.x.data(), q.y.data());
                else
                    kernel.vector_product(s, rows, q.a.data(), q.x.data(), q.y.data(), above[s].data());
            if (columns == 1) add_above();
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(p.a.same_bits(q.a));
            REQUIRE(q.alive());
            p = start, q = start;
            whole.update_product(rows, columns, p.a.data(), p.b.data(), p.z.data(), p.x.data(), p.y.data());
            for (std::size_t s = count; s-- > 0;)
                if (columns > 1)
                    kernel.update(s, rows, columns, q.a.data(), q.b.data(), q.z.data());
                else
                    kernel.vector_update_product(s, rows, q.a.data(), q.b.data(), q.z.data(), q.x.data(), q.y.data(),
                                                 above[s].data());
            REQUIRE(p.a.same_bits(q.a));
            if (columns == 1) add_above();
            if (columns == 1) REQUIRE(p.y.same_bits(q.y));
            REQUIRE(q.alive());
            q = start;
            for (std::size_t s = count; s-- > 0;) kernel.update(s, rows, columns, q.a.data(), q.b.data(), q.z.data());
            REQUIRE(p.a.same_bits(q.a));
        });
    });
}
