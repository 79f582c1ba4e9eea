// What tools/quickstart runs: both models at one learning rate in each phase, on networks drawn at width 10⁶.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "catapult/owned.hpp"

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

void full_model()
{
    constexpr std::size_t samples = 64, dimension = 32;
    std::vector<double> inputs(samples * dimension), targets(samples);
    // Streams far from those of the networks of this seed.
    fill_normals<double>({seed, 1000}, 0, inputs);
    fill_normals<double>({seed, 1001}, 0, targets);
    owned_data<double> data;
    require(data.reduce({inputs.data(), samples, dimension}, {targets.data(), samples, 1}), "data");
    for (const double ratio : eta_lambda0) {
        const stopwatch watch;
        owned<network_state<double>> state;
        require(draw_initial(*data, width, seed, state), "network");
        owned<gram_model<double>> model;
        require(model.create(*data, *state), "model");
        owned<top_eigenvalue<double>> lambda;
        require(lambda.create(*model, lambda_tolerance), "lambda");
        eigenvalue_result<double> lambda0;
        require(certify(*lambda, *model, lambda0), "lambda");
        run_summary summary;
        require(run(model_engine{*model, *lambda}, ratio / lambda0.value, lambda0.value, {}, summary), "run");
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
