// Objects that own their memory: what is made, what stays where that fails, and what moves.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "catapult/owned.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;

namespace {

/// λ₀ of the model, and what follows it from there.
template <class T, template <class> class Model>
T lambda0_of(owned<Model<T>>& model, owned<followed_eigenvalue<T, Model>>& lambda)
{
    eigenvalue_result<T> found;
    REQUIRE(lambda.create(*model, lambda_tolerance) == status::ok);
    REQUIRE(certify(*lambda, *model, found) == status::ok);
    CHECK(found.evidence == eigenvalue_evidence::inertia);
    return found.value;
}

/// A random network as numbers, and as the reference that is told of them.
struct weights {
    std::size_t samples, inputs, outputs, width;
    test::reference_network<test::real128> reference;
    std::vector<double> x, y, u, v;

    weights(std::size_t m, std::size_t d, std::size_t k, std::size_t n)
        : samples(m), inputs(d), outputs(k), width(n), reference(n, d, k, m), x(m * d), y(m * k), u(n * d), v(n * k)
    {
        fill_normals<double>({7, 0}, 0, x);
        fill_normals<double>({7, 1}, 0, y);
        fill_normals<double>({7, 2}, 0, u);
        fill_normals<double>({7, 3}, 0, v);
        reference.set(reference.x, x.data());
        reference.set(reference.y, y.data());
        reference.set(reference.u, u.data());
        reference.set(reference.v, v.data());
    }
    matrix_view<double> x_view() { return {x.data(), samples, inputs}; }
    matrix_view<double> y_view() { return {y.data(), samples, outputs}; }
    matrix_view<double> u_view() { return {u.data(), width, inputs}; }
    matrix_view<double> v_view() { return {v.data(), width, outputs}; }
    double lambda() const
    {
        return static_cast<double>(test::top_eigenvalue(reference.kernel(), reference.samples * reference.outputs));
    }
};

}  // namespace

TEST_CASE_TEMPLATE("every object of the library can be owned", T, float, double)
{
    constexpr std::size_t m = 4, d = 6, k = 1, n = 40;  // X has full row rank: no loss is out of reach
    std::vector<T> x(m * d), y(m * k), u(n * d), v(n * k);
    fill_normals<T>({7, 0}, 0, x);
    fill_normals<T>({7, 1}, 0, y);
    REQUIRE(draw_weights<T>(7, 0, {u.data(), n, d}, {v.data(), n, k}) == status::ok);
    const matrix_view<T> x_view(x.data(), m, d), y_view(y.data(), m, k), u_view(u.data(), n, d), v_view(v.data(), n, k);

    owned<data_reduction<T>> reduction;
    reduced_data<T> by_hand;
    REQUIRE(reduction.create(data_dims{m, d, k, true}) == status::ok);
    REQUIRE(reduction->add(x_view, y_view) == status::ok);
    REQUIRE(reduction->finish(by_hand) == status::ok);
    owned_data<T> data;
    REQUIRE(data.reduce(x_view, y_view, true) == status::ok);
    REQUIRE(data->rank == by_hand.rank);
    for (std::size_t i = 0; i < data->rank; ++i) CHECK(data->singular_values[i] == by_hand.singular_values[i]);
    CHECK(data->basis.rows == data->rank);

    network_dims dims{data->rank, k, n};
    owned<network_state<T>> state;
    REQUIRE(state.create(dims) == status::ok);
    REQUIRE(state.create(std::as_const(dims)) == status::ok);
    weights_dims shapes{d, k, data->rank, n};
    owned<weights_reduction<T>> sums;
    REQUIRE(sums.create(shapes, data->basis) == status::ok);
    REQUIRE(sums->add(u_view, v_view) == status::ok);
    REQUIRE(sums->finish(*state) == status::ok);
    owned<network_state<T>> at_once;
    REQUIRE(state_of_weights<T>(*data, u_view, v_view, at_once) == status::ok);
    CHECK(at_once->width == T(n));
    for (std::size_t i = 0; i < data->rank; ++i) CHECK(at_once->predictor(i, 0) == state->predictor(i, 0));

    owned<gram_model<T>> model;
    REQUIRE(model.create(*data, *state) == status::ok);
    owned<tangent_kernel<T>> of_model, of_state;
    REQUIRE(of_model.create(*model) == status::ok);
    REQUIRE(of_state.create(*data, *state) == status::ok);
    CHECK(of_model->rows() == of_state->rows());
    training_objective<T> objective;
    objective.data = *data;
    hessian_dims of_hessian{dims, 0};
    owned<loss_hessian<T>> hessian;
    owned<sharpness<T>> top;
    REQUIRE(hessian.create(objective, of_hessian) == status::ok);
    REQUIRE(hessian->update(*state) == status::ok);
    REQUIRE(top.create(objective, of_hessian, 1e-4) == status::ok);
    owned<batch_sharpness<T>> batches;
    owned<kernel_spectrum<T>> spectrum;
    REQUIRE(batches.create(objective, dims) == status::ok);
    REQUIRE(spectrum.create(dims, std::size_t(2), 1e-4) == status::ok);
    CHECK(spectrum->count() == 2);
    owned<weights_transform<T>> transform;
    REQUIRE(transform.create(shapes, data->basis) == status::ok);
    owned<parameter_model<T>> parameters;
    training_set<T> set;
    set.inputs = x_view;
    set.targets = y_view;
    REQUIRE(parameters.create(u_view, v_view, set) == status::ok);
    function_space_start<T> start;
    owned<function_space_model<T>> function;
    const status started = with_workspace(
        [&](std::size_t& bytes) { return reduced_function_space_start_bytes<T>(data->rank, bytes); },
        [&](workspace memory) {
            const status s = reduced_function_space_start(*data, *state, memory, start);
            return s == status::ok ? function.create(start) : s;
        });
    REQUIRE(started == status::ok);

    // λ₀ and the run of the three engines are those of one network.
    owned<top_eigenvalue<T>> lambda;
    owned<parameter_top_eigenvalue<T>> of_parameters;
    owned<function_space_top_eigenvalue<T>> of_function;
    const T lambda0 = lambda0_of(model, lambda);
    const double start_lambda = static_cast<double>(lambda0), eta = 1 / start_lambda;
    const double rounding = 1000 * static_cast<double>(std::numeric_limits<T>::epsilon());
    CHECK(lambda0_of(parameters, of_parameters) == doctest::Approx(lambda0).epsilon(rounding));
    CHECK(lambda0_of(function, of_function) == doctest::Approx(lambda0).epsilon(rounding));
    stopping_rule rule;
    rule.converged_ratio = 1e-4;
    run_summary gram_run, parameters_run, function_run;
    REQUIRE(run(model_engine{*model, *lambda}, eta, start_lambda, rule, gram_run) == status::ok);
    REQUIRE(run(model_engine{*parameters, *of_parameters}, eta, start_lambda, rule, parameters_run) == status::ok);
    REQUIRE(run(model_engine{*function, *of_function}, eta, start_lambda, rule, function_run) == status::ok);
    CHECK(gram_run.end == outcome::converged);
    CHECK(function_run.steps == gram_run.steps);
    CHECK(function_run.lambda_final == doctest::Approx(gram_run.lambda_final).epsilon(rounding));
    CHECK(parameters_run.lambda_final == doctest::Approx(gram_run.lambda_final).epsilon(100 * rounding));

    owned<eigenvalue_tracker<T>> tracker;
    REQUIRE(tracker.create(data->rank, eigenvalue_options{}) == status::ok);
    CHECK(tracker->vector().size() == data->rank);
    owned<gram_runs<T>> runs;
    REQUIRE(runs.create(*data, lambda_tolerance, rule) == status::ok);
    CHECK(runs->size() == 0);
}

TEST_CASE("a sweep can be owned")
{
    weights w(5, 3, 1, 10);
    owned_data<double> data;
    REQUIRE(data.reduce(w.x_view(), w.y_view(), true) == status::ok);
    const double widths[] = {1000}, rates[] = {1};
    sweep_grid grid;
    grid.widths = widths;
    grid.rates = rates;
    owned<full_sweep> sweep;
    REQUIRE(sweep.create(*data, grid, sweep_options{}) == status::ok);
    sweep_record record;
    REQUIRE(sweep->run(0, {&record, 1}) == status::ok);
    // The same network by itself.
    owned<network_state<double>> state;
    REQUIRE(draw_initial(*data, 1000, 0, state) == status::ok);
    owned<gram_model<double>> model;
    REQUIRE(model.create(*data, *state) == status::ok);
    owned<top_eigenvalue<double>> lambda;
    const double lambda0 = lambda0_of(model, lambda);
    CHECK(lambda0 == doctest::Approx(record.run.lambda_initial).epsilon(1e-11));
    run_summary alone;
    REQUIRE(run(model_engine{*model, *lambda}, 1 / lambda0, lambda0, {}, alone) == status::ok);
    CHECK(alone.steps == record.run.steps);
    CHECK(classify(alone) == record.end_phase);
}

TEST_CASE("what fails leaves what was there")
{
    weights w(6, 3, 2, 30);
    owned_data<double> data;
    REQUIRE(data.reduce(w.x_view(), w.y_view(), true) == status::ok);
    const reduced_data<double> before = *data;
    const double first = before.singular_values[0];
    w.x[4] = std::nan("");
    CHECK(data.reduce(w.x_view(), w.y_view()) == status::not_finite);
    CHECK(data.reduce(w.x_view(), {w.y.data(), 5, 2}) == status::shape_mismatch);
    CHECK(data.reduce({w.x.data(), 6, 0}, w.y_view()) == status::invalid_argument);
    CHECK(data->singular_values.data() == before.singular_values.data());
    CHECK(data->singular_values[0] == first);

    owned<network_state<double>> state;
    REQUIRE(draw_initial(*data, 100, 1, state) == status::ok);
    const double* const predictor = state->predictor.data;
    const double drawn = *predictor;
    CHECK(draw_initial(*data, 0.5, 1, state) == status::invalid_argument);
    CHECK(draw_initial(*data, std::nan(""), 1, state) == status::not_finite);
    CHECK(state_of_weights<double>(*data, w.u_view(), {w.v.data(), 29, 2}, state) == status::shape_mismatch);
    CHECK(state_of_weights<double>(*data, {w.u.data(), 0, 3}, {w.v.data(), 0, 2}, state) != status::ok);
    reduced_data<double> without_basis = *data;
    without_basis.basis = {};
    CHECK(state_of_weights<double>(without_basis, w.u_view(), w.v_view(), state) == status::shape_mismatch);
    CHECK(state->predictor.data == predictor);
    CHECK(*predictor == drawn);

    owned<gram_model<double>> model;
    REQUIRE(model.create(*data, *state) == status::ok);
    REQUIRE(model->step(0.01) == status::ok);
    state->predictor(0, 0) = std::nan("");
    CHECK(model.create(*data, *state) == status::not_finite);
    CHECK(model->steps() == 1);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    MESSAGE("memory that is not to be had: skipped, as a sanitizer's allocator ends the program");
#else
    // The largest state whose size is a std::size_t takes most of the addresses: more than any system gives.
    std::size_t rank = 1, bytes = 0;
    for (std::size_t more = std::numeric_limits<std::size_t>::max() / 4; more > 0; more /= 2)
        if (network_state_bytes<double>({rank + more, 1}, bytes) == status::ok) rank += more;
    CHECK(state.create(network_dims{rank, 1}) == status::out_of_memory);
#endif
    CHECK(state.create(network_dims{std::numeric_limits<std::size_t>::max() / 2, 1}) == status::size_overflow);
}

TEST_CASE("what is moved keeps its memory, and leaves an empty object")
{
    weights w(6, 3, 1, 30);
    owned_data<double> data;
    REQUIRE(data.reduce(w.x_view(), w.y_view(), true) == status::ok);
    owned<network_state<double>> state;
    REQUIRE(state_of_weights<double>(*data, w.u_view(), w.v_view(), state) == status::ok);
    owned<gram_model<double>> model;
    REQUIRE(model.create(*data, *state) == status::ok);

    const reduced_data<double> view = *data;  // the model has one of these
    const double first = view.singular_values[0];
    owned_data<double> moved_data = std::move(data);
    CHECK(moved_data->singular_values.data() == view.singular_values.data());
    CHECK(view.singular_values[0] == first);
    CHECK(data->rank == 0);
    CHECK(data->singular_values.empty());

    owned<gram_model<double>> other;
    REQUIRE(other.create(*moved_data, *state) == status::ok);
    REQUIRE(other->step(0.01) == status::ok);
    const double loss = model->loss();
    other = std::move(model);
    CHECK(other->steps() == 0);
    CHECK(other->loss() == loss);
    REQUIRE(other->step(0.01) == status::ok);
    CHECK(other->loss() != loss);
    // What was moved from can be used again.
    REQUIRE(model.create(*moved_data, *state) == status::ok);
    CHECK(model->loss() == loss);
}

TEST_CASE("a state without layers can be drawn again after it was drawn at a narrow width")
{
    owned<network_state<double>> again, fresh;
    REQUIRE(again.create(network_dims{3, 1}) == status::ok);
    REQUIRE(fresh.create(network_dims{3, 1}) == status::ok);
    REQUIRE(draw_initial(2.0, 5, *again) == status::ok);
    REQUIRE(draw_initial(1e6, 7, *again) == status::ok);
    REQUIRE(draw_initial(1e6, 7, *fresh) == status::ok);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(again->predictor(i, 0) == fresh->predictor(i, 0));
        for (std::size_t j = 0; j <= i; ++j) CHECK(again->first_deviation.get(i, j) == fresh->first_deviation.get(i, j));
    }
}

TEST_CASE("the borders of weights are those of their dense kernel")
{
    const struct {
        std::size_t samples, inputs, outputs, width;
    } shapes[] = {{5, 3, 1, 20}, {4, 6, 2, 30}, {7, 2, 3, 5}, {3, 4, 2, 2}, {1, 1, 1, 1}};
    for (const auto& s : shapes) {
        CAPTURE(s.width);
        weights w(s.samples, s.inputs, s.outputs, s.width);
        learning_rate_borders found;
        REQUIRE(borders_of_weights<double>(w.x_view(), w.u_view(), w.v_view(), found) == status::ok);
        CHECK(found.largest == doctest::Approx(4 / w.lambda()).epsilon(1e-12));
        CHECK(found.critical == doctest::Approx(2 / w.lambda()).epsilon(1e-12));
    }
    weights w(5, 3, 1, 20);
    learning_rate_borders found;
    found.largest = 17;
    CHECK(borders_of_weights<double>(w.x_view(), w.u_view(), {w.v.data(), 19, 1}, found) == status::shape_mismatch);
    CHECK(borders_of_weights<double>(w.x_view(), {w.u.data(), 20, 2}, w.v_view(), found) == status::shape_mismatch);
    w.x.assign(w.x.size(), 0);
    CHECK(borders_of_weights<double>(w.x_view(), w.u_view(), w.v_view(), found) == status::zero_inputs);
    CHECK(found.largest == 17);
}
