#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "catapult/vocabulary/symmetric.hpp"
// Some C libraries have a fma that is not fused.
#include "kernels/simd_scalar.hpp"
#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// D, C_s, C_a and D_B, b of each and z, between canaries, with the zero padding that kernels need.
template <class T>
struct operands {
    static constexpr std::size_t panel = symmetric_view<T>::panel;
    static constexpr int turned = 2;  // the place of the antisymmetric one
    std::size_t rows, columns;
    guarded<T> matrices[4], sides[4], z;
    detail::velocity_mixing<T> mixing;

    operands(std::size_t r, std::size_t k, std::size_t offset)
        : rows(r), columns(k), matrices{{packed(), offset, 1}, {packed(), offset, 2}, {packed(), 0, 3}, {packed(), offset, 4}},
          sides{{size(), offset, 20000}, {size(), 0, 30000}, {size(), offset, 40000}, {size(), 0, 50000}},
          z(size(), offset, 60000), mixing{T(0.8125), T(-1.25), T(0.375), T(0.90625), T(-0.6875), T(1.1875), T(0.5)}
    {
        for (int m = 0; m < 4; ++m) {
            const std::size_t whole = symmetric_view<T>::panels(r) * panel;
            for (std::size_t i = 0; i < whole; ++i)
                for (std::size_t j = 0; j <= i; ++j) {
                    const T value = i < r ? hurtful<T>(i * 1000 + j + 1000000 * static_cast<std::size_t>(m)) : T(0);
                    element(m, i, j) = m == turned && i == j ? T(0) : value;
                    if (i / panel == j / panel && i != j) element(m, j, i) = m == turned ? -value : value;
                }
            sides[m].zero_padding(r, k);
        }
        z.zero_padding(r, k);
    }
    std::size_t packed() const { return symmetric_view<T>::elements(rows); }
    std::size_t size() const { return columns * symmetric_view<T>::panels(rows) * panel; }
    std::size_t at(std::size_t i, std::size_t c) const { return detail::in_panels<T>(i, c, columns); }
    /// Element (i, j) where it is stored: for j ≤ i, and in the diagonal tiles.
    T& element(int m, std::size_t i, std::size_t j)
    {
        return matrices[m].data()[symmetric_view<T>::panel_start(i / panel) + j * panel + i % panel];
    }
    void update(isa which)
    {
        const detail::velocity_arrays<T> arrays = {matrices[0].data(), matrices[1].data(), matrices[2].data(), matrices[3].data(),
                                                   sides[0].data(),    sides[1].data(),    sides[2].data(),    sides[3].data()};
        table<T>(which).velocity.update(rows, columns, &mixing, &arrays, z.data());
    }
    bool alive() const
    {
        bool all = z.canaries_alive();
        for (int m = 0; m < 4; ++m) all = all && matrices[m].canaries_alive() && sides[m].canaries_alive();
        return all;
    }
    bool same_bits(const operands& o) const
    {
        bool all = true;
        for (int m = 0; m < 4; ++m) all = all && matrices[m].same_bits(o.matrices[m]) && sides[m].same_bits(o.sides[m]);
        return all && z.same_bits(o.z);
    }
};

template <class T, class Check>
void for_each_size(Check&& check)
{
    constexpr std::size_t larger[] = {48, 63, 64, 65, 100, 129, 150};
    for (std::size_t n = 1; n <= 40 + sizeof larger / sizeof larger[0]; ++n) {
        const std::size_t rows = n <= 40 ? n : larger[n - 41];
        for (std::size_t columns : {1, 2, 3, 5, 10})
            for (std::size_t offset : {0, 1, 3}) {
                // Special numbers act the same wherever the arrays are, so they are tried with fewer sizes.
                if (filling_in_use != filling::everyday && (offset != 0 || rows % 8 != 1 || columns % 2 == 0)) continue;
                if (rows > 17 && (columns == 2 || columns == 5)) continue;
                if (rows > 40 && offset == 1) continue;
                check(rows, columns, offset);
            }
    }
}

/// The new element (i, j) of matrix m from the old ones, in the arithmetic of `fused` (x, y, z ↦ xy + z).
template <class R, class T, class Fused>
R updated(operands<T>& o, int m, std::size_t i, std::size_t j, Fused fused)
{
    const auto& f = o.mixing;
    const auto old = [&](int which) { return R(o.element(which, i, j)); };
    const T kept[] = {f.first, f.mixed, f.turned, f.velocity};
    R sum = R(kept[m]) * old(m);
    if (m == 0) sum = fused(R(f.first_from_velocity), old(3), fused(R(f.first_from_mixed), old(1), sum));
    if (m == 1) sum = fused(R(f.mixed_from_velocity), old(3), sum);
    for (std::size_t c = 0; c < o.columns; ++c) {
        const auto b = [&](std::size_t row) { return R(o.sides[m].data()[o.at(row, c)]); };
        const auto z = [&](std::size_t row) { return R(o.z.data()[o.at(row, c)]); };
        sum = fused(b(i), z(j), sum);
        sum = fused(m == o.turned ? -z(i) : z(i), b(j), sum);
    }
    return sum;
}

}  // namespace

TEST_CASE_TEMPLATE("the scalar update is the documented one, and keeps symmetry", T, float, double)
{
    for_each_filling([] {
        for_each_size<T>([](std::size_t rows, std::size_t columns, std::size_t offset) {
            CAPTURE(rows);
            CAPTURE(columns);
            operands<T> before(rows, columns, offset), o = before;
            o.update(isa::scalar);
            const std::size_t w = o.panel, whole = symmetric_view<T>::panels(rows) * w;
            for (int m = 0; m < 4; ++m)
                for (std::size_t i = 0; i < whole; ++i)
                    for (std::size_t j = 0; j <= i; ++j) {
                        CAPTURE(m);
                        const T expected = m == o.turned && i == j ? T(0) : updated<T>(before, m, i, j, [](T x, T y, T z) {
                            return detail::software_fma(x, y, z);
                        });
                        REQUIRE(same_number(expected, o.element(m, i, j)));
                        if (i / w != j / w) continue;
                        REQUIRE(same_number(m == o.turned ? -expected : expected, o.element(m, j, i)));
                        if (i >= rows && filling_in_use != filling::broken) REQUIRE(o.element(m, i, j) == 0);
                    }
            REQUIRE(o.alive());
        });
    });
}

// Each product and sum rounds once, by at most ε/2 of a number that is no larger than the sum of all terms' magnitudes,
// itself grown by the roundings before it.
TEST_CASE_TEMPLATE("every instruction set is as near to the exact update as its roundings allow", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for (const std::size_t rows : {1, 9, 37, 64})
            for (const std::size_t columns : {1, 3, 10}) {
                operands<T> before(rows, columns, 0), o = before, magnitudes = before;
                o.update(which);
                for (int m = 0; m < 4; ++m) {
                    for (std::size_t i = 0; i < o.packed(); ++i)
                        magnitudes.matrices[m].data()[i] = std::fabs(before.matrices[m].data()[i]);
                    for (std::size_t i = 0; i < o.size(); ++i)
                        magnitudes.sides[m].data()[i] = std::fabs(before.sides[m].data()[i]);
                }
                for (std::size_t i = 0; i < o.size(); ++i) magnitudes.z.data()[i] = std::fabs(before.z.data()[i]);
                auto& f = magnitudes.mixing;
                for (T* factor : {&f.first_from_mixed, &f.mixed_from_velocity}) *factor = -*factor;
                for (int m = 0; m < 4; ++m)
                    for (std::size_t i = 0; i < rows; ++i)
                        for (std::size_t j = 0; j < i; ++j) {
                            const auto exact = [](real128 x, real128 y, real128 z) { return x * y + z; };
                            const auto sizes = [](real128 x, real128 y, real128 z) { return absolute(x) * y + z; };
                            const real128 error = absolute(real128(o.element(m, i, j)) -
                                                           updated<real128>(before, m, i, j, exact));
                            const real128 size = updated<real128>(magnitudes, m, i, j, sizes);
                            const double roundings = static_cast<double>(2 * columns + 3);
                            REQUIRE(error <= real128(roundings * (1 + 1e-5) * std::numeric_limits<T>::epsilon() / 2) * size);
                        }
            }
    });
}

TEST_CASE_TEMPLATE("every instruction set gives the scalar kernel's bits and stays inside", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for_each_size<T>([&](std::size_t rows, std::size_t columns, std::size_t offset) {
            CAPTURE(rows);
            CAPTURE(columns);
            operands<T> p(rows, columns, offset), q = p;
            p.update(isa::scalar);
            q.update(which);
            REQUIRE(p.same_bits(q));
            REQUIRE(q.alive());
        });
    });
}

TEST_CASE_TEMPLATE("the product of an antisymmetric matrix is near the exact one", T, float, double)
{
    for_each_isa([](isa which) {
        CAPTURE(isa_name(which));
        for_each_size<T>([&](std::size_t rows, std::size_t columns, std::size_t offset) {
            if (rows % 3 != 1) return;
            operands<T> o(rows, columns, offset);
            guarded<T> x = o.z, negative = o.z, y(o.size(), offset, 70000);
            for (std::size_t i = 0; i < o.size(); ++i) negative.data()[i] = -x.data()[i];
            table<T>(which).symmetric.product(rows, columns, o.matrices[o.turned].data(), x.data(), negative.data(), y.data());
            for (std::size_t c = 0; c < columns; ++c)
                for (std::size_t i = 0; i < rows; ++i) {
                    real128 sum = 0, size = 0;
                    for (std::size_t j = 0; j < rows; ++j) {
                        const T a = j <= i ? o.element(o.turned, i, j) : -o.element(o.turned, j, i);
                        const real128 term = real128(a) * real128(x.data()[o.at(j, c)]);
                        sum += term;
                        size += absolute(term);
                    }
                    // No sum has more than one rounding for each of its terms, and a few for strips and lanes.
                    const double roundings = static_cast<double>(rows + 8);
                    REQUIRE(absolute(real128(y.data()[o.at(i, c)]) - sum) <=
                            real128(roundings * std::numeric_limits<T>::epsilon() / 2) * size);
                }
            REQUIRE(y.canaries_alive());
        });
    });
}
