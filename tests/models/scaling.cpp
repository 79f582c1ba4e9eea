// Data times a power of two give the same trajectory bit by bit, with losses and λ times the square. This holds in each
// engine, from the smallest data to the largest whose λ is a number.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/catapult.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
std::vector<T> normals(std::size_t n, std::uint64_t stream)
{
    std::vector<T> result(n);
    fill_normals<T>({stream, 7}, 0, span<T>(result.data(), n));
    return result;
}

/// The elements times 2^exponent.
template <class T>
std::vector<T> scaled(std::vector<T> x, int exponent)
{
    for (T& e : x) e = std::ldexp(e, exponent);
    return x;
}

/// The results of a run, converted back to the units of unscaled data. Rates are η·4^exponent accordingly.
template <class T>
struct curve {
    std::vector<T> losses, lambdas, weights;
    status end = status::ok;
    int steps = 0;
};

template <class T>
void check_same(const curve<T>& a, const curve<T>& b)
{
    REQUIRE(a.losses.size() == b.losses.size());
    REQUIRE(a.lambdas.size() == b.lambdas.size());
    REQUIRE(a.weights.size() == b.weights.size());
    CHECK(a.end == b.end);
    for (std::size_t i = 0; i < a.losses.size(); ++i) {
        CAPTURE(i);
        CAPTURE(a.losses[i]);
        CAPTURE(b.losses[i]);
        REQUIRE(same_bits(a.losses[i], b.losses[i]));
    }
    for (std::size_t i = 0; i < a.lambdas.size(); ++i) REQUIRE(same_bits(a.lambdas[i], b.lambdas[i]));
    for (std::size_t i = 0; i < a.weights.size(); ++i) REQUIRE(same_bits(a.weights[i], b.weights[i]));
}

template <class T>
struct problem {
    std::size_t m = 9, d = 5, k = 2, n = 40;
    std::vector<T> x = normals<T>(m * d, 1), y = normals<T>(m * k, 2), u = normals<T>(n * d, 3), v = normals<T>(n * k, 4);
};

template <class T>
struct reduction {
    aligned_memory memory;
    data_reduction<T> object;
    reduced_data<T> data;
    status outcome;

    reduction(const problem<T>& p, const std::vector<T>& x, const std::vector<T>& y)
        : memory(memory_for(data_reduction<T>::bytes, data_dims{p.m, p.d, p.k, true}))
    {
        REQUIRE(data_reduction<T>::create({p.m, p.d, p.k, true}, memory.span(), object) == status::ok);
        REQUIRE(object.add({x.data(), p.m, p.d}, {y.data(), p.m, p.k}) == status::ok);
        outcome = object.finish(data);
    }
};

/// Runs from the weights at η = rate/λ₀, for `until` steps or to the end.
template <class T>
curve<T> gram_run_of(const problem<T>& p, int exponent, T rate, int until)
{
    const reduction<T> q(p, scaled(p.x, exponent), scaled(p.y, exponent));
    REQUIRE(q.outcome == status::ok);
    const network_dims dims{q.data.rank, p.k};
    owned_state<T> start(dims.rank, dims.outputs);
    const weights_dims shapes{p.d, p.k, dims.rank};
    aligned_memory weights = memory_for(weights_reduction<T>::bytes, shapes);
    weights_reduction<T> given;
    REQUIRE(weights_reduction<T>::create(shapes, q.data.basis, weights.span(), given) == status::ok);
    aligned_memory work(given.partial_bytes());
    std::vector<T> sums(given.partial_size());
    REQUIRE(given.partial({p.u.data(), p.n, p.d}, {p.v.data(), p.n, p.k}, work.span(), span<T>(sums.data(), sums.size())) ==
            status::ok);
    REQUIRE(given.merge(span<const T>(sums.data(), sums.size()), p.n) == status::ok);
    REQUIRE(given.finish(start.state) == status::ok);
    owned_model<T> owned(q.data, start.state);
    gram_model<T>& model = owned.model;
    aligned_memory kernel = memory_for(catapult::top_eigenvalue<T>::bytes, dims);
    catapult::top_eigenvalue<T> top;
    REQUIRE(catapult::top_eigenvalue<T>::create(model, 1e-10, kernel.span(), top) == status::ok);

    curve<T> result;
    const auto see = [&] {
        eigenvalue_result<T> found;
        const status s = top.update(found);
        REQUIRE((s == status::ok || s == status::not_converged));
        result.lambdas.push_back(std::ldexp(found.value, -2 * exponent));
        result.losses.push_back(std::ldexp(model.loss(), -2 * exponent));
        result.losses.push_back(std::ldexp(model.excess_loss(), -2 * exponent));
    };
    see();
    const T eta = std::ldexp(rate / result.lambdas[0], -2 * exponent);
    for (; result.steps < until && result.end == status::ok; ++result.steps) {
        result.losses.push_back(model.relative_step(eta));
        result.end = model.step(eta);
        see();
    }
    for (std::size_t i = 0; i < dims.rank; ++i)
        for (std::size_t c = 0; c < p.k; ++c) result.weights.push_back(model.predictor()(i, c));
    return result;
}

template <class T>
curve<T> parameter_run_of(const problem<T>& p, int exponent, T rate, T lambda0, int until)
{
    const std::vector<T> x = scaled(p.x, exponent), y = scaled(p.y, exponent);
    curve<T> result;
    result.weights = p.u;
    result.weights.insert(result.weights.end(), p.v.begin(), p.v.end());
    training_set<T> data;
    data.inputs = {x.data(), p.m, p.d};
    data.targets = {y.data(), p.m, p.k};
    aligned_memory memory = memory_for(parameter_model<T>::bytes, parameter_dims{p.n, p.d, p.k, p.m});
    parameter_model<T> model;
    T* const u = result.weights.data();
    REQUIRE(parameter_model<T>::create({u, p.n, p.d}, {u + p.n * p.d, p.n, p.k}, data, memory.span(), model) == status::ok);
    parameter_tangent_kernel<T> kernel{model};
    const eigenvalue_options options;
    aligned_memory place = memory_for(lanczos_bytes<T>, kernel.rows(), options);
    const auto see = [&] {
        std::vector<T> vector(kernel.rows());
        eigenvalue_result<T> found;
        const status s = lanczos<T>(make_operator<T>(kernel), options, span<T>(vector.data(), vector.size()), place.span(),
                                    found);
        REQUIRE((s == status::ok || s == status::not_converged));
        result.lambdas.push_back(std::ldexp(found.value * model.square_unit(), -2 * exponent));
        result.losses.push_back(std::ldexp(model.loss(), -2 * exponent));
    };
    see();
    const T eta = std::ldexp(rate / lambda0, -2 * exponent);
    for (; result.steps < until && result.end == status::ok; ++result.steps) {
        result.losses.push_back(model.relative_step(eta));
        result.end = model.step(eta);
        see();
    }
    return result;
}

/// Runs the first output alone, from K, Θ and f of the weights.
template <class T>
curve<T> function_run_of(const problem<T>& p, int exponent, T rate, T lambda0, int until)
{
    reference_network<real128> network(p.n, p.d, 1, p.m);
    reference_network<real128>::set(network.u, p.u.data());
    reference_network<real128>::set(network.x, p.x.data());
    for (std::size_t i = 0; i < p.n; ++i) network.v[i] = real128(p.v[i * p.k]);
    const std::vector<real128> theta = network.kernel(), outputs = network.output();
    std::vector<T> gram(p.m * p.m), tangent(p.m * p.m), f(p.m), y(p.m);
    real128 square = 0;
    for (const real128 e : network.v) square += e * e;
    for (std::size_t a = 0; a < p.m; ++a) {
        for (std::size_t b = 0; b < p.m; ++b) {
            real128 s = 0;
            for (std::size_t j = 0; j < p.d; ++j) s += network.x[a * p.d + j] * network.x[b * p.d + j];
            gram[a * p.m + b] = std::ldexp(static_cast<T>(s), 2 * exponent);
            tangent[a * p.m + b] = std::ldexp(static_cast<T>(theta[a * p.m + b]), 2 * exponent);
        }
        f[a] = std::ldexp(static_cast<T>(outputs[a]), exponent);
        y[a] = std::ldexp(p.y[a * p.k], exponent);
    }
    function_space_start<T> start;
    start.width = static_cast<double>(p.n);
    start.input_gram = {gram.data(), p.m, p.m};
    start.targets = span<const T>(y.data(), p.m);
    start.outputs = span<const T>(f.data(), p.m);
    start.tangent = {tangent.data(), p.m, p.m};
    start.second_deviation = static_cast<T>(square / real128(static_cast<double>(p.n)) - 1);
    aligned_memory memory = memory_for(function_space_model<T>::bytes, p.m);
    function_space_model<T> model;
    REQUIRE(function_space_model<T>::create(start, memory.span(), model) == status::ok);
    curve<T> result;
    const T eta = std::ldexp(rate / lambda0, -2 * exponent);
    result.losses.push_back(std::ldexp(model.loss(), -2 * exponent));
    for (; result.steps < until && result.end == status::ok; ++result.steps) {
        result.end = model.step(eta);
        result.losses.push_back(std::ldexp(model.loss(), -2 * exponent));
        result.weights.push_back(model.second_deviation());
        for (std::size_t a = 0; a < p.m; ++a)
            result.lambdas.push_back(std::ldexp(model.tangent()(a, a) * model.square_unit(), -2 * exponent));
    }
    return result;
}

/// Odd and even exponents, within the unit's range and outside it. λ and the losses must be normal numbers, so there
/// are too few steps for a loss to fall far below its start.
template <class T>
std::vector<int> exponents()
{
    if (sizeof(T) == 4) return {-50, -30, -29, -17, -16, -9, -1, 1, 8, 15, 16, 17, 30, 45};
    return {-500, -499, -253, -100, -65, -64, -63, -7, 1, 30, 63, 64, 65, 66, 249, 250, 480};
}

}  // namespace

TEST_CASE_TEMPLATE("the Gram engine: bits that scale with the data, lazy, catapult and divergent", T, float, double)
{
    const problem<T> p;
    for (const T rate : {T(0.5), T(2.5), T(30)}) {
        const curve<T> plain = gram_run_of(p, 0, rate, 15);
        CHECK((plain.end == status::ok) == (rate < 10));
        for (const int exponent : exponents<T>()) {
            CAPTURE(exponent);
            curve<T> other = gram_run_of(p, exponent, rate, 15);
            if (rate < 10) {
                check_same(plain, other);
                continue;
            }
            // A loss may overflow in one unit and not in another. So one of the two runs ends first.
            CHECK(other.end == status::diverged);
        }
    }
}

TEST_CASE_TEMPLATE("the parameter engine", T, float, double)
{
    const problem<T> p;
    const T lambda0 = gram_run_of(p, 0, T(1), 0).lambdas[0];
    for (const T rate : {T(0.5), T(2.5)}) {
        const curve<T> plain = parameter_run_of(p, 0, rate, lambda0, 15);
        REQUIRE(plain.end == status::ok);
        for (const int exponent : exponents<T>()) {
            CAPTURE(exponent);
            check_same(plain, parameter_run_of(p, exponent, rate, lambda0, 15));
        }
    }
}

TEST_CASE_TEMPLATE("the function-space engine", T, float, double)
{
    const problem<T> p;
    const T lambda0 = gram_run_of(p, 0, T(1), 0).lambdas[0];
    for (const T rate : {T(0.5), T(2)}) {
        const curve<T> plain = function_run_of(p, 0, rate, lambda0, 15);
        REQUIRE(plain.end == status::ok);
        for (const int exponent : exponents<T>()) {
            CAPTURE(exponent);
            check_same(plain, function_run_of(p, exponent, rate, lambda0, 15));
        }
    }
}

TEST_CASE_TEMPLATE("data whose λ or loss is no normal number are refused", T, float, double)
{
    const problem<T> p;
    const int largest = std::numeric_limits<T>::max_exponent;
    for (const int exponent : {-largest / 2 - 1, largest / 2}) {
        const reduction<T> q(p, scaled(p.x, exponent), p.y);
        REQUIRE(q.outcome == status::ok);
        CHECK_FALSE(in_range(q.data));
        owned_state<T> start(q.data.rank, p.k);
        aligned_memory memory = memory_for(gram_model<T>::bytes, network_dims{q.data.rank, p.k});
        gram_model<T> model;
        CHECK(gram_model<T>::create(q.data, start.state, memory.span(), model) == status::invalid_argument);
    }
    // Targets whose squares overflow, first in the part that no model reaches. With as many inputs as samples it is the
    // other part.
    CHECK(reduction<T>(p, p.x, scaled(p.y, largest / 2 + 2)).outcome == status::invalid_argument);
    problem<T> square;
    square.m = square.d;
    const reduction<T> q(square, square.x, scaled(square.y, largest / 2 + 2));
    REQUIRE(q.outcome == status::ok);
    owned_state<T> start(q.data.rank, square.k);
    aligned_memory memory = memory_for(gram_model<T>::bytes, network_dims{q.data.rank, square.k});
    gram_model<T> model;
    CHECK(gram_model<T>::create(q.data, start.state, memory.span(), model) == status::invalid_argument);
}

TEST_CASE("targets of 1e±150 with ordinary inputs")
{
    // At infinite width the model is linear. Its outputs start at zero here, so its loss scales with the square of the
    // targets.
    problem<double> p;
    p.m = p.d;
    const auto loss_after = [&](int exponent, double width) {
        const std::vector<double> y = scaled(p.y, exponent);
        const reduction<double> q(p, p.x, y);
        REQUIRE(q.outcome == status::ok);
        owned_state<double> start(q.data.rank, p.k);
        start.state.width = width;
        owned_model<double> owned(q.data, start.state);
        for (int step = 0; step < 10; ++step) REQUIRE(owned.model.step(0.1) == status::ok);
        return owned.model.loss();
    };
    const double infinity = std::numeric_limits<double>::infinity();
    const double plain = loss_after(0, infinity);
    for (const int exponent : {-240, 240}) CHECK(loss_after(exponent, infinity) == std::ldexp(plain, 2 * exponent));
    // For larger targets the square of the loss overflows, and the infinitely wide model refuses the start. A network
    // of finite width goes on, and leaves every bound unless its rate is as small as its targets are large.
    const reduction<double> q(p, p.x, scaled(p.y, 498));
    owned_state<double> start(q.data.rank, p.k);
    aligned_memory memory = memory_for(gram_model<double>::bytes, network_dims{q.data.rank, p.k});
    gram_model<double> model;
    CHECK(gram_model<double>::create(q.data, start.state, memory.span(), model) == status::invalid_argument);
    start.state.width = 1000;
    REQUIRE(gram_model<double>::create(q.data, start.state, memory.span(), model) == status::ok);
    const double before = model.loss();
    REQUIRE(model.step(1e-160) == status::ok);
    CHECK(model.loss() <= before);
    CHECK(model.step(0.1) == status::diverged);
    CHECK(model.loss() <= before);
}

TEST_CASE("inputs and targets of about 1e-150 and 1e76: the curve of gradient descent in 128 bits")
{
    problem<double> p;
    p.m = 5, p.d = 3, p.k = 1, p.n = 7;
    p.x = {-0.8019314252534474, -1.324358995628145,  -0.24836162209524855, 0.42044523806552146, 1.1360465324896427,
           0.10970639932180819, -0.5526473205362325, -0.7847803553442783,  0.7487457707345912,  1.6347830429585774,
           0.27276877584472177, -1.2333286640307718, -0.9582652054360887,  1.6000190889991115,  0.2028824405086084};
    p.y = {-1.7321348424395848, -0.0836961928170258, -1.1632259734447486, -0.6292880940615545, -0.48800582327685745};
    p.u = {-0.7133133716322436, 0.5533784703532895, -0.06308597192528916, -0.5894312580326048, 0.40963782655711695,
           0.8298553070613239,  -1.643023371405677, -0.256730126365494,   -0.9807473560440125, -0.17315522486203205,
           -1.2894187467538587, 0.0206903940375912, -0.03788574104406823, -0.304337750958489,  -1.0479265051202462,
           -0.3961903304730927, -1.091328901695709, -1.3552087462047395,  0.22478573245989314, -1.109349937891366,
           1.1702961011782933};
    p.v = {0.7165876558738361,   -1.9978166924497212, 0.272128869412488,  -1.1017166275810448,
           0.033057220158269195, 0.04363199256942161, -1.9884297882311208};
    const std::vector<double> x = p.x, y = p.y;
    for (const double scale : {1e-150, 1e76}) {
        for (std::size_t i = 0; i < x.size(); ++i) p.x[i] = scale * x[i];
        for (std::size_t i = 0; i < y.size(); ++i) p.y[i] = scale * y[i];
        reference_network<real128> network(p.n, p.d, p.k, p.m);
        reference_network<real128>::set(network.u, p.u.data());
        reference_network<real128>::set(network.v, p.v.data());
        reference_network<real128>::set(network.x, p.x.data());
        reference_network<real128>::set(network.y, p.y.data());
        const real128 lambda0 = catapult::test::top_eigenvalue(network.kernel(), p.m);
        const curve<double> gram = gram_run_of(p, 0, 1.0, 20);
        const curve<double> parameters = parameter_run_of(p, 0, 1.0, static_cast<double>(lambda0), 20);
        REQUIRE(gram.end == status::ok);
        REQUIRE(parameters.end == status::ok);
        // Each of twenty steps adds a few ε, which later steps of a lazy run reduce. λ is right to its tolerance of
        // 1e-10 or better.
        for (std::size_t step = 0; step <= 20; ++step) {
            const double loss = static_cast<double>(network.loss()),
                         lambda = static_cast<double>(catapult::test::top_eigenvalue(network.kernel(), p.m));
            CHECK(std::fabs(gram.losses[3 * step] - loss) <= 1e-12 * loss);
            CHECK(std::fabs(parameters.losses[2 * step] - loss) <= 1e-12 * loss);
            CHECK(std::fabs(gram.lambdas[step] - lambda) <= 1e-10 * lambda);
            CHECK(std::fabs(parameters.lambdas[step] - lambda) <= 1e-10 * lambda);
            network.step(real128(1) / lambda0);
        }
    }
}

TEST_CASE("the warmup model refuses a start whose loss or λ is no normal number")
{
    warmup_model<double> model;
    CHECK(warmup_model<double>::create({100, 1, 1e308, 0.1}, {0, 2}, model) == status::invalid_argument);
    CHECK(warmup_model<double>::create({100, 1, 1e154, 0.1}, {0, 2}, model) == status::ok);
    CHECK(warmup_model<double>::create({100, 1, 0, 1e-200}, {1, 2}, model) == status::invalid_argument);
    CHECK(warmup_model<double>::create({100, 1e-160, 0, 1e300}, {0, 1e-310}, model) == status::invalid_argument);
    std::vector<double> u(100, 1.0), v(100, 0.5);
    warmup_network<double> network;
    CHECK(warmup_network<double>::create({100, 1, 1e308, 0.1}, u, v, network) == status::invalid_argument);
    sweep_record record;
    const double width = 100, rate = 0.1;
    sweep_grid grid;
    grid.widths = span<const double>(&width, 1);
    grid.rates = span<const double>(&rate, 1);
    warmup_setting setting;
    setting.label = 1e308;
    CHECK(run_warmup_sweep(grid, setting, {}, 0, span<sweep_record>(&record, 1)) == status::invalid_argument);
}
