#include <catapult/catapult.hpp>

#include <cstddef>
#include <cstdio>

namespace {

constexpr std::size_t r = 3, k = 1;
constexpr catapult::network_dims dims = {r, k};
catapult::static_workspace<catapult::required_bytes(catapult::network_state_bytes<double>, dims)> state_memory;
catapult::static_workspace<catapult::required_bytes(catapult::gram_model<double>::bytes, dims)> model_memory;

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
    double singular_values[r] = {3, 2, 1}, targets[r] = {1, 0, -1};
    catapult::reduced_data<double> data;
    data.samples = data.inputs = data.rank = r;
    data.outputs = k;
    data.singular_values = singular_values;
    data.targets = {targets, r, k};
    catapult::network_state<double> state;
    catapult::gram_model<double> model;
    if (create_network_state(dims, state_memory, state) != catapult::status::ok) return false;
    state.width = 1000;
    if (model.create(data, state, model_memory, model) != catapult::status::ok) return false;
    for (int step = 0; step < 40; ++step)
        if (model.step(0.5) != catapult::status::ok) return false;
    std::printf("%a %a %a %a\n", model.loss(), model.predictor()(0, 0), model.predictor()(1, 0), model.predictor()(2, 0));
    return true;
}

}  // namespace

// Prints digits that must not depend on the flags with which this file is compiled.
int main() { return warmup() && full_model() ? 0 : 1; }
