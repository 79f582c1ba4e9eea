// λ₀ of many networks against a dense eigensolver without code of the library.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "support/effort.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// The largest eigenvalue of a symmetric matrix. Reflections make the matrix tridiagonal. Bisection then uses Sturm's
/// count of the eigenvalues above a number. All is in long double, with an error of some n·2⁻⁶³ of the norm.
long double largest_eigenvalue(std::vector<long double> a, std::size_t n)
{
    std::vector<long double> v(n), w(n), diagonal(n), beside(n);
    for (std::size_t k = 0; k < n; ++k) {
        diagonal[k] = a[k * n + k];
        long double square = 0, along = 0;
        for (std::size_t i = k + 1; i < n; ++i) square += a[k * n + i] * a[k * n + i];
        if (square == 0) continue;
        std::copy(&a[k * n], &a[k * n] + n, v.begin());
        beside[k + 1] = v[k + 1] > 0 ? -std::sqrt(square) : std::sqrt(square);
        v[k + 1] -= beside[k + 1];
        // A − v wᵀ − w vᵀ is A between two reflections along v, with w = βAv − (β²/2 vᵀAv) v and β = 2/‖v‖².
        const long double beta = 1 / (square - beside[k + 1] * a[k * n + k + 1]);
        for (std::size_t i = k + 1; i < n; ++i) {
            w[i] = 0;
            for (std::size_t j = k + 1; j < n; ++j) w[i] += a[i * n + j] * v[j];
            w[i] *= beta;
            along += w[i] * v[i];
        }
        for (std::size_t i = k + 1; i < n; ++i) w[i] -= beta / 2 * along * v[i];
        for (std::size_t i = k + 1; i < n; ++i)
            for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= v[i] * w[j] + w[i] * v[j];
    }
    const auto is_above_all = [&](long double x) {
        long double pivot = 1;
        for (std::size_t i = 0; i < n; ++i) {
            pivot = x - diagonal[i] - beside[i] * beside[i] / pivot;
            if (pivot <= 0) return false;
        }
        return true;
    };
    // The largest eigenvalue is at least every diagonal element, and at most the largest sum of a row's magnitudes.
    long double low = *std::max_element(diagonal.begin(), diagonal.end()), high = low;
    for (std::size_t i = 0; i < n; ++i)
        high = std::max(high, diagonal[i] + std::fabs(beside[i]) + (i + 1 < n ? std::fabs(beside[i + 1]) : 0));
    for (int halving = 0; halving < 70; ++halving) {
        const long double middle = low + (high - low) / 2;
        (is_above_all(middle) ? high : low) = middle;
    }
    return high;
}

/// A model of one of the networks, with its data and state.
struct network {
    std::vector<double> sigma, targets;
    reduced_data<double> data;
    owned_state<double> state;
    std::vector<owned_model<double>> model;

    network(const std::vector<double>& singular_values, std::size_t k, double width, std::uint64_t seed)
        : sigma(singular_values), targets(sigma.size() * k, 0.25), state(sigma.size(), k)
    {
        const std::size_t r = sigma.size();
        data.samples = r + 3;
        data.inputs = data.rank = r;
        data.outputs = k;
        data.singular_values = sigma;
        data.targets = {targets.data(), r, k};
        std::size_t bytes = 0;
        REQUIRE(draw_initial_bytes<double>({r, k}, width, bytes) == status::ok);
        aligned_memory work(bytes);
        REQUIRE(draw_initial<double>(width, seed, work.span(), state.state) == status::ok);
        model.emplace_back(data, state.state);
    }
    std::size_t rows() const { return data.rank * data.outputs; }

    /// B ↦ Σ[(I + D)ΣB + ΣB(I + E)]/m as an rk × rk matrix.
    std::vector<long double> kernel() const
    {
        const std::size_t r = data.rank, k = data.outputs, n = r * k;
        gram_model<double> m = model[0].model;
        std::vector<long double> theta(n * n);
        std::vector<double> in(n), out(n);
        for (std::size_t j = 0; j < r; ++j) {
            std::fill(in.begin(), in.end(), 0.0);
            in[j * k] = 1;
            m.apply_first_deviation({in.data(), r, k}, {out.data(), r, k});
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t c = 0; c < k; ++c)
                    for (std::size_t l = 0; l < k; ++l) {
                        long double element = c == l ? static_cast<long double>(out[i * k]) : 0;
                        if (i == j) element += static_cast<long double>(m.second_deviation()(c, l)) + (c == l ? 2 : 0);
                        theta[(i * k + c) * n + j * k + l] = element * static_cast<long double>(sigma[i]) *
                                                             static_cast<long double>(sigma[j]) /
                                                             static_cast<long double>(data.samples);
                    }
        }
        // (Products round, and not symmetrically, so the matrix is made symmetric.)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < i; ++j) theta[i * n + j] = theta[j * n + i] = (theta[i * n + j] + theta[j * n + i]) / 2;
        return theta;
    }
};

eigenvalue_result<double> lambda0(network& net, std::vector<double>& vector)
{
    const network_dims dims{net.data.rank, net.data.outputs};
    std::size_t bytes = 0;
    REQUIRE(catapult::top_eigenvalue<double>::bytes(dims, bytes) == status::ok);
    aligned_memory memory(bytes);
    catapult::top_eigenvalue<double> lambda;
    REQUIRE(catapult::top_eigenvalue<double>::create(net.model[0].model, lambda_tolerance, memory.span(), lambda) == status::ok);
    REQUIRE(catapult::top_eigenvalue<double>::certify_bytes(dims, bytes) == status::ok);
    aligned_memory work(bytes);
    eigenvalue_result<double> result;
    REQUIRE(lambda.certify(work.span(), result) == status::ok);
    vector.assign(lambda.vector().data, lambda.vector().data + net.rows());
    return result;
}

}  // namespace

TEST_CASE("lambda0 of 1,500 random networks is that of a dense eigensolver to 1e-12, and known to be the largest")
{
    double worst = 0, worst_bound = 0, worst_vector = 0;
    const random_stream numbers{2026, 1};
    for (std::uint64_t seed = 0; seed < cases(1500); ++seed) {
        CAPTURE(seed);
        const auto draw = [&](std::uint64_t which) { return uniform(numbers, seed * 8 + which); };
        // r·k is from 1 to 200, below 14 as often as above. A fifth of the networks has as many outputs as fit.
        const std::size_t product = static_cast<std::size_t>(std::exp(draw(0) * std::log(201.0)));
        const std::size_t k = 1 + static_cast<std::size_t>(
                                      draw(1) * static_cast<double>(std::min<std::size_t>(product, seed % 5 == 0 ? 200 : 10)));
        const std::size_t r = std::max<std::size_t>(1, product / k);
        // Singular values that fall, that are all equal, or that crowd at the top.
        std::vector<double> sigma(r);
        const double decay = 2 * draw(2);
        for (std::size_t i = 0; i < r; ++i)
            sigma[i] = seed % 3 == 0   ? 3 * std::pow(static_cast<double>(i + 1), -decay)
                       : seed % 3 == 1 ? 3.0
                                       : 3 - 1e-7 * static_cast<double>(i);
        const double width = seed % 7 == 0 ? std::numeric_limits<double>::infinity()
                                           : std::floor(static_cast<double>(r + k) * std::exp(28 * draw(3) * draw(3)));
        network net(sigma, k, width, seed);
        std::vector<double> vector;
        const eigenvalue_result<double> found = lambda0(net, vector);
        const std::vector<long double> theta = net.kernel();
        const long double exact = largest_eigenvalue(theta, net.rows());
        const double error = std::fabs(static_cast<double>((static_cast<long double>(found.value) - exact) / exact));
        const double bound = found.error_bound / found.value;
        CHECK(found.evidence == eigenvalue_evidence::inertia);
        CHECK(error <= bound);
        CHECK(bound <= 1e-12);
        // The vector over all r·k elements has the quotient λ₀, so it lies in the space of the top eigenvalue.
        long double quotient = 0;
        for (std::size_t i = 0; i < net.rows(); ++i)
            for (std::size_t j = 0; j < net.rows(); ++j)
                quotient += static_cast<long double>(vector[i]) * theta[i * net.rows() + j] * static_cast<long double>(vector[j]);
        const double off = static_cast<double>(std::fabs(quotient - exact) / exact);
        CHECK(off <= 1e-11);
        worst = std::max(worst, error);
        worst_bound = std::max(worst_bound, bound);
        worst_vector = std::max(worst_vector, off);
    }
    MESSAGE("worst error ", worst, ", largest bound ", worst_bound, ", worst quotient of a vector ", worst_vector);
}

TEST_CASE("for singular values that crowd at the top, the largest of them is found")
{
    std::vector<double> sigma = {3, 3 * (1 - 1e-6), 3 * (1 - 2e-6), 3 * (1 - 1e-3), 3 * (1 - 1e-2)};
    for (std::size_t i = 5; i < 21; ++i) sigma.push_back(2.9 - 0.13 * static_cast<double>(i - 5));
    network net(sigma, 1, std::numeric_limits<double>::infinity(), 1);
    std::vector<double> vector;
    const eigenvalue_result<double> found = lambda0(net, vector);
    CHECK(std::fabs(found.value - 2 * 9.0 / 24) <= found.error_bound);  // 21 + 3 samples
    CHECK(found.error_bound <= 80 * epsilon<double>);
}
