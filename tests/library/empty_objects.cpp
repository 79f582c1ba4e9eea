// vocabulary/workspace.hpp: a default-constructed object is empty. Every member of every object of the library, and every
// function that is given one.
#include <doctest/doctest.h>

#include <vector>

#include "catapult/catapult.hpp"
#include "catapult/owned.hpp"
#include "support/aligned.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr status refused = status::invalid_argument;

template <class T>
bool empty(span<T> x)
{
    return x.empty();
}
template <class T>
bool empty(matrix_view<T> x)
{
    return x.rows == 0 && x.columns == 0;
}
template <class T>
bool empty(const reduced_data<T>& d)
{
    return d.samples + d.inputs + d.outputs + d.rank == 0 && empty(d.singular_values) && empty(d.targets) && empty(d.basis) &&
           d.unreachable_loss == 0;
}

/// What is written where nothing is to be written.
template <class T>
struct canvas {
    T values[4] = {1, 2, 3, 4};

    matrix_view<T> view() { return {values, 2, 2}; }
    matrix_view<const T> rows() const { return {values, 2, 2}; }
    bool kept() const { return values[0] == 1 && values[1] == 2 && values[2] == 3 && values[3] == 4; }
};

/// Data and a network of rank 1, and what follows from them.
template <class T>
struct small_problem {
    T sigma[1] = {1}, target[1] = {1};
    reduced_data<T> data;
    owned<network_state<T>> state;

    small_problem()
    {
        data.samples = data.inputs = data.outputs = data.rank = 1;
        data.singular_values = sigma;
        data.targets = {target, 1, 1};
        REQUIRE(state.create(network_dims{1, 1}) == status::ok);
        state->width = 100;
    }
};

}  // namespace

TEST_CASE_TEMPLATE("data", T, float, double)
{
    canvas<T> c;
    data_reduction<T> reduction;
    reduced_data<T> data;
    CHECK(reduction.add(c.rows(), c.rows()) == refused);
    data_segment<T> segment;
    CHECK(segment.add(c.rows(), c.rows()) == refused);
    CHECK(reduction.merge(segment) == refused);
    CHECK(reduction.finish(data) == refused);
    CHECK(empty(data));
    CHECK(square_unit(data) == 1);
    CHECK_FALSE(in_range(data));

    aligned_memory memory(1 << 16);
    const workspace w = memory.span();
    network_state<T> state;
    gram_model<T> model;
    tangent_kernel<T> kernel;
    function_space_start<T> start;
    function_space_model<T> function_space;
    CHECK(draw_initial<T>(10, 1, w, state) == refused);
    CHECK(gram_model<T>::create(data, state, w, model) == refused);
    CHECK(tangent_kernel<T>::create(data, state, w, kernel) == refused);
    training_objective<T> objective;
    loss_hessian<T> hessian;
    sharpness<T> top;
    eigenvalue_result<T> result;
    CHECK(loss_hessian<T>::create(objective, {{1, 1, 10}, 0}, w, hessian) == refused);
    CHECK(sharpness<T>::create(objective, {{1, 1, 10}, 0}, 0, w, top) == refused);
    CHECK(hessian.update(state) == refused);
    CHECK(hessian.rows() == 0);
    CHECK(hessian.outside() == 0);
    hessian.apply(nullptr, nullptr);
    batch_sharpness<T> batches;
    directional_curvature<T> curvature;
    kernel_spectrum<T> spectrum;
    T number = 0;
    CHECK(batch_sharpness<T>::create(objective, {1, 1, 10}, w, batches) == refused);
    CHECK(batches.measure(state, {}, curvature) == refused);
    CHECK(spectrum.update(data, state, {}) == refused);
    CHECK(spectrum.count() == 0);
    CHECK(empty(spectrum.vector(0)));
    CHECK(spectrum.project(c.rows(), {}) == refused);
    CHECK(kernel_trace<T>(data, state, number) == refused);
    CHECK(layer_alignment<T>(state, number) == refused);
    CHECK(top.update(state, result) == refused);
    CHECK(top.certify(state, w, result) == refused);
    CHECK(reduced_function_space_start<T>(data, state, w, start) == refused);
    CHECK(function_space_model<T>::create(start, w, function_space) == refused);
    gram_training<T> training;
    CHECK(gram_training<T>::create({}, state, {}, 1, 1, w, training) == refused);
    gram_runs<T> runs;
    CHECK_FALSE(gram_runs<T>::takes(data));
    CHECK(gram_runs<T>::create(data, 0, {}, w, runs) == refused);
    training_set<T> set;
    parameter_model<T> parameters;
    CHECK(reduced_training_set<T>(data, c.view(), c.view(), set) == status::shape_mismatch);
    CHECK(project_inputs<T>(data, c.rows(), c.view()) == status::shape_mismatch);
    std::size_t row = 7;
    CHECK(check_targets<T>({}, c.rows(), row) == refused);
    CHECK(row == 7);
    CHECK(parameter_model<T>::create({}, {}, set, w, parameters) == refused);
    CHECK(weights_of_layers<T>(state, c.rows(), 0, c.view(), c.view()) == status::shape_mismatch);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("gram_model", T, float, double)
{
    canvas<T> c;
    gram_model<T> model;
    network_state<T> state;
    CHECK(model.step(T(0.1)) == refused);
    CHECK(model.loss() == 0);
    CHECK(model.excess_loss() == 0);
    CHECK(model.relative_step(T(0.1)) == 0);
    CHECK(model.steps() == 0);
    CHECK(model.width() == 0);
    CHECK(model.dims().rank + model.dims().outputs == 0);
    CHECK(model.dims().width == 0);
    CHECK(empty(model.data()));
    CHECK(empty(model.predictor()));
    CHECK(empty(model.residual()));
    CHECK(empty(model.gradient()));
    CHECK(empty(model.second_deviation()));
    model.apply_first_deviation(c.rows(), c.view());
    CHECK(model.state(state) == refused);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("gram_training", T, float, double)
{
    canvas<T> c;
    gram_training<T> model;
    network_state<T> state;
    const std::size_t batch[] = {0};
    CHECK(model.step(T(0.1)) == refused);
    CHECK(model.step(T(0.1), batch) == refused);
    model.linearise();
    CHECK(model.loss() == 0);
    CHECK(model.excess_loss() == 0);
    CHECK(model.step_loss() == 0);
    CHECK(model.relative_step(T(0.1)) == 0);
    CHECK(model.gradient_norm() == 0);
    CHECK(model.steps() == 0);
    CHECK(model.width() == 0);
    CHECK(model.dims().rank + model.dims().outputs == 0);
    CHECK(model.dims().width == 0);
    CHECK(model.rule().momentum == 0);
    CHECK(empty(model.objective().data));
    CHECK(empty(model.objective().inputs));
    CHECK(empty(model.predictor()));
    CHECK(empty(model.gradient()));
    CHECK(empty(model.second_deviation()));
    model.apply_first_deviation(c.rows(), c.view());
    CHECK(model.state(state) == refused);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("parameter_model", T, float, double)
{
    canvas<T> c;
    parameter_model<T> model;
    CHECK(model.step(T(0.1)) == refused);
    CHECK(model.relative_step(T(0.1)) == 0);
    CHECK(model.loss() == 0);
    CHECK(model.excess_loss() == 0);
    CHECK(model.steps() == 0);
    CHECK(model.dims().width + model.dims().inputs + model.dims().outputs + model.dims().samples == 0);
    CHECK(empty(model.data().inputs));
    CHECK(empty(model.data().targets));
    CHECK(empty(model.product()));
    CHECK(empty(model.second_gram()));
    CHECK(empty(model.gradient()));
    CHECK(model.square_unit() == 0);
    CHECK(model.outputs(c.rows(), c.view()) == refused);
    CHECK(model.kernel_rows() == 0);
    model.apply_kernel(c.values, c.values + 2);
    parameter_tangent_kernel<T> kernel{model};
    CHECK(kernel.rows() == 0);
    kernel.apply(c.values, c.values + 2);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("function_space_model", T, float, double)
{
    canvas<T> c;
    function_space_model<T> model;
    CHECK(model.step(T(0.1)) == refused);
    CHECK(model.loss() == 0);
    CHECK(model.excess_loss() == 0);
    CHECK(model.relative_step(T(0.1)) == 0);
    CHECK(model.square_unit() == 0);
    CHECK(model.steps() == 0);
    CHECK(model.width() == 0);
    CHECK(empty(model.outputs()));
    CHECK(empty(model.residual()));
    CHECK(empty(model.tangent()));
    CHECK(model.second_deviation() == 0);
    CHECK(model.rows() == 0);
    model.apply(c.values, c.values + 2);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("weights", T, float, double)
{
    canvas<T> c;
    aligned_memory memory(1 << 10);
    network_state<T> state;
    weights_reduction<T> reduction;
    CHECK(reduction.add(c.rows(), c.rows()) == refused);
    CHECK(reduction.finish(state) == refused);
    CHECK(reduction.rows() == 0);
    CHECK(reduction.partial_size() == 0);
    CHECK(reduction.partial_bytes() == 0);
    CHECK(reduction.partial(c.rows(), c.rows(), memory.span(), {}) == refused);
    CHECK(reduction.merge({}, 1) == refused);

    weights_transform<T> transform;
    gram_model<T> model;
    CHECK(transform.step(model, T(0.1)) == refused);
    transform.prepare();
    CHECK(transform.apply_bytes() == 0);
    CHECK(transform.apply(c.view(), c.view(), memory.span()) == refused);

    const T basis[1] = {1};
    owned<weights_transform<T>> whole;
    REQUIRE(whole.create(weights_dims{1, 1, 1, 100}, matrix_view<const T>(basis, 1, 1)) == status::ok);
    CHECK(whole->step(model, T(0.1)) == refused);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("eigenvalues", T, float, double)
{
    canvas<T> c;
    aligned_memory memory(1 << 16);
    const workspace w = memory.span();
    eigenvalue_result<T> found;
    gram_model<T> model;
    parameter_model<T> parameters;
    function_space_model<T> function_space;

    tangent_kernel<T> kernel;
    CHECK(tangent_kernel<T>::create(model, w, kernel) == refused);
    CHECK(kernel.rows() == 0);
    kernel.apply(c.values, c.values + 2);

    eigenvalue_tracker<T> tracker;
    const symmetric_operator<T> op = make_operator<T>(kernel);
    CHECK(tracker.update(op, found) == refused);
    CHECK(tracker.certify(op, {}, w, found) == refused);
    CHECK(empty(tracker.vector()));
    CHECK(power_iteration<T>(op, {}, {}, w, found) == refused);
    CHECK(lanczos<T>(op, {}, {}, w, found) == refused);
    CHECK(dense_top_eigenvalue<T>({}, {}, w, found) == refused);

    const auto follow = [&](auto lambda, auto& of) {
        CHECK(lambda.create(of, 0, w, lambda) == refused);
        CHECK(lambda.update(found) == refused);
        CHECK(lambda.certify(w, found) == refused);
        CHECK(empty(lambda.vector()));
    };
    follow(top_eigenvalue<T>(), model);
    follow(parameter_top_eigenvalue<T>(), parameters);
    follow(function_space_top_eigenvalue<T>(), function_space);
    top_eigenvalue<T> lambda;
    CHECK(certify(lambda, model, found) == refused);
    CHECK(c.kept());
}

TEST_CASE_TEMPLATE("gram_runs", T, float, double)
{
    gram_runs<T> runs;
    gram_model<T> model;
    top_eigenvalue<T> lambda;
    std::uint64_t tag = 0;
    run_summary summary;
    CHECK(runs.size() == 0);
    CHECK(runs.add(model, lambda, T(0.1), 1, 0) == refused);
    CHECK(runs.finish_next(tag, summary) == refused);

    small_problem<T> p;
    owned<gram_runs<T>> whole;
    owned<gram_model<T>> one;
    owned<top_eigenvalue<T>> its;
    REQUIRE(whole.create(p.data, 0.0, stopping_rule()) == status::ok);
    REQUIRE(one.create(p.data, *p.state) == status::ok);
    REQUIRE(its.create(*one, 0.0) == status::ok);
    CHECK(whole->add(model, *its, T(0.1), 1, 0) == refused);
    CHECK(whole->add(*one, lambda, T(0.1), 1, 0) == refused);
    CHECK(whole->size() == 0);
    CHECK(whole->add(*one, *its, T(0.1), 1, 0) == status::ok);
}

TEST_CASE("sweeps")
{
    const double widths[] = {10}, rates[] = {1};
    sweep_grid grid;
    grid.widths = widths;
    grid.rates = rates;
    std::vector<sweep_record> records(1);
    const reduced_data<double> data;
    aligned_memory memory(1 << 10);
    full_sweep sweep;
    CHECK(full_sweep::create(data, grid, {}, memory.span(), sweep) == refused);
    CHECK(sweep.run(0, records) == refused);
    CHECK(sweep.run(0, {}) == refused);
    CHECK_FALSE(sweep.side_by_side());
}

TEST_CASE_TEMPLATE("warmup", T, float, double)
{
    const auto check = [](auto& model) {
        CHECK(model.step() == refused);
        CHECK(model.change_eta(T(0.1)) == refused);
        CHECK(model.steps() == 0);
        CHECK(model.problem().eta == 0);
        CHECK(model.output() == 0);
        CHECK(model.residual() == 0);
        CHECK(model.loss() == 0);
        CHECK(model.lambda() == 0);
        CHECK(model.eta_lambda() == 0);
        CHECK(model.relative_step() == 0);
        const run_summary summary = run(model, {});
        CHECK(summary.steps == 0);
        CHECK(summary.loss_final == 0);
        CHECK(summary.lambda_final == 0);
    };
    warmup_model<T> model;
    check(model);
    CHECK(model.lambda_drift() == 0);
    warmup_network<T> network;
    check(network);

    std::vector<warmup_model<T>> models(40);
    std::vector<run_summary> summaries(40);
    CHECK(run_warmup_models<T>(models, {}, summaries) == status::ok);
    for (const run_summary& summary : summaries) {
        CHECK(summary.steps == 0);
        CHECK(summary.loss_final == 0);
        CHECK(summary.lambda_final == 0);
    }
}

TEST_CASE_TEMPLATE("training_run", T, float, double)
{
    training_run<warmup_engine<warmup_network<T>>> run;
    double lambda = 7;
    CHECK_FALSE(run.running());
    CHECK(run.step() == refused);
    CHECK(run.lambda(lambda) == refused);
    CHECK(lambda == 7);
    CHECK(run.stop() == refused);
    CHECK(run.eta() == 0);
    run.change_eta(0.1);
    run.skip(0, 0, 0);
    CHECK(run.summary().steps == 0);
    CHECK_FALSE(run.lost());

    // Engines of objects that are empty: no step is taken.
    gram_model<T> model;
    top_eigenvalue<T> following;
    run_summary summary;
    CHECK(catapult::run(model_engine{model, following}, 1.0, 3.0, {}, summary) == refused);
    warmup_network<T> network;
    CHECK(catapult::run(warmup_engine{network}, 1.0, 3.0, {}, summary) == refused);
    CHECK(summary.steps == 0);
}
