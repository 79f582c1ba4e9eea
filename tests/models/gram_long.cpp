// The number of steps for which the Gram form stays right. Rounding changes G by about ε‖G‖ a step. A relative change
// of κε of the network, with κ = ‖G‖ ‖G⁻¹‖, would do the same. So while κε is small, the run is that of a nearby
// network. For n ≥ r + k the Gram matrix of a random network is regular. It stays regular in a run that converges,
// because the effects of vanishing gradients have a finite sum.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// The smallest pivot of G/n = [I + D, ω/√n; ωᵀ/√n, I + E], over its largest element. It is negative outside the set of
/// Gram matrices.
double smallest_pivot(const network_state<double>& s)
{
    const std::size_t r = s.predictor.rows, k = s.predictor.columns, q = r + k;
    std::vector<double> g(q * q);
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j < r; ++j) g[i * q + j] = s.first_deviation.get(i, j) + (i == j);
        for (std::size_t c = 0; c < k; ++c) g[i * q + r + c] = g[(r + c) * q + i] = s.predictor(i, c) / std::sqrt(s.width);
    }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) g[(r + c) * q + r + l] = s.second_deviation(c, l) + (c == l);
    const double largest = *std::max_element(g.begin(), g.end());
    double smallest = largest;
    for (std::size_t p = 0; p < q; ++p) {
        smallest = std::min(smallest, g[p * q + p]);
        for (std::size_t i = p + 1; i < q; ++i)
            for (std::size_t j = p + 1; j < q; ++j) g[i * q + j] -= g[i * q + p] * g[p * q + j] / g[p * q + p];
    }
    return smallest / largest;
}

}  // namespace

// κ of a Gram matrix of q = r + k ≤ 12 columns is about q² to 100 q² at n = q, and less at larger n. 10⁴ ε is 2e-12 for
// each of the few dozen steps with large gradients, and 1e-10 for all of them. The dynamics amplify this as much as
// they amplify a difference of 1e-15 of the weights. Runs that amplify it more than tenfold are left out.
TEST_CASE("from n = r + k on, converging runs stay with gradient descent for as long as one likes")
{
    int followed = 0, grown = 0;
    double worst = 0, least = 1;
    for (const double multiple : {1.0, 1.5, 3.0, 10.0})
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const std::size_t r = 1 + static_cast<std::size_t>(8 * fraction(900 + seed)), k = 1 + seed % 4;
            const std::size_t n = static_cast<std::size_t>(std::ceil(multiple * static_cast<double>(r + k)));
            CAPTURE(multiple);
            CAPTURE(seed);
            reduced_problem<double> p(r, r, k, r, n, 50 + seed);
            owned_state<double> state(r, k), now(r, k);
            p.write_state(state.state);
            owned_model<double> m(p.data, state.state);
            reference_network<double> exact(n, r, k, r), beside(n, r, k, r);
            for (auto* network : {&exact, &beside}) {
                for (std::size_t i = 0; i < n * r; ++i) {
                    const std::size_t row = i / r, a = i % r;
                    real128 total = 0;
                    for (std::size_t j = 0; j < r; ++j) total += p.network.u[row * r + j] * real128(p.basis[a * r + j]);
                    network->u[i] = static_cast<double>(total);
                }
                for (std::size_t i = 0; i < n * k; ++i) network->v[i] = static_cast<double>(p.network.v[i]);
                for (std::size_t a = 0; a < r; ++a) network->x[a * r + a] = p.singular_values[a];
                network->y = p.targets;
            }
            for (std::size_t i = 0; i < n * r; ++i) beside.u[i] *= 1 + 1e-15 * variate(i);
            for (std::size_t i = 0; i < n * k; ++i) beside.v[i] *= 1 + 1e-15 * variate(7777 + i);
            const double lambda = static_cast<double>(test::top_eigenvalue(p.network.kernel(), r * k));
            const double eta = (0.4 + 2.8 * fraction(seed)) / lambda, start = exact.loss();
            double error = 0, apart = 0, size = 0;
            bool grew = false;
            const auto compare = [&] {
                const std::vector<double> f = exact.output(), g = beside.output();
                for (std::size_t i = 0; i < r * k; ++i) {
                    size = std::max(size, std::fabs(f[i]));
                    apart = std::max(apart, std::fabs(g[i] - f[i]));
                    error = std::max(error, std::fabs(p.singular_values[i / k] * m.model.predictor()(i / k, i % k) - f[i]));
                }
            };
            std::size_t step = 0;
            for (; step < 20000 && exact.loss() < 1e8 * (1 + start); ++step) {
                exact.step(eta);
                REQUIRE(m.model.step(eta) == status::ok);
                if (step < 200) beside.step(eta);
                grew = grew || exact.loss() > 1.01 * start;
                if (step < 200) compare();
                // Once descent has come to rest to the last bit, the other run may go on alone.
                if (step > 4000 && step % 1000 == 0 && exact.loss() < 1e-28 * start) break;
            }
            if (apart > 10 * 1e-15 * size || exact.loss() > 0.01 * start) continue;
            for (; step < 100000; ++step) REQUIRE(m.model.step(eta) == status::ok);
            beside = exact;
            compare();
            REQUIRE(m.model.state(now.state) == status::ok);
            ++followed;
            grown += grew;
            worst = std::max(worst, error / size);
            least = std::min(least, smallest_pivot(now.state));
            CHECK(error <= 1e-9 * size);
            CHECK(smallest_pivot(now.state) > 0);
        }
    MESSAGE(followed, " of 20 runs followed, ", grown, " grown; largest error ", worst, ", smallest pivot ", least);
    CHECK(followed >= 12);
}
