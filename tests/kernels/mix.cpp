#include <doctest/doctest.h>

#include <vector>

// Some C libraries have a fma that is not fused.
#include "kernels/simd_scalar.hpp"
#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// Sets of `columns` vectors that are parts of sets of `stride`, padded with zeros to whole panels.
template <class T>
struct operands {
    static constexpr std::size_t w = 64 / sizeof(T), most = 7;
    std::size_t rows, columns, stride, count, whole;
    bool with_small;
    std::vector<guarded<T>> vectors;
    guarded<T> z, small, y;
    T square = 0;

    operands(std::size_t r, std::size_t k, std::size_t more, std::size_t n, bool small_too, std::size_t offset)
        : rows(r), columns(k), stride(k + more), count(n), whole((r + w - 1) / w * w), with_small(small_too),
          z(whole * k, offset, 70000), small(k * k, 1, 80000), y(whole * stride, 0, 90000)
    {
        for (std::size_t t = 0; t < most; ++t) {
            vectors.emplace_back(whole * width(t), t == 0 ? offset : 0, 1 + 10000 * t);
            vectors.back().zero_padding(r, width(t));
        }
        z.zero_padding(r, k);
        y.zero_padding(r, stride);
    }
    /// Every other term lies in a wider set.
    std::size_t width(std::size_t t) const { return t % 2 == 0 ? columns : stride; }
    T factor(std::size_t t) const { return hurtful<T>(100 + t); }
    T term(std::size_t t, std::size_t i, std::size_t c) const { return vectors[t].data()[detail::in_panels<T>(i, c, width(t))]; }
    T y_at(std::size_t i, std::size_t c) const { return y.data()[detail::in_panels<T>(i, c, stride)]; }
    void mix(isa which)
    {
        std::vector<detail::gram_term<T>> terms;
        for (std::size_t t = 0; t < count; ++t) terms.push_back({factor(t), vectors[t].data(), width(t)});
        square = table<T>(which).gram.mix(rows, columns, count, terms.data(), z.data(), with_small ? small.data() : nullptr,
                                          y.data(), stride);
    }
    bool alive() const
    {
        bool all = z.canaries_alive() && small.canaries_alive() && y.canaries_alive();
        for (const guarded<T>& set : vectors) all = all && set.canaries_alive();
        return all;
    }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    for (std::size_t rows : {1, 8, 17, 63, 64, 65, 150})
        for (std::size_t columns : {1, 2, 3, 11})
            for (std::size_t count : {1, 2, 7})
                for (bool small : {false, true})
                    for (std::size_t more : {0, 4}) {
                        // Special numbers act the same wherever the arrays are, so they are tried with fewer sizes.
                        if (filling_in_use != filling::everyday && (more != 0 || count == 2)) continue;
                        operands<T> o(rows, columns, more, count, small, more == 0 ? 0 : 3);
                        check(o);
                    }
}

/// The arrays of a response to a change, padded with zeros to whole panels.
template <class T>
struct response {
    static constexpr std::size_t w = 64 / sizeof(T);
    std::size_t rows, columns, whole;
    guarded<T> singular_values, gains, change, residual, residual_next, gradient_next, squares;

    response(std::size_t r, std::size_t k)
        : rows(r), columns(k), whole((r + w - 1) / w * w), singular_values(whole, 0, 1), gains(whole, 1, 1000),
          change(whole * k, 2, 4000), residual(whole * k, 3, 10000), residual_next(whole * k, 0, 1),
          gradient_next(whole * k, 1, 1), squares(2, 3, 1)
    {
        for (guarded<T>* array : {&singular_values, &gains}) array->zero_padding(r, 1);
        for (guarded<T>* array : {&change, &residual}) array->zero_padding(r, k);
    }
    void respond(isa which)
    {
        const detail::gram_response<T> arrays = {singular_values.data(), gains.data(),         change.data(),
                                                 residual.data(),        residual_next.data(), gradient_next.data()};
        table<T>(which).gram.respond(rows, columns, &arrays, squares.data());
    }
    bool alive() const
    {
        for (const guarded<T>* array : {&singular_values, &gains, &change, &residual, &residual_next, &gradient_next, &squares})
            if (!array->canaries_alive()) return false;
        return true;
    }
};

}  // namespace

TEST_CASE_TEMPLATE("the scalar mixture is the documented one", T, float, double)
{
    for_each_filling([] {
        for_each_size<T>([](operands<T>& o) {
            const operands<T> before = o;
            o.mix(isa::scalar);
            const auto z = [&](std::size_t i, std::size_t l) { return o.z.data()[detail::in_panels<T>(i, l, o.columns)]; };
            for (std::size_t i = 0; i < o.whole; ++i)
                for (std::size_t c = 0; c < o.stride; ++c) {
                    if (c >= o.columns) {
                        REQUIRE(same_number(o.y_at(i, c), before.y_at(i, c)));
                        continue;
                    }
                    T total = o.factor(0) * o.term(0, i, c);
                    for (std::size_t t = 1; t < o.count; ++t) total = detail::software_fma(o.factor(t), o.term(t, i, c), total);
                    for (std::size_t l = 0; o.with_small && l < o.columns; ++l)
                        total = detail::software_fma(z(i, l), o.small.data()[l * o.columns + c], total);
                    REQUIRE(same_number(o.y_at(i, c), total));
                }
            const auto number = [&](std::size_t i) { return o.y_at(i % o.whole, i / o.whole); };
            REQUIRE(same_number(o.square, lane_sum<T>(o.whole * o.columns, number, number)));
            REQUIRE(o.alive());
        });
    });
}

TEST_CASE_TEMPLATE("a mixture may be written over one of its terms", T, float, double)
{
    for_each_isa([](isa which) {
        for (const std::size_t rows : {5, 64, 150})
            for (const std::size_t columns : {1, 3}) {
                operands<T> apart(rows, columns, 0, 3, true, 0), over = apart;
                apart.mix(which);
                std::vector<detail::gram_term<T>> terms;
                for (std::size_t t = 0; t < 3; ++t) terms.push_back({over.factor(t), over.vectors[t].data(), columns});
                (void)table<T>(which).gram.mix(rows, columns, 3, terms.data(), over.z.data(), over.small.data(),
                                               over.vectors[1].data(), columns);
                REQUIRE(apart.y.same_bits(over.vectors[1]));
            }
    });
}

TEST_CASE_TEMPLATE("the scalar response is the documented one", T, float, double)
{
    for_each_filling([] {
        for (std::size_t rows : {1, 7, 8, 9, 16, 33, 64, 100})
            for (std::size_t columns : {1, 2, 5, 11}) {
                response<T> o(rows, columns);
                o.respond(isa::scalar);
                for (std::size_t i = 0; i < o.whole; ++i)
                    for (std::size_t c = 0; c < columns; ++c) {
                        const std::size_t at = detail::in_panels<T>(i, c, columns);
                        const T residual = detail::software_fma(o.singular_values.data()[i], o.change.data()[at],
                                                                o.residual.data()[at]);
                        REQUIRE(same_number(o.residual_next.data()[at], residual));
                        REQUIRE(same_number(o.gradient_next.data()[at], o.gains.data()[i] * residual));
                    }
                std::size_t which = 0;
                for (const guarded<T>* array : {&o.residual_next, &o.gradient_next}) {
                    const auto number = [&](std::size_t i) { return array->data()[i]; };
                    REQUIRE(same_number(o.squares.data()[which++], lane_sum<T>(o.whole * columns, number, number)));
                }
                REQUIRE(o.alive());
            }
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernels' bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for_each_size<T>([&](operands<T>& o) {
            CAPTURE(o.rows);
            CAPTURE(o.columns);
            CAPTURE(o.count);
            operands<T> p = o, q = o;
            p.mix(isa::scalar);
            q.mix(which);
            REQUIRE(p.y.same_bits(q.y));
            REQUIRE(same_number(p.square, q.square));
            REQUIRE(q.alive());
        });
        for (std::size_t rows : {1, 7, 8, 9, 16, 33, 64, 100})
            for (std::size_t columns : {1, 2, 5, 11}) {
                response<T> p(rows, columns), q = p;
                p.respond(isa::scalar);
                q.respond(which);
                REQUIRE(p.residual_next.same_bits(q.residual_next));
                REQUIRE(p.gradient_next.same_bits(q.gradient_next));
                REQUIRE(p.squares.same_bits(q.squares));
                REQUIRE(q.alive());
            }
    });
}
