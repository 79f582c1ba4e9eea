// All engines from the same weights, each compared with 128-bit gradient descent on the weights: parameter space; the
// paper's recurrence in function space (one output), on samples and in reduced coordinates; and the Gram engine after
// reduction of data and weights.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/function_space_model.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/parameter_model.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/numerics/random.hpp"
#include "support/aligned.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr std::size_t width = 400;
constexpr int steps = 100;
// The project promises this for three engines over 100 steps.
constexpr double promised = 1e-11;

struct setting {
    std::size_t samples, inputs, outputs;
    double eta_lambda0;
};

struct engines {
    std::size_t m, d, k;
    std::vector<double> x, y, u, v;
    reference_network<real128> reference;

    explicit engines(const setting& s)
        : m(s.samples), d(s.inputs), k(s.outputs), x(m * d), y(m * k), u(width * d), v(width * k), reference(width, d, k, m)
    {
        fill_normals<double>({7, 100}, 0, x);
        fill_normals<double>({7, 101}, 0, y);
        fill_normals<double>({7, 102}, 0, u);
        fill_normals<double>({7, 103}, 0, v);
        reference.set(reference.x, x.data());
        reference.set(reference.y, y.data());
        reference.set(reference.u, u.data());
        reference.set(reference.v, v.data());
    }
    double lambda0() const
    {
        const std::vector<real128> exact = reference.kernel();
        return top_eigenvalue(std::vector<double>(exact.begin(), exact.end()), m * k);
    }
};

/// ‖f − F‖/‖F‖ for outputs f (m × k, row by row) and outputs F of the reference.
double relative_error(const std::vector<double>& f, const std::vector<real128>& exact)
{
    real128 difference = 0, size = 0;
    for (std::size_t i = 0; i < f.size(); ++i) {
        difference += (real128(f[i]) - exact[i]) * (real128(f[i]) - exact[i]);
        size += exact[i] * exact[i];
    }
    return std::sqrt(static_cast<double>(difference / size));
}

}  // namespace

TEST_CASE("three engines agree with 128-bit gradient descent from the same weights")
{
    for (const setting& s : {setting{12, 7, 1, 1}, setting{12, 7, 1, 3}, setting{7, 12, 1, 1}, setting{7, 12, 1, 3},
                             setting{12, 7, 10, 1}, setting{12, 7, 10, 3}, setting{7, 12, 10, 1}, setting{7, 12, 10, 3}}) {
        CAPTURE(s.samples);
        CAPTURE(s.outputs);
        CAPTURE(s.eta_lambda0);
        engines e(s);
        const std::size_t m = e.m, d = e.d, k = e.k;
        const double eta = s.eta_lambda0 / e.lambda0();

        // Gram engine: the data and the weights are reduced.
        const data_dims dims{m, d, k, true};
        aligned_memory data_memory = memory_for(data_reduction<double>::bytes, dims);
        data_reduction<double> reduction;
        reduced_data<double> data;
        REQUIRE(data_reduction<double>::create(dims, data_memory.span(), reduction) == status::ok);
        REQUIRE(reduction.add({e.x.data(), m, d}, {e.y.data(), m, k}) == status::ok);
        REQUIRE(reduction.finish(data) == status::ok);
        const std::size_t r = data.rank;
        REQUIRE(r == (m < d ? m : d));
        const network_dims shape{r, k};
        aligned_memory state_memory = memory_for(network_state_bytes<double>, shape);
        network_state<double> state;
        REQUIRE(create_network_state<double>(shape, state_memory.span(), state) == status::ok);
        const weights_dims weights{d, k, r};
        aligned_memory weights_memory = memory_for(weights_reduction<double>::bytes, weights);
        weights_reduction<double> sums;
        REQUIRE(weights_reduction<double>::create(weights, data.basis, weights_memory.span(), sums) == status::ok);
        REQUIRE(sums.add({e.u.data(), width, d}, {e.v.data(), width, k}) == status::ok);
        REQUIRE(sums.finish(state) == status::ok);
        aligned_memory gram_memory = memory_for(gram_model<double>::bytes, shape);
        gram_model<double> gram;
        REQUIRE(gram_model<double>::create(data, state, gram_memory.span(), gram) == status::ok);
        const auto outputs_of = [&](auto&& predictor) {
            std::vector<double> f(m * k);
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t a = 0; a < r; ++a) {
                    double projected = 0;
                    for (std::size_t j = 0; j < d; ++j) projected += e.x[i * d + j] * data.basis(a, j);
                    for (std::size_t c = 0; c < k; ++c) f[i * k + c] += projected * predictor(a, c);
                }
            return f;
        };

        // Function space in the same reduced coordinates.
        function_space_model<double> reduced_model;
        std::size_t reduced_bytes = 0, start_bytes = 0;
        REQUIRE(function_space_model<double>::bytes(r, reduced_bytes) == status::ok);
        REQUIRE(reduced_function_space_start_bytes<double>(r, start_bytes) == status::ok);
        aligned_memory reduced_memory(reduced_bytes), start_memory(start_bytes);
        if (k == 1) {
            function_space_start<double> start;
            REQUIRE(reduced_function_space_start<double>(data, state, start_memory.span(), start) == status::ok);
            REQUIRE(function_space_model<double>::create(start, reduced_memory.span(), reduced_model) == status::ok);
        }

        // Function space on samples: K, f and Θ of the same weights.
        std::vector<double> input_gram(m * m), tangent(m * m), outputs(m);
        function_space_model<double> explicit_model;
        std::size_t explicit_bytes = 0;
        REQUIRE(function_space_model<double>::bytes(m, explicit_bytes) == status::ok);
        aligned_memory explicit_memory(explicit_bytes);
        if (k == 1) {
            const std::vector<real128> theta = e.reference.kernel(), f = e.reference.output();
            real128 squares = 0;
            for (const real128& value : e.reference.v) squares += value * value;
            for (std::size_t i = 0; i < m * m; ++i) tangent[i] = static_cast<double>(theta[i]);
            for (std::size_t i = 0; i < m; ++i) {
                outputs[i] = static_cast<double>(f[i]);
                for (std::size_t j = 0; j < m; ++j) {
                    real128 product = 0;
                    for (std::size_t a = 0; a < d; ++a) product += e.reference.x[i * d + a] * e.reference.x[j * d + a];
                    input_gram[i * m + j] = static_cast<double>(product);
                }
            }
            function_space_start<double> start;
            start.width = width;
            start.input_gram = {input_gram.data(), m, m};
            start.targets = e.y;
            start.outputs = outputs;
            start.tangent = {tangent.data(), m, m};
            start.second_deviation = static_cast<double>(squares / real128(static_cast<double>(width)) - 1);
            REQUIRE(function_space_model<double>::create(start, explicit_memory.span(), explicit_model) == status::ok);
        }

        // Parameter space. From here on it changes the weights.
        const parameter_dims parameters{width, d, k, m};
        training_set<double> training;
        training.inputs = {e.x.data(), m, d};
        training.targets = {e.y.data(), m, k};
        aligned_memory parameter_memory = memory_for(parameter_model<double>::bytes, parameters);
        parameter_model<double> network;
        REQUIRE(parameter_model<double>::create({e.u.data(), width, d}, {e.v.data(), width, k}, training, parameter_memory.span(),
                                                network) == status::ok);

        std::string growth;
        double worst_gram = 0, worst_parameters = 0, worst_explicit = 0, worst_loss = 0, peak = 0;
        for (int t = 0; t <= steps; ++t) {
            const std::vector<real128> exact = e.reference.output();
            std::vector<double> f(m * k);
            REQUIRE(network.outputs({e.x.data(), m, d}, {f.data(), m, k}) == status::ok);
            worst_parameters = std::fmax(worst_parameters, relative_error(f, exact));
            worst_gram = std::fmax(worst_gram, relative_error(outputs_of(gram.predictor()), exact));
            if (k == 1) {
                const span<const double> held = explicit_model.outputs();
                worst_explicit = std::fmax(worst_explicit, relative_error({held.begin(), held.end()}, exact));
                const auto reduced_predictor = [&](std::size_t a, std::size_t) {
                    return reduced_model.outputs()[a] / data.singular_values[a];
                };
                worst_explicit = std::fmax(worst_explicit, relative_error(outputs_of(reduced_predictor), exact));
                worst_loss = std::fmax(worst_loss, std::fabs(reduced_model.loss() / network.loss() - 1));
            }
            peak = std::fmax(peak, gram.loss());
            if (t % 20 == 0)
                growth += "\n  step " + std::to_string(t) + ": Gram " + doctest::toString(worst_gram).c_str() + ", parameters " +
                          doctest::toString(worst_parameters).c_str() + ", function space " +
                          (k == 1 ? doctest::toString(worst_explicit).c_str() : "-");
            if (t == steps) break;
            e.reference.step(real128(eta));
            REQUIRE(gram.step(eta) == status::ok);
            REQUIRE(network.step(eta) == status::ok);
            if (k == 1) {
                REQUIRE(explicit_model.step(eta) == status::ok);
                REQUIRE(reduced_model.step(eta) == status::ok);
            }
        }
        MESSAGE("m = " << m << ", d = " << d << ", k = " << k << ", eta lambda0 = " << s.eta_lambda0
                       << ": largest relative error of the outputs so far" << growth);
        // The run must be in the phase that it stands for.
        const double start_loss = static_cast<double>(engines(s).reference.loss());
        if (s.eta_lambda0 > 2)
            CHECK(peak > 2 * start_loss);
        else
            CHECK(peak <= start_loss * (1 + 1e-12));
        CHECK(worst_gram <= promised);
        CHECK(worst_parameters <= promised);
        CHECK(worst_explicit <= promised);
        CHECK(worst_loss <= 10 * promised);  // the loss is a square of residuals, which are smaller than the outputs
    }
}
