#include <doctest/doctest.h>

#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// The arrays of a step, padded with zeros to whole panels.
template <class T>
struct step_arrays {
    static constexpr std::size_t w = 64 / sizeof(T);
    std::size_t rows, columns, whole;
    guarded<T> singular_values, gains, second, overlap, bend, predictor, residual, gradient, product;
    guarded<T> predictor_next, residual_next, gradient_next, side, squares;

    step_arrays(std::size_t r, std::size_t k)
        : rows(r), columns(k), whole((r + w - 1) / w * w), singular_values(whole, 0, 1), gains(whole, 1, 1000),
          second(k * k, 2, 2000), overlap(k * k, 3, 3000), bend(k * k, 2, 1), predictor(whole * k, 0, 4000),
          residual(whole * k, 1, 10000), gradient(whole * k, 2, 20000), product(whole * k, 3, 30000),
          predictor_next(whole * k, 0, 1), residual_next(whole * k, 0, 1), gradient_next(whole * k, 1, 1), side(whole * k, 2, 1),
          squares(4, 3, 1)
    {
        for (guarded<T>* array : {&singular_values, &gains}) array->zero_padding(r, 1);
        for (guarded<T>* array : {&predictor, &residual, &gradient, &product}) array->zero_padding(r, k);
    }
    void advance(isa which)
    {
        const detail::gram_rates<T> rates = {hurtful<T>(5), hurtful<T>(6), hurtful<T>(7), hurtful<T>(8)};
        const detail::gram_arrays<T> arrays = {
            singular_values.data(), gains.data(),         second.data(),   overlap.data(), bend.data(),
            predictor.data(),       residual.data(),      gradient.data(), product.data(), predictor_next.data(),
            residual_next.data(),   gradient_next.data(), side.data()};
        table<T>(which).gram.advance(rows, columns, &rates, &arrays, squares.data());
    }
    bool same_results(const step_arrays& o) const
    {
        return overlap.same_bits(o.overlap) && bend.same_bits(o.bend) && predictor_next.same_bits(o.predictor_next) &&
               residual_next.same_bits(o.residual_next) && gradient_next.same_bits(o.gradient_next) && side.same_bits(o.side) &&
               squares.same_bits(o.squares);
    }
    bool alive() const
    {
        for (const guarded<T>* array : {&singular_values, &gains, &second, &overlap, &bend, &predictor, &residual, &gradient,
                                        &product, &predictor_next, &residual_next, &gradient_next, &side, &squares})
            if (!array->canaries_alive()) return false;
        return true;
    }
};

template <class Check>
void for_each_size(Check&& check)
{
    for (std::size_t rows : {1, 7, 8, 9, 16, 17, 33, 64, 100})
        for (std::size_t columns : {1, 2, 3, 5, 6, 11}) check(rows, columns);
}

}  // namespace

TEST_CASE_TEMPLATE("the scalar overlap sums in the documented order", T, float, double)
{
    for_each_filling([] {
        for_each_size([](std::size_t rows, std::size_t columns) {
            const step_arrays<T> o(rows, columns);
            guarded<T> out(columns * columns, 1, 1);
            table<T>(isa::scalar).gram.overlap(rows, columns, o.predictor.data(), o.gradient.data(), out.data());
            for (std::size_t c = 0; c < columns; ++c)
                for (std::size_t l = 0; l < columns; ++l) {
                    const T sum = lane_sum<T>(
                        o.whole, [&](std::size_t i) { return o.predictor.data()[detail::in_panels<T>(i, c, columns)]; },
                        [&](std::size_t i) { return o.gradient.data()[detail::in_panels<T>(i, l, columns)]; });
                    REQUIRE(same_number(out.data()[c * columns + l], sum));
                }
            REQUIRE(out.canaries_alive());
        });
    });
}

TEST_CASE_TEMPLATE("the rest of a step has the scalar kernels' bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for_each_size([&](std::size_t rows, std::size_t columns) {
            CAPTURE(rows);
            CAPTURE(columns);
            const step_arrays<T> start(rows, columns);
            guarded<T> p(columns * columns, 1, 1), q = p;
            table<T>(isa::scalar).gram.overlap(rows, columns, start.predictor.data(), start.gradient.data(), p.data());
            table<T>(which).gram.overlap(rows, columns, start.predictor.data(), start.gradient.data(), q.data());
            REQUIRE(p.same_bits(q));
            REQUIRE(q.canaries_alive());
            step_arrays<T> expected = start, found = start;
            expected.advance(isa::scalar);
            found.advance(which);
            REQUIRE(found.same_results(expected));
            REQUIRE(found.alive());
            guarded<T> first = start.product, overlap(columns * columns, 0, 1), bend = overlap;
            for (std::size_t i = 0; i < start.whole * columns; ++i) first.data()[i] = start.gradient.data()[i] + first.data()[i];
            table<T>(which).gram.overlap(rows, columns, found.predictor_next.data(), found.gradient_next.data(), overlap.data());
            table<T>(which).gram.overlap(rows, columns, start.gradient.data(), first.data(), bend.data());
            REQUIRE(overlap.same_bits(found.overlap));
            REQUIRE(bend.same_bits(found.bend));
        });
    });
}
