#include "catapult/observables/spectrum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "catapult/observables/tangent_kernel.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// All eigenvalues of a symmetric matrix, in descending order, by Jacobi's rotations.
std::vector<double> eigenvalues(std::vector<real128> a, std::size_t n)
{
    for (int sweep = 0; sweep < 20; ++sweep)
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) {
                const real128 off = a[p * n + q];
                if (off == 0) continue;
                const real128 ratio = (a[q * n + q] - a[p * n + p]) / (2 * off);
                const real128 tangent = (ratio < 0 ? real128(-1) : real128(1)) /
                                        (absolute(ratio) + square_root(1 + ratio * ratio));
                const real128 c = 1 / square_root(1 + tangent * tangent), s = c * tangent;
                for (std::size_t i = 0; i < n; ++i) {
                    const real128 x = a[i * n + p], y = a[i * n + q];
                    a[i * n + p] = c * x - s * y;
                    a[i * n + q] = s * x + c * y;
                }
                for (std::size_t i = 0; i < n; ++i) {
                    const real128 x = a[p * n + i], y = a[q * n + i];
                    a[p * n + i] = c * x - s * y;
                    a[q * n + i] = s * x + c * y;
                }
            }
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(a[i * n + i]);
    std::sort(values.rbegin(), values.rend());
    return values;
}

template <class T>
struct owned_spectrum {
    aligned_memory memory;
    kernel_spectrum<T> spectrum;
    std::vector<eigenvalue_result<T>> results;

    owned_spectrum(const network_dims& dims, std::size_t count, double tolerance)
        : memory(memory_for(kernel_spectrum<T>::bytes, dims, count)), results(count)
    {
        REQUIRE(kernel_spectrum<T>::create(dims, count, tolerance, memory.span(), spectrum) == status::ok);
    }
    status update(const reduced_data<T>& data, const network_state<T>& state)
    {
        return spectrum.update(data, state, {results.data(), results.size()});
    }
};

/// The vectors are orthonormal eigenvectors, to the bounds of the results.
template <class T>
void check_vectors(const reduced_data<T>& data, const network_state<T>& state, const owned_spectrum<T>& s)
{
    const network_dims dims = {data.rank, data.outputs, state.width};
    aligned_memory memory = memory_for(tangent_kernel<T>::bytes, dims);
    tangent_kernel<T> kernel;
    REQUIRE(tangent_kernel<T>::create(data, state, memory.span(), kernel) == status::ok);
    std::vector<T> image(kernel.rows());
    const double unit = static_cast<double>(square_unit(data));
    for (std::size_t i = 0; i < s.results.size(); ++i) {
        const matrix_view<const T> v = s.spectrum.vector(i);
        kernel.apply(v.data, image.data());
        double square = 0;
        T largest = 0;
        for (std::size_t a = 0; a < image.size(); ++a) {
            const double rest = unit * static_cast<double>(image[a]) -
                                static_cast<double>(s.results[i].value) * static_cast<double>(v.data[a]);
            square += rest * rest;
            if (std::fabs(v.data[a]) > std::fabs(largest)) largest = v.data[a];
        }
        // Both sides are rounded.
        CHECK(std::sqrt(square) <=
              static_cast<double>(s.results[i].error_bound) +
                  (8 + static_cast<double>(data.rank)) * static_cast<double>(epsilon<T> * s.results[0].value));
        CHECK(largest > 0);
        for (std::size_t j = 0; j <= i; ++j) {
            double product = i == j ? -1 : 0;
            for (std::size_t a = 0; a < image.size(); ++a)
                product += static_cast<double>(v.data[a]) * static_cast<double>(s.spectrum.vector(j).data[a]);
            CHECK(std::fabs(product) <= 100 * static_cast<double>(epsilon<T>));
        }
    }
}

struct shape {
    std::size_t samples, inputs, outputs, rank, width;
};

constexpr shape shapes[] = {{1, 1, 1, 1, 3},  {5, 3, 1, 3, 7}, {4, 9, 1, 4, 2},  {6, 4, 3, 4, 20},
                            {3, 8, 4, 2, 50}, {4, 6, 4, 4, 5}, {2, 3, 6, 2, 40}, {12, 15, 1, 11, 40}};

}  // namespace

TEST_CASE_TEMPLATE("the eigenvalues are the largest of the kernel over samples and outputs, and their sum its trace", T, float,
                   double)
{
    for (const shape& s : shapes) {
        CAPTURE(s.samples);
        CAPTURE(s.width);
        reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
        const network_dims dims = {s.rank, s.outputs, static_cast<double>(s.width)};
        owned_state<T> state(s.rank, s.outputs, keeps_factor(dims) ? dims.width : 1e300);
        p.write_state(state.state);
        const std::size_t rows = s.samples * s.outputs;
        const std::vector<real128> kernel = p.network.kernel();
        const std::vector<double> expected = eigenvalues(kernel, rows);
        // The state and Σ are rounded to T.
        const double allowed = (100 + 4 * static_cast<double>(s.rank)) * static_cast<double>(epsilon<T>) * expected[0];
        for (const std::size_t count : {std::size_t(1), std::size_t(2), std::size_t(5), std::size_t(9), s.rank * s.outputs}) {
            std::size_t bytes = 0;
            if (count > s.rank * s.outputs) {
                CHECK(kernel_spectrum<T>::bytes(dims, count, bytes) == status::invalid_argument);
                continue;
            }
            owned_spectrum<T> found(dims, count, 0);
            REQUIRE(found.update(p.data, state.state) == status::ok);
            CHECK(found.spectrum.count() == count);
            for (std::size_t i = 0; i < count; ++i) {
                CHECK(std::fabs(static_cast<double>(found.results[i].value) - expected[i]) <= allowed);
                CHECK(static_cast<double>(found.results[i].error_bound) <= allowed);
            }
            check_vectors(p.data, state.state, found);
        }
        real128 trace = 0;
        for (std::size_t i = 0; i < rows; ++i) trace += kernel[i * rows + i];
        T sum = 0;
        REQUIRE(kernel_trace<T>(p.data, state.state, sum) == status::ok);
        CHECK(std::fabs(static_cast<double>(sum) - static_cast<double>(trace)) <= allowed * static_cast<double>(s.rank));
        p.data.exponent = 4;
        T scaled = 0;
        REQUIRE(kernel_trace<T>(p.data, state.state, scaled) == status::ok);
        CHECK(scaled == 256 * sum);
        owned_spectrum<T> ordinary(dims, 1, 0), larger(dims, 1, 0);
        REQUIRE(larger.update(p.data, state.state) == status::ok);
        p.data.exponent = 0;
        REQUIRE(ordinary.update(p.data, state.state) == status::ok);
        CHECK(larger.results[0].value == 256 * ordinary.results[0].value);
        CHECK(larger.results[0].error_bound == 256 * ordinary.results[0].error_bound);
    }
}

TEST_CASE("equal eigenvalues are told as often as they occur")
{
    // At infinite width Θ has the eigenvalues 2σ²/m, each k times.
    for (const std::size_t k : {1, 3, 10}) {
        const std::vector<double> sigma = {4, 4, 3, 3, 3, 2, 1, 1, 0.5, 0.25, 0.25, 0.125};
        std::vector<double> expected;
        for (const double s : sigma)
            for (std::size_t c = 0; c < k; ++c) expected.push_back(2 * s * s / 7);
        reduced_data<double> data;
        data.samples = 7;
        data.rank = 12;
        data.outputs = k;
        data.singular_values = {sigma.data(), 12};
        owned_state<double> state(12, k);
        state.state.width = std::numeric_limits<double>::infinity();
        owned_spectrum<double> found(network_dims{12, k}, 9, 1e-12);
        for (const double e : {0.0, 1e-9}) {  // and nearly equal ones
            for (std::size_t c = 0; c < k; ++c) state.state.second_deviation(c, c) = -e * static_cast<double>(c);
            REQUIRE(found.update(data, state.state) == status::ok);
            for (std::size_t i = 0; i < 9; ++i)
                CHECK(std::fabs(found.results[i].value - expected[i]) <= (1e-12 + 10 * e) * expected[0]);
            check_vectors(data, state.state, found);
        }
    }
}

TEST_CASE("the spectrum is followed along a catapult, and residuals have their parts along it")
{
    const shape s = {40, 30, 2, 25, 60};
    reduced_problem<double> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 3);
    owned_state<double> state(s.rank, s.outputs);
    p.write_state(state.state);
    state.state.width = 1e4;  // the deviations of width 60 serve as an ordinary state
    owned_model<double> m(p.data, state.state);
    const network_dims dims = {s.rank, s.outputs, 1e4};
    constexpr std::size_t count = 6;
    owned_spectrum<double> followed(dims, count, 1e-9);
    REQUIRE(followed.update(p.data, state.state) == status::ok);
    const double eta = 3 / followed.results[0].value, start = followed.results[0].value;
    std::size_t products = 0;
    constexpr std::size_t steps = 100;
    for (std::size_t step = 1; step <= steps; ++step) {
        REQUIRE(m.model.step(eta) == status::ok);
        REQUIRE(m.model.state(state.state) == status::ok);
        REQUIRE(followed.update(p.data, state.state) == status::ok);
        products += followed.results[0].products;
        if (step % 10 != 5) continue;
        owned_spectrum<double> fresh(dims, count, 1e-12);
        REQUIRE(fresh.update(p.data, state.state) == status::ok);
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(std::fabs(followed.results[i].value - fresh.results[i].value) <=
                  followed.results[i].error_bound + 1e-12 * start);
            CHECK(followed.results[i].error_bound <= 2e-9 * followed.results[i].value);
        }
        check_vectors(p.data, state.state, followed);
        std::vector<double> parts(count);
        REQUIRE(followed.spectrum.project(m.model.residual(), {parts.data(), count}) == status::ok);
        for (std::size_t i = 0; i < count; ++i) {
            double expected = 0;
            for (std::size_t a = 0; a < s.rank; ++a)
                for (std::size_t c = 0; c < s.outputs; ++c)
                    expected += m.model.residual()(a, c) * followed.spectrum.vector(i)(a, c);
            CHECK(std::fabs(parts[i] - expected) <= 1e-14 * std::sqrt(m.model.excess_loss() * 80));
        }
    }
    MESSAGE("lambda ", start, " to ", followed.results[0].value, ", ", static_cast<double>(products) / steps, " products a step");
    CHECK(followed.results[0].value < 0.9 * start);
    CHECK(products <= 60 * steps);
}

TEST_CASE_TEMPLATE("the alignment of the layers is that of their kernels over hidden units", T, float, double)
{
    for (const shape& s : shapes) {
        CAPTURE(s.width);
        reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
        const network_dims dims = {s.rank, s.outputs, static_cast<double>(s.width)};
        owned_state<T> state(s.rank, s.outputs, keeps_factor(dims) ? dims.width : 1e300);
        const std::size_t n = s.width, d = s.inputs, k = s.outputs;
        const auto expected = [&] {
            real128 both = 0, first = 0, second = 0;
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    real128 u = 0, v = 0;
                    for (std::size_t a = 0; a < s.rank; ++a) {
                        real128 x = 0, y = 0;
                        for (std::size_t b = 0; b < d; ++b) {
                            x += p.network.u[i * d + b] * real128(p.basis[a * d + b]);
                            y += p.network.u[j * d + b] * real128(p.basis[a * d + b]);
                        }
                        u += x * y;
                    }
                    for (std::size_t c = 0; c < k; ++c) v += p.network.v[i * k + c] * p.network.v[j * k + c];
                    both += u * v, first += u * u, second += v * v;
                }
            return static_cast<double>(both / square_root(first) / square_root(second));
        };
        p.write_state(state.state);
        T found = 0;
        REQUIRE(layer_alignment<T>(state.state, found) == status::ok);
        CHECK(std::fabs(static_cast<double>(found) - expected()) <= 32 * static_cast<double>(epsilon<T>));
        // Layers of one direction: the same one, then orthogonal ones.
        for (const bool same : {true, false}) {
            if (n == 2 && !same) continue;
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t a = 0; a < d; ++a)
                    p.network.u[i * d + a] = real128(same || i == 0) * real128(1 + a) * real128(p.basis[a]);
                for (std::size_t c = 0; c < k; ++c) p.network.v[i * k + c] = real128(same || i == 1) * real128(2 + c);
            }
            p.write_state(state.state);
            REQUIRE(layer_alignment<T>(state.state, found) == status::ok);
            CHECK(std::fabs(static_cast<double>(found) - (same ? 1 : 0)) <= 32 * static_cast<double>(epsilon<T>));
        }
    }
}

TEST_CASE("wrong shapes and numbers are refused")
{
    reduced_problem<double> p(4, 3, 2, 3, 20, 1);
    owned_state<double> state(3, 2), other(2, 2), narrow(3, 2, 4);
    p.write_state(state.state);
    owned_spectrum<double> s(network_dims{3, 2}, 2, 1e-6);
    std::vector<eigenvalue_result<double>> results(3);
    std::vector<double> parts(2);
    double number = 0;
    CHECK(s.update(p.data, other.state) == status::shape_mismatch);
    CHECK(s.update(p.data, narrow.state) == status::shape_mismatch);
    CHECK(s.spectrum.update(p.data, state.state, {results.data(), 3}) == status::shape_mismatch);
    CHECK(s.spectrum.project(other.state.predictor, {parts.data(), 2}) == status::shape_mismatch);
    CHECK(s.spectrum.project(state.state.predictor, {parts.data(), 1}) == status::shape_mismatch);
    CHECK(kernel_trace<double>(p.data, other.state, number) == status::shape_mismatch);
    state.state.second_deviation(1, 0) = std::numeric_limits<double>::quiet_NaN();
    CHECK(s.update(p.data, state.state) == status::not_finite);
    CHECK(layer_alignment<double>(state.state, number) == status::not_finite);
    p.write_state(state.state);
    state.state.first_deviation.set(1, 0, std::numeric_limits<double>::infinity());
    CHECK(s.update(p.data, state.state) == status::not_finite);
    p.write_state(state.state);
    CHECK(s.update(p.data, state.state) == status::ok);
    owned_state<double> empty(1, 1);
    empty.state.width = 5;
    empty.state.first_deviation.set(0, 0, -1);
    CHECK(layer_alignment<double>(empty.state, number) == status::invalid_argument);
    CHECK(number == 0);

    std::size_t bytes = 0;
    CHECK(kernel_spectrum<double>::bytes({0, 2}, 1, bytes) == status::invalid_argument);
    CHECK(kernel_spectrum<double>::bytes({3, 2}, 0, bytes) == status::invalid_argument);
    CHECK(kernel_spectrum<double>::bytes({3, 2}, 7, bytes) == status::invalid_argument);
    CHECK(kernel_spectrum<double>::bytes({SIZE_MAX / 64, 2}, 1, bytes) == status::size_overflow);
    kernel_spectrum<double> made;
    const workspace small(s.memory.span().data(), s.memory.span().size() - 64);
    CHECK(kernel_spectrum<double>::create({3, 2}, 2, 1e-6, small, made) == status::workspace_too_small);
    CHECK(kernel_spectrum<double>::create({3, 2}, 2, -1, s.memory.span(), made) == status::invalid_argument);
    CHECK(made.count() == 0);
}
