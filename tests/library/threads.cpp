// Threads that use objects of their own, and threads that only read the same ones, at the same time. All give the bits of one
// thread alone; ThreadSanitizer sees what they share (tools/check-hardening).
#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "catapult/owned.hpp"
#include "support/hurtful.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr std::size_t threads = 4;

/// Runs work(0) … work(threads − 1), all begun at the same moment.
template <class Work>
void at_once(Work work)
{
    std::atomic<std::size_t> there{0};
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&, i] {
            ++there;
            while (there < threads) std::this_thread::yield();
            work(i);
        });
    for (std::thread& thread : running) thread.join();
}

std::vector<double> numbers(std::size_t count, std::uint64_t seed)
{
    std::vector<double> result(count);
    for (std::size_t i = 0; i < count; ++i) result[i] = hurtful<double>(seed + i) / 65536;
    return result;
}

struct problem {
    static constexpr std::size_t samples = 6, inputs = 4, outputs = 2, width = 5000;
    std::vector<double> x = numbers(samples * inputs, 1), y = numbers(samples * outputs, 100);
    std::vector<double> u = std::vector<double>(width * inputs), v = std::vector<double>(width * outputs);
    owned_data<double> data;

    problem()
    {
        REQUIRE(data.reduce({x.data(), samples, inputs}, {y.data(), samples, outputs}, true) == status::ok);
        REQUIRE(draw_weights<double>(1, 0, {u.data(), width, inputs}, {v.data(), width, outputs}) == status::ok);
    }
};

/// A whole run on the caller's data, from its drawing to λ at its end.
std::vector<double> run_of(const reduced_data<double>& data, std::uint64_t seed)
{
    owned<network_state<double>> state;
    owned<gram_model<double>> model;
    owned<top_eigenvalue<double>> lambda;
    eigenvalue_result<double> found;
    bool right = draw_initial(data, 1e6, seed, state) == status::ok && model.create(data, *state) == status::ok &&
                 lambda.create(*model, lambda_tolerance) == status::ok && certify(*lambda, *model, found) == status::ok;
    const double rate = 0.5 / found.value;
    for (int step = 0; right && step < 40; ++step) right = model->step(rate) == status::ok;
    right = right && lambda->update(found) == status::ok;
    return {right ? 1.0 : 0.0, model->loss(), found.value};
}

}  // namespace

// First in this file: the choice of kernels is made by whichever call comes first.
TEST_CASE("runs in several threads on the same data give the bits of one thread")
{
    std::vector<std::vector<double>> results(threads);
    problem p;
    at_once([&](std::size_t i) { results[i] = run_of(*p.data, i); });
    for (std::size_t i = 0; i < threads; ++i) {
        CAPTURE(i);
        CHECK(results[i][0] == 1);
        CHECK(results[i] == run_of(*p.data, i));
    }
}

TEST_CASE("const members of one object may be called by several threads")
{
    const problem p;
    owned<network_state<double>> state;
    REQUIRE(draw_initial(*p.data, 1e6, 1, state) == status::ok);
    owned<gram_model<double>> gram;
    REQUIRE(gram.create(*p.data, *state) == status::ok);
    owned<weights_transform<double>> transform;
    const weights_dims dims = {problem::inputs, problem::outputs, p.data->rank, double{problem::width}};
    owned<weights_reduction<double>> reduction;
    REQUIRE(reduction.create(dims, p.data->basis) == status::ok);
    REQUIRE(transform.create(dims, p.data->basis) == status::ok);
    std::vector<double> u = p.u, v = p.v;
    training_set<double> set;
    set.inputs = {p.x.data(), problem::samples, problem::inputs};
    set.targets = {p.y.data(), problem::samples, problem::outputs};
    owned<parameter_model<double>> parameters;
    REQUIRE(parameters.create(matrix_view<double>(u.data(), problem::width, problem::inputs),
                              matrix_view<double>(v.data(), problem::width, problem::outputs), set) == status::ok);
    transform->prepare();

    const gram_model<double>& read_gram = *gram;
    const parameter_model<double>& read_parameters = *parameters;
    const weights_reduction<double>& read_reduction = *reduction;
    const weights_transform<double>& read_transform = *transform;
    const auto look = [&]() -> std::vector<double> {
        std::vector<double> result = {
            read_gram.loss(),           read_gram.excess_loss(), read_gram.relative_step(0.1),    read_gram.residual()(0, 0),
            read_gram.gradient()(0, 0), read_parameters.loss(),  read_parameters.gradient()(0, 0)};
        std::vector<double> f(problem::samples * problem::outputs), sums(read_reduction.partial_size());
        if (read_parameters.outputs(set.inputs, {f.data(), problem::samples, problem::outputs}) != status::ok) return {};
        owned_workspace memory;
        if (memory.allocate(read_reduction.partial_bytes()) != status::ok) return {};
        const std::size_t rows = weights_reduction<double>::segment_rows;
        if (read_reduction.partial({p.u.data(), rows, problem::inputs}, {p.v.data(), rows, problem::outputs}, memory, sums) !=
            status::ok)
            return {};
        std::vector<double> a = p.u, b = p.v;
        if (memory.allocate(read_transform.apply_bytes()) != status::ok) return {};
        if (read_transform.apply({a.data(), problem::width, problem::inputs}, {b.data(), problem::width, problem::outputs},
                                 memory) != status::ok)
            return {};
        for (const std::vector<double>* part : {&f, &sums, &a, &b}) result.insert(result.end(), part->begin(), part->end());
        return result;
    };
    std::vector<std::vector<double>> results(threads);
    at_once([&](std::size_t i) { results[i] = look(); });
    const std::vector<double> alone = look();
    REQUIRE(!alone.empty());
    for (const std::vector<double>& result : results) CHECK((result == alone));
}

namespace {

/// Spreads chunks over `threads` threads, each with every fourth.
chunk_executor over_threads()
{
    chunk_executor spread;
    spread.run = [](void*, std::size_t chunks, chunk_executor::pass pass, void* work) {
        at_once([=](std::size_t i) {
            for (std::size_t chunk = i; chunk < chunks; chunk += threads) pass(work, chunk, 1);
        });
    };
    return spread;
}

}  // namespace

TEST_CASE("passes whose chunks are spread over threads give the bits of one thread")
{
    const problem p;
    training_set<double> set;
    set.inputs = {p.x.data(), problem::samples, problem::inputs};
    set.targets = {p.y.data(), problem::samples, problem::outputs};
    std::vector<double> results[2];
    for (const bool spreads : {false, true}) {
        const chunk_executor how = spreads ? over_threads() : chunk_executor();
        std::vector<double> u = p.u, v = p.v;
        owned<parameter_model<double>> model;
        REQUIRE(model.create(matrix_view<double>(u.data(), problem::width, problem::inputs),
                             matrix_view<double>(v.data(), problem::width, problem::outputs), set) == status::ok);
        for (int step = 0; step < 3; ++step) REQUIRE(model->step(0.01, how) == status::ok);
        std::vector<double> x = numbers(model->kernel_rows(), 7), y(x.size());
        model->apply_kernel(x.data(), y.data(), how);
        for (const std::vector<double>* part : {&u, &v, &y})
            results[spreads].insert(results[spreads].end(), part->begin(), part->end());
    }
    CHECK((results[0] == results[1]));
}

TEST_CASE("passes over a large Gram matrix give the bits of one thread")
{
    // With one output a strip adds to rows that other strips own, with several it does not.
    const network_dims shapes[] = {{1013, 1, 1e4}, {331, 10, 1e4}};
    for (const network_dims& dims : shapes) {
        const std::vector<double> singular_values(dims.rank, 1), targets = numbers(dims.rank * dims.outputs, 5);
        reduced_data<double> data;
        data.samples = data.inputs = data.rank = dims.rank;
        data.outputs = dims.outputs;
        data.singular_values = singular_values;
        data.targets = {targets.data(), dims.rank, dims.outputs};
        owned<network_state<double>> state;
        REQUIRE(draw_initial(data, dims.width, 3, state) == status::ok);
        std::vector<double> results[2];
        for (const bool spreads : {false, true}) {
            const chunk_executor how = spreads ? over_threads() : chunk_executor();
            owned<gram_model<double>> model;
            REQUIRE(model.create(data, *state) == status::ok);
            for (int step = 0; step < 5; ++step) REQUIRE(model->step(1, how) == status::ok);
            std::vector<double> y(dims.rank * dims.outputs);
            model->apply_first_deviation(model->gradient(), {y.data(), dims.rank, dims.outputs}, how);
            y.push_back(model->loss());
            results[spreads] = y;
        }
        CHECK((results[0] == results[1]));
    }
}

TEST_CASE("parts of one sweep in several threads give the records of the whole")
{
    const problem p;
    const std::vector<double> widths = {100, 1e6}, rates = {0.5, 1, 2.5, 3, 3.5, 4.5};
    sweep_grid grid;
    grid.widths = widths;
    grid.rates = rates;
    grid.seeds = 2;
    sweep_options options;
    options.rule.max_steps = 2000;
    std::vector<sweep_record> whole(24), parts(24);
    for (const bool full : {false, true}) {
        CAPTURE(full);
        const auto run = [&](std::size_t first, std::size_t count, std::vector<sweep_record>& records) {
            const span<sweep_record> range(records.data() + first, count);
            if (!full) return run_warmup_sweep(grid, {}, options, first, range);
            owned<full_sweep> sweep;
            const status made = sweep.create(*p.data, grid, options);
            return made == status::ok ? sweep->run(first, range) : made;
        };
        REQUIRE(run(0, 24, whole) == status::ok);
        std::vector<status> answers(threads);
        at_once([&](std::size_t i) { answers[i] = run(6 * i, 6, parts); });
        for (const status answer : answers) CHECK(answer == status::ok);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CHECK(parts[i].run.loss_final == whole[i].run.loss_final);
            CHECK(parts[i].run.lambda_final == whole[i].run.lambda_final);
            CHECK(parts[i].run.steps == whole[i].run.steps);
        }
    }
}
