#include "catapult/models/draw_weights.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace catapult;

namespace {

constexpr std::size_t inputs = 13, outputs = 3;

template <class T>
struct drawn {
    std::vector<T> u, v;

    drawn(std::uint64_t seed, std::uint64_t first_row, std::size_t rows) : u(rows * inputs), v(rows * outputs)
    {
        REQUIRE(draw_weights<T>(seed, first_row, {u.data(), rows, inputs}, {v.data(), rows, outputs}) == status::ok);
    }
};

template <class T>
bool rows_agree(const std::vector<T>& some, const std::vector<T>& all, std::size_t first_row, std::size_t columns)
{
    for (std::size_t i = 0; i < some.size(); ++i)
        if (some[i] != all[first_row * columns + i]) return false;
    return true;
}

}  // namespace

TEST_CASE_TEMPLATE("a row does not depend on the block that it is drawn in", T, float, double)
{
    for (const std::uint64_t start : {std::uint64_t{0}, (std::uint64_t{1} << 32) - 30, std::uint64_t{1} << 59}) {
        const drawn<T> all(4, start, 60);
        for (const std::size_t first : {0, 1, 7, 31, 59})
            for (const std::size_t rows : {1, 2, 5, 29}) {
                if (first + rows > 60) continue;
                const drawn<T> some(4, start + first, rows);
                CHECK(rows_agree(some.u, all.u, first, inputs));
                CHECK(rows_agree(some.v, all.v, first, outputs));
            }
    }
}

TEST_CASE("layers, rows and seeds are independent, and of unit variance")
{
    // The mean of 5,000 products of independent normals, in units of its standard deviation. Six units are allowed.
    constexpr std::size_t rows = 2000;
    const drawn<double> a(1, 0, rows), b(2, 0, rows), later(1, rows, rows);
    const auto mean_product = [](const std::vector<double>& x, const std::vector<double>& y, std::size_t shift) {
        constexpr std::size_t count = 5000;
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += x[i] * y[i + shift];
        return sum / std::sqrt(static_cast<double>(count));
    };
    CHECK(std::fabs(mean_product(a.u, a.v, 0)) < 6);
    CHECK(std::fabs(mean_product(a.u, b.u, 0)) < 6);
    CHECK(std::fabs(mean_product(a.u, later.u, 0)) < 6);
    CHECK(std::fabs(mean_product(a.u, a.u, 1)) < 6);
    CHECK(std::fabs(mean_product(a.u, a.u, inputs)) < 6);
    // The variance of a square is 2.
    CHECK(std::fabs(mean_product(a.u, a.u, 0) - std::sqrt(5000.0)) < 6 * std::sqrt(2.0));
    CHECK(std::fabs(mean_product(a.v, a.v, 0) - std::sqrt(5000.0)) < 6 * std::sqrt(2.0));
}

TEST_CASE_TEMPLATE("rows beyond the generator's reach and unequal layers are refused, and nothing is written", T, float, double)
{
    std::vector<T> u(2 * inputs, T(7)), v(2 * outputs, T(7));
    const std::vector<T> u_before = u, v_before = v;
    CHECK(draw_weights<T>(1, 0, {u.data(), 2, inputs}, {v.data(), 1, outputs}) == status::shape_mismatch);
    CHECK(draw_weights<T>(1, UINT64_MAX - 1, {u.data(), 2, inputs}, {v.data(), 2, outputs}) == status::invalid_argument);
    CHECK(draw_weights<T>(1, UINT64_MAX / inputs, {u.data(), 2, inputs}, {v.data(), 2, outputs}) == status::invalid_argument);
    CHECK(u == u_before);
    CHECK(v == v_before);
}
