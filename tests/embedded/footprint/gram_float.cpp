// The Gram engine with one output, and the largest eigenvalue of its tangent kernel, of a given state. All memory is static.
#include "catapult/models/gram_model.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "embedded/footprint/program.hpp"

namespace catapult::embedded {
namespace {

constexpr std::size_t rank = 5;
constexpr network_dims dims{rank, 1};
static_workspace<required_bytes(network_state_bytes<float>, dims)> state_memory;
static_workspace<required_bytes(gram_model<float>::bytes, dims)> model_memory;
static_workspace<required_bytes(tangent_kernel<float>::bytes, dims)> kernel_memory;
static_workspace<required_bytes(power_iteration_bytes<float>, rank)> eigenvalue_memory;
float vector[rank];

constexpr float singular_values[rank] = {4, 3, 2, 1.5f, 1};
constexpr float targets[rank] = {1, -1, 0.5f, 0.25f, -0.5f};

}  // namespace

int program()
{
    reduced_data<float> data;
    data.samples = 20;
    data.inputs = rank;
    data.outputs = 1;
    data.rank = rank;
    data.singular_values = singular_values;
    data.targets = {targets, rank, 1};

    // D and E are zero, so that λ₀ = 2σ₁²/m = 1.6.
    network_state<float> state;
    if (!ok(create_network_state<float>(dims, state_memory, state))) return 1;
    state.width = 1e4;
    for (std::size_t i = 0; i < rank; ++i) state.predictor(i, 0) = 0.5f;
    gram_model<float> model;
    if (!ok(gram_model<float>::create(data, state, model_memory, model))) return 2;
    tangent_kernel<float> kernel;
    if (!ok(tangent_kernel<float>::create(model, kernel_memory, kernel))) return 3;
    eigenvalue_result<float> lambda;
    const auto op = make_operator<float>(kernel);
    if (!ok(power_iteration<float>(op, {1e-4, 200}, vector, eigenvalue_memory, lambda))) return 4;
    if (!(lambda.value > 1.599f && lambda.value < 1.601f)) return 5;

    const float initial = model.excess_loss();
    float peak = 0;
    for (int step = 0; step < 300; ++step) {
        if (!ok(model.step(3 / lambda.value))) return 6;
        if (model.excess_loss() > peak) peak = model.excess_loss();
    }
    if (!(peak > 10 * initial)) return 7;
    return model.excess_loss() < initial / 1000 ? 0 : 8;
}

}  // namespace catapult::embedded
