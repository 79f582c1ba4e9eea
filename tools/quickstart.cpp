// What tools/quickstart runs: both models at one learning rate in each phase, on networks drawn at width 10⁶.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "catapult/catapult.hpp"

using namespace catapult;

namespace {

constexpr double width = 1e6;
constexpr std::uint64_t seed = 1;
constexpr double eta_lambda0[] = {0.5, 3, 4.5};

void require(status s, const char* what)
{
    if (s == status::ok) return;
    std::fprintf(stderr, "quickstart: %s: %s\n", what, status_text(s));
    std::exit(1);
}

/// Memory for one object of the library.
class memory {
public:
    explicit memory(std::size_t bytes) : storage_(bytes + workspace_alignment), bytes_(bytes) {}
    operator workspace()
    {
        const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
        return {storage_.data() + (workspace_alignment - address % workspace_alignment) % workspace_alignment, bytes_};
    }

private:
    std::vector<std::byte> storage_;
    std::size_t bytes_;
};

template <class Dims>
memory memory_for(status (*bytes_of)(const Dims&, std::size_t&) noexcept, const Dims& dims)
{
    std::size_t bytes = 0;
    require(bytes_of(dims, bytes), "size");
    return memory(bytes);
}

class stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }

private:
    using clock = std::chrono::steady_clock;
    clock::time_point start_ = clock::now();
};

constexpr char header[] = "model        η·λ₀   phase        steps   peak loss     λ_end/λ₀        time\n";
void print_row(const char* model, const run_summary& run, double seconds)
{
    std::printf("%-8s %8.2f   %-10s %7zu %11.4g %12.7g %8.1f µs\n", model, run.eta * run.lambda_initial,
                phase_name(classify(run)), run.steps, run.loss_peak, run.lambda_final / run.lambda_initial, 1e6 * seconds);
}

void warmup()
{
    for (const double ratio : eta_lambda0) {
        const stopwatch watch;
        warmup_start<double> start;
        require(draw_warmup_start(width, 1.0, seed, start), "warmup start");
        warmup_model<double> model;
        require(model.create({width, 1, 0, ratio / start.lambda}, start, model), "warmup model");
        const run_summary run = catapult::run(model, {});
        print_row("warmup", run, watch.seconds());
    }
}

/// Gaussian inputs and targets, m = 64, d = 32, k = 1.
struct gaussian_data {
    data_dims dims{64, 32, 1, false};
    memory place = memory_for(data_reduction<double>::bytes, dims);
    reduced_data<double> reduced;

    gaussian_data()
    {
        std::vector<double> inputs(dims.samples * dims.inputs), targets(dims.samples * dims.outputs);
        // Streams far from those of the networks of this seed.
        fill_normals<double>({seed, 1000}, 0, inputs);
        fill_normals<double>({seed, 1001}, 0, targets);
        data_reduction<double> reduction;
        require(reduction.create(dims, place, reduction), "data");
        require(reduction.add({inputs.data(), dims.samples, dims.inputs}, {targets.data(), dims.samples, dims.outputs}), "data");
        require(reduction.finish(reduced), "data");
    }
};

void full_model()
{
    const gaussian_data data;
    const network_dims dims{data.reduced.rank, data.reduced.outputs, width};
    for (const double ratio : eta_lambda0) {
        const stopwatch watch;
        memory state_place = memory_for(network_state_bytes<double>, dims);
        network_state<double> state;
        require(create_network_state<double>(dims, state_place, state), "network");
        std::size_t bytes = 0;
        require(draw_initial_bytes<double>(dims, width, bytes), "draw");
        require(draw_initial<double>(width, seed, memory(bytes), state), "draw");

        memory model_place = memory_for(gram_model<double>::bytes, dims);
        gram_model<double> model;
        require(model.create(data.reduced, state, model_place, model), "model");
        memory kernel_place = memory_for(top_eigenvalue<double>::bytes, dims);
        top_eigenvalue<double> kernel;
        require(kernel.create(model, 1e-10, kernel_place, kernel), "kernel");
        eigenvalue_result<double> lambda0;
        require(kernel.update(lambda0), "lambda");
        run_summary summary;
        require(run(model_engine{model, kernel}, ratio / lambda0.value, lambda0.value, {}, summary), "run");
        print_row("full", summary, watch.seconds());
    }
}

}  // namespace

int main()
{
    std::printf("A network of a million hidden units at three learning rates η, with λ₀ the top kernel eigenvalue at the start.\n"
                "warmup: one input, one output. full: 64 samples of 32 Gaussian inputs.\n\n%s",
                header);
    warmup();
    full_model();
}
