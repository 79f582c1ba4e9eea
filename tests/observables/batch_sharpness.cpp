#include "catapult/observables/batch_sharpness.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/dense_hessian.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// The samples in `batch` alone, or all of them.
reference_network<real128> only(const reference_network<real128>& net, const std::vector<std::size_t>& batch)
{
    reference_network<real128> result = net;
    if (batch.empty()) return result;
    const std::size_t d = net.inputs, k = net.outputs;
    result.samples = batch.size();
    result.x.resize(batch.size() * d);
    result.y.resize(batch.size() * k);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        for (std::size_t a = 0; a < d; ++a) result.x[i * d + a] = net.x[batch[i] * d + a];
        for (std::size_t c = 0; c < k; ++c) result.y[i * k + c] = net.y[batch[i] * k + c];
    }
    return result;
}

template <class T>
struct owned_measure {
    aligned_memory memory;
    batch_sharpness<T> sharpness;

    owned_measure(const owned_objective<T>& of, const network_dims& dims) : memory(memory_for(batch_sharpness<T>::bytes, dims))
    {
        REQUIRE(batch_sharpness<T>::create(of.objective, dims, memory.span(), sharpness) == status::ok);
    }
    directional_curvature<T> of(const network_state<T>& state, const std::vector<std::size_t>& batch)
    {
        directional_curvature<T> result;
        REQUIRE(sharpness.measure(state, {batch.data(), batch.size()}, result) == status::ok);
        return result;
    }
};

}  // namespace

TEST_CASE_TEMPLATE("it is the curvature of a batch's loss along its gradient, in all weights", T, float, double)
{
    for (const kind loss : {kind::squared, kind::softmax, kind::logistic, kind::concave})
        for (const setting& s : settings) {
            if (loss == kind::softmax && s.outputs == 1) continue;
            CAPTURE(static_cast<int>(loss));
            CAPTURE(s.samples);
            CAPTURE(s.width);
            reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 3);
            for (std::size_t i = 0; i < p.network.y.size() && loss != kind::squared; ++i)
                p.network.y[i] = loss == kind::softmax ? real128(i % s.outputs == (i / s.outputs) % s.outputs)
                                                       : real128(i % 3 == 0 ? 1 : -1);
            const network_dims dims = {s.rank, s.outputs, static_cast<double>(s.width)};
            owned_state<T> state(s.rank, s.outputs, keeps_factor(dims) ? dims.width : 1e300);
            p.write_state(state.state);
            const auto check = [&](const directional_curvature<T>& found, const std::vector<std::size_t>& batch, int exponent) {
                const reference_network<real128> net = only(p.network, batch);
                const std::vector<real128> h = dense_hessian(net, loss), g = dense_gradient(net, loss);
                const std::size_t n = g.size();
                real128 curvature = 0, square = 0, size = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    real128 image = 0;
                    for (std::size_t j = 0; j < n; ++j) image += h[i * n + j] * g[j], size += h[i * n + j] * h[i * n + j];
                    curvature += g[i] * image;
                    square += g[i] * g[i];
                }
                // The residual of softmax is a difference of numbers of size one, and the curvature one of numbers like ‖H‖.
                const double rounded = (100 + 4 * static_cast<double>(s.rank + s.outputs)) * static_cast<double>(epsilon<T>);
                const double expected = std::ldexp(static_cast<double>(curvature / square), 2 * exponent);
                const double norm = std::ldexp(static_cast<double>(square_root(size)), 2 * exponent);
                CHECK(std::fabs(static_cast<double>(found.value) - expected) <= rounded * norm);
                CHECK(
                    std::fabs(static_cast<double>(found.gradient_square) / std::ldexp(static_cast<double>(square), 4 * exponent) -
                              1) <= rounded);
            };
            const owned_objective<T> sampled(p, loss, true);
            owned_measure<T> measure(sampled, dims);
            const std::size_t last = s.samples - 1;
            std::vector<std::size_t> many(70);  // more than are worked on at once
            for (std::size_t i = 0; i < 70; ++i) many[i] = i < 64 ? 0 : i % s.samples;
            for (const std::vector<std::size_t>& batch : {std::vector<std::size_t>{}, {0}, {last, 0, last / 2}, many})
                check(measure.of(state.state, batch), batch, 0);
            if (loss != kind::squared) continue;
            owned_objective<T> reduced(p, loss, false);
            reduced.objective.data.exponent = 3;  // without inputs, all numbers are over the unit
            check(owned_measure<T>(reduced, dims).of(state.state, {}), {}, 3);
        }
}

TEST_CASE("without a gradient it is zero, and at infinite width that of the Gauss-Newton matrix")
{
    reduced_problem<double> p(5, 3, 2, 3, 50, 7);
    owned_state<double> state(3, 2);
    p.write_state(state.state);
    const network_dims dims = {3, 2, 50};
    {
        owned_objective<double> of(p, kind::squared, false);
        const double finite = owned_measure<double>(of, dims).of(state.state, {}).value;
        state.state.width = std::numeric_limits<double>::infinity();
        const double infinite = owned_measure<double>(of, dims).of(state.state, {}).value;
        state.state.width = 1e12;
        const double wide = owned_measure<double>(of, dims).of(state.state, {}).value;
        CHECK(std::fabs(finite / infinite - 1) > 1e-4);
        CHECK(std::fabs(wide / infinite - 1) < 1e-9);
    }
    for (std::size_t i = 0; i < 6; ++i) {
        state.state.predictor.data[i] = std::round(state.state.predictor.data[i] * 1024) / 1024;
        p.singular_values[i / 2] = 1;
        p.targets[i] = state.state.predictor.data[i];
    }
    owned_objective<double> of(p, kind::squared, false);
    const directional_curvature<double> none = owned_measure<double>(of, dims).of(state.state, {});
    CHECK(none.value == 0);
    CHECK(none.gradient_square == 0);
}

TEST_CASE("what does not fit is refused")
{
    reduced_problem<double> p(4, 3, 2, 3, 20, 1);
    const owned_objective<double> reduced(p, kind::squared, false), sampled(p, kind::squared, true);
    owned_state<double> state(3, 2), other(2, 2), narrow(3, 2, 4);
    p.write_state(state.state);
    const network_dims dims = {3, 2, 20};
    owned_measure<double> measure(sampled, dims), of_reduced(reduced, dims);
    directional_curvature<double> result;
    const std::size_t batch[] = {0, 4};
    CHECK(measure.sharpness.measure(state.state, {batch, 2}, result) == status::invalid_argument);
    CHECK(of_reduced.sharpness.measure(state.state, {batch, 1}, result) == status::invalid_argument);
    CHECK(measure.sharpness.measure(other.state, {batch, 1}, result) == status::shape_mismatch);
    CHECK(measure.sharpness.measure(narrow.state, {batch, 1}, result) == status::shape_mismatch);
    state.state.predictor(2, 1) = std::numeric_limits<double>::quiet_NaN();
    CHECK(measure.sharpness.measure(state.state, {batch, 1}, result) == status::not_finite);
    p.write_state(state.state);
    state.state.first_deviation.set(2, 1, std::numeric_limits<double>::infinity());
    CHECK(measure.sharpness.measure(state.state, {batch, 1}, result) == status::not_finite);
    CHECK(result.gradient_square == 0);

    batch_sharpness<double> made;
    training_objective<double> flat = sampled.objective;
    flat.loss.curvature = nullptr;
    CHECK(batch_sharpness<double>::create(flat, dims, measure.memory.span(), made) == status::invalid_argument);
    CHECK(batch_sharpness<double>::create(sampled.objective, {3, 1, 20}, measure.memory.span(), made) == status::shape_mismatch);
    const workspace small(measure.memory.span().data(), measure.memory.span().size() - 64);
    CHECK(batch_sharpness<double>::create(sampled.objective, dims, small, made) == status::workspace_too_small);
    CHECK(made.measure(state.state, {}, result) == status::invalid_argument);
    std::size_t bytes = 0;
    CHECK(batch_sharpness<double>::bytes({0, 2}, bytes) == status::invalid_argument);
    CHECK(batch_sharpness<double>::bytes({SIZE_MAX / 64, 2}, bytes) == status::size_overflow);
}
