#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/function_space_model.hpp"
#include "catapult/models/gram_model.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A random network and data set with one output, as a reference and as a start of the recurrences.
template <class T>
struct problem {
    std::size_t samples, inputs;
    reference_network<real128> reference;
    std::vector<T> gram, targets, outputs, tangent;
    function_space_start<T> start;

    problem(std::size_t m, std::size_t d, std::size_t rank, std::size_t width)
        : samples(m), inputs(d), reference(width, d, 1, m), gram(m * m), targets(m), outputs(m), tangent(m * m)
    {
        const auto scale = [&](std::size_t unit, bool first) { return (unit < width / 2) == first ? 1.4 : 0.05; };
        for (std::size_t i = 0; i < width * d; ++i) reference.u[i] = real128(scale(i / d, true) * variate(i));
        for (std::size_t i = 0; i < width; ++i) reference.v[i] = real128(scale(i, false) * variate(1000000 + i));
        // Only the first `rank` inputs are used.
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t a = 0; a < rank; ++a) reference.x[i * d + a] = real128(variate(2000000 + i * d + a));
        for (std::size_t i = 0; i < m; ++i)
            targets[i] = static_cast<T>(0.1 * variate(3000000 + i)), reference.y[i] = real128(targets[i]);
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < m; ++j) {
                real128 sum = 0;
                for (std::size_t a = 0; a < d; ++a) sum += reference.x[i * d + a] * reference.x[j * d + a];
                gram[i * m + j] = static_cast<T>(sum);
            }
        const auto f = reference.output(), theta = reference.kernel();
        for (std::size_t i = 0; i < m; ++i) outputs[i] = static_cast<T>(f[i]);
        for (std::size_t i = 0; i < m * m; ++i) tangent[i] = static_cast<T>(theta[i]);
        start.width = static_cast<double>(width);
        start.input_gram = {gram.data(), m, m};
        start.targets = targets;
        start.outputs = outputs;
        start.tangent = {tangent.data(), m, m};
        start.second_deviation = static_cast<T>(second());
    }
    real128 second() const
    {
        real128 sum = 0;
        for (const real128& v : reference.v) sum += v * v;
        return sum / reference.width - 1;
    }
    double lambda() const { return static_cast<double>(top_eigenvalue(reference.kernel(), samples)); }
};

template <class T>
struct engine {
    aligned_memory place;
    function_space_model<T> model;
    explicit engine(const problem<T>& p) : place(size(p.samples))
    {
        REQUIRE(function_space_model<T>::create(p.start, place.span(), model) == status::ok);
    }
    static std::size_t size(std::size_t samples)
    {
        std::size_t bytes = 0;
        REQUIRE(function_space_model<T>::bytes(samples, bytes) == status::ok);
        return bytes;
    }
};

template <class Mine>
double relative(const std::vector<real128>& reference, Mine mine)
{
    real128 difference = 0, largest = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        difference = std::max(difference, absolute(real128(mine(i)) - reference[i]));
        largest = std::max(largest, absolute(reference[i]));
    }
    return static_cast<double>(difference / largest);
}

}  // namespace

// As for the Gram engine (gram_model.cpp), each step makes errors of c ε, and none grows by more than G. G is measured
// on the reference, by a disturbance of the weights at the start. So the errors are at most steps · c · G · ε. Here c =
// 2, because Θ itself is stored and rounded, and its change has twice the terms. The rounding of K also leaves
// residuals in X's null directions, which no training removes. They are compared at the size of the largest residual.
TEST_CASE_TEMPLATE("agrees with 128-bit gradient descent on the weights", T, float, double)
{
    constexpr double roundings = 2, disturbance = 1e-12;
    const std::size_t sizes[][3] = {{8, 12, 12}, {14, 6, 6}, {10, 9, 4}};
    for (const auto& size : sizes)
        for (const double ratio : {1.0, 3.0}) {
            problem<T> p(size[0], size[1], size[2], 50);
            engine<T> e(p);
            reference_network<real128> disturbed = p.reference;
            for (std::size_t i = 0; i < disturbed.u.size(); ++i) disturbed.u[i] *= 1 + real128(disturbance * variate(i));
            for (std::size_t i = 0; i < disturbed.v.size(); ++i) disturbed.v[i] *= 1 + real128(disturbance * variate(i + 7));
            const T eta = static_cast<T>(ratio / p.lambda());
            const T start = e.model.loss();
            T peak = start;
            double worst = 0, growth = 1;
            for (int step = 1; step <= 100; ++step) {
                p.reference.step(real128(eta));
                disturbed.step(real128(eta));
                REQUIRE(e.model.step(eta) == status::ok);
                peak = std::max(peak, e.model.loss());
                if (step % 10 != 0) continue;
                worst = std::max(worst, relative(p.reference.residual(), [&](std::size_t i) { return e.model.residual()[i]; }));
                worst = std::max(worst, relative(p.reference.output(), [&](std::size_t i) { return e.model.outputs()[i]; }));
                worst = std::max(worst, relative(p.reference.kernel(), [&](std::size_t i) { return e.model.tangent().data[i]; }));
                worst = std::max(worst,
                                 std::fabs(static_cast<double>(p.second()) - static_cast<double>(e.model.second_deviation())));
                const auto apart = [&](const std::vector<real128>& a, const std::vector<real128>& b) {
                    return relative(a, [&](std::size_t i) { return b[i]; }) / disturbance;
                };
                growth = std::max(growth, apart(p.reference.residual(), disturbed.residual()));
                growth = std::max(growth, apart(p.reference.output(), disturbed.output()));
                growth = std::max(growth, apart(p.reference.kernel(), disturbed.kernel()));
            }
            CAPTURE(size[0]);
            CAPTURE(ratio);
            CHECK(worst < 100 * roundings * growth * double(std::numeric_limits<T>::epsilon()));
            if (ratio > 2)
                CHECK(peak > 2 * start);
            else
                CHECK(peak <= start);
            CHECK(e.model.steps() == 100);
        }
}

// X is diagonal, so the reduced coordinates of the Gram engine are the samples themselves.
TEST_CASE("agrees with the Gram engine")
{
    const std::size_t m = 9;
    const double width = 1e6;
    std::size_t bytes = 0;
    REQUIRE(network_state_bytes<double>({m, 1}, bytes) == status::ok);
    aligned_memory state_place(bytes);
    network_state<double> state;
    REQUIRE(create_network_state<double>({m, 1}, state_place.span(), state) == status::ok);
    state.width = width;
    state.second_deviation(0, 0) = 0.002;
    std::vector<double> sigma(m), targets(m), outputs(m), gram(m * m), tangent(m * m);
    for (std::size_t i = 0; i < m; ++i) {
        sigma[i] = 3.0 / (1.0 + static_cast<double>(i));
        targets[i] = variate(i);
        state.predictor(i, 0) = variate(100 + i);
        outputs[i] = sigma[i] * state.predictor(i, 0);
        for (std::size_t j = 0; j <= i; ++j) state.first_deviation.set(i, j, 1e-3 * variate(1000 + i * m + j));
    }
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < m; ++j) {
            gram[i * m + j] = i == j ? sigma[i] * sigma[i] : 0;
            tangent[i * m + j] = (sigma[i] * (state.first_deviation.get(i, j) + (i == j)) * sigma[j] + 1.002 * gram[i * m + j]) /
                                 double(m);
        }
    reduced_data<double> data;
    data.samples = data.inputs = data.rank = m;
    data.outputs = 1;
    data.singular_values = sigma;
    data.targets = {targets.data(), m, 1};
    REQUIRE(gram_model<double>::bytes({m, 1}, bytes) == status::ok);
    aligned_memory gram_place(bytes);
    gram_model<double> exact;
    REQUIRE(gram_model<double>::create(data, state, gram_place.span(), exact) == status::ok);
    aligned_memory place(engine<double>::size(m));
    function_space_model<double> model;
    REQUIRE(function_space_model<double>::create({width, {gram.data(), m, m}, targets, outputs, {tangent.data(), m, m}, 0.002},
                                                 place.span(), model) == status::ok);
    const double eta = 3 / tangent[0];  // Θ is nearly diagonal, so this is a catapult
    const double start = model.loss();
    double peak = 0;
    for (int step = 0; step < 100; ++step) {
        REQUIRE(model.step(eta) == status::ok);
        REQUIRE(exact.step(eta) == status::ok);
        double largest = 0, difference = 0;
        for (std::size_t i = 0; i < m; ++i) {
            largest = std::max(largest, std::fabs(exact.residual()(i, 0)));
            difference = std::max(difference, std::fabs(exact.residual()(i, 0) - model.residual()[i]));
        }
        // This width lets the residual grow a thousandfold, and with it the error of the factor 1 − ηλ.
        REQUIRE(difference <= 1e-11 * largest);
        peak = std::max(peak, model.loss());
    }
    CHECK(peak > 100 * start);
}

TEST_CASE_TEMPLATE("infinite width keeps the kernel", T, float, double)
{
    problem<T> p(8, 12, 12, 50);
    p.start.width = std::numeric_limits<T>::infinity();
    engine<T> e(p);
    for (int step = 0; step < 20; ++step) REQUIRE(e.model.step(static_cast<T>(1 / p.lambda())) == status::ok);
    for (std::size_t i = 0; i < p.tangent.size(); ++i) CHECK(e.model.tangent().data[i] == p.tangent[i]);
    CHECK(e.model.second_deviation() == p.start.second_deviation);
    CHECK(e.model.loss() > 0);
}

TEST_CASE_TEMPLATE("divergence is refused before anything is infinite, and the state stays", T, float, double)
{
    problem<T> p(8, 12, 12, 50);
    engine<T> e(p);
    const T eta = static_cast<T>(12 / p.lambda());
    status last = status::ok;
    std::vector<T> outputs, tangent;
    for (int step = 0; step < 1000 && last == status::ok; ++step) {
        outputs.assign(e.model.outputs().begin(), e.model.outputs().end());
        tangent.assign(e.model.tangent().data, e.model.tangent().data + 64);
        last = e.model.step(eta);
        REQUIRE(std::isfinite(e.model.loss()));
    }
    REQUIRE(last == status::diverged);
    for (std::size_t i = 0; i < 64; ++i) {
        CHECK(std::isfinite(tangent[i]));
        CHECK(e.model.tangent().data[i] == tangent[i]);
    }
    for (std::size_t i = 0; i < 8; ++i) CHECK(e.model.outputs()[i] == outputs[i]);
}

TEST_CASE_TEMPLATE("bad input is refused", T, float, double)
{
    const T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
    std::size_t bytes = 0;
    CHECK(function_space_model<T>::bytes(0, bytes) == status::invalid_argument);
    CHECK(function_space_model<T>::bytes(SIZE_MAX / 2, bytes) == status::size_overflow);
    const auto create = [&](auto&& spoil) {
        problem<T> p(4, 5, 5, 10);
        spoil(p);
        aligned_memory place(engine<T>::size(4));
        function_space_model<T> model;
        return function_space_model<T>::create(p.start, place.span(), model);
    };
    CHECK(create([](problem<T>&) {}) == status::ok);
    CHECK(create([&](problem<T>& p) { p.start.width = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.start.width = 0; }) == status::invalid_argument);
    CHECK(create([&](problem<T>& p) { p.start.second_deviation = T(-1.5); }) == status::invalid_argument);
    CHECK(create([&](problem<T>& p) { p.start.second_deviation = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.gram[3] = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.tangent[15] = infinity; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.outputs[2] = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.targets[0] = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.start.outputs = {p.outputs.data(), 3}; }) == status::shape_mismatch);
    CHECK(create([&](problem<T>& p) { p.start.tangent.columns = 3; }) == status::shape_mismatch);
    problem<T> p(4, 5, 5, 10);
    engine<T> e(p);
    for (const T eta : {nan, infinity}) CHECK(e.model.step(eta) == status::not_finite);
    CHECK(e.model.step(-1) == status::invalid_argument);
    CHECK(e.model.steps() == 0);
}
