// Networks with fewer than r + k units. Their state is the factor A = [UP V]. Their Gram matrix has rank n, and
// rounding would move it out of the set of such matrices.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "catapult/experiments/gram_runs.hpp"
#include "catapult/experiments/measured_borders.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/numerics/random.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
struct owned_lambda {
    aligned_memory memory;
    catapult::top_eigenvalue<T> lambda;

    explicit owned_lambda(gram_model<T>& model) : memory(memory_for(catapult::top_eigenvalue<T>::bytes, model.dims()))
    {
        REQUIRE(catapult::top_eigenvalue<T>::create(model, 1e-12, memory.span(), lambda) == status::ok);
    }
    T value()
    {
        eigenvalue_result<T> result;
        const status s = lambda.update(result);
        REQUIRE((s == status::ok || s == status::not_converged));
        return result.value;
    }
};

/// Data and weights as given by a caller, and their reduced forms.
struct given_network {
    std::size_t n, d, k, m;
    std::vector<double> x, y, u, v;
    aligned_memory data_memory{0}, state_memory{0};
    reduced_data<double> data;
    network_state<double> state;

    void reduce()
    {
        const data_dims dims = {m, d, k, true};
        data_memory = memory_for(data_reduction<double>::bytes, dims);
        data_reduction<double> reduction;
        REQUIRE(data_reduction<double>::create(dims, data_memory.span(), reduction) == status::ok);
        REQUIRE(reduction.add({x.data(), m, d}, {y.data(), m, k}) == status::ok);
        REQUIRE(reduction.finish(data) == status::ok);
        const network_dims shape = {data.rank, k, static_cast<double>(n)};
        REQUIRE(keeps_factor(shape));
        state_memory = memory_for(network_state_bytes<double>, shape);
        REQUIRE(create_network_state<double>(shape, state_memory.span(), state) == status::ok);
        const weights_dims weights = {d, k, data.rank, shape.width};
        aligned_memory place = memory_for(weights_reduction<double>::bytes, weights);
        weights_reduction<double> rows;
        REQUIRE(weights_reduction<double>::create(weights, data.basis, place.span(), rows) == status::ok);
        REQUIRE(rows.add({u.data(), n, d}, {v.data(), n, k}) == status::ok);
        REQUIRE(rows.finish(state) == status::ok);
    }
    reference_network<double> descent() const
    {
        reference_network<double> r(n, d, k, m);
        r.u = u;
        r.v = v;
        r.x = x;
        r.y = y;
        return r;
    }
};

/// A network of n units, at most r + k − 1, with r = min(m, d).
given_network random_network(std::uint64_t seed)
{
    given_network g;
    const std::uint64_t s = seed * 1000003;
    g.k = 1 + seed % 10;
    g.d = 1 + static_cast<std::size_t>(6 * fraction(s + 1));
    g.m = 1 + static_cast<std::size_t>(8 * fraction(s + 2));
    const std::size_t r = std::min(g.d, g.m);
    g.n = 1 + static_cast<std::size_t>(static_cast<double>(r + g.k - 1) * fraction(s + 3));
    const auto fill = [&](std::vector<double>& a, std::size_t count, std::uint64_t from, double scale) {
        for (std::size_t i = 0; i < count; ++i) a.push_back(scale * variate(s + from + i));
    };
    fill(g.x, g.m * g.d, 1000, 1);
    fill(g.y, g.m * g.k, 2000, 1);
    fill(g.u, g.n * g.d, 3000, 1);
    fill(g.v, g.n * g.k, 4000, 1);
    return g;
}

/// The largest difference of outputs, relative to the largest output.
double apart(const std::vector<double>& f, const std::vector<double>& g)
{
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < f.size(); ++i) {
        difference = std::max(difference, std::fabs(f[i] - g[i]));
        largest = std::max(largest, std::fabs(g[i]));
    }
    return difference / largest;
}

/// F = X (UᵀV/√n) = XP ω.
std::vector<double> outputs_of(const given_network& g, const gram_model<double>& model)
{
    std::vector<double> f(g.m * g.k);
    for (std::size_t i = 0; i < g.m; ++i)
        for (std::size_t a = 0; a < g.data.rank; ++a) {
            double projected = 0;
            for (std::size_t j = 0; j < g.d; ++j) projected += g.x[i * g.d + j] * g.data.basis(a, j);
            for (std::size_t c = 0; c < g.k; ++c) f[i * g.k + c] += projected * model.predictor()(a, c);
        }
    return f;
}

}  // namespace

// With one direction of U and one of V, no network of one unit gets below a certain loss. A relative error of ε a step
// is damped like every other difference. So the loss is right to a few ε of the terms in its sum, which are about 1. λ
// is right to the square of the solver's tolerance and a few ε.
TEST_CASE("one unit, three outputs: the best of rank one, and it stays there")
{
    given_network g;
    g.n = 1, g.d = 2, g.k = 3, g.m = 7;
    g.x = {0.0,
           0.0,
           -0.14193782995556545,
           1.0190394667806781,
           1.2773200842190644,
           0.09897684360803072,
           0.07703247904000432,
           0.20049635374714067,
           1.0376652098418804,
           -1.054038467943683,
           -1.3290658339488934,
           0.1243149661886982,
           -1.1065287680035132,
           -0.5871094746650899};
    g.y = {0.08629573829863545, 0.4825049304155798,  -1.0720918354802698, 0.8016054467552017,   -1.7737146221951365,
           0.5454160492757826,  -1.577731751159489,  -1.2749233921914813, 0.6422219295773648,   -0.4063622235346329,
           -0.7955582977503591, -0.4447767592897314, 0.46503259415537146, -0.05404679613036737, -0.029382775458245247,
           1.0547764003067657,  -0.7163905922233165, -0.4719336785754862, -0.5224299788413164,  1.1689221606866564,
           0.9914056580780776};
    g.u = {-0.033750607022160345, -0.15680255183864147};
    g.v = {0.8527729960275634, -0.394411679840583, 0.8306663583748539};
    g.reduce();
    owned_model<double> m(g.data, g.state);
    owned_lambda<double> lambda(m.model);
    const double eta = 1 / lambda.value();
    const double least = 0.8141724729422863;
    for (std::size_t step = 1; step <= 100000; ++step) {
        REQUIRE(m.model.step(eta) == status::ok);
        if (step == 60) CHECK(std::fabs(m.model.loss() - 0.8141726317288738) <= 2e-15);
        if (step >= 200 && (step < 1000 || step % 1000 == 0)) REQUIRE(std::fabs(m.model.loss() - least) <= 2e-15);
        if (step == 1000 || step == 100000) CHECK(std::fabs(lambda.value() - 1.9763828641811998) <= 1e-12);
    }
}

TEST_CASE("one unit for two singular values: one of them stays unlearnt")
{
    given_network g;
    g.n = 1, g.d = g.k = g.m = 2;
    g.x = g.y = {2, 0, 0, 1};
    g.u = {1, 0.1};
    g.v = {1, 0.2};
    g.reduce();
    owned_model<double> m(g.data, g.state);
    owned_lambda<double> lambda(m.model);
    for (std::size_t step = 1; step <= 100000; ++step) {
        REQUIRE(m.model.step(0.2) == status::ok);
        if (step == 60) CHECK(std::fabs(m.model.loss() - 0.2500006288027594) <= 2e-15);
        if (step >= 500 && (step < 1000 || step % 1000 == 0)) REQUIRE(std::fabs(m.model.loss() - 0.25) <= 2e-15);
        if (step == 500 || step == 100000) CHECK(std::fabs(lambda.value() - 4.0006758487871785) <= 1e-12);
    }
}

// The reference is plain descent in double. A second descent starts from weights that differ by 1e-15 of themselves.
// Its distance from the first shows how much the dynamics amplify a difference at the start. While that factor is at
// most 100, an engine that makes an error of up to (n + r + k) ε < 30 ε a step is off by less than 2000 · 100 · 30 ε =
// 7e-10. After that the run counts as chaotic, and only its end is compared.
TEST_CASE("random narrow networks follow gradient descent, and diverge only if it does")
{
    int compared = 0, chaotic = 0, divergent = 0, grown = 0;
    double worst = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        given_network g = random_network(seed);
        g.reduce();
        CAPTURE(g.n);
        CAPTURE(g.data.rank);
        CAPTURE(g.k);
        owned_model<double> m(g.data, g.state);
        owned_lambda<double> lambda(m.model);
        const double eta = (0.3 + 3.8 * fraction(seed)) / lambda.value();
        reference_network<double> exact = g.descent(), beside = g.descent();
        for (std::size_t i = 0; i < beside.u.size(); ++i) beside.u[i] *= 1 + 1e-15 * variate(seed + 77 * i);
        for (std::size_t i = 0; i < beside.v.size(); ++i) beside.v[i] *= 1 + 1e-15 * variate(seed + 78 * i + 1);
        const double start = exact.loss(), bound = 1e8 * (1 + start);
        bool together = true, mine = true, theirs = true, grew = false;
        for (std::size_t step = 1; step <= 2000 && (mine || theirs); ++step) {
            if (theirs) exact.step(eta), beside.step(eta);
            theirs = theirs && exact.loss() < bound;
            mine = mine && m.model.step(eta) == status::ok && m.model.loss() < bound;
            if (!mine || !theirs) continue;
            grew = grew || exact.loss() > 1.01 * start;
            const std::vector<double> f = exact.output();
            together = together && apart(beside.output(), f) <= 100 * 1e-15;
            if (!together) continue;
            const double error = apart(outputs_of(g, m.model), f);
            worst = std::max(worst, error);
            REQUIRE(error <= 1e-9);
        }
        CHECK(mine == theirs);
        if (mine && theirs && together) CHECK(std::fabs(m.model.loss() - exact.loss()) <= 1e-9 * (1 + start));
        together ? ++compared : ++chaotic;
        divergent += !theirs;
        grown += grew;
    }
    MESSAGE(compared, " runs compared to the end, ", chaotic, " chaotic, ", grown, " grown, ", divergent,
            " divergent; largest error ", worst);
    CHECK(compared >= 40);
    CHECK(grown >= 10);
}

TEST_CASE_TEMPLATE("the weights stay those of 128-bit gradient descent, in and out", T, float, double)
{
    // Errors of (n + r + k) ε a step for 200 steps, most of them damped. A rate of 3 multiplies them by up to the
    // growth of the outputs, √n.
    for (const double rate : {1.0, 3.0})
        for (const std::size_t n : {1, 4, 6}) {
            CAPTURE(rate);
            CAPTURE(n);
            reduced_problem<T> p(9, 7, 3, 4, n, 31 + n);
            const weights_dims dims = {7, 3, 4, static_cast<double>(n)};
            std::vector<T> u, v;
            for (const real128& e : p.network.u) u.push_back(static_cast<T>(e));
            for (const real128& e : p.network.v) v.push_back(static_cast<T>(e));
            aligned_memory place = memory_for(weights_reduction<T>::bytes, dims);
            weights_reduction<T> reduction;
            REQUIRE(weights_reduction<T>::create(dims, p.data.basis, place.span(), reduction) == status::ok);
            owned_state<T> state(4, 3, dims.width), pieces(4, 3, dims.width);
            REQUIRE(reduction.add({u.data(), n, 7}, {v.data(), n, 3}) == status::ok);
            REQUIRE(reduction.finish(state.state) == status::ok);
            for (std::size_t i = 0; i < n * 3; ++i) CHECK(state.state.second_layer.data[i] == v[i]);
            // Sums as threads make them, and rows one by one, must give the same bits.
            std::vector<T> rows(reduction.partial_size());
            REQUIRE(reduction.partial({u.data(), n, 7}, {v.data(), n, 3}, workspace(), span<T>(rows)) == status::ok);
            REQUIRE(reduction.merge(span<const T>(rows), n) == status::ok);
            CHECK(reduction.add({u.data(), 1, 7}, {v.data(), 1, 3}) == status::shape_mismatch);
            REQUIRE(reduction.finish(pieces.state) == status::ok);
            CHECK(std::memcmp(pieces.state.first_layer.data, state.state.first_layer.data, n * 4 * sizeof(T)) == 0);
            for (std::size_t i = 0; i < n; ++i) {
                if (i > 0) CHECK(reduction.finish(pieces.state) == status::shape_mismatch);
                REQUIRE(reduction.add({u.data() + i * 7, 1, 7}, {v.data() + i * 3, 1, 3}) == status::ok);
            }
            REQUIRE(reduction.finish(pieces.state) == status::ok);
            CHECK(std::memcmp(pieces.state.first_layer.data, state.state.first_layer.data, n * 4 * sizeof(T)) == 0);

            owned_model<T> m(p.data, state.state);
            const double lambda0 = static_cast<double>(test::top_eigenvalue(p.network.kernel(), 9 * 3));
            const T eta = static_cast<T>(rate / lambda0);
            for (int step = 0; step < 200; ++step) {
                p.network.step(real128(eta));
                REQUIRE(m.model.step(eta) == status::ok);
            }
            REQUIRE(m.model.state(state.state) == status::ok);
            REQUIRE(weights_of_layers<T>(state.state, p.data.basis, 0, {u.data(), n, 7}, {v.data(), n, 3}) == status::ok);
            double worst = 0, largest = 0;
            for (std::size_t i = 0; i < u.size(); ++i) {
                worst = std::max(worst, std::fabs(static_cast<double>(p.network.u[i] - real128(u[i]))));
                largest = std::max(largest, std::fabs(static_cast<double>(p.network.u[i])));
            }
            for (std::size_t i = 0; i < v.size(); ++i)
                worst = std::max(worst, std::fabs(static_cast<double>(p.network.v[i] - real128(v[i]))));
            MESSAGE("rate ", rate, ", width ", n, ": largest error of a weight ", worst, ", largest weight ", largest);
            CHECK(worst <= 200 * 13 * static_cast<double>(epsilon<T>) * largest);
        }
}

TEST_CASE("in a sweep of lazy runs at width 1, none diverges")
{
    const data_dims dims = {24, 20, 4, false};
    std::vector<double> x(24 * 20), y(24 * 4);
    fill_normals<double>({5, 1000}, 0, x);
    fill_normals<double>({5, 1001}, 0, y);
    for (double& e : x) e /= std::sqrt(20.0);
    aligned_memory place = memory_for(data_reduction<double>::bytes, dims);
    data_reduction<double> reduction;
    reduced_data<double> data;
    REQUIRE(data_reduction<double>::create(dims, place.span(), reduction) == status::ok);
    REQUIRE(reduction.add({x.data(), 24, 20}, {y.data(), 24, 4}) == status::ok);
    REQUIRE(reduction.finish(data) == status::ok);
    const double widths[] = {1}, rates[] = {0.5};
    sweep_grid grid;
    grid.widths = widths;
    grid.seeds = 40;
    grid.rates = rates;
    grid.relative = true;
    sweep_options options;
    options.rule.max_steps = 4000;
    std::size_t bytes = 0;
    REQUIRE(full_sweep::bytes(data, grid, bytes) == status::ok);
    aligned_memory memory(bytes);
    full_sweep sweep;
    REQUIRE(full_sweep::create(data, grid, options, memory.span(), sweep) == status::ok);
    std::vector<sweep_record> records(40);
    REQUIRE(sweep.run(0, records) == status::ok);
    for (const sweep_record& record : records) {
        CAPTURE(record.seed);
        CHECK(record.run.end != outcome::divergent);
        CHECK(record.run.loss_final < record.run.loss_initial);
        CHECK(record.run.lambda_final > 0);
    }
}

// By the definition of the border, with the same network: a run below it stays, a run above it does not.
TEST_CASE("borders are measured at width 1")
{
    const std::vector<double> sigma = {2, 1}, y = {1.5, -0.5};
    reduced_data<double> data;
    data.samples = data.inputs = data.rank = 2;
    data.outputs = 1;
    data.singular_values = sigma;
    data.targets = {y.data(), 2, 1};
    std::size_t bytes = 0;
    REQUIRE(full_borders_bytes(data, 1, bytes) == status::ok);
    aligned_memory work(bytes);
    border_options options;
    options.rule.max_steps = 500;
    measured_borders found;
    REQUIRE(measure_full_borders(data, 1, 4, options, work.span(), found) == status::ok);
    REQUIRE(found.lambda0 > 0);
    CHECK(found.loss_rises.high <= found.diverges.high);
    owned_state<double> state(2, 1, 1);
    REQUIRE(draw_initial<double>(1, 4, workspace(), state.state) == status::ok);
    for (const bool above : {false, true}) {
        const double eta = (above ? found.diverges.high : found.diverges.low) / found.lambda0;
        reference_network<double> exact(1, 2, 1, 2);
        exact.u = {state.state.first_layer(0, 0), state.state.first_layer(0, 1)};
        exact.v = {state.state.second_layer(0, 0)};
        exact.x = {2, 0, 0, 1};
        exact.y = y;
        int step = 0;
        while (step < 500 && exact.loss() < 1e20) exact.step(eta), ++step;
        CHECK((step < 500) == above);
    }
}

TEST_CASE_TEMPLATE("a narrow network that diverges stops at its last finite state", T, float, double)
{
    for (const std::size_t k : {1, 3}) {
        reduced_problem<T> p(6, 5, k, 4, 3, 12);
        owned_state<T> state(4, k, 3), before(4, k, 3), after(4, k, 3);
        p.write_state(state.state);
        owned_model<T> m(p.data, state.state);
        status s = status::ok;
        std::size_t step = 0;
        for (; step < 1000 && s == status::ok; ++step) {
            REQUIRE(m.model.state(before.state) == status::ok);
            s = m.model.step(T(40));
        }
        CHECK(s == status::diverged);
        CHECK(step < 100);
        CHECK(m.model.steps() == step - 1);
        REQUIRE(m.model.state(after.state) == status::ok);
        CHECK(std::memcmp(after.state.first_layer.data, before.state.first_layer.data, 12 * sizeof(T)) == 0);
        CHECK(std::memcmp(after.state.second_layer.data, before.state.second_layer.data, 3 * k * sizeof(T)) == 0);
        CHECK(std::isfinite(m.model.loss()));
        CHECK(m.model.loss() > 1e6);
        for (std::size_t i = 0; i < 12; ++i) CHECK(std::isfinite(after.state.first_layer.data[i]));
        CHECK(m.model.step(T(-1)) == status::invalid_argument);
        CHECK(m.model.step(std::numeric_limits<T>::quiet_NaN()) == status::not_finite);
    }
}

TEST_CASE("a narrow network is the same, whether it is drawn to be linearised or to be trained")
{
    for (const std::size_t n : {1, 5, 12}) {
        const std::size_t r = 10, k = 3;
        owned_state<double> layers(r, k, static_cast<double>(n)), sums(r, k);
        const network_dims narrow = {r, k, static_cast<double>(n)};
        std::size_t bytes = 1;
        REQUIRE(draw_initial_bytes<double>(narrow, narrow.width, bytes) == status::ok);
        CHECK(bytes == 0);
        REQUIRE(draw_initial<double>(narrow.width, 9, workspace(), layers.state) == status::ok);
        REQUIRE(draw_initial_bytes<double>({r, k}, narrow.width, bytes) == status::ok);
        aligned_memory work(bytes);
        REQUIRE(draw_initial<double>(narrow.width, 9, work.span(), sums.state) == status::ok);
        // Sums of n products of about 1, divided by n or √n.
        for (std::size_t i = 0; i < r; ++i) {
            for (std::size_t c = 0; c < k; ++c)
                CHECK(std::fabs(layers.state.predictor(i, c) - sums.state.predictor(i, c)) < 1e-14 * static_cast<double>(n));
            for (std::size_t j = 0; j <= i; ++j) {
                double total = 0;
                for (std::size_t h = 0; h < n; ++h) total += layers.state.first_layer(h, i) * layers.state.first_layer(h, j);
                CHECK(std::fabs(total / narrow.width - (i == j) - sums.state.first_deviation.get(i, j)) <
                      1e-14 * static_cast<double>(n));
            }
        }
        for (std::size_t c = 0; c < k; ++c)
            for (std::size_t l = 0; l < k; ++l)
                CHECK(std::fabs(layers.state.second_deviation(c, l) - sums.state.second_deviation(c, l)) <
                      1e-14 * static_cast<double>(n));

        const std::vector<double> sigma(r, 1.0), y(r * k, 0.5);
        reduced_data<double> data;
        data.samples = data.inputs = data.rank = r;
        data.outputs = k;
        data.singular_values = sigma;
        data.targets = {y.data(), r, k};
        aligned_memory place = memory_for(gram_model<double>::bytes, narrow),
                       frozen_place = memory_for(gram_model<double>::bytes, network_dims{r, k});
        gram_model<double> model, frozen;
        CHECK(gram_model<double>::create(data, sums.state, frozen_place.span(), frozen) == status::shape_mismatch);
        sums.state.width = std::numeric_limits<double>::infinity();
        REQUIRE(gram_model<double>::create(data, sums.state, frozen_place.span(), frozen) == status::ok);
        REQUIRE(gram_model<double>::create(data, layers.state, place.span(), model) == status::ok);
        CHECK(frozen.loss() == doctest::Approx(model.loss()).epsilon(1e-13));
    }
}

TEST_CASE("shapes that do not fit the width are refused")
{
    const std::size_t r = 6, k = 2;
    CHECK(keeps_factor({r, k, 7}));
    CHECK_FALSE(keeps_factor({r, k, 8}));
    CHECK_FALSE(keeps_factor({r, k}));
    std::size_t bytes = 0;
    for (const double width : {0.0, 0.5, 3.5, -1.0, std::nan("")}) {
        CAPTURE(width);
        const status wrong = std::isnan(width) ? status::not_finite : status::invalid_argument;
        CHECK(network_state_bytes<double>({r, k, width}, bytes) == wrong);
    }
    const double most = static_cast<double>(SIZE_MAX);
    for (const network_dims& dims :
         {network_dims{r, SIZE_MAX / 2, std::floor(most / 4)}, network_dims{SIZE_MAX / 4 * 3, SIZE_MAX / 4 * 3, most}}) {
        REQUIRE(keeps_factor(dims));
        CHECK(network_state_bytes<double>(dims, bytes) == status::size_overflow);
        CHECK(gram_model<double>::bytes(dims, bytes) == status::size_overflow);
        CHECK(tangent_kernel<double>::bytes(dims, bytes) == status::size_overflow);
    }

    owned_state<double> five(r, k, 5), four(r, k, 4);
    CHECK(five.state.width == 5);
    CHECK(draw_initial<double>(4, 1, workspace(), five.state) == status::shape_mismatch);
    CHECK(draw_initial<double>(1e6, 1, workspace(), five.state) == status::shape_mismatch);
    REQUIRE(draw_initial<double>(5, 1, workspace(), five.state) == status::ok);
    const std::vector<double> sigma(r, 1.0), y(r * k, 0.5);
    reduced_data<double> data;
    data.samples = data.inputs = data.rank = r;
    data.outputs = k;
    data.singular_values = sigma;
    data.targets = {y.data(), r, k};
    const auto create = [&](auto&& spoil) {
        network_state<double> s = five.state;
        spoil(s);
        aligned_memory place = memory_for(gram_model<double>::bytes, network_dims{r, k, 5});
        gram_model<double> model;
        return gram_model<double>::create(data, s, place.span(), model);
    };
    CHECK(create([](network_state<double>&) {}) == status::ok);
    CHECK(create([](network_state<double>& s) { s.width = 4; }) == status::shape_mismatch);
    CHECK(create([](network_state<double>& s) { s.width = 1e6; }) == status::shape_mismatch);
    CHECK(create([](network_state<double>& s) { s.first_layer.rows = 4; }) == status::shape_mismatch);
    CHECK(create([](network_state<double>& s) { s.second_layer.columns = 1; }) == status::shape_mismatch);
    CHECK(create([](network_state<double>& s) { s.first_layer = {}, s.second_layer = {}; }) == status::shape_mismatch);
    five.state.second_layer(4, 1) = std::numeric_limits<double>::infinity();
    CHECK(create([](network_state<double>&) {}) == status::not_finite);
    five.state.second_layer(4, 1) = 1e200;
    CHECK(create([](network_state<double>&) {}) == status::invalid_argument);
    five.state.second_layer(4, 1) = 1;
    owned_model<double> m(data, five.state);
    CHECK(m.model.state(four.state) == status::shape_mismatch);
    owned_state<double> wide(r, k);
    CHECK(m.model.state(wide.state) == status::shape_mismatch);

    const std::vector<double> basis(r * r, 0.1);
    std::vector<double> u(5 * r), v(5 * k);
    const matrix_view<const double> rows(basis.data(), r, r);
    CHECK(weights_of_layers<double>(wide.state, rows, 0, {u.data(), 1, r}, {v.data(), 1, k}) == status::shape_mismatch);
    CHECK(weights_of_layers<double>(five.state, rows, 1, {u.data(), 5, r}, {v.data(), 5, k}) == status::shape_mismatch);
    CHECK(weights_of_layers<double>(five.state, rows, 0, {u.data(), 5, r}, {v.data(), 5, 1}) == status::shape_mismatch);
    CHECK(weights_of_layers<double>(five.state, rows, 4, {u.data(), 1, r}, {v.data(), 1, k}) == status::ok);
    CHECK(weights_transform<double>::bytes({r, k, r, 0.5}, bytes) == status::invalid_argument);
    REQUIRE(weights_transform<double>::bytes({r, k, r}, bytes) == status::ok);
    aligned_memory place(bytes);
    weights_transform<double> transform;
    CHECK(weights_transform<double>::create({r, k, r, 7}, rows, place.span(), transform) == status::invalid_argument);
    CHECK(weights_transform<double>::create({r, k, r, 8}, rows, place.span(), transform) == status::ok);
}

TEST_CASE("a batch in lanes takes no narrow network")
{
    const std::vector<double> sigma = {2, 1}, y = {1, 1};
    reduced_data<double> data;
    data.samples = data.inputs = data.rank = 2;
    data.outputs = 1;
    data.singular_values = sigma;
    data.targets = {y.data(), 2, 1};
    owned_state<double> state(2, 1, 2);
    REQUIRE(draw_initial<double>(2, 1, workspace(), state.state) == status::ok);
    owned_model<double> m(data, state.state);
    owned_lambda<double> lambda(m.model);
    aligned_memory place = memory_for(gram_runs<double>::bytes, std::size_t{2}, std::size_t{1});
    gram_runs<double> batch;
    REQUIRE(gram_runs<double>::create(data, 1e-8, {}, place.span(), batch) == status::ok);
    CHECK(batch.add(m.model, lambda.lambda, 0.1, lambda.value(), 0) == status::invalid_argument);
    CHECK(batch.size() == 0);
}
