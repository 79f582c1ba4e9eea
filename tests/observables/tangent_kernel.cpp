#include <doctest/doctest.h>

#include "catapult/observables/tangent_kernel.hpp"
#include "support/reduced_problem.hpp"
#include "support/small_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

struct shape {
    std::size_t samples, inputs, outputs, rank, width;
};

template <class T>
double largest(const symmetric_operator<T>& op)
{
    std::size_t bytes = 0;
    const eigenvalue_options options = {1e-13, 5000, 32};
    REQUIRE(lanczos_bytes<T>(op.rows, options, bytes) == status::ok);
    aligned_memory memory(bytes);
    std::vector<T> x(op.rows, T(0));
    eigenvalue_result<T> result;
    REQUIRE(lanczos<T>(op, options, span<T>(x), memory.span(), result) == status::ok);
    return static_cast<double>(result.value);
}

template <class T>
aligned_memory operator_memory(network_dims dims)
{
    std::size_t bytes = 0;
    REQUIRE(tangent_kernel<T>::bytes(dims, bytes) == status::ok);
    return aligned_memory(bytes);
}

}  // namespace

TEST_CASE_TEMPLATE("the top eigenvalue is that of the kernel over samples and outputs", T, float, double)
{
    for (const shape s :
         {shape{1, 1, 1, 1, 3}, shape{5, 3, 1, 3, 7}, shape{4, 9, 1, 4, 2}, shape{6, 4, 3, 4, 20}, shape{3, 8, 4, 2, 50}}) {
        CAPTURE(s.samples);
        reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
        const network_dims dims = {s.rank, s.outputs, static_cast<double>(s.width)};
        owned_state<T> state(s.rank, s.outputs, dims.width);
        p.write_state(state.state);
        owned_model<T> m(p.data, state.state);
        const std::size_t rows = s.samples * s.outputs;
        const double expected = static_cast<double>(test::top_eigenvalue(p.network.kernel(), rows));
        // The state and Σ are rounded to T, and the products have a few n ε. The solver stops within its 32 ε.
        const double allowed = (100 + 4 * static_cast<double>(s.rank)) * static_cast<double>(epsilon<T>) * expected;

        tangent_kernel<T> of_state, of_model;
        aligned_memory first = operator_memory<T>(dims), second = operator_memory<T>(dims);
        REQUIRE(tangent_kernel<T>::create(p.data, state.state, first.span(), of_state) == status::ok);
        REQUIRE(tangent_kernel<T>::create(m.model, second.span(), of_model) == status::ok);
        CHECK(of_state.rows() == s.rank * s.outputs);
        CHECK(std::fabs(largest<T>(make_operator<T>(of_state)) - expected) <= allowed);
        CHECK(std::fabs(largest<T>(make_operator<T>(of_model)) - expected) <= allowed);
    }
}

TEST_CASE("lambda is followed along lazy and catapult runs, from the largest at the start, with three or four products a step")
{
    struct setting {
        double rate, tolerance, products;
    };
    for (const setting& at :
         {setting{1, 1e-6, 3}, setting{3, 1e-6, 3}, setting{1, lambda_tolerance, 3}, setting{3, lambda_tolerance, 4.5}}) {
        const double rate = at.rate;
        CAPTURE(rate);
        CAPTURE(at.tolerance);
        const shape s = {40, 30, 2, 25, 60};
        reduced_problem<double> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 3);
        owned_state<double> state(s.rank, s.outputs);
        p.write_state(state.state);
        state.state.width = 1e4;  // the deviations of width 60 serve as an ordinary state
        owned_model<double> m(p.data, state.state);

        std::size_t bytes = 0;
        REQUIRE(catapult::top_eigenvalue<double>::bytes({s.rank, s.outputs}, bytes) == status::ok);
        aligned_memory memory(bytes), scratch = operator_memory<double>({s.rank, s.outputs});
        catapult::top_eigenvalue<double> lambda;
        REQUIRE(catapult::top_eigenvalue<double>::create(m.model, at.tolerance, memory.span(), lambda) == status::ok);
        tangent_kernel<double> kernel;
        REQUIRE(tangent_kernel<double>::create(m.model, scratch.span(), kernel) == status::ok);

        eigenvalue_result<double> result;
        REQUIRE(catapult::top_eigenvalue<double>::certify_bytes({s.rank, s.outputs}, bytes) == status::ok);
        aligned_memory certificate(bytes);
        REQUIRE(lambda.certify(certificate.span(), result) == status::ok);
        const double eta = rate / result.value, initial = result.value;
        std::size_t products = 0;
        const std::size_t steps = 200;
        for (std::size_t step = 0; step < steps; ++step) {
            REQUIRE(m.model.step(eta) == status::ok);
            REQUIRE(lambda.update(result) == status::ok);
            products += result.products;
            CHECK(result.error_bound <= (1.001 * at.tolerance + 16 * epsilon<double>)*result.value);
            const double exact = largest<double>(make_operator<double>(kernel));
            CHECK(std::fabs(result.value - exact) <= result.error_bound + 1e-13 * exact);
        }
        MESSAGE("rate ", rate, ", tolerance ", at.tolerance, ": lambda ", initial, " to ", result.value, ", loss ",
                m.model.excess_loss(), ", ", static_cast<double>(products) / steps, " products a step");
        CHECK(static_cast<double>(products) <= at.products * static_cast<double>(steps));
        if (rate > 2) CHECK(result.value < 0.9 * initial);
    }
}

// Σ_i [b (I + D)_ij σ_j δ_cl + a δ_ij σ_j (I + E)_cl]/m, with the rate a of the first layer over η and that of the second, b.
TEST_CASE_TEMPLATE("lambda under a training rule counts the part of each layer with the rate of that layer", T, float, double)
{
    for (const std::size_t k : {std::size_t(1), std::size_t(2)})
        for (const auto& rates : {std::pair<double, double>{1, 1}, {2, 0.5}, {0.25, 1}}) {
            const double first = rates.first, second = rates.second;
            CAPTURE(k);
            CAPTURE(first);
            small_problem<T> p(k);
            p.state.first_deviation.set(1, 0, T(0.25));
            p.state.second_deviation(0, 0) = T(0.5);
            const network_dims dims = {2, k, 100};
            training_rule rule;
            rule.momentum = 0.5;
            rule.rate_first = first;
            rule.rate_second = second;
            aligned_memory memory = memory_for(gram_training<T>::bytes, dims, rule),
                           of_lambda = memory_for(training_top_eigenvalue<T>::bytes, dims),
                           proof = memory_for(training_top_eigenvalue<T>::certify_bytes, dims),
                           of_matrix(required_bytes(dense_top_bytes<T>, 2 * k));
            gram_training<T> model;
            training_top_eigenvalue<T> lambda;
            REQUIRE(gram_training<T>::create(p.objective, p.state, rule, 1, 1, memory.span(), model) == status::ok);
            REQUIRE(training_top_eigenvalue<T>::create(model, 1e-12, of_lambda.span(), lambda) == status::ok);
            eigenvalue_result<T> found;
            REQUIRE(lambda.certify(proof.span(), found) == status::ok);
            CHECK(found.evidence == eigenvalue_evidence::inertia);
            for (int step = 0; step < 10; ++step) {
                network_state<T>& now = p.state;
                REQUIRE(model.state(now) == status::ok);
                std::vector<T> matrix(4 * k * k), vector(2 * k);
                for (std::size_t i = 0; i < 2; ++i)
                    for (std::size_t j = 0; j < 2; ++j)
                        for (std::size_t c = 0; c < k; ++c)
                            for (std::size_t l = 0; l < k; ++l) {
                                const double of_first = (i == j ? 1 : 0) * ((c == l ? 1 : 0) + now.second_deviation(c, l));
                                const double of_second = (c == l ? 1 : 0) * ((i == j ? 1 : 0) + now.first_deviation.get(i, j));
                                matrix[(i * k + c) * 2 * k + j * k + l] = static_cast<T>(
                                    p.singular_values[i] * p.singular_values[j] * (first * of_first + second * of_second) / 3);
                            }
                eigenvalue_result<T> known;
                REQUIRE(dense_top_eigenvalue<T>({matrix.data(), 2 * k, 2 * k}, vector, of_matrix.span(), known) == status::ok);
                CHECK(std::fabs(found.value - known.value) <=
                      found.error_bound + known.error_bound + 8 * epsilon<T> * known.value);
                CHECK(lambda.vector().rows == 2);
                CHECK(lambda.vector().columns == k);
                REQUIRE(model.step(T(0.1)) == status::ok);
                REQUIRE(lambda.update(found) == status::ok);
            }
        }
}

TEST_CASE("lambda of stored weights is that of the kernel, for samples as they are and reduced, at the start and in a catapult")
{
    for (const shape s :
         {shape{1, 1, 1, 1, 3}, shape{5, 3, 1, 3, 7}, shape{6, 4, 3, 4, 20}, shape{3, 8, 4, 2, 50}, shape{140, 5, 1, 5, 30}}) {
        CAPTURE(s.samples);
        const reduced_problem<double> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
        const auto rounded = [](const std::vector<real128>& a) { return std::vector<double>(a.begin(), a.end()); };
        const std::vector<double> x = rounded(p.network.x), y = rounded(p.network.y);
        std::vector<double> rows(s.rank * s.inputs), targets(s.rank * s.outputs);
        training_set<double> raw, reduced;
        raw.inputs = {x.data(), s.samples, s.inputs};
        raw.targets = {y.data(), s.samples, s.outputs};
        REQUIRE(reduced_training_set<double>(p.data, {rows.data(), s.rank, s.inputs}, {targets.data(), s.rank, s.outputs},
                                             reduced) == status::ok);
        for (const training_set<double>& set : {raw, reduced}) {
            CAPTURE(set.inputs.rows);
            reference_network<real128> exact = p.network;
            std::vector<double> u = rounded(exact.u), v = rounded(exact.v);
            const parameter_dims dims = {s.width, s.inputs, s.outputs, set.inputs.rows};
            const auto memory_for = [&](status (*bytes)(const parameter_dims&, std::size_t&) noexcept) {
                std::size_t size = 0;
                REQUIRE(bytes(dims, size) == status::ok);
                return aligned_memory(size);
            };
            using eigenvalue = parameter_top_eigenvalue<double>;
            aligned_memory model_memory = memory_for(parameter_model<double>::bytes);
            aligned_memory memory = memory_for(eigenvalue::bytes), certificate = memory_for(eigenvalue::certify_bytes);
            parameter_model<double> model;
            eigenvalue lambda;
            eigenvalue_result<double> result;
            REQUIRE(parameter_model<double>::create({u.data(), s.width, s.inputs}, {v.data(), s.width, s.outputs}, set,
                                                    model_memory.span(), model) == status::ok);
            // If the largest singular value is not known, ‖X‖ stands for it.
            CHECK(model.data().largest_singular_value >= p.singular_values[0] * (1 - 1e-15));
            REQUIRE(eigenvalue::create(model, lambda_tolerance, memory.span(), lambda) == status::ok);
            REQUIRE(lambda.certify(certificate.span(), result) == status::ok);
            CHECK(result.evidence == (set.inputs.rows > 128 ? eigenvalue_evidence::random_start : eigenvalue_evidence::inertia));
            const auto close = [&](double allowed) {
                const double expected = test::top_eigenvalue(rounded(exact.kernel()), s.samples * s.outputs);
                return std::fabs(result.value - expected) <= result.error_bound + allowed * expected &&
                       result.error_bound <= 1e-11 * expected;
            };
            CHECK(close((100 + 4 * static_cast<double>(s.rank)) * epsilon<double>));
            const double eta = 2.5 / result.value;
            for (int step = 0; step < 10; ++step) {
                REQUIRE(model.step(eta) == status::ok);
                exact.step(real128(eta));
            }
            REQUIRE(lambda.update(result) == status::ok);
            CHECK(close(1e-11));  // the run multiplies rounding by the growth of the outputs
            double square = 0;
            for (std::size_t i = 0; i < lambda.vector().rows; ++i)
                for (std::size_t c = 0; c < s.outputs; ++c) square += lambda.vector()(i, c) * lambda.vector()(i, c);
            CHECK(std::fabs(square - 1) < 1e-13);
        }
    }
}

TEST_CASE("lambda of a start in function space is that of the kernel, at the start and in a catapult")
{
    for (const shape s : {shape{1, 1, 1, 1, 3}, shape{5, 3, 1, 3, 7}, shape{9, 12, 1, 9, 10}, shape{20, 6, 1, 4, 30}}) {
        CAPTURE(s.samples);
        const reduced_problem<double> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
        owned_state<double> state(s.rank, s.outputs);
        p.write_state(state.state);
        const auto memory_for = [&](auto bytes) {
            std::size_t size = 0;
            REQUIRE(bytes(s.rank, size) == status::ok);
            return aligned_memory(size);
        };
        using eigenvalue = function_space_top_eigenvalue<double>;
        aligned_memory start_memory = memory_for(reduced_function_space_start_bytes<double>);
        aligned_memory model_memory = memory_for(function_space_model<double>::bytes);
        aligned_memory memory = memory_for(eigenvalue::bytes), certificate = memory_for(eigenvalue::certify_bytes);
        function_space_start<double> start;
        function_space_model<double> model;
        eigenvalue lambda;
        eigenvalue_result<double> result;
        REQUIRE(reduced_function_space_start<double>(p.data, state.state, start_memory.span(), start) == status::ok);
        REQUIRE(function_space_model<double>::create(start, model_memory.span(), model) == status::ok);
        REQUIRE(eigenvalue::create(model, lambda_tolerance, memory.span(), lambda) == status::ok);
        REQUIRE(lambda.certify(certificate.span(), result) == status::ok);
        CHECK(result.evidence == eigenvalue_evidence::inertia);
        reference_network<real128> exact = p.network;
        const auto expected = [&] { return static_cast<double>(test::top_eigenvalue(exact.kernel(), s.samples)); };
        CHECK(std::fabs(result.value / expected() - 1) <= (100 + 4 * static_cast<double>(s.rank)) * epsilon<double>);
        const double eta = 2.5 / result.value;
        for (int step = 0; step < 10; ++step) {
            REQUIRE(model.step(eta) == status::ok);
            exact.step(real128(eta));
        }
        REQUIRE(lambda.update(result) == status::ok);
        CHECK(std::fabs(result.value / expected() - 1) <= 1e-11);  // the run multiplies rounding by the growth of the outputs
    }
}

TEST_CASE("wrong shapes are refused")
{
    reduced_problem<double> p(4, 3, 2, 3, 5, 1);
    owned_state<double> state(3, 2), wrong_rank(2, 2), wrong_outputs(3, 1);
    p.write_state(state.state);
    aligned_memory memory = operator_memory<double>({3, 2});
    tangent_kernel<double> op;
    CHECK(tangent_kernel<double>::create(p.data, wrong_rank.state, memory.span(), op) == status::shape_mismatch);
    CHECK(tangent_kernel<double>::create(p.data, wrong_outputs.state, memory.span(), op) == status::shape_mismatch);
    const workspace small(memory.span().data(), memory.span().size() - 64);
    CHECK(tangent_kernel<double>::create(p.data, state.state, small, op) == status::workspace_too_small);
    std::size_t bytes = 0;
    CHECK(tangent_kernel<double>::bytes({0, 1}, bytes) == status::invalid_argument);
    CHECK(tangent_kernel<double>::bytes({SIZE_MAX, 1}, bytes) == status::size_overflow);
    CHECK(catapult::top_eigenvalue<double>::bytes({SIZE_MAX / 64, 64}, bytes) == status::size_overflow);
    owned_model<double> m(p.data, state.state);
    catapult::top_eigenvalue<double> lambda;
    REQUIRE(catapult::top_eigenvalue<double>::bytes({3, 2}, bytes) == status::ok);
    aligned_memory whole(bytes);
    CHECK(catapult::top_eigenvalue<double>::create(m.model, 1e-6, workspace(whole.span().data(), bytes - 64), lambda) ==
          status::workspace_too_small);
    CHECK(catapult::top_eigenvalue<double>::create(m.model, -1, whole.span(), lambda) == status::invalid_argument);
}
