// The library allocates nothing. This program counts every way to get memory while objects are created, run and asked.
// The ways are replaced here for the whole process, the library included.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#if !defined(__unix__) || defined(__EMSCRIPTEN__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COUNTABLE 0
#elif defined(__has_feature)
#define COUNTABLE (!__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) && !__has_feature(memory_sanitizer))
#else
#define COUNTABLE 1
#endif

#if !COUNTABLE

int main()
{
    std::printf("skipped: a sanitizer, or the system, keeps the allocator to itself\n");
    return 77;
}

#else

#include <malloc.h>
#include <unistd.h>

namespace {

// Volatile, because compilers assume that certain library functions change nothing here.
volatile std::size_t count = 0;

// Memory for the program itself, its libraries and the test framework. Freed memory is not reused.
alignas(64) unsigned char arena[std::size_t{64} << 20];
std::size_t arena_used = 0;

void* from_arena(std::size_t size, std::size_t alignment)
{
    ++count;
    if (alignment < 16) alignment = 16;
    const std::size_t first = (arena_used + 16 + alignment - 1) / alignment * alignment;
    if (size > sizeof arena || first > sizeof arena - size) return nullptr;
    std::memcpy(arena + first - 16, &size, sizeof size);
    arena_used = first + size;
    return arena + first;
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) noexcept { return from_arena(size, 16); }
void free(void*) noexcept {}
void* calloc(std::size_t n, std::size_t size) noexcept { return from_arena(n * size, 16); }
void* realloc(void* old, std::size_t size) noexcept
{
    void* result = from_arena(size, 16);
    if (result && old) {
        std::size_t old_size = 0;
        std::memcpy(&old_size, static_cast<unsigned char*>(old) - 16, sizeof old_size);
        std::memcpy(result, old, old_size < size ? old_size : size);
    }
    return result;
}
void* reallocarray(void* old, std::size_t n, std::size_t size) noexcept { return realloc(old, n * size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return from_arena(size, alignment); }
void* memalign(std::size_t alignment, std::size_t size) noexcept { return from_arena(size, alignment); }
void* valloc(std::size_t size) noexcept { return from_arena(size, 4096); }
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept
{
    *result = from_arena(size, alignment);
    return *result ? 0 : ENOMEM;
}
// The heap above is static, so nobody needs these. (<sys/mman.h> would rename one into the other.)
void* mmap(void*, std::size_t, int, int, int, long) noexcept
{
    ++count;
    return reinterpret_cast<void*>(-1);
}
void* mmap64(void*, std::size_t, int, int, int, long long) noexcept
{
    ++count;
    return reinterpret_cast<void*>(-1);
}
int brk(void*) noexcept
{
    ++count;
    return -1;
}
void* sbrk(std::intptr_t) noexcept
{
    ++count;
    return reinterpret_cast<void*>(-1);
}
}

#include <doctest/doctest.h>

#include "catapult/catapult.h"
#include "catapult/catapult.hpp"
#include "support/hurtful.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class Work>
std::size_t counted(Work&& work)
{
    const std::size_t before = count;
    work();
    return count - before;
}

/// Memory for the objects of a test case. Each object takes its part once, before or while allocations are counted.
alignas(workspace_alignment) std::byte memory[std::size_t{8} << 20];
std::size_t memory_used = 0;

workspace take(std::size_t bytes)
{
    const std::size_t first = memory_used;
    memory_used += (bytes + workspace_alignment - 1) / workspace_alignment * workspace_alignment;
    return workspace(memory + first, memory_used <= sizeof memory ? bytes : 0);
}

template <class T>
span<T> take_array(std::size_t n)
{
    return {reinterpret_cast<T*>(take(n * sizeof(T)).data()), n};
}

}  // namespace

TEST_CASE("the counter sees every route")
{
    void* volatile kept = nullptr;
    auto planted = [&](auto&& allocate) { return counted([&] { kept = allocate(); }); };
    CHECK(planted([] { return std::malloc(8); }) == 1);
    CHECK(planted([] { return std::calloc(8, 8); }) == 1);
    CHECK(planted([&] { return std::realloc(kept, 100); }) == 1);
    CHECK(planted([&] { return reallocarray(kept, 10, 100); }) == 1);
    CHECK(planted([] { return std::aligned_alloc(64, 64); }) == 1);
    CHECK(planted([] { return memalign(64, 64); }) == 1);
    CHECK(planted([] { return valloc(64); }) == 1);
    CHECK(planted([] {
              void* p = nullptr;
              return posix_memalign(&p, 64, 64) == 0 ? p : nullptr;
          }) == 1);
    CHECK(planted([] { return ::operator new(8); }) == 1);
    CHECK(planted([] { return ::operator new[](8); }) == 1);
    CHECK(planted([] { return ::operator new(8, std::nothrow); }) == 1);
    CHECK(planted([] { return ::operator new(64, std::align_val_t(64)); }) == 1);
    CHECK(planted([] { return mmap(nullptr, 4096, 1, 0x22, -1, 0); }) == 1);
    CHECK(planted([] { return mmap64(nullptr, 4096, 1, 0x22, -1, 0); }) == 1);
    CHECK(planted([] { return sbrk(4096); }) == 1);
    CHECK(counted([] { (void)brk(nullptr); }) == 1);
    // The call comes from inside another shared object, as the library's own calls would.
    CHECK(planted([] { return strdup("text"); }) == 1);
}

TEST_CASE_TEMPLATE("eigenvalue solvers allocate nothing", T, float, double)
{
    memory_used = 0;
    struct diagonal {
        std::size_t n;
        std::size_t rows() const { return n; }
        void apply(const T* x, T* y) const
        {
            for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<T>(i + 1) * x[i];
        }
    } object{50};
    const auto op = make_operator<T>(object);
    const eigenvalue_options options{1e-4, 1000, 10};
    CHECK(counted([&] {
              std::size_t bytes = 0;
              eigenvalue_result<T> result;
              const span<T> vector = take_array<T>(object.n);
              REQUIRE(power_iteration_bytes<T>(object.n, bytes) == status::ok);
              REQUIRE(power_iteration(op, options, vector, take(bytes), result) == status::ok);
              REQUIRE(lanczos_bytes<T>(object.n, options, bytes) == status::ok);
              REQUIRE(lanczos(op, options, vector, take(bytes), result) == status::ok);
          }) == 0);
}

TEST_CASE_TEMPLATE("the Gram engine allocates nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t r = 20, k = 2;
    T singular_values[r], targets[r * k];
    for (T& s : singular_values) s = T(2);
    for (T& t : targets) t = T(1);
    reduced_data<T> data;
    data.samples = data.inputs = data.rank = r;
    data.outputs = k;
    data.singular_values = singular_values;
    data.targets = {targets, r, k};
    CHECK(counted([&] {
              std::size_t bytes = 0;
              network_state<T> state;
              REQUIRE(network_state_bytes<T>({r, k}, bytes) == status::ok);
              REQUIRE(create_network_state<T>({r, k}, take(bytes), state) == status::ok);
              state.width = 1000;
              gram_model<T> model;
              REQUIRE(gram_model<T>::bytes({r, k}, bytes) == status::ok);
              REQUIRE(gram_model<T>::create(data, state, take(bytes), model) == status::ok);
              for (int step = 0; step < 50; ++step) REQUIRE(model.step(T(0.5)) == status::ok);
              REQUIRE(model.loss() > T(0));
              REQUIRE(model.state(state) == status::ok);
          }) == 0);
}

TEST_CASE_TEMPLATE("the warmup model and random numbers allocate nothing", T, float, double)
{
    static T u[1000], v[1000];
    CHECK(counted([&] {
              warmup_model<T> model;
              REQUIRE(model.create({T(1e6), 1, T(0.5), T(1.5)}, {1, 2}, model) == status::ok);
              REQUIRE(classify(run(model, {})) == phase::catapult);
              fill_normals<T>({1, 2}, 0, u);
              fill_normals<T>({1, 3}, 0, v);
              REQUIRE(chi_squared_deviation({1, 4}, 0, 1000.0) > -1.0);
              warmup_network<T> network;
              REQUIRE(network.create({1000, 1, 0, T(1.5)}, u, v, network) == status::ok);
              REQUIRE(run(network, {}).steps > 0);
          }) == 0);
}

TEST_CASE_TEMPLATE("the full model allocates nothing from the data to the eigenvalue", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t m = 40, d = 12, k = 2;
    static T x[m * d], y[m * k], layers[3 * (d + k)];
    fill_normals<T>({1, 1000}, 0, x);
    fill_normals<T>({1, 1001}, 0, y);
    CHECK(counted([&] {
              std::size_t bytes = 0;
              data_reduction<T> reduction;
              reduced_data<T> data;
              REQUIRE(data_reduction<T>::bytes({m, d, k, true}, bytes) == status::ok);
              REQUIRE(data_reduction<T>::create({m, d, k, true}, take(bytes), reduction) == status::ok);
              REQUIRE(reduction.add({x, m, d}, {y, m, k}) == status::ok);
              REQUIRE(reduction.finish(data) == status::ok);

              for (const double width : {3.0, 1e6}) {
                  const network_dims dims{data.rank, k, width};
                  network_state<T> state;
                  REQUIRE(network_state_bytes<T>(dims, bytes) == status::ok);
                  REQUIRE(create_network_state<T>(dims, take(bytes), state) == status::ok);
                  REQUIRE(draw_initial_bytes<T>(dims, width, bytes) == status::ok);
                  REQUIRE(draw_initial<T>(width, 1, take(bytes), state) == status::ok);

                  gram_model<T> model;
                  REQUIRE(gram_model<T>::bytes(dims, bytes) == status::ok);
                  REQUIRE(gram_model<T>::create(data, state, take(bytes), model) == status::ok);
                  top_eigenvalue<T> kernel;
                  eigenvalue_result<T> lambda;
                  REQUIRE(top_eigenvalue<T>::bytes(dims, bytes) == status::ok);
                  REQUIRE(top_eigenvalue<T>::create(model, 1e-4, take(bytes), kernel) == status::ok);
                  REQUIRE(top_eigenvalue<T>::certify_bytes(dims, bytes) == status::ok);
                  REQUIRE(kernel.certify(take(bytes), lambda) == status::ok);
                  for (int step = 0; step < 50; ++step) {
                      REQUIRE(kernel.update(lambda) == status::ok);
                      REQUIRE(model.step(T(0.1)) == status::ok);
                  }
                  if (width > 3) continue;
                  REQUIRE(model.state(state) == status::ok);
                  REQUIRE(weights_of_layers<T>(state, data.basis, 0, {layers, 3, d}, {layers + 3 * d, 3, k}) == status::ok);
              }
          }) == 0);
}

TEST_CASE_TEMPLATE("training by any rule allocates nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t m = 40, d = 12, k = 3;
    static T x[m * d], projected[m * d], y[m * k];
    fill_normals<T>({1, 1000}, 0, x);
    for (std::size_t i = 0; i < m; ++i) y[i * k + i % k] = 1;
    training_rule rules[5];
    rules[1].momentum = 0.9;
    rules[1].nesterov = true;
    rules[1].sam_radius = 0.1;
    rules[1].weight_decay = 0.01;
    rules[2].scaling = gradient_scaling::polar;
    rules[2].sam_radius = 0.1;
    rules[3].scaling = gradient_scaling::rmsprop;
    rules[4].scaling = gradient_scaling::normalized;
    rules[4].clip = 1;
    CHECK(counted([&] {
              std::size_t bytes = 0;
              data_reduction<T> reduction;
              reduced_data<T> data;
              REQUIRE(data_reduction<T>::bytes({m, d, k, true}, bytes) == status::ok);
              REQUIRE(data_reduction<T>::create({m, d, k, true}, take(bytes), reduction) == status::ok);
              REQUIRE(reduction.add({x, m, d}, {y, m, k}) == status::ok);
              REQUIRE(reduction.finish(data) == status::ok);
              REQUIRE(project_inputs<T>(data, {x, m, d}, {projected, m, data.rank}) == status::ok);
              const network_dims dims{data.rank, k, 1e6};
              network_state<T> state;
              REQUIRE(network_state_bytes<T>(dims, bytes) == status::ok);
              REQUIRE(create_network_state<T>(dims, take(bytes), state) == status::ok);
              REQUIRE(draw_initial_bytes<T>(dims, dims.width, bytes) == status::ok);
              REQUIRE(draw_initial<T>(dims.width, 1, take(bytes), state) == status::ok);
              for (const training_rule& rule : rules)
                  for (const output_loss<T>& loss : {output_loss<T>(), squared_loss<T>(), softmax_loss<T>()}) {
                      training_objective<T> objective;
                      objective.data = data;
                      objective.loss = loss;
                      if (loss.value != nullptr) objective.inputs = {projected, m, data.rank};
                      objective.targets = {y, m, k};
                      gram_training<T> model;
                      REQUIRE(gram_training<T>::bytes(dims, rule, bytes) == status::ok);
                      REQUIRE(gram_training<T>::create(objective, state, rule, 1, 1, take(bytes), model) == status::ok);
                      std::size_t order[m];
                      for (std::uint64_t step = 0; step < 12; ++step) {
                          if (step == 6) model.linearise();
                          const batch_place place = place_of_batch(m, 16, step);
                          if (place.first == 0) REQUIRE(shuffle_samples(1, place.epoch, order) == status::ok);
                          const span<const std::size_t> batch(order + place.first, loss.value != nullptr ? place.count : 0);
                          REQUIRE(model.step(T(0.01), batch) == status::ok);
                          REQUIRE(model.loss() > 0);
                      }
                      REQUIRE(model.state(state) == status::ok);
                  }
          }) == 0);
}

TEST_CASE_TEMPLATE("runs side by side allocate nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t r = 7, k = 3;
    static T singular_values[r], targets[r * k];
    for (std::size_t i = 0; i < r; ++i) singular_values[i] = T(4) / static_cast<T>(i + 1);
    for (std::size_t i = 0; i < r * k; ++i) targets[i] = static_cast<T>(i);
    CHECK(counted([&] {
              reduced_data<T> data;
              data.samples = data.inputs = data.rank = r;
              data.outputs = k;
              data.singular_values = singular_values;
              data.targets = {targets, r, k};
              std::size_t bytes = 0;
              network_state<T> state;
              REQUIRE(network_state_bytes<T>({r, k}, bytes) == status::ok);
              REQUIRE(create_network_state<T>({r, k}, take(bytes), state) == status::ok);
              state.width = 1000;
              gram_model<T> model;
              REQUIRE(gram_model<T>::bytes({r, k}, bytes) == status::ok);
              REQUIRE(gram_model<T>::create(data, state, take(bytes), model) == status::ok);
              top_eigenvalue<T> kernel;
              eigenvalue_result<T> lambda;
              REQUIRE(top_eigenvalue<T>::bytes({r, k}, bytes) == status::ok);
              REQUIRE(top_eigenvalue<T>::create(model, 1e-4, take(bytes), kernel) == status::ok);
              REQUIRE(kernel.update(lambda) == status::ok);
              gram_runs<T> batch;
              REQUIRE(gram_runs<T>::bytes(r, k, bytes) == status::ok);
              stopping_rule rule;
              rule.max_steps = 300;
              REQUIRE(gram_runs<T>::create(data, 1e-4, rule, take(bytes), batch) == status::ok);
              for (int i = 0; i < 5; ++i)
                  REQUIRE(batch.add(model, kernel, T(i + 1) / lambda.value, lambda.value, 0) == status::ok);
              std::uint64_t tag = 0;
              run_summary summary;
              while (batch.size() > 0) REQUIRE(batch.finish_next(tag, summary) == status::ok);
          }) == 0);
}

TEST_CASE_TEMPLATE("the parameter engine allocates nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t n = 500, m = 40, d = 12, k = 2;
    static T u[n * d], v[n * k], x[m * d], y[m * k];
    fill_normals<T>({1, 1}, 0, u);
    fill_normals<T>({1, 2}, 0, v);
    fill_normals<T>({1, 1000}, 0, x);
    fill_normals<T>({1, 1001}, 0, y);
    CHECK(counted([&] {
              training_set<T> data;
              data.inputs = {x, m, d};
              data.targets = {y, m, k};
              std::size_t bytes = 0;
              parameter_model<T> model;
              REQUIRE(parameter_model<T>::bytes({n, d, k, m}, bytes) == status::ok);
              REQUIRE(parameter_model<T>::create({u, n, d}, {v, n, k}, data, take(bytes), model) == status::ok);
              for (int step = 0; step < 20; ++step) REQUIRE(model.step(T(0.1)) == status::ok);

              const span<T> vector = take_array<T>(model.kernel_rows());
              for (T& x : vector) x = 0;
              parameter_tangent_kernel<T> kernel{model};
              const auto op = make_operator<T>(kernel);
              eigenvalue_options options;
              options.tolerance = 1e-4;
              eigenvalue_result<T> lambda;
              REQUIRE(lanczos_bytes<T>(vector.size(), options, bytes) == status::ok);
              REQUIRE(lanczos<T>(op, options, vector, take(bytes), lambda) == status::ok);
          }) == 0);
}

TEST_CASE_TEMPLATE("weights there and back allocate nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t n = 500, d = 12, k = 2, r = 5;
    static T u[n * d], v[n * k], basis[r * d], sigma[r], targets[r * k];
    for (std::size_t i = 0; i < r; ++i) basis[i * d + 2 * i] = T(1);
    for (std::size_t i = 0; i < r; ++i) sigma[i] = T(r - i);
    reduced_data<T> data;
    data.samples = data.rank = r;
    data.inputs = d;
    data.outputs = k;
    data.singular_values = sigma;
    data.targets = {targets, r, k};
    CHECK(counted([&] {
              const weights_dims dims{d, k, r, n};
              std::size_t bytes = 0;
              REQUIRE(draw_weights<T>(1, 0, {u, n, d}, {v, n, k}) == status::ok);
              weights_reduction<T> reduction;
              REQUIRE(weights_reduction<T>::bytes(dims, bytes) == status::ok);
              REQUIRE(weights_reduction<T>::create(dims, {basis, r, d}, take(bytes), reduction) == status::ok);
              REQUIRE(reduction.add({u, n, d}, {v, n, k}) == status::ok);
              network_state<T> state;
              REQUIRE(network_state_bytes<T>({r, k}, bytes) == status::ok);
              REQUIRE(create_network_state<T>({r, k}, take(bytes), state) == status::ok);
              REQUIRE(reduction.finish(state) == status::ok);
              weights_transform<T> transform;
              REQUIRE(weights_transform<T>::bytes(dims, bytes) == status::ok);
              REQUIRE(weights_transform<T>::create(dims, {basis, r, d}, take(bytes), transform) == status::ok);
              gram_model<T> model;
              REQUIRE(gram_model<T>::bytes({r, k}, bytes) == status::ok);
              REQUIRE(gram_model<T>::create(data, state, take(bytes), model) == status::ok);
              REQUIRE(transform.step(model, T(0.1)) == status::ok);
              transform.prepare();
              REQUIRE(transform.apply({u, n, d}, {v, n, k}, take(transform.apply_bytes())) == status::ok);
          }) == 0);
}

TEST_CASE_TEMPLATE("the paper's recurrence allocates nothing", T, float, double)
{
    memory_used = 0;
    constexpr std::size_t m = 6;
    T gram[m * m] = {}, tangent[m * m] = {}, targets[m] = {}, outputs[m];
    for (std::size_t i = 0; i < m; ++i) gram[i * m + i] = T(1), tangent[i * m + i] = T(2) / T(m), outputs[i] = T(1);
    CHECK(counted([&] {
              function_space_start<T> start;
              start.width = 1000;
              start.input_gram = {gram, m, m};
              start.targets = targets;
              start.outputs = outputs;
              start.tangent = {tangent, m, m};
              std::size_t bytes = 0;
              function_space_model<T> model;
              REQUIRE(function_space_model<T>::bytes(m, bytes) == status::ok);
              REQUIRE(function_space_model<T>::create(start, take(bytes), model) == status::ok);
              for (int step = 0; step < 20; ++step) REQUIRE(model.step(T(1)) == status::ok);
          }) == 0);
}

TEST_CASE("sweeps, fits and orbits allocate nothing")
{
    memory_used = 0;
    static double x[20 * 6], y[20];
    fill_normals<double>({1, 1000}, 0, x);
    fill_normals<double>({1, 1001}, 0, y);
    static sweep_record records[100];
    static double steps[25 * 4], residuals[64];
    CHECK(counted([&] {
              double rates[25], widths[] = {1e4, 1e8};
              REQUIRE(space_axis(0.1, 4.5, false, rates) == status::ok);
              sweep_grid grid;
              grid.widths = widths;
              grid.seeds = 2;
              grid.rates = rates;
              sweep_options options;
              options.rule.max_steps = 1000;
              REQUIRE(run_warmup_sweep(grid, {}, options, 0, records) == status::ok);
              std::size_t bytes = 0;

              const data_dims dims{20, 6, 1, false};
              data_reduction<double> reduction;
              reduced_data<double> data;
              REQUIRE(data_reduction<double>::bytes(dims, bytes) == status::ok);
              REQUIRE(data_reduction<double>::create(dims, take(bytes), reduction) == status::ok);
              REQUIRE(reduction.add({x, 20, 6}, {y, 20, 1}) == status::ok);
              REQUIRE(reduction.finish(data) == status::ok);
              full_sweep sweep;
              REQUIRE(full_sweep::bytes(data, grid, bytes) == status::ok);
              REQUIRE(full_sweep::create(data, grid, options, take(bytes), sweep) == status::ok);
              REQUIRE(sweep.run(0, records) == status::ok);

              measured_borders found;
              border_options trials;
              trials.rule.max_steps = 50;
              REQUIRE(measure_warmup_borders(1e4, 1, {}, trials, found) == status::ok);
              REQUIRE(full_borders_bytes(data, 1e4, bytes) == status::ok);
              REQUIRE(measure_full_borders(data, 1e4, 1, trials, take(bytes), found) == status::ok);

              for (std::size_t i = 0; i < 100; ++i) steps[i] = static_cast<double>(records[i].run.steps + 1);
              exponent_estimate estimate;
              REQUIRE(exponent_bytes({25, 4, 20}, bytes) == status::ok);
              REQUIRE(estimate_exponent(rates, {steps, 25, 4}, 20, 1, take(bytes), estimate) == status::ok);

              orbit_summary orbit;
              REQUIRE(follow_orbit({2.2, 0}, 1.1, {100, 64, 1e-9}, residuals, orbit) == status::ok);
          }) == 0);
}

TEST_CASE("the C interface allocates nothing")
{
    memory_used = 0;
    const auto in = [](std::size_t bytes) { return static_cast<void*>(take(bytes).data()); };
    const double x[] = {1, 0.5, -0.5, 1, 0.25, -1}, y[] = {1, -1, 0.5};
    CHECK(counted([&] {
              std::size_t bytes = 0;
              const catapult_stopping_rule rule = catapult_default_rule();
              catapult_run_summary summary;
              catapult_warmup_start start;
              catapult_warmup_model* warmup = nullptr;
              REQUIRE(catapult_draw_warmup_start(1e6, 1, 1, &start) == CATAPULT_OK);
              REQUIRE(catapult_warmup_model_bytes(&bytes) == CATAPULT_OK);
              REQUIRE(catapult_warmup_model_create({1e6, 1, 0, 1.5}, start, in(bytes), bytes, &warmup) == CATAPULT_OK);
              const catapult_on_step look = [](catapult_run*, void*) { return catapult_status{CATAPULT_OK}; };
              REQUIRE(catapult_warmup_model_run(warmup, rule, look, nullptr, &summary) == CATAPULT_OK);

              catapult_data* data = nullptr;
              REQUIRE(catapult_data_bytes({3, 2, 1, false}, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_data_create({3, 2, 1, false}, in(bytes), bytes, &data) == CATAPULT_OK);
              REQUIRE(catapult_data_add(data, {x, 3, 2, 2}, {y, 3, 1, 1}) == CATAPULT_OK);
              REQUIRE(catapult_data_finish(data) == CATAPULT_OK);
              catapult_network_state* state = nullptr;
              REQUIRE(catapult_network_state_bytes(data, 1e6, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_network_state_create(data, 1e6, in(bytes), bytes, &state) == CATAPULT_OK);
              REQUIRE(catapult_network_state_draw_bytes(state, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_network_state_draw(state, 1, in(bytes), bytes) == CATAPULT_OK);
              catapult_gram_model* model = nullptr;
              REQUIRE(catapult_gram_model_bytes(data, state, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_gram_model_create(data, state, in(bytes), bytes, &model) == CATAPULT_OK);
              catapult_top_eigenvalue* lambda = nullptr;
              catapult_eigenvalue lambda0;
              REQUIRE(catapult_top_eigenvalue_bytes(model, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_top_eigenvalue_create(model, 1e-4, in(bytes), bytes, &lambda) == CATAPULT_OK);
              REQUIRE(catapult_top_eigenvalue_certify_bytes(lambda, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_top_eigenvalue_certify(lambda, in(bytes), bytes, &lambda0) == CATAPULT_OK);
              REQUIRE(catapult_gram_model_run(model, lambda, 1 / lambda0.value, lambda0.value, rule, look, nullptr, &summary) ==
                      CATAPULT_OK);

              const double widths[] = {30, 1e6}, rates[] = {0.5, 1.5};
              const catapult_sweep_grid grid = {widths, 2, 1, 1, rates, 2, true};
              const catapult_sweep_options options = {rule, false, 0};
              catapult_sweep_record records[4];
              catapult_full_sweep* sweep = nullptr;
              REQUIRE(catapult_run_warmup_sweep(grid, {1, 0, false, 0, 0}, options, 0, records, 4) == CATAPULT_OK);
              REQUIRE(catapult_full_sweep_bytes(data, grid, &bytes) == CATAPULT_OK);
              REQUIRE(catapult_full_sweep_create(data, grid, options, in(bytes), bytes, &sweep) == CATAPULT_OK);
              REQUIRE(catapult_full_sweep_run(sweep, 0, records, 4) == CATAPULT_OK);
          }) == 0);
}

#endif
