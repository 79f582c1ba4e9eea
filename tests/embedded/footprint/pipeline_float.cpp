// Everything that a device needs to tune its learning rate: 20 samples of 5 inputs are reduced, a network is drawn, λ₀ is
// found, and the network is trained in the catapult phase under a stopping rule. All memory is static.
#include "catapult/experiments/run.hpp"
#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "embedded/footprint/program.hpp"

namespace catapult::embedded {
namespace {

constexpr std::size_t samples = 20, inputs = 5;
constexpr data_dims shape{samples, inputs, 1};
constexpr double width = 1e6;
constexpr network_dims dims{inputs, 1, width};
float x[samples * inputs], y[samples], vector[inputs];
static_workspace<required_bytes(data_reduction<float>::bytes, shape)> data_memory;
static_workspace<required_bytes(network_state_bytes<float>, dims)> state_memory;
static_workspace<required_bytes(draw_initial_bytes<float>, dims, width)> draw_memory;
static_workspace<required_bytes(gram_model<float>::bytes, dims)> model_memory;
static_workspace<required_bytes(tangent_kernel<float>::bytes, dims)> kernel_memory;
static_workspace<required_bytes(power_iteration_bytes<float>, inputs)> eigenvalue_memory;

/// λ by power iteration from the last vector.
struct followed_lambda {
    symmetric_operator<float> op;
    status update(eigenvalue_result<float>& result)
    {
        return power_iteration<float>(op, {1e-4, 200}, vector, eigenvalue_memory, result);
    }
};

}  // namespace

int program()
{
    fill_normals<float>({1, 1}, 0, x);
    fill_normals<float>({1, 2}, 0, y);
    data_reduction<float> reduction;
    reduced_data<float> data;
    if (!ok(data_reduction<float>::create(shape, data_memory, reduction))) return 1;
    if (!ok(reduction.add({x, samples, inputs}, {y, samples, 1}))) return 2;
    if (!ok(reduction.finish(data))) return 3;

    network_state<float> state;
    if (!ok(create_network_state<float>(dims, state_memory, state))) return 4;
    if (!ok(draw_initial<float>(width, 1, draw_memory, state))) return 5;
    gram_model<float> model;
    if (!ok(gram_model<float>::create(data, state, model_memory, model))) return 6;
    tangent_kernel<float> kernel;
    if (!ok(tangent_kernel<float>::create(model, kernel_memory, kernel))) return 7;
    followed_lambda lambda{make_operator<float>(kernel)};
    eigenvalue_result<float> lambda0;
    if (!ok(lambda.update(lambda0))) return 8;

    run_summary result;
    if (!ok(run(model_engine{model, lambda}, 3 / double{lambda0.value}, lambda0.value, {}, result))) return 9;
    return classify(result) == phase::catapult ? 0 : 10;
}

}  // namespace catapult::embedded
