#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/warmup_model.hpp"
#include "catapult/numerics/random.hpp"

using namespace catapult;

namespace {

/// The two-sample Kolmogorov–Smirnov statistic times √(N/2). For samples of one law it exceeds 1.95 with probability
/// 0.001.
double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    double distance = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] < b[j])
            ++i;
        else
            ++j;
        distance = std::fmax(distance, std::fabs(static_cast<double>(i) - static_cast<double>(j)));
    }
    return distance / static_cast<double>(a.size()) * std::sqrt(static_cast<double>(a.size()) / 2);
}

}  // namespace

TEST_CASE("a start in law has the law of drawn weights; one degree of freedom less has not")
{
    struct sample_size {
        std::size_t width, samples;
    };
    for (const sample_size s : {sample_size{1, 4000}, {3, 4000}, {16, 4000}, {100, 20000}}) {
        CAPTURE(s.width);
        const double n = static_cast<double>(s.width), x = 1.5;
        std::vector<double> u(s.width), v(s.width), f_drawn, lambda_drawn, f_law, lambda_law, f_wrong, lambda_wrong;
        for (std::size_t i = 0; i < s.samples; ++i) {
            draw_warmup_weights<double>(i, u, v);
            warmup_start<double> drawn, law;
            REQUIRE(warmup_start_from_weights<double>(u, v, x, drawn) == status::ok);
            REQUIRE(draw_warmup_start(n, x, i, law) == status::ok);
            f_drawn.push_back(drawn.output);
            lambda_drawn.push_back(drawn.lambda);
            f_law.push_back(law.output);
            lambda_law.push_back(law.lambda);
            if (s.width > 1) {
                const double plus = (n - 1) / n * (1 + chi_squared_deviation({i, 1000}, 0, n - 1));
                const double minus = (n - 1) / n * (1 + chi_squared_deviation({i, 1000}, 1, n - 1));
                lambda_wrong.push_back(x * x * (plus + minus));
            }
            CHECK(law.lambda >= 2 * std::fabs(x * law.output) / std::sqrt(n) * (1 - 1e-13));
        }
        CHECK(kolmogorov_smirnov(f_drawn, f_law) < 1.95);
        CHECK(kolmogorov_smirnov(lambda_drawn, lambda_law) < 1.95);
        if (s.width > 1) CHECK(kolmogorov_smirnov(lambda_drawn, lambda_wrong) > 1.95);
    }
}

TEST_CASE("at large widths f is normal and lambda tends to 2x², at any width a double holds")
{
    for (const double n : {1e6, 1e12, 1e15, std::numeric_limits<double>::infinity()}) {
        double sum = 0, squares = 0, spread = 0;
        constexpr int samples = 4000;
        for (int i = 0; i < samples; ++i) {
            warmup_start<double> start;
            REQUIRE(draw_warmup_start(n, 2.0, static_cast<std::uint64_t>(i), start) == status::ok);
            sum += start.output / 2;
            squares += start.output * start.output / 4;
            spread += (start.lambda - 8) * (start.lambda - 8);
        }
        // Means of 4000 values. Five standard deviations are 0.08 for f, 0.11 for its square, and 0.11, relative, for
        // the spread.
        CHECK(std::fabs(sum / samples) < 0.08);
        CHECK(std::fabs(squares / samples - 1) < 0.11);
        if (n <= 1e12)
            CHECK(spread / samples == doctest::Approx(64 / n).epsilon(0.12));
        else if (n > 1e15)
            CHECK(spread == 0);
    }
}

TEST_CASE("weights are a function of seed and index: a prefix of a longer draw")
{
    std::vector<float> u(100), v(100), more_u(300), more_v(300);
    draw_warmup_weights<float>(5, u, v);
    draw_warmup_weights<float>(5, more_u, more_v);
    CHECK(std::equal(u.begin(), u.end(), more_u.begin()));
    CHECK(std::equal(v.begin(), v.end(), more_v.begin()));
    CHECK(u != v);
}
