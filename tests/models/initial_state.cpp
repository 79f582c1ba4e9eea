#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/random.hpp"
#include "numerics/random_streams.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
void draw(double width, std::uint64_t seed, network_state<T>& state)
{
    std::size_t bytes = 0;
    REQUIRE(draw_initial_bytes<T>({state.predictor.rows, state.predictor.columns}, width, bytes) == status::ok);
    aligned_memory memory(bytes);
    REQUIRE(draw_initial<T>(width, seed, memory.span(), state) == status::ok);
}

/// The state of weights (rows × r and rows × k), by definition.
void state_of_weights(const std::vector<double>& u, const std::vector<double>& v, network_state<double>& s)
{
    const std::size_t r = s.predictor.rows, k = s.predictor.columns, n = u.size() / r;
    const auto gram = [n](const std::vector<double>& a, std::size_t p, std::size_t i, const std::vector<double>& b, std::size_t q,
                          std::size_t j) {
        double total = 0;
        for (std::size_t h = 0; h < n; ++h) total += a[h * p + i] * b[h * q + j];
        return total;
    };
    const double width = static_cast<double>(n);
    s.width = width;
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j <= i; ++j) s.first_deviation.set(i, j, gram(u, r, i, u, r, j) / width - (i == j ? 1 : 0));
        for (std::size_t c = 0; c < k; ++c) s.predictor(i, c) = gram(u, r, i, v, k, c) / std::sqrt(width);
    }
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b < k; ++b) s.second_deviation(a, b) = gram(v, k, a, v, k, b) / width - (a == b ? 1 : 0);
}

/// The law of theory.md, 4, written out, with the same random numbers as the library's. `first_lost` and `second_lost`
/// remove degrees of freedom, to make a wrong law.
void written_out(double n, std::uint64_t seed, double first_lost, double second_lost, network_state<double>& s)
{
    using detail::stream;
    using detail::stream_of;
    const std::size_t r = s.predictor.rows, k = s.predictor.columns;
    const auto chi = [&](stream which, std::size_t i, double freedom) {
        return std::sqrt(freedom * (1 + chi_squared_deviation(stream_of(seed, which), i, freedom)));
    };
    std::vector<double> lower(r * r), second(k * k), h(r * k);
    for (std::size_t i = 0; i < r; ++i) {
        lower[i * r + i] = chi(stream::bartlett_diagonal, i, n - static_cast<double>(i) - first_lost);
        for (std::size_t j = 0; j < i; ++j)
            lower[i * r + j] = normal(stream_of(seed, stream::bartlett_off_diagonal), (std::uint64_t{j} << 32) + i);
        for (std::size_t c = 0; c < k; ++c) h[i * k + c] = normal(stream_of(seed, stream::predictor), i * k + c);
    }
    for (std::size_t a = 0; a < k; ++a) {
        second[a * k + a] = chi(stream::wishart_diagonal, a, n - static_cast<double>(r + a) - second_lost);
        for (std::size_t b = 0; b < a; ++b)
            second[a * k + b] = normal(stream_of(seed, stream::wishart_off_diagonal), a * (a - 1) / 2 + b);
    }
    s.width = n;
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double total = 0;
            for (std::size_t l = 0; l <= j; ++l) total += lower[i * r + l] * lower[j * r + l];
            s.first_deviation.set(i, j, total / n - (i == j ? 1 : 0));
        }
        for (std::size_t c = 0; c < k; ++c) {
            double total = 0;
            for (std::size_t l = 0; l <= i; ++l) total += lower[i * r + l] * h[l * k + c];
            s.predictor(i, c) = total / std::sqrt(n);
        }
    }
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b < k; ++b) {
            double total = 0;
            for (std::size_t i = 0; i < r; ++i) total += h[i * k + a] * h[i * k + b];
            for (std::size_t l = 0; l <= std::min(a, b); ++l) total += second[a * k + l] * second[b * k + l];
            s.second_deviation(a, b) = total / n - (a == b ? 1 : 0);
        }
}

constexpr std::size_t rank = 4, outputs = 2;

/// The largest eigenvalue of B ↦ Σ[(I + D)ΣB + ΣB(I + E)] for Σ = diag(1, 1/2, 1/3, …), by power iteration.
double lambda(const network_state<double>& s)
{
    double b[rank][outputs], next[rank][outputs], value = 0;
    for (auto& row : b)
        for (double& e : row) e = 1;
    b[0][1] = 0.3;
    for (int iteration = 0; iteration < 60; ++iteration) {
        double square = 0;
        for (std::size_t i = 0; i < rank; ++i)
            for (std::size_t c = 0; c < outputs; ++c) {
                const double sigma = 1 / (1.0 + static_cast<double>(i));
                double total = 2 * sigma * b[i][c];
                for (std::size_t j = 0; j < rank; ++j)
                    total += s.first_deviation.get(i, j) / (1.0 + static_cast<double>(j)) * b[j][c];
                for (std::size_t l = 0; l < outputs; ++l) total += sigma * b[i][l] * s.second_deviation(l, c);
                next[i][c] = sigma * total;
                square += next[i][c] * next[i][c];
            }
        value = std::sqrt(square);
        for (std::size_t i = 0; i < rank; ++i)
            for (std::size_t c = 0; c < outputs; ++c) b[i][c] = next[i][c] / value;
    }
    return value;
}

/// The observables that are compared: λ₀, f₀ at a point, elements of D (hence M), ω and E, and their traces.
std::vector<double> observables(const network_state<double>& s)
{
    double f = 0, first = 0;
    for (std::size_t i = 0; i < rank; ++i) {
        f += s.predictor(i, 0) / (1.0 + static_cast<double>(i));
        first += s.first_deviation.get(i, i);
    }
    return {lambda(s),
            f,
            s.first_deviation.get(0, 0),
            s.first_deviation.get(3, 3),
            s.first_deviation.get(3, 1),
            first,
            s.predictor(0, 1),
            s.predictor(3, 0),
            s.second_deviation(0, 0),
            s.second_deviation(1, 1),
            s.second_deviation(1, 0),
            s.second_deviation(0, 0) + s.second_deviation(1, 1)};
}

/// One column of observables for each of `count` draws.
template <class Draw>
std::vector<std::vector<double>> sample(std::size_t count, Draw&& draw_one)
{
    owned_state<double> state(rank, outputs);
    std::vector<std::vector<double>> result;
    for (std::size_t i = 0; i < count; ++i) {
        draw_one(i, state.state);
        const std::vector<double> values = observables(state.state);
        result.resize(values.size());
        for (std::size_t o = 0; o < values.size(); ++o) result[o].push_back(values[o]);
    }
    return result;
}

/// The two-sample Kolmogorov–Smirnov distance, scaled so that its law tends to Kolmogorov's.
double distance(std::vector<double> a, std::vector<double> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const double na = static_cast<double>(a.size()), nb = static_cast<double>(b.size());
    double largest = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double x = std::min(a[i], b[j]);
        while (i < a.size() && a[i] <= x) ++i;
        while (j < b.size() && b[j] <= x) ++j;
        largest = std::max(largest, std::fabs(static_cast<double>(i) / na - static_cast<double>(j) / nb));
    }
    return largest * std::sqrt(na * nb / (na + nb));
}

/// P(distance > x) = 2 Σ (−1)^{j−1} exp(−2 j² x²).
double chance(double x)
{
    double total = 0;
    for (int j = 1; j < 100; ++j) total += (j % 2 ? 2 : -2) * std::exp(-2.0 * j * j * x * x);
    return x < 0.2 ? 1 : total;
}

/// The smallest chance among the 12 observables. Below 1e-5, the two laws differ.
double agreement(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b)
{
    double least = 1;
    for (std::size_t o = 0; o < a.size(); ++o) least = std::min(least, chance(distance(a[o], b[o])));
    return least;
}

constexpr std::size_t draws = 6000;
constexpr double rejected = 1e-5;

std::vector<std::vector<double>> direct_sample(std::size_t width)
{
    std::mt19937_64 engine(width);
    std::normal_distribution<double> gauss;
    std::vector<double> u(width * rank), v(width * outputs);
    return sample(draws, [&](std::size_t, network_state<double>& s) {
        for (double& e : u) e = gauss(engine);
        for (double& e : v) e = gauss(engine);
        state_of_weights(u, v, s);
    });
}

}  // namespace

TEST_CASE("states drawn in law have the law of directly drawn networks")
{
    for (std::size_t width : {1, 3, 5, 6, 20, 200}) {  // r + k = 6
        CAPTURE(width);
        const auto direct = direct_sample(width);
        const auto law = sample(draws, [&](std::size_t i, network_state<double>& s) { draw(static_cast<double>(width), i, s); });
        CHECK(agreement(direct, law) > rejected);
    }
}

TEST_CASE("the test of the law rejects a degree of freedom that is off by one")
{
    for (std::size_t width : {7, 20}) {
        CAPTURE(width);
        const auto direct = direct_sample(width);
        const double n = static_cast<double>(width);
        const auto with_lost = [&](double first, double second) {
            return agreement(direct, sample(draws, [&](std::size_t i, network_state<double>& s) {
                                 written_out(n, i + 100000, first, second, s);
                             }));
        };
        CHECK(with_lost(0, 0) > rejected);
        CHECK(with_lost(1, 0) < rejected);
        CHECK(with_lost(-1, 0) < rejected);
        CHECK(with_lost(0, 1) < rejected);
        CHECK(with_lost(0, -1) < rejected);
    }
}

TEST_CASE_TEMPLATE("a state drawn in law is that of Bartlett's decomposition written out", T, float, double)
{
    // Sums of up to r terms of order 1/n, in T. Ranks 150 and 300 take more than one chunk of columns.
    for (std::size_t r : {1, 5, 17, 150, 300})
        for (std::size_t k : {1, 3}) {
            CAPTURE(r);
            const double n = static_cast<double>(r + k + 10);
            owned_state<T> drawn(r, k);
            owned_state<double> expected(r, k);
            draw<T>(n, 42, drawn.state);
            written_out(n, 42, 0, 0, expected.state);
            CHECK(drawn.state.width == n);
            const double allowed = 40 * static_cast<double>(epsilon<T>);
            double worst = 0;
            const auto compare = [&](T a, double b) { worst = std::max(worst, std::fabs(static_cast<double>(a) - b)); };
            for (std::size_t i = 0; i < r; ++i) {
                for (std::size_t j = 0; j <= i; ++j)
                    compare(drawn.state.first_deviation.get(i, j), expected.state.first_deviation.get(i, j));
                for (std::size_t c = 0; c < k; ++c) compare(drawn.state.predictor(i, c), expected.state.predictor(i, c));
            }
            for (std::size_t a = 0; a < k; ++a)
                for (std::size_t b = 0; b < k; ++b)
                    compare(drawn.state.second_deviation(a, b), expected.state.second_deviation(a, b));
            CHECK(worst <= allowed);
        }
}

TEST_CASE("at very large widths the deviations keep their digits, and tend to those of infinite width")
{
    const std::size_t r = 40, k = 2;
    owned_state<double> state(r, k), limit(r, k);
    draw<double>(std::numeric_limits<double>::infinity(), 5, limit.state);
    for (double width : {1e6, 1e12, 1e15, 1e18}) {
        CAPTURE(width);
        draw<double>(width, 5, state.state);
        // √n D has unit variance off the diagonal and 2 on it. So has √n E, with k × k elements.
        double square = 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t j = 0; j <= i; ++j, ++count)
                square += state.state.first_deviation.get(i, j) * state.state.first_deviation.get(i, j) * width /
                          (i == j ? 2 : 1);
        CHECK(std::fabs(square / static_cast<double>(count) - 1) < 5 * std::sqrt(2 / static_cast<double>(count)));
        CHECK(std::fabs(state.state.second_deviation(1, 0)) < 5 / std::sqrt(width));
        CHECK(state.state.second_deviation(0, 0) != 0);
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c)
                CHECK(std::fabs(state.state.predictor(i, c) - limit.state.predictor(i, c)) < 50 / std::sqrt(width));
    }
    CHECK(limit.state.width == std::numeric_limits<double>::infinity());
    CHECK(limit.state.first_deviation.get(3, 3) == 0);
    CHECK(limit.state.second_deviation(0, 0) == 0);
    CHECK(limit.state.predictor(3, 1) == normal(detail::stream_of(5, detail::stream::predictor), 7));
}

TEST_CASE("a width that a float cannot hold keeps its value in the objects of floats")
{
    constexpr double width = 0x1p24 + 1;
    owned_state<float> start(3, 2), now(3, 2);
    draw(width, 1, start.state);
    CHECK(start.state.width == width);
    const reduced_problem<float> p(4, 5, 2, 3, 7, 1);
    owned_model<float> m(p.data, start.state);
    CHECK(m.model.width() == width);
    CHECK(m.model.dims().width == width);
    REQUIRE(m.model.state(now.state) == status::ok);
    CHECK(now.state.width == width);
}

TEST_CASE("widths that are none are refused")
{
    owned_state<double> state(3, 2);
    std::size_t bytes = 0;
    REQUIRE(draw_initial_bytes<double>({3, 2}, 100, bytes) == status::ok);
    aligned_memory memory(bytes);
    for (double width : {0.0, -1.0, 0.5, 3.5, 1e9 + 0.5, std::nan(""), -std::numeric_limits<double>::infinity()}) {
        CAPTURE(width);
        const status expected = std::isnan(width) || std::isinf(width) ? status::not_finite : status::invalid_argument;
        CHECK(draw_initial<double>(width, 1, memory.span(), state.state) == expected);
        CHECK(draw_initial_bytes<double>({3, 2}, width, bytes) == expected);
    }
    CHECK(draw_initial_bytes<double>({0, 2}, 100, bytes) == status::invalid_argument);
    CHECK(draw_initial_bytes<double>({SIZE_MAX, 2}, 1e30, bytes) == status::size_overflow);
    CHECK(draw_initial_bytes<double>({SIZE_MAX / 2, 2}, 10, bytes) == status::size_overflow);
    CHECK(draw_initial<double>(100, 1, workspace(memory.span().data(), bytes - 64), state.state) == status::workspace_too_small);
    network_state<double> wrong = state.state;
    wrong.second_deviation = {state.state.second_deviation.data, 1, 1};
    CHECK(draw_initial<double>(100, 1, memory.span(), wrong) == status::shape_mismatch);
    CHECK(state.state.predictor(0, 0) == 0);
}
