#include <catapult/catapult.hpp>

#include <cstddef>
#include <cstdio>

namespace {

alignas(catapult::workspace_alignment) std::byte memory[1 << 16];

bool warmup()
{
    catapult::warmup_model<double> model;
    if (catapult::warmup_model<double>::create({1e6, 1, 0, 1.5}, {1, 2}, model) != catapult::status::ok) return false;
    const catapult::run_summary run = catapult::run(model, {});
    std::printf("%zu %a %a %a\n", run.steps, run.loss_peak, run.loss_final, run.lambda_final);
    return true;
}

bool full_model()
{
    constexpr std::size_t r = 3, k = 1;
    double singular_values[r] = {3, 2, 1}, targets[r] = {1, 0, -1};
    catapult::reduced_data<double> data;
    data.samples = data.inputs = data.rank = r;
    data.outputs = k;
    data.singular_values = singular_values;
    data.targets = {targets, r, k};
    std::size_t state_bytes = 0, bytes = 0;
    if (catapult::network_state_bytes<double>({r, k}, state_bytes) != catapult::status::ok) return false;
    if (catapult::gram_model<double>::bytes({r, k}, bytes) != catapult::status::ok) return false;
    if (state_bytes + bytes > sizeof memory) return false;
    catapult::network_state<double> state;
    catapult::gram_model<double> model;
    if (create_network_state({r, k}, {memory, state_bytes}, state) != catapult::status::ok) return false;
    state.width = 1000;
    if (model.create(data, state, {memory + state_bytes, bytes}, model) != catapult::status::ok) return false;
    for (int step = 0; step < 40; ++step)
        if (model.step(0.5) != catapult::status::ok) return false;
    std::printf("%a %a %a %a\n", model.loss(), model.predictor()(0, 0), model.predictor()(1, 0), model.predictor()(2, 0));
    return true;
}

}  // namespace

// Prints digits that must not depend on how this file is compiled.
int main() { return warmup() && full_model() ? 0 : 1; }
