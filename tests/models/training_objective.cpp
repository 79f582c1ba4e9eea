#include "catapult/models/training_objective.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "catapult/owned.hpp"
#include "support/hurtful.hpp"
#include "support/reference.hpp"
#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
struct projection {
    std::size_t samples, inputs, outputs = 1, stride;
    std::vector<T> x;
    owned<data_reduction<T>> reduction;
    reduced_data<T> data;

    /// Random inputs times 2^exponent, in rows with gaps.
    projection(std::size_t m, std::size_t d, int exponent) : samples(m), inputs(d), stride(d + 3), x(m * stride, T(99))
    {
        const std::vector<T> y(m, T(1));
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < d; ++j) x[i * stride + j] = std::ldexp(static_cast<T>(variate(1000 * i + j)), exponent);
        REQUIRE(reduction.create(data_dims{m, d, 1, true}) == status::ok);
        REQUIRE(reduction->add(rows(0, m), {y.data(), m, 1}) == status::ok);
        REQUIRE(reduction->finish(data) == status::ok);
    }
    matrix_view<const T> rows(std::size_t first, std::size_t count) const
    {
        return {x.data() + first * stride, count, inputs, stride};
    }
    std::vector<T> projected() const
    {
        std::vector<T> result(samples * data.rank, T(7));
        REQUIRE(project_inputs<T>(data, rows(0, samples), {result.data(), samples, data.rank}) == status::ok);
        return result;
    }
};

struct shape {
    std::size_t samples, inputs;
};
// All sides of the blocks of rows, of inputs and of directions.
constexpr shape shapes[] = {{1, 1}, {5, 3}, {3, 40}, {30, 31}, {70, 33}, {60, 150}, {300, 20}, {513, 7}};

}  // namespace

TEST_CASE_TEMPLATE("inputs are projected onto the basis", T, float, double)
{
    // One fused chain over d inputs: at most d roundings of half an ε.
    for (const shape s : shapes)
        for (const int exponent : {0, sizeof(T) == 8 ? 700 : 90, sizeof(T) == 8 ? -700 : -90}) {
            CAPTURE(s.samples);
            CAPTURE(s.inputs);
            CAPTURE(exponent);
            const projection<T> p(s.samples, s.inputs, exponent);
            CHECK((p.data.exponent == 0) == (exponent == 0));
            const std::vector<T> found = p.projected();
            double worst = 0;
            for (std::size_t i = 0; i < s.samples; ++i)
                for (std::size_t a = 0; a < p.data.rank; ++a) {
                    real128 exact = 0, size = 0;
                    for (std::size_t j = 0; j < s.inputs; ++j) {
                        const real128 term = real128(std::ldexp(p.x[i * p.stride + j], -p.data.exponent)) *
                                             real128(p.data.basis(a, j));
                        exact += term;
                        size += absolute(term);
                    }
                    const real128 error = absolute(real128(found[i * p.data.rank + a]) - exact);
                    worst = std::max(worst, static_cast<double>(error / size));
                }
            CHECK(worst <=
                  0.5 * static_cast<double>(s.inputs) * static_cast<double>(std::numeric_limits<T>::epsilon()) * (1 + 1e-6));
        }
}

TEST_CASE_TEMPLATE("training inputs are projected to columns that are orthogonal, with the singular values as lengths", T, float,
                   double)
{
    const projection<T> p(80, 30, 0);
    const std::vector<T> found = p.projected();
    const std::size_t r = p.data.rank;
    CHECK(r == 30);
    // The basis is orthonormal, and the singular values are right, to some max(m, d)ε.
    const double allowed = 80 * static_cast<double>(std::numeric_limits<T>::epsilon()),
                 top = static_cast<double>(p.data.singular_values[0]);
    for (std::size_t a = 0; a < r; ++a)
        for (std::size_t b = 0; b <= a; ++b) {
            double sum = 0;
            for (std::size_t i = 0; i < 80; ++i)
                sum += static_cast<double>(found[i * r + a]) * static_cast<double>(found[i * r + b]);
            const double sigma = static_cast<double>(p.data.singular_values[a]);
            CHECK(std::fabs(sum - (a == b ? sigma * sigma : 0)) <= allowed * top * top);
        }
}

TEST_CASE_TEMPLATE("the bits do not depend on how rows are cut, on gaps, or on the unit", T, float, double)
{
    for (const shape s : {shape{70, 33}, shape{300, 20}, shape{60, 150}}) {
        const projection<T> p(s.samples, s.inputs, 0);
        const std::vector<T> whole = p.projected();
        const std::size_t r = p.data.rank;
        for (const std::size_t block : {1, 7, 100}) {
            std::vector<T> pieces(s.samples * (r + 2), T(7));
            for (std::size_t row = 0; row < s.samples; row += block) {
                const std::size_t count = std::min(block, s.samples - row);
                REQUIRE(project_inputs<T>(p.data, p.rows(row, count), {pieces.data() + row * (r + 2), count, r, r + 2}) ==
                        status::ok);
            }
            for (std::size_t i = 0; i < s.samples; ++i) {
                CHECK(std::memcmp(&pieces[i * (r + 2)], &whole[i * r], r * sizeof(T)) == 0);
                CHECK(pieces[i * (r + 2) + r] == T(7));
                CHECK(pieces[i * (r + 2) + r + 1] == T(7));
            }
        }
        // The same inputs in another unit.
        projection<T> q(s.samples, s.inputs, 0);
        for (T& e : q.x) e = std::ldexp(e, 41);
        q.data.exponent = 41;
        CHECK(q.projected() == whole);
        for (T& e : q.x) e = std::ldexp(e, -81);
        q.data.exponent = -40;
        CHECK(q.projected() == whole);
    }
}

TEST_CASE_TEMPLATE("projections that are refused", T, float, double)
{
    const projection<T> p(4, 6, 0);
    std::vector<T> result(16, T(7));
    const auto refused = [&](status expected, const reduced_data<T>& data, matrix_view<const T> inputs, std::size_t rows,
                             std::size_t columns) {
        refuses(
            expected,
            [&] {
                return project_inputs<T>(data, inputs, {result.data(), rows, columns});
            },
            result);
    };
    refused(status::shape_mismatch, p.data, p.rows(0, 3), 4, 4);
    refused(status::shape_mismatch, p.data, p.rows(0, 4), 4, 3);
    refused(status::shape_mismatch, p.data, p.rows(0, 0), 0, 4);
    refused(status::shape_mismatch, p.data, {p.x.data(), 4, 5, p.stride}, 4, 4);
    refused(status::shape_mismatch, {}, {}, 0, 0);
    reduced_data<T> without = p.data;
    without.basis = {};
    refused(status::shape_mismatch, without, p.rows(0, 4), 4, 4);
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        projection<T> q(4, 6, 0);
        q.x[2 * q.stride + 5] = bad;
        refused(status::not_finite, q.data, q.rows(0, 4), 4, 4);
    }
    // What is not an input does not matter, and neither do large inputs until a sum of theirs may overflow.
    projection<T> q(4, 6, 0);
    q.x[6] = not_a_number<T>;
    for (std::size_t j = 0; j < 6; ++j) q.x[q.stride + j] = std::numeric_limits<T>::max() / 16;
    REQUIRE(project_inputs<T>(q.data, q.rows(0, 4), {result.data(), 4, 4}) == status::ok);
    for (const T e : result) CHECK(std::isfinite(e));
    q.x[q.stride] = std::numeric_limits<T>::max();
    result.assign(16, T(7));
    refused(status::invalid_argument, q.data, q.rows(0, 4), 4, 4);
    q.data.exponent = 3;
    REQUIRE(project_inputs<T>(q.data, q.rows(0, 4), {result.data(), 4, 4}) == status::ok);
    for (const T e : result) CHECK(std::isfinite(e));
}
