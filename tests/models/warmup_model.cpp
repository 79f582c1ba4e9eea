#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/numerics/random.hpp"
#include "support/reference.hpp"

using namespace catapult;
using test::real128;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One hidden unit with the ‖u‖² + ‖v‖² and vᵀu of a whole network. The warmup model of any width depends on these two
/// alone.
template <class T>
test::reference_network<real128> one_unit(const warmup_problem<T>& problem, const warmup_start<T>& start)
{
    test::reference_network<real128> r(1, 1, 1, 1);
    r.width = problem.width;
    r.x[0] = problem.input;
    r.y[0] = problem.label;
    const real128 x = problem.input;
    const real128 squares = r.width * start.lambda / (x * x), product = r.root_width() * start.output / x;
    const real128 sum = test::square_root(squares + 2 * product), difference = test::square_root(squares - 2 * product);
    r.u[0] = (sum + difference) / 2;
    r.v[0] = (sum - difference) / 2;
    return r;
}

/// A first-order bound on the rounding errors of ρ and δ along a trajectory. The map carries earlier errors on (its
/// Jacobian in absolute values), and each step adds a few units in the last place of each term.
template <class T>
struct error_bound {
    double unit = std::numeric_limits<T>::epsilon(), omega, residual, drift;
    error_bound(double rho, double a, double w) : omega(w), residual(4 * unit * std::fabs(rho)), drift(unit * a) {}
    void step(double rho, double a, double delta)
    {
        const double phi = rho + omega, r = std::fabs(rho), w = 4 * unit * std::fabs(omega);
        const double new_residual = std::fabs(1 - a + rho * (phi + rho)) * residual + r * drift + r * r * w +
                                    unit * r * (1 + 3 * (a + std::fabs(phi) * r));
        drift = (1 + r * r) * drift + std::fabs(2 * a * rho - 8 * rho - 4 * omega) * residual + 4 * r * w +
                unit * (std::fabs(delta) + 4 * r * (a * r + 4 * std::fabs(phi)));
        residual = new_residual;
    }
};

struct named_problem {
    const char* name;
    double ratio, label;
};

}  // namespace

TEST_CASE_TEMPLATE("the function-space engine agrees with weights in 128 bits to the bound of its rounding errors", T, float,
                   double)
{
    for (const named_problem p : {named_problem{"lazy", 0.7, 0},
                                  {"lazy, label", 1.3, 2},
                                  {"near 2/lambda", 1.98, 0},
                                  {"catapult", 3, 0},
                                  {"catapult, label", 2.6, -3},
                                  {"close to 4/lambda", 3.9, 0},
                                  {"divergent", 4.2, 0}}) {
        CAPTURE(std::string(p.name));
        const warmup_start<T> start{T(0.8), T(3.1)};
        const warmup_problem<T> problem{4096, T(1.25), T(p.label), T(p.ratio) / start.lambda};
        auto reference = one_unit(problem, start);
        warmup_model<T> m;
        REQUIRE(warmup_model<T>::create(problem, start, m) == status::ok);
        const double eta = problem.eta, x = problem.input, root = std::sqrt(problem.width);
        error_bound<T> bound(eta * x * (start.output - problem.label) / root, eta * start.lambda, eta * x * problem.label / root);
        double worst_residual = 0, worst_lambda = 0;
        int steps = 0;
        for (; steps < 100; ++steps) {
            const double rho = eta * x / root * static_cast<double>(m.residual()), a = m.eta_lambda();
            // Stop before overflow, and before 128-bit weights lose a residual that is small beside the label.
            if (std::fabs(rho) > 100 || std::fabs(rho) < 1e-17) break;
            bound.step(rho, a, eta * static_cast<double>(m.lambda_drift()));
            REQUIRE(m.step() == status::ok);
            reference.step(real128(problem.eta));
            const real128 expected = reference.residual()[0], lambda = reference.kernel()[0];
            const double residual_error = static_cast<double>(test::absolute(real128(m.residual()) - expected));
            const double drift_error = static_cast<double>(
                test::absolute(real128(m.lambda_drift()) - (lambda - real128(start.lambda))));
            // The change of units rounds twice more.
            const double unit = 4 * bound.unit;
            REQUIRE(residual_error <= bound.residual * root / (eta * x) + unit * std::fabs(static_cast<double>(expected)));
            REQUIRE(drift_error <= bound.drift / eta + unit * std::fabs(static_cast<double>(m.lambda_drift())));
            worst_residual = std::fmax(worst_residual, residual_error / std::fabs(static_cast<double>(expected)));
            worst_lambda = std::fmax(worst_lambda, drift_error / static_cast<double>(lambda));
            // A network has λ ≥ 2|x f|/√n at every step.
            CHECK(m.lambda() >= 2 * std::fabs(x * m.output()) / root * (1 - 64 * bound.unit));
        }
        MESSAGE(std::string(p.name) << ", " << steps << " steps: largest relative error of f - y " << worst_residual
                                    << ", of lambda " << worst_lambda);
        if (sizeof(T) == 8 && p.ratio < 4) CHECK(worst_residual < 1e-11);
    }
}

TEST_CASE_TEMPLATE("stored weights and function space agree with the same weights in 128 bits", T, float, double)
{
    constexpr std::size_t n = 203;
    for (const double ratio : {0.5, 1.5, 3.0}) {
        CAPTURE(ratio);
        std::vector<T> u(n), v(n);
        draw_warmup_weights<T>(7, u, v);
        const T input = T(0.75), label = T(0.25);
        warmup_start<T> start;
        REQUIRE(warmup_start_from_weights<T>(u, v, input, start) == status::ok);
        const warmup_problem<T> problem{static_cast<double>(n), input, label, T(ratio) / start.lambda};
        test::reference_network<real128> reference(n, 1, 1, 1);
        reference.set(reference.u, u.data());
        reference.set(reference.v, v.data());
        reference.x[0] = input;
        reference.y[0] = label;
        warmup_model<T> model;
        warmup_network<T> network;
        REQUIRE(warmup_model<T>::create(problem, start, model) == status::ok);
        REQUIRE(warmup_network<T>::create(problem, u, v, network) == status::ok);
        double worst_model = 0, worst_network = 0, worst_lambda = 0;
        for (int i = 0; i < 100; ++i) {
            REQUIRE(model.step() == status::ok);
            REQUIRE(network.step() == status::ok);
            reference.step(real128(problem.eta));
            const double f = static_cast<double>(reference.output()[0]), lambda = static_cast<double>(reference.kernel()[0]);
            const double scale = std::fabs(f) + 1;
            worst_model = std::fmax(worst_model, std::fabs(model.output() - f) / scale);
            worst_network = std::fmax(worst_network, std::fabs(network.output() - f) / scale);
            worst_lambda = std::fmax(worst_lambda, std::fabs(network.lambda() - lambda) / lambda);
            worst_lambda = std::fmax(worst_lambda, std::fabs(model.lambda() - lambda) / lambda);
        }
        MESSAGE("ratio " << ratio << ": largest error of f, function space " << worst_model << ", weights " << worst_network
                         << "; of lambda " << worst_lambda);
        // f sums 2n products, each rounded: at most n units in its last place. Without growth, 100 steps of the map
        // amplify little. Growth by √n does not amplify relative errors to first order.
        const double tolerance = 100.0 * n * std::numeric_limits<T>::epsilon();
        CHECK(worst_model < tolerance);
        CHECK(worst_network < tolerance);
        CHECK(worst_lambda < tolerance);
    }
}

TEST_CASE_TEMPLATE("lazy, catapult, divergent: the borders of theory.md, 5", T, float, double)
{
    for (const double width : {100.0, 1e6, 1e12})
        for (const double ratio : {0.3, 1.0, 1.9, 2.2, 3.0, 3.8, 4.1}) {
            CAPTURE(width);
            CAPTURE(ratio);
            warmup_model<T> m;
            REQUIRE(warmup_model<T>::create({width, 1, 0, T(ratio / 2)}, {T(0.7), 2}, m) == status::ok);
            const run_summary run = catapult::run(m, {});
            CHECK(classify(run) == (ratio < 2 ? phase::lazy : ratio < 4 ? phase::catapult : phase::divergent));
            if (ratio < 4) CHECK(run.lambda_final * run.eta < 2);
            if (ratio > 2 && ratio < 4) CHECK(run.lambda_final * run.eta < 1.95);
            // In the lazy phase λ changes by O(1/n).
            if (ratio < 2) CHECK(std::fabs(m.lambda_drift()) < 20 / width);
        }
}

TEST_CASE("a run is the steps one by one")
{
    warmup_model<double> m;
    REQUIRE(warmup_model<double>::create({1e4, 1, 0, 1.4}, {0.3, 2}, m) == status::ok);
    warmup_model<double> single = m;
    const run_summary run = catapult::run(m, {});
    double peak = single.loss();
    std::size_t peak_step = 0;
    for (std::size_t i = 1; i <= run.steps; ++i) {
        REQUIRE(single.step() == status::ok);
        if (single.loss() > peak) peak = single.loss(), peak_step = i;
        const bool converged = single.loss() <= 1e-8 * run.loss_initial && single.eta_lambda() < 2;
        CHECK(converged == (i == run.steps));
    }
    CHECK(m.residual() == single.residual());
    CHECK(m.lambda() == single.lambda());
    CHECK(m.steps() == run.steps);
    CHECK(run.peak_step == peak_step);
    CHECK(run.loss_peak == doctest::Approx(peak).epsilon(1e-14));
    CHECK(run.loss_final == doctest::Approx(single.loss()).epsilon(1e-14));
    CHECK(run.lambda_final == single.lambda());
    CHECK(run.loss_initial == doctest::Approx(0.045).epsilon(1e-14));
}

TEST_CASE("the drift of lambda keeps its digits at width 1e12")
{
    for (const double ratio : {0.9, 1.7}) {
        const warmup_start<double> start{1.1, 2.0000007};
        const warmup_problem<double> problem{1e12, 1, 0.2, ratio / start.lambda};
        auto reference = one_unit(problem, start);
        warmup_model<double> m;
        REQUIRE(warmup_model<double>::create(problem, start, m) == status::ok);
        for (int i = 0; i < 60; ++i) {
            REQUIRE(m.step() == status::ok);
            reference.step(real128(problem.eta));
            const real128 drift = reference.kernel()[0] - real128(start.lambda);
            CHECK(static_cast<double>(test::absolute((real128(m.lambda_drift()) - drift) / drift)) < 1e-12);
        }
        CHECK(std::fabs(m.lambda_drift()) < 1e-10);
    }
}

TEST_CASE_TEMPLATE("infinite width: lambda stays, the residual is geometric, and 2/lambda is the only border", T, float, double)
{
    warmup_model<T> m;
    REQUIRE(warmup_model<T>::create({T(infinity), 2, 1, T(0.4)}, {3, 8}, m) == status::ok);  // ηλ = 3.2
    for (int i = 1; i <= 20; ++i) {
        REQUIRE(m.step() == status::ok);
        CHECK(m.lambda() == 8);
        CHECK(m.relative_step() == 0);
        CHECK(m.residual() == doctest::Approx(2 * std::pow(-2.2, i)).epsilon(1e-5));
        CHECK(m.output() == doctest::Approx(1 + 2 * std::pow(-2.2, i)).epsilon(1e-5));
    }
    CHECK(classify(run(m, {})) == phase::divergent);
    REQUIRE(warmup_model<T>::create({T(infinity), 2, 1, T(0.24)}, {3, 8}, m) == status::ok);
    CHECK(classify(run(m, {})) == phase::lazy);
}

TEST_CASE("u = v: period doubling at omega = 1, sqrt 5 - 1, 1.2880, 1.2992; escape at 2")
{
    // With n = 1, x = 1, η = 1 the universal variables are the model's own: ω = y, φ = f, a = λ = 2|f|.
    const auto period = [](double omega) -> int {
        warmup_model<double> m;
        REQUIRE(warmup_model<double>::create({1, 1, omega, 1}, {0.6, 1.2}, m) == status::ok);
        for (int i = 0; i < 60000; ++i)
            if (m.step() != status::ok || std::fabs(m.residual()) > 100) return -1;
        std::vector<double> orbit(64);
        for (double& f : orbit) {
            f = m.output();
            REQUIRE(m.step() == status::ok);
        }
        for (int p = 1; p <= 32; p *= 2) {
            bool same = true;
            for (std::size_t i = p; i < orbit.size(); ++i) same = same && std::fabs(orbit[i] - orbit[i - p]) < 1e-8;
            if (same) return p;
        }
        return 0;
    };
    CHECK(period(0.99) == 1);
    CHECK(period(1.01) == 2);
    CHECK(period(std::sqrt(5.0) - 1.01) == 2);
    CHECK(period(std::sqrt(5.0) - 0.99) == 4);
    CHECK(period(1.287) == 4);
    CHECK(period(1.289) == 8);
    CHECK(period(1.2987) == 8);
    CHECK(period(1.2997) == 16);
    CHECK(period(2.02) == -1);
}

TEST_CASE("a label beyond the largest step: bounded, a phase of its own")
{
    stopping_rule rule;
    rule.max_steps = 20000;
    for (const double omega : {1.1, 1.25, 1.5, 1.8}) {
        warmup_model<double> m;
        REQUIRE(warmup_model<double>::create({400, 1, 20 * omega, 1}, {4, 0.9}, m) == status::ok);
        CHECK(classify(run(m, rule)) == phase::bounded);
    }
}

TEST_CASE_TEMPLATE("stored weights: phases, and weights that stay finite", T, float, double)
{
    constexpr std::size_t n = 1000;
    for (const double ratio : {1.9, 3.0, 4.1}) {
        std::vector<T> u(n), v(n);
        draw_warmup_weights<T>(3, u, v);
        warmup_start<T> start;
        REQUIRE(warmup_start_from_weights<T>(u, v, T(1), start) == status::ok);
        warmup_network<T> network;
        REQUIRE(warmup_network<T>::create({static_cast<double>(n), 1, 0, T(ratio) / start.lambda}, u, v, network) == status::ok);
        const run_summary run = catapult::run(network, {});
        CHECK(classify(run) == (ratio < 2 ? phase::lazy : ratio < 4 ? phase::catapult : phase::divergent));
        if (ratio > 4) {
            while (network.step() == status::ok) {
            }
            for (std::size_t i = 0; i < n; ++i) CHECK((std::isfinite(u[i]) && std::isfinite(v[i])));
        }
    }
}

TEST_CASE_TEMPLATE("bad input is refused and changes nothing", T, float, double)
{
    const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
    warmup_model<T> m;
    REQUIRE(warmup_model<T>::create({100, 1, 0, 1}, {1, 2}, m) == status::ok);
    const auto create = [&](warmup_problem<T> p, warmup_start<T> s) { return warmup_model<T>::create(p, s, m); };
    CHECK(create({nan, 1, 0, 1}, {1, 2}) == status::not_finite);
    CHECK(create({100, inf, 0, 1}, {1, 2}) == status::not_finite);
    CHECK(create({100, 1, nan, 1}, {1, 2}) == status::not_finite);
    CHECK(create({100, 1, 0, nan}, {1, 2}) == status::not_finite);
    CHECK(create({100, 1, 0, 1}, {inf, 2}) == status::not_finite);
    CHECK(create({100, 1, 0, 1}, {1, nan}) == status::not_finite);
    CHECK(create({0, 1, 0, 1}, {1, 2}) == status::invalid_argument);
    CHECK(create({100, 1, 0, 0}, {1, 2}) == status::invalid_argument);
    CHECK(create({100, 1, 0, -1}, {1, 2}) == status::invalid_argument);
    CHECK(create({100, 1, 0, 1}, {1, -2}) == status::invalid_argument);
    CHECK(create({100, 0, 0, 1}, {1, 2}) == status::zero_inputs);
    CHECK(create({100, 1, 0, 1}, {0, 0}) == status::zero_inputs);
    CHECK(create({100, 3, 0, 1}, {10, T(5.9)}) == status::invalid_argument);  // 2|x f|/√n = 6
    CHECK(m.lambda() == 2);
    CHECK(create({100, 3, 0, 1}, {10, 6}) == status::ok);

    std::vector<T> u{1, 2}, v{3, -1};
    warmup_network<T> network;
    CHECK(warmup_network<T>::create({3, 1, 0, 1}, u, v, network) == status::shape_mismatch);
    CHECK(warmup_network<T>::create({2, 1, 0, 1}, span<T>(u).subspan(0, 1), v, network) == status::shape_mismatch);
    std::vector<T> zero(2);
    CHECK(warmup_network<T>::create({2, 1, 0, 1}, zero, zero, network) == status::zero_inputs);
    v[1] = inf;
    CHECK(warmup_network<T>::create({2, 1, 0, 1}, u, v, network) == status::not_finite);
    CHECK(u[1] == 2);
    warmup_start<T> start{5, 6};
    CHECK(warmup_start_from_weights<T>(u, v, T(1), start) == status::not_finite);
    CHECK(warmup_start_from_weights<T>(u, {}, T(1), start) == status::shape_mismatch);
    CHECK(warmup_start_from_weights<T>(zero, zero, T(1), start) == status::zero_inputs);
    CHECK(draw_warmup_start(0.5, T(1), 1, start) == status::invalid_argument);
    CHECK(draw_warmup_start(1e16, T(1), 1, start) == status::invalid_argument);
    CHECK(draw_warmup_start(nan, T(1), 1, start) == status::not_finite);
    CHECK(draw_warmup_start(10, T(0), 1, start) == status::zero_inputs);
    CHECK(start.output == 5);
}
