#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/vocabulary/symmetric.hpp"
// Some C libraries have a fma that is not fused.
#include "kernels/simd_scalar.hpp"
#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

enum matrix : int { first, lower, upper, velocity };

/// The four matrices and the vectors of the steps, between canaries, with the zero padding that kernels need.
template <class T>
struct operands {
    static constexpr std::size_t panel = symmetric_view<T>::panel;
    std::size_t rows, columns, steps, stride;
    guarded<T> matrices[4], vectors;
    std::vector<T> factors{T(-1.25), T(0.375), T(-0.6875)};
    T before;

    operands(std::size_t r, std::size_t k, std::size_t count, bool shear_first, std::size_t offset)
        : rows(r), columns(k), steps(count), stride(3 * k * count + offset), matrices{{packed(), offset, 1},
                                                                                      {packed(), offset, 2},
                                                                                      {packed(), 0, 3},
                                                                                      {packed(), offset, 4}},
          vectors(stride * symmetric_view<T>::panels(r) * panel, offset, 20000), before(shear_first ? T(0.8125) : T(0))
    {
        const std::size_t whole = symmetric_view<T>::panels(r) * panel;
        for (std::size_t i = 0; i < whole; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                const auto value = [&](int m) {
                    return i < r ? hurtful<T>(i * 1000 + j + 1000000 * static_cast<std::size_t>(m)) : T(0);
                };
                for (int m = 0; m < 4; ++m) element(m, i, j) = i == j && m == upper ? value(lower) : value(m);
                if (i / panel != j / panel) continue;
                for (int m = 0; m < 4; ++m) element(m, j, i) = element(m == lower ? upper : m == upper ? lower : m, i, j);
            }
        vectors.zero_padding(r, stride);
    }
    std::size_t packed() const { return symmetric_view<T>::elements(rows); }
    /// Vector `which` (z, X_0ᵀY, b) of a step.
    T& vector(std::size_t step, std::size_t which, std::size_t i, std::size_t c)
    {
        return vectors.data()[detail::in_panels<T>(i, (3 * step + which) * columns + c, stride)];
    }
    /// Element (i, j) where it is stored: for j ≤ i, and in the diagonal tiles.
    T& element(int m, std::size_t i, std::size_t j)
    {
        return matrices[m].data()[symmetric_view<T>::panel_start(i / panel) + j * panel + i % panel];
    }
    void update(isa which)
    {
        const detail::velocity_arrays<T> arrays = {matrices[first].data(), matrices[lower].data(), matrices[upper].data(),
                                                   matrices[velocity].data()};
        const detail::velocity_steps<T> all = {steps, before, factors.data(), stride, vectors.data()};
        table<T>(which).velocity.update(rows, columns, &arrays, &all);
    }
    bool alive() const
    {
        bool all = vectors.canaries_alive();
        for (const guarded<T>& m : matrices) all = all && m.canaries_alive();
        return all;
    }
    bool same_bits(const operands& o) const
    {
        bool all = vectors.same_bits(o.vectors);
        for (int m = 0; m < 4; ++m) all = all && matrices[m].same_bits(o.matrices[m]);
        return all;
    }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    constexpr std::size_t larger[] = {48, 63, 64, 65, 100, 129, 150};
    for (std::size_t n = 1; n <= 40 + sizeof larger / sizeof larger[0]; ++n) {
        const std::size_t rows = n <= 40 ? n : larger[n - 41];
        for (std::size_t columns : {1, 2, 3, 10})
            for (std::size_t steps : {1, 3})
                for (bool shear_first : {false, true})
                    for (std::size_t offset : {0, 1, 3}) {
                        // Special numbers act the same wherever the arrays are, so they are tried with fewer sizes.
                        if (filling_in_use != filling::everyday && (offset != 0 || rows % 8 != 1 || columns % 2 == 0)) continue;
                        if (rows > 17 && (columns == 2 || (steps == 3) != shear_first)) continue;
                        if (rows > 40 && offset == 1) continue;
                        operands<T> o(rows, columns, steps, shear_first, offset);
                        check(o);
                    }
    }
}

/// An element (i, j) of the four matrices after all steps, in the arithmetic of `fused` (x, y, z ↦ xy + z).
template <class R>
struct values {
    R of[4];
};
template <class R, class T, class Fused>
values<R> updated(operands<T>& o, std::size_t i, std::size_t j, Fused fused)
{
    values<R> v = {
        {R(o.element(first, i, j)), R(o.element(lower, i, j)), R(o.element(upper, i, j)), R(o.element(velocity, i, j))}};
    const auto shear = [&](T factor) {
        v.of[lower] = fused(R(factor), v.of[velocity], v.of[lower]);
        v.of[first] = fused(R(factor), v.of[lower] + v.of[upper], v.of[first]);
        v.of[upper] = fused(R(factor), v.of[velocity], v.of[upper]);
    };
    if (o.before != T(0)) shear(o.before);
    for (std::size_t s = 0; s < o.steps; ++s) {
        for (std::size_t c = 0; c < o.columns; ++c) {
            const auto at = [&](std::size_t which, std::size_t row) { return R(o.vector(s, which, row, c)); };
            v.of[lower] = fused(at(1, i), at(0, j), v.of[lower]);
            v.of[upper] = fused(at(0, i), at(1, j), v.of[upper]);
            v.of[velocity] = fused(at(0, i), at(2, j), fused(at(2, i), at(0, j), v.of[velocity]));
        }
        shear(o.factors[s]);
    }
    return v;
}

}  // namespace

TEST_CASE_TEMPLATE("the scalar update is the documented one, and keeps what is symmetric", T, float, double)
{
    for_each_filling([] {
        for_each_size<T>([](operands<T>& before) {
            CAPTURE(before.rows);
            CAPTURE(before.columns);
            operands<T> o = before;
            o.update(isa::scalar);
            const std::size_t w = o.panel, whole = symmetric_view<T>::panels(o.rows) * w;
            for (std::size_t i = 0; i < whole; ++i)
                for (std::size_t j = 0; j <= i; ++j) {
                    const values<T> expected = updated<T>(before, i, j,
                                                          [](T x, T y, T z) { return detail::software_fma(x, y, z); });
                    for (int m = 0; m < 4; ++m) {
                        CAPTURE(m);
                        // On the diagonal, M and its transpose are one number.
                        REQUIRE(same_number(expected.of[i == j && m == upper ? lower : m], o.element(m, i, j)));
                        if (i / w != j / w) continue;
                        const T mirrored = expected.of[i == j ? m : m == lower ? upper : m == upper ? lower : m];
                        REQUIRE(same_number(i == j && m == upper ? expected.of[lower] : mirrored, o.element(m, j, i)));
                        if (i >= o.rows && filling_in_use != filling::broken) REQUIRE(o.element(m, i, j) == 0);
                    }
                }
            REQUIRE(o.alive());
        });
    });
}

// Each number is the exact one of terms that were rounded by at most ε/2 each at every operation they passed, of which there
// are no more than two a column, three a shear.
TEST_CASE_TEMPLATE("every instruction set is as near to the exact update as its roundings allow", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {1, 9, 37, 64})
            for (const std::size_t columns : {1, 3, 10}) {
                operands<T> before(rows, columns, 3, true, 0), o = before, magnitudes = before;
                o.update(which);
                for (guarded<T>& m : magnitudes.matrices)
                    for (std::size_t i = 0; i < o.packed(); ++i) m.data()[i] = std::fabs(m.data()[i]);
                for (std::size_t i = 0; i < o.stride * symmetric_view<T>::panels(rows) * o.panel; ++i)
                    magnitudes.vectors.data()[i] = std::fabs(magnitudes.vectors.data()[i]);
                for (T& factor : magnitudes.factors) factor = std::fabs(factor);
                const auto exact = [](real128 x, real128 y, real128 z) { return x * y + z; };
                const double roundings = static_cast<double>(3 * (2 * columns + 3) + 3);
                for (std::size_t i = 0; i < rows; ++i)
                    for (std::size_t j = 0; j < i; ++j) {
                        const values<real128> expected = updated<real128>(before, i, j, exact),
                                              size = updated<real128>(magnitudes, i, j, exact);
                        for (int m = 0; m < 4; ++m)
                            REQUIRE(absolute(real128(o.element(m, i, j)) - expected.of[m]) <=
                                    real128(roundings * (1 + 1e-4) * std::numeric_limits<T>::epsilon() / 2) * size.of[m]);
                    }
            }
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernel's bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for_each_size<T>([&](operands<T>& o) {
            CAPTURE(o.rows);
            CAPTURE(o.columns);
            operands<T> p = o, q = o;
            p.update(isa::scalar);
            q.update(which);
            REQUIRE(p.same_bits(q));
            REQUIRE(q.alive());
        });
    });
}
