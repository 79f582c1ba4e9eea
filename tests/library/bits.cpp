// The same bits everywhere: the results of each engine are hashed and compared with the hashes written here. The
// argument names the instruction set. Every set, compiler, optimisation level and processor must give these values. A
// hash may change only when a release changes its results. A failing test prints the new value.
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <vector>

#include "catapult/owned.hpp"
#include "kernels/dispatch.hpp"
#include "support/aligned.hpp"
#include "support/hurtful.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// FNV-1a over values instead of memory, so that byte order does not matter.
class hash {
public:
    void add(std::uint64_t bits)
    {
        for (int i = 0; i < 64; i += 8) value_ = (value_ ^ ((bits >> i) & 0xff)) * 0x100000001b3u;
    }
    void add(double x)
    {
        std::uint64_t bits;
        std::memcpy(&bits, &x, sizeof bits);
        add(bits);
    }
    void add(float x)
    {
        std::uint32_t bits;
        std::memcpy(&bits, &x, sizeof bits);
        add(std::uint64_t{bits});
    }
    template <class T>
    void add(const std::vector<T>& values)
    {
        for (const T x : values) add(x);
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed)
{
    std::vector<T> result(n);
    for (std::size_t i = 0; i < n; ++i) result[i] = hurtful<T>(seed + i);
    return result;
}

template <class T>
void add_matrix(hash& h, matrix_view<const T> a)
{
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.columns; ++j) h.add(a(i, j));
}

template <class T>
void dense(hash& h)
{
    const auto& kernels = detail::kernels<T>().dense;
    for (std::size_t n = 0; n < 150; ++n) {
        const std::vector<T> x = numbers<T>(n, 1);
        std::vector<T> y = numbers<T>(n, 1000);
        h.add(kernels.dot(n, x.data(), y.data()));
        kernels.add_scaled(n, T(-0.7), x.data(), y.data());
        h.add(y);
    }
}

void require(status s)
{
    if (s == status::ok) return;
    std::printf("unexpected: %s\n", status_text(s));
    std::exit(1);
}

/// Numbers in (−1/2, 1/2) that are exact in T.
template <class T>
T small(std::uint64_t seed)
{
    return static_cast<T>(static_cast<std::int64_t>(mix(seed) >> 44) - (std::int64_t{1} << 19)) / T(1 << 20);
}

using memory = test::aligned_memory;

void uniform_and_chi_squared(hash& h)
{
    for (std::uint64_t i = 0; i < 200; ++i) {
        h.add(uniform({7, 4}, i));
        for (const double degrees : {0.3, 1.0, 7.0, 1e6, 1e15}) h.add(chi_squared_deviation({7, 5}, i, degrees));
    }
}

template <class T>
struct dense_operator {
    std::size_t n;
    std::size_t rows() const { return n; }
    void apply(const T* x, T* y) const
    {
        for (std::size_t i = 0; i < n; ++i) {
            T sum = static_cast<T>(i) * x[i];
            for (std::size_t j = 0; j < n; ++j) sum += small<T>(i < j ? i * n + j : j * n + i) * x[j];
            y[i] = sum;
        }
    }
};

template <class T>
void eigenvalues(hash& h)
{
    for (const std::size_t n : {1, 7, 60}) {
        dense_operator<T> object{n};
        const auto op = make_operator<T>(object);
        eigenvalue_options options;
        options.max_products = 300;
        options.max_subspace = 20;
        std::vector<T> vector(n);
        eigenvalue_result<T> result;
        const auto add = [&](status s) {
            h.add(std::uint64_t(s));
            h.add(std::uint64_t(result.products));
            h.add(result.value);
            h.add(result.error_bound);
            h.add(vector);
        };
        std::size_t bytes = 0;
        require(power_iteration_bytes<T>(n, bytes));
        add(power_iteration<T>(op, options, vector, memory(bytes).span(), result));
        vector.assign(n, T(0));
        require(lanczos_bytes<T>(n, options, bytes));
        add(lanczos<T>(op, options, vector, memory(bytes).span(), result));
    }
}

/// Largest eigenvalues with either kind of evidence.
template <class T>
void certificates(hash& h)
{
    for (const std::size_t n : {1, 7, 60, 200}) {
        dense_operator<T> object{n};
        const auto op = make_operator<T>(object);
        const eigenvalue_options options = {1e-6, 300, 16};
        std::size_t bytes = 0;
        require(eigenvalue_tracker<T>::bytes(n, options, bytes));
        memory place(bytes);
        for (const bool dense : {true, false}) {
            eigenvalue_tracker<T> tracker;
            require(tracker.create(n, options, place.span(), tracker));
            certificate_options certificate;
            if (!dense) certificate.max_dense_rows = 0;
            require(tracker.certify_bytes(n, certificate, bytes));
            memory work(bytes);
            eigenvalue_result<T> result;
            h.add(std::uint64_t(tracker.certify(op, certificate, work.span(), result)));
            h.add(std::uint64_t(result.products));
            for (const T x : {result.value, result.error_bound, result.excess_bound}) h.add(x);
            for (const T x : tracker.vector()) h.add(x);
        }
    }
}

template <class T>
void warmup(hash& h)
{
    const auto add_run = [&](const run_summary& run) {
        h.add(std::uint64_t(run.steps));
        h.add(run.loss_peak);
        h.add(run.loss_final);
        h.add(run.lambda_final);
    };
    stopping_rule rule;
    rule.max_steps = 500;
    for (const double width : {1e3, 1e6, std::numeric_limits<double>::infinity()})
        for (const T label : {T(0), T(0.75)})
            for (const T eta : {T(0.5), T(1.5), T(1.9), T(2.5)}) {
                warmup_model<T> model;
                require(warmup_model<T>::create({width, 1, label, eta}, {T(1.25), 2}, model));
                add_run(run(model, rule));
                h.add(model.residual());
                h.add(model.lambda_drift());
            }
    // λ₀ is about 1.5.
    for (const T eta : {T(1), T(2)}) {
        std::vector<T> u(1000), v(1000);
        for (std::size_t i = 0; i < 1000; ++i) u[i] = 3 * small<T>(i), v[i] = 3 * small<T>(5000 + i);
        warmup_network<T> network;
        require(warmup_network<T>::create({1000, 1, T(0.25), eta}, u, v, network));
        add_run(run(network, rule));
        h.add(u);
        h.add(v);
    }
}

template <class T>
void batch(hash& h)
{
    // All three maps in every phase, each with more trajectories than lanes.
    std::vector<warmup_model<T>> models;
    for (std::uint64_t i = 0; i < 600; ++i) {
        const double width = i % 3 == 2 ? std::numeric_limits<double>::infinity() : 1000 << i % 7;
        const T label = i % 3 == 1 ? T(1.5) : T(0);
        warmup_model<T> model;
        require(warmup_model<T>::create({width, 1, label, T(0.03125) + T(i) / T(256)}, {T(0.75), T(1.75)}, model));
        models.push_back(model);
    }
    stopping_rule rule;
    rule.max_steps = 400;
    std::vector<run_summary> summaries(models.size());
    require(run_warmup_models<T>(models, rule, summaries));
    for (std::size_t i = 0; i < models.size(); ++i) {
        const run_summary& run = summaries[i];
        h.add(std::uint64_t(run.end));
        h.add(std::uint64_t(run.steps));
        h.add(run.loss_peak);
        h.add(run.loss_final);
        h.add(run.lambda_final);
        h.add(models[i].residual());
        h.add(models[i].lambda_drift());
    }
}

void sweep(hash& h)
{
    const std::vector<double> widths = {30, 1e6, 1e12, std::numeric_limits<double>::infinity()};
    std::vector<double> rates(60);
    require(space_axis(0.1, 4.5, false, rates));
    for (const double label : {0.0, 0.5}) {
        sweep_grid grid;
        grid.widths = widths;
        grid.seeds = 3;
        grid.rates = rates;
        warmup_setting setting;
        setting.label = label;
        sweep_options options;
        options.rule.max_steps = 2000;
        std::vector<sweep_record> records(widths.size() * 3 * rates.size());
        require(run_warmup_sweep(grid, setting, options, 0, records));
        for (const sweep_record& record : records) {
            h.add(record.eta_lambda0);
            h.add(std::uint64_t(record.end_phase));
            h.add(std::uint64_t(record.run.steps));
            h.add(record.run.loss_peak);
            h.add(record.run.lambda_initial);
            h.add(record.run.lambda_final);
        }
    }
}

template <class T>
void reduced(hash& h)
{
    for (const data_dims dims : {data_dims{60, 20, 3, true}, data_dims{20, 60, 1, true}}) {
        std::vector<T> inputs(dims.samples * dims.inputs), targets(dims.samples * dims.outputs);
        for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = small<T>(i);
        for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = small<T>(100000 + i);
        owned<data_reduction<T>> reduction;
        reduced_data<T> data;
        require(reduction.create(dims));
        require(reduction->add({inputs.data(), dims.samples, dims.inputs}, {targets.data(), dims.samples, dims.outputs}));
        require(reduction->finish(data));
        for (const T value : data.singular_values) h.add(value);
        add_matrix(h, data.targets);
        add_matrix(h, data.basis);
        h.add(data.unreachable_loss);
    }
}

/// Data of three segments, the last of which is short.
template <class T>
void segments(hash& h)
{
    const data_dims dims{9000, 40, 2, false};
    constexpr std::size_t block = 90;
    std::vector<T> inputs(block * dims.inputs), targets(block * dims.outputs);
    owned<data_reduction<T>> reduction;
    reduced_data<T> data;
    require(reduction.create(dims));
    for (std::size_t first = 0; first < dims.samples; first += block) {
        for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = small<T>(first * dims.inputs + i);
        for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = small<T>(1000000 + first * dims.outputs + i);
        require(reduction->add({inputs.data(), block, dims.inputs}, {targets.data(), block, dims.outputs}));
    }
    require(reduction->finish(data));
    for (const T value : data.singular_values) h.add(value);
    add_matrix(h, data.targets);
    h.add(data.unreachable_loss);
}

template <class T>
void parameters(hash& h)
{
    for (const std::size_t k : {1, 3}) {
        const parameter_dims dims{300, 20, k, 30};
        std::vector<T> u(dims.width * dims.inputs), v(dims.width * k), x(dims.samples * dims.inputs), y(dims.samples * k);
        fill_normals<T>({1, 1}, 0, u);
        fill_normals<T>({1, 2}, 0, v);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = small<T>(i);
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = small<T>(100000 + i);
        training_set<T> data;
        data.inputs = {x.data(), dims.samples, dims.inputs};
        data.targets = {y.data(), dims.samples, k};
        owned<parameter_model<T>> model;
        const matrix_view<T> first(u.data(), dims.width, dims.inputs), second(v.data(), dims.width, k);
        require(model.create(first, second, data));
        for (int step = 0; step < 30; ++step) {
            require(model->step(T(1.5)));
            h.add(model->loss());
        }
        h.add(u);
        h.add(v);
        std::vector<T> vector(model->kernel_rows(), T(1)), image(model->kernel_rows());
        model->apply_kernel(vector.data(), image.data());
        h.add(image);
    }
}

/// A network state near infinite width, with r singular values that fall like 1/i.
template <class T>
struct problem {
    network_dims dims;
    std::vector<T> singular_values, targets;
    reduced_data<T> data;
    owned<network_state<T>> state;

    problem(std::size_t r, std::size_t k, double width) : dims{r, k}, singular_values(r), targets(r * k)
    {
        for (std::size_t i = 0; i < r; ++i) singular_values[i] = T(4) / static_cast<T>(i + 1);
        for (std::size_t i = 0; i < r * k; ++i) targets[i] = small<T>(1000 + i);
        data.samples = 40;
        data.inputs = r;
        data.outputs = k;
        data.rank = r;
        data.singular_values = singular_values;
        data.targets = {targets.data(), r, k};
        data.unreachable_loss = T(0.125);
        require(state.create(dims));
        state->width = width;
        for (std::size_t i = 0; i < r; ++i) {
            for (std::size_t j = 0; j <= i; ++j) state->first_deviation.set(i, j, small<T>(2000 + i * r + j) / T(16));
            for (std::size_t j = 0; j < k; ++j) state->predictor(i, j) = small<T>(9000 + i * k + j);
        }
        for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j)
                state->second_deviation(i, j) = small<T>(5000 + (i < j ? i + j * k : j + i * k)) / T(16);
    }
};

template <class T>
void gram(hash& h)
{
    // λ₀ is about 2·4²/40: lazy at 1, catapult at 3.5.
    for (const T eta : {T(1), T(3.5)})
        for (const std::size_t k : {1, 3}) {
            problem<T> p(37, k, 1000);
            owned<gram_model<T>> model;
            require(model.create(p.data, *p.state));
            for (int step = 0; step < 60; ++step) {
                require(model->step(eta));
                h.add(model->loss());
                h.add(model->excess_loss());
            }
            add_matrix<T>(h, model->residual());
            add_matrix<T>(h, model->gradient());
            require(model->state(*p.state));
            add_matrix<T>(h, p.state->predictor);
            add_matrix<T>(h, p.state->second_deviation);
            for (std::size_t i = 0; i < 37; ++i)
                for (std::size_t j = 0; j <= i; ++j) h.add(p.state->first_deviation.get(i, j));
        }
}

/// Ranks and outputs at which updates of D wait in a tail, with several folds and an incomplete tail at the end.
template <class T>
void gram_tail(hash& h)
{
    for (const std::size_t k : {1, 3, 11}) {
        problem<T> p(sizeof(T) == 8 ? 186 : 261, k, 1000);
        owned<gram_model<T>> model;
        require(model.create(p.data, *p.state));
        owned<tangent_kernel<T>> kernel;
        require(kernel.create(*model));
        std::vector<T> vector(kernel->rows(), T(1)), image(kernel->rows());
        for (int step = 0; step < 35; ++step) {
            require(model->step(T(3.5)));
            h.add(model->loss());
        }
        kernel->apply(vector.data(), image.data());
        h.add(image);
        add_matrix<T>(h, model->residual());
        require(model->state(*p.state));
        add_matrix<T>(h, p.state->second_deviation);
        for (std::size_t i = 0; i < p.dims.rank; ++i)
            for (std::size_t j = 0; j <= i; ++j) h.add(p.state->first_deviation.get(i, j));
    }
}

template <class T>
void add_training(hash& h, problem<T>& p, const training_objective<T>& objective, const training_rule& rule, T eta, int steps)
{
    owned<gram_training<T>> model;
    require(model.create(objective, *p.state, rule, T(1), T(1)));
    const std::size_t samples = objective.inputs.rows;
    for (int step = 0; step < steps; ++step) {
        std::size_t batch[16];
        const bool whole = samples == 0 || step % 4 == 3;
        if (!whole) require(draw_batch(5, static_cast<std::uint64_t>(step), samples, batch));
        if (step == steps - 5) model->linearise();
        require(model->step(eta, whole ? span<const std::size_t>() : span<const std::size_t>(batch)));
        h.add(model->step_loss());
        h.add(model->gradient_norm());
        if (step != steps - 7) continue;
        owned<network_state<T>> state;
        require(state.create(p.dims));
        require(model->state(*state));
        add_matrix<T>(h, state->second_deviation);
        for (std::size_t i = 0; i < p.dims.rank; ++i)
            for (std::size_t j = 0; j <= i; ++j) h.add(state->first_deviation.get(i, j));
    }
    h.add(model->loss());
    add_matrix<T>(h, model->predictor());
    add_matrix<T>(h, model->gradient());
}

/// Each rule, at ranks where updates of large matrices wait in a tail and where they do not.
template <class T>
void training_rules(hash& h)
{
    training_rule rules[8];
    rules[1].momentum = 0.875;
    rules[2].momentum = 0.75;
    rules[2].nesterov = true;
    rules[2].sam_radius = 0.25;
    rules[2].weight_decay = 0.0625;
    rules[3].sam_radius = 0.25;
    rules[4].weight_decay = 0.125;
    rules[4].rate_first = 0.5;
    rules[4].clip = 0.25;
    rules[5].scaling = gradient_scaling::rmsprop;
    rules[6].scaling = gradient_scaling::polar;
    rules[7].scaling = gradient_scaling::polar;
    rules[7].sam_radius = 0.25;
    rules[7].weight_decay = 0.125;
    for (const std::size_t rank : {5, 37, 186})
        for (const std::size_t k : {1, 3, 7})
            for (const double width : {1000.0, std::numeric_limits<double>::infinity()})
                for (const training_rule& rule : rules) {
                    // Emulated processors take long for the largest.
                    if (rank == 186 && (k > 1 || width > 1000 || (rule.momentum == 0 && rule.weight_decay == 0))) continue;
                    problem<T> p(rank, k, width);
                    training_objective<T> objective;
                    objective.data = p.data;
                    const T eta = rule.scaling == gradient_scaling::none ? T(0.5) : T(0.015625);
                    add_training(h, p, objective, rule, eta, 24);
                }
}

/// Losses of samples, in batches.
template <class T>
void training_batches(hash& h)
{
    constexpr std::size_t m = 83, rank = 37, k = 3;
    for (const output_loss<T>& loss : {squared_loss<T>(), softmax_loss<T>(), logistic_loss<T>()}) {
        problem<T> p(rank, k, 1000);
        std::vector<T> inputs(m * rank), targets(m * k);
        for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = small<T>(7000 + i);
        for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = i / k % k == i % k ? T(1) : T(0);
        if (loss.accepts == logistic_loss<T>().accepts)
            for (T& target : targets) target = target > 0 ? T(1) : T(-1);
        training_objective<T> objective;
        objective.data = p.data;
        objective.data.samples = m;
        objective.loss = loss;
        objective.inputs = {inputs.data(), m, rank};
        objective.targets = {targets.data(), m, k};
        training_rule rules[3];
        rules[1].momentum = 0.875;
        rules[1].sam_radius = 0.125;
        rules[2].scaling = gradient_scaling::polar;
        for (const training_rule& rule : rules)
            add_training(h, p, objective, rule, rule.scaling == gradient_scaling::none ? T(0.25) : T(0.015625), 24);
    }
}

/// Stored weights are reduced, trained for a while, and transformed.
template <class T>
void weights(hash& h)
{
    constexpr std::size_t n = 5000, k = 2;
    problem<T> p(9, k, T(1));
    const weights_dims dims{14, k, 9, n};
    std::vector<T> basis(dims.rank * dims.inputs), u(n * dims.inputs), v(n * k);
    // Orthonormal rows that mix coordinates without rounding: (1, 1, 1, 1)/2 with several signs.
    constexpr int signs[4][4] = {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};
    for (std::size_t i = 0; i < dims.rank; ++i)
        for (std::size_t j = 0; j < 4 && i < 8; ++j) basis[i * dims.inputs + i / 4 * 4 + j] = T(signs[i % 4][j]) / 2;
    basis[8 * dims.inputs + 11] = T(1);
    const matrix_view<const T> rows(basis.data(), dims.rank, dims.inputs);
    require(draw_weights<T>(3, 0, {u.data(), n, dims.inputs}, {v.data(), n, k}));

    owned<weights_reduction<T>> reduction;
    require(reduction.create(dims, rows));
    require(reduction->add({u.data(), n, dims.inputs}, {v.data(), n, k}));
    require(reduction->finish(*p.state));
    owned<weights_transform<T>> transform;
    require(transform.create(dims, rows));
    owned<gram_model<T>> model;
    require(model.create(p.data, *p.state));
    for (int step = 0; step < 20; ++step) {
        require(transform->step(*model, T(3)));
        h.add(model->loss());
    }
    transform->prepare();
    memory scratch(transform->apply_bytes());
    require(transform->apply({u.data(), n, dims.inputs}, {v.data(), n, k}, scratch.span()));
    h.add(u);
    h.add(v);
}

template <class T>
void function_space(hash& h)
{
    constexpr std::size_t m = 21;
    std::vector<T> gram(m * m), tangent(m * m), targets(m), outputs(m);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            gram[i * m + j] = small<T>(i < j ? i * m + j : j * m + i) + (i == j ? T(8) : T(0));
            tangent[i * m + j] = 2 * gram[i * m + j] / T(m);
        }
        targets[i] = small<T>(2000 + i);
        outputs[i] = small<T>(3000 + i);
    }
    function_space_start<T> start;
    start.width = 1000;
    start.input_gram = {gram.data(), m, m};
    start.targets = targets;
    start.outputs = outputs;
    start.tangent = {tangent.data(), m, m};
    owned<function_space_model<T>> model;
    require(model.create(start));
    for (int step = 0; step < 40; ++step) {
        require(model->step(T(2.5)));
        h.add(model->loss());
    }
    add_matrix<T>(h, model->tangent());
}

/// Runs in lanes, which must have the bits of runs alone. There are more of them than lanes, in every phase.
template <class T>
void side_by_side(hash& h, std::initializer_list<network_dims> shapes)
{
    for (const network_dims& shape : shapes) {
        problem<T> p(shape.rank, shape.outputs, 1000);
        owned<gram_model<T>> model;
        require(model.create(p.data, *p.state));
        owned<top_eigenvalue<T>> kernel;
        require(kernel.create(*model, 1e-4));
        eigenvalue_result<T> lambda;
        require(kernel->update(lambda));
        owned<gram_runs<T>> batch;
        stopping_rule rule;
        rule.max_steps = 200;
        require(batch.create(p.data, 1e-4, rule));
        std::vector<run_summary> summaries(37);
        for (std::size_t next = 0;;) {
            std::uint64_t which = 0;
            run_summary summary;
            if (next < summaries.size() && batch->size() < batch->capacity) {
                require(
                    batch->add(*model, *kernel, T(5) * static_cast<T>(next + 1) / (T(37) * lambda.value), lambda.value, next));
                ++next;
            } else if (batch->size() > 0) {
                require(batch->finish_next(which, summary));
                summaries[which] = summary;
            } else {
                break;
            }
        }
        for (const run_summary& s : summaries) {
            for (const std::size_t count : {static_cast<std::size_t>(s.end), s.steps, s.peak_step}) h.add(std::uint64_t(count));
            for (const double x : {s.eta, s.loss_initial, s.loss_peak, s.loss_final, s.lambda_final}) h.add(x);
        }
    }
}

template <class T>
void one_output_side_by_side(hash& h)
{
    side_by_side<T>(h, {{3, 1}, {21, 1}});
}
template <class T>
void outputs_side_by_side(hash& h)
{
    side_by_side<T>(h, {{13, 2}, {16, 3}, {9, 5}, {7, 10}});
}

template <class T>
void normals(hash& h)
{
    std::vector<T> values(3001);
    for (std::uint64_t first : {std::uint64_t{0}, std::uint64_t{5}, (std::uint64_t{1} << 33) - 1000}) {
        fill_normals(random_stream{20201008, 1}, first, span<T>(values));
        h.add(values);
    }
}

template <class T>
void law(hash& h)
{
    for (const double width : {1e6, 1e12, std::numeric_limits<double>::infinity()}) {
        problem<T> p(37, 2, T(1));
        require(draw_initial(width, 5, *p.state));
        owned<gram_model<T>> model;
        require(model.create(p.data, *p.state));
        owned<top_eigenvalue<T>> kernel;
        require(kernel.create(*model, 1e-4));
        for (int step = 0; step < 30; ++step) {
            eigenvalue_result<T> lambda;
            require(kernel->update(lambda));
            h.add(lambda.value);
            h.add(lambda.error_bound);
            require(model->step(T(0.5)));
            h.add(model->loss());
        }
        add_matrix<T>(h, kernel->vector());
    }
}

/// Networks with fewer units than directions. Their weights are drawn one by one and kept.
template <class T>
void narrow(hash& h)
{
    for (const std::size_t width : {1, 5, 38})
        for (const std::size_t k : {2, 9}) {
            const problem<T> p(37, k, T(1));
            const network_dims dims = {37, k, static_cast<double>(width)};
            owned<network_state<T>> state;
            require(state.create(dims));
            require(draw_initial<T>(dims.width, 5, workspace(), *state));
            owned<gram_model<T>> model;
            require(model.create(p.data, *state));
            owned<tangent_kernel<T>> kernel;
            require(kernel.create(*model));
            std::vector<T> vector(kernel->rows(), T(1)), image(kernel->rows());
            for (int step = 0; step < 40; ++step) {
                require(model->step(T(0.75)));
                h.add(model->loss());
            }
            kernel->apply(vector.data(), image.data());
            h.add(image);
            require(model->state(*state));
            for (const matrix_view<T>& a : {state->first_layer, state->second_layer, state->predictor, state->second_deviation})
                add_matrix<T>(h, a);
            // Weights in and out. The reduced first layer serves as a first layer of the same width.
            std::vector<T> basis(37 * 37);
            for (std::size_t i = 0; i < 37; ++i) basis[i * 37 + 36 - i] = T(1);
            const weights_dims shape = {37, k, 37, dims.width};
            owned<weights_reduction<T>> reduction;
            const matrix_view<const T> permuted(basis.data(), 37, 37);
            require(reduction.create(shape, permuted));
            std::vector<T> u(width * 37), v(width * k);
            require(draw_weights<T>(3, 0, {u.data(), width, 37}, {v.data(), width, k}));
            require(reduction->add({u.data(), width, 37}, {v.data(), width, k}));
            require(weights_of_layers<T>(*state, permuted, 0, {u.data(), width, 37}, {v.data(), width, k}));
            h.add(u);
            require(reduction->finish(*state));
            add_matrix<T>(h, state->predictor);
        }
}

template <class T>
void losses(hash& h)
{
    constexpr std::size_t k = 5;
    for (const output_loss<T>& loss : {squared_loss<T>(), mean_squared_loss<T>(), softmax_loss<T>(), logistic_loss<T>()})
        for (std::uint64_t i = 0; i < 300; ++i) {
            std::vector<T> f(k), y(k), direction(k), gradient(k), curvature(k);
            for (std::size_t j = 0; j < k; ++j) {
                f[j] = small<T>(10 * i + j) * static_cast<T>(1 << i % 11);
                y[j] = small<T>(5000 + 10 * i + j);
                direction[j] = small<T>(9000 + 10 * i + j);
            }
            if (loss.accepts == logistic_loss<T>().accepts)
                for (T& target : y) target = target > 0 ? T(1) : T(-1);
            if (loss.accepts == softmax_loss<T>().accepts)
                for (std::size_t j = 0; j < k; ++j) y[j] = i % 2 == 0 ? T(0.25) * T(j < 4) : T(j == i % k);
            h.add(loss.value(loss.context, k, f.data(), y.data(), gradient.data()));
            loss.curvature(loss.context, k, f.data(), y.data(), direction.data(), curvature.data());
            h.add(gradient);
            h.add(curvature);
        }
}

/// Inputs in another unit than one, with rows and directions around the blocks that they are taken in.
template <class T>
void projections(hash& h)
{
    for (const std::size_t m : {3, 300})
        for (const std::size_t d : {7, 70}) {
            const std::size_t r = d - 2;
            std::vector<T> inputs(m * d), basis(r * d), result(m * r);
            for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = small<T>(i);
            for (std::size_t i = 0; i < basis.size(); ++i) basis[i] = small<T>(100000 + i);
            reduced_data<T> data;
            data.inputs = d;
            data.rank = r;
            data.basis = {basis.data(), r, d};
            for (const int exponent : {0, 5}) {
                data.exponent = exponent;
                require(project_inputs<T>(data, {inputs.data(), m, d}, {result.data(), m, r}));
                h.add(result);
            }
        }
}

/// The Hessian in a catapult: products, and the top eigenvalue at several steps.
template <class T>
void hessians(hash& h)
{
    for (const std::size_t k : {1, 3}) {
        problem<T> p(37, k, T(1000));
        owned<gram_model<T>> model;
        require(model.create(p.data, *p.state));
        std::vector<T> inputs(53 * 37), targets(53 * k);
        for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = small<T>(i);
        for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = T(i % k == i / k % k);
        training_objective<T> reduced, sampled;
        reduced.data = sampled.data = p.data;
        sampled.data.samples = 53;
        sampled.loss = k == 1 ? squared_loss<T>() : softmax_loss<T>();
        sampled.inputs = {inputs.data(), 53, 37};
        sampled.targets = {targets.data(), 53, k};
        for (const bool with_inputs : {false, true}) {
            const hessian_dims dims = {p.dims, with_inputs ? std::size_t(53) : 0};
            const training_objective<T>& objective = with_inputs ? sampled : reduced;
            owned<loss_hessian<T>> hessian;
            owned<sharpness<T>> top;
            require(hessian.create(objective, dims));
            require(top.create(objective, dims, 1e-4));
            std::vector<T> vector(hessian->rows()), image(hessian->rows());
            for (std::size_t i = 0; i < vector.size(); ++i) vector[i] = small<T>(i);
            for (int step = 0; step < 5; ++step) {
                for (int unseen = 0; unseen < 4; ++unseen) require(model->step(T(3.5)));
                require(model->state(*p.state));
                require(hessian->update(*p.state));
                hessian->apply(vector.data(), image.data());
                h.add(image);
                h.add(hessian->outside());
                eigenvalue_result<T> found;
                require(top->update(*p.state, found));
                h.add(found.value);
                h.add(found.error_bound);
            }
        }
    }
}

/// What else is measured of the kernel and of batches, wide and narrow.
template <class T>
void spectra(hash& h)
{
    for (const double width : {20.0, 1000.0})
        for (const std::size_t k : {1, 4}) {
            const problem<T> like(37, k, T(1000));
            const network_dims dims = {37, k, width};
            owned<network_state<T>> state;
            require(state.create(dims));
            std::size_t bytes = 0;
            require(draw_initial_bytes<T>(dims, width, bytes));
            owned_workspace memory;
            require(memory.allocate(bytes));
            require(draw_initial<T>(width, 9, memory, *state));
            training_objective<T> objective;
            objective.data = like.data;
            owned<gram_model<T>> model;
            owned<kernel_spectrum<T>> spectrum;
            owned<batch_sharpness<T>> batches;
            require(model.create(like.data, *state));
            require(spectrum.create(dims, std::size_t(6), 1e-4));
            require(batches.create(objective, dims));
            for (int step = 0; step < 4; ++step) {
                for (int unseen = 0; unseen < 3; ++unseen) require(model->step(T(1)));
                require(model->state(*state));
                eigenvalue_result<T> found[6];
                T parts[6], number = 0;
                require(spectrum->update(like.data, *state, {found, 6}));
                require(spectrum->project(model->residual(), {parts, 6}));
                for (std::size_t i = 0; i < 6; ++i) {
                    h.add(found[i].value);
                    h.add(found[i].error_bound);
                    h.add(parts[i]);
                }
                require(kernel_trace<T>(like.data, *state, number));
                h.add(number);
                require(layer_alignment<T>(*state, number));
                h.add(number);
                directional_curvature<T> curvature;
                require(batches->measure(*state, {}, curvature));
                h.add(curvature.value);
                h.add(curvature.gradient_square);
            }
        }
}

void batches(hash& h)
{
    std::vector<std::size_t> order(1000);
    const auto add = [&] {
        for (const std::size_t i : order) h.add(std::uint64_t{i});
    };
    for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40}) {
        require(shuffle_samples(5, step, order));
        add();
        require(draw_batch(5, step, 60000, order));
        add();
    }
}

void schedules(hash& h)
{
    rate_schedule schedule;
    for (const schedule_kind kind : {schedule_kind::warmup, schedule_kind::cosine})
        for (const std::uint64_t steps : {7, 1000}) {
            schedule.kind = kind;
            schedule.steps = steps;
            for (std::uint64_t step = 0; step <= steps; ++step) h.add(schedule_factor(schedule, step, 0));
        }
}

struct section {
    const char* name;
    void (*run)(hash&);
    std::uint64_t expected;
};
constexpr section sections[] = {
    {"dense, float", dense<float>, 0x2b34a3df1e46de05},
    {"dense, double", dense<double>, 0xb9215f183ad87d23},
    {"uniform and chi-squared", uniform_and_chi_squared, 0x6d3c593e84a4e0fa},
    {"eigenvalues, float", eigenvalues<float>, 0x8d06eb74019734eb},
    {"eigenvalues, double", eigenvalues<double>, 0xa7b787e61ce0ee52},
    {"certificates, float", certificates<float>, 0xcb8a7407d4b4e274},
    {"certificates, double", certificates<double>, 0x49369b8dda989fc0},
    {"warmup, float", warmup<float>, 0xb9a7617832301f0c},
    {"warmup, double", warmup<double>, 0x43d14990b42e7e12},
    {"warmup batch, float", batch<float>, 0x49b1131e5304674a},
    {"warmup batch, double", batch<double>, 0x2cfd59f599e0cf85},
    {"warmup sweep", sweep, 0x33200bc10089dda1},
    {"losses, float", losses<float>, 0xe7caf59b09f3646d},
    {"losses, double", losses<double>, 0x712b1e35ebb75d07},
    {"hessians, float", hessians<float>, 0x2ff28d89e116e200},
    {"hessians, double", hessians<double>, 0x4dde6182ceb77599},
    {"spectra, float", spectra<float>, 0xa0ddba84a3035df4},
    {"spectra, double", spectra<double>, 0xdd31871c3dbe1173},
    {"projections, float", projections<float>, 0x170b0873a9f346f1},
    {"projections, double", projections<double>, 0x0d2384c807663dc7},
    {"batches", batches, 0xc2f8cc0fbabd65c4},
    {"schedules", schedules, 0xeef0b3bd5906994e},
    {"normals, float", normals<float>, 0xe73d1202091f2b08},
    {"normals, double", normals<double>, 0x2e745da23c2af3cb},
    {"data reduction, float", reduced<float>, 0x42db1ec211003270},
    {"data reduction, double", reduced<double>, 0x3b31f3b55fad72aa},
    {"data in segments, float", segments<float>, 0x955653f68617c8de},
    {"data in segments, double", segments<double>, 0x18739956351b5c26},
    {"parameters, float", parameters<float>, 0xb975299b27968f8a},
    {"parameters, double", parameters<double>, 0xbf6a2e08863ee66c},
    {"Gram engine, float", gram<float>, 0xd901f1c7f97e962f},
    {"law, float", law<float>, 0xfe5aed8adef9dc15},
    {"law, double", law<double>, 0xe786fc6e84d06186},
    {"narrow, float", narrow<float>, 0xd1f9e9aa684ba56a},
    {"narrow, double", narrow<double>, 0x69171a6230a582ad},
    {"weights, float", weights<float>, 0x71e6f2da7c3ed335},
    {"weights, double", weights<double>, 0x3f6050fabcfe8917},
    {"function space, float", function_space<float>, 0xbea3e1e156dca875},
    {"function space, double", function_space<double>, 0x7e66bb586ffd480b},
    {"side by side, float", one_output_side_by_side<float>, 0xf73382f9ee26fcb5},
    {"side by side, double", one_output_side_by_side<double>, 0x21ea10d2e3db6c4a},
    {"several outputs side by side, float", outputs_side_by_side<float>, 0x725a91407d5c6477},
    {"several outputs side by side, double", outputs_side_by_side<double>, 0x9ab9597720bd6011},
    {"Gram engine, double", gram<double>, 0xc1834c8408c9bea3},
    {"training rules, float", training_rules<float>, 0x785d28cb31af9f18},
    {"training rules, double", training_rules<double>, 0x1966a94037b3aeb6},
    {"training batches, float", training_batches<float>, 0x2e37d4909c1024af},
    {"training batches, double", training_batches<double>, 0x479cded247a99672},
    {"Gram tail, float", gram_tail<float>, 0xb0c4662d195abf25},
    {"Gram tail, double", gram_tail<double>, 0xde5f096845b7e352},
};

}  // namespace

int main(int argc, char** argv)
{
    isa which;
    if (argc != 2 || isa_from_name(argv[1], which) != status::ok) {
        std::fprintf(stderr, "usage: bits INSTRUCTION-SET\n");
        return 2;
    }
    if (limit_isa(which) != status::ok) {
        std::printf("skipped: %s is not available here\n", argv[1]);
        return 77;
    }
    int different = 0;
    for (const section& s : sections) {
        hash h;
        s.run(h);
        const bool same = h.value() == s.expected;
        different += !same;
        std::printf("%-26s 0x%016" PRIx64 " %s\n", s.name, h.value(), same ? "as expected" : "DIFFERENT");
    }
    return different != 0;
}
