// What a microcontroller does with data that a desktop has reduced. All memory is static, and the compiler knows its size.
#include <catapult/experiments/run.hpp>
#include <catapult/models/gram_model.hpp>
#include <catapult/models/initial_state.hpp>
#include <catapult/observables/tangent_kernel.hpp>

#include <cstdio>

using namespace catapult;

// What data_reduction<float> found on the desktop, printed with %a: four samples of two inputs, and one output.
constexpr float singular_values[] = {0x1.ea2318p+0f, 0x1.60936p+0f}, targets[] = {0x1.73ca6p-5f, 0x1.624b74p+0f};
constexpr float unreachable_loss = 0x1.5490f6p-5f;

constexpr network_dims dims{2, 1, 1e6};  // rank, outputs, hidden units
static_workspace<required_bytes(network_state_bytes<float>, dims)> state_memory;
static_workspace<required_bytes(draw_initial_bytes<float>, dims, dims.width)> draw_memory;
static_workspace<required_bytes(gram_model<float>::bytes, dims)> model_memory;
static_workspace<required_bytes(top_eigenvalue<float>::bytes, dims)> lambda_memory;

status train(run_summary& result)
{
    reduced_data<float> data;
    data.samples = 4;
    data.outputs = dims.outputs;
    data.rank = dims.rank;
    data.singular_values = singular_values;
    data.targets = {targets, dims.rank, dims.outputs};
    data.unreachable_loss = unreachable_loss;

    network_state<float> state;
    gram_model<float> model;
    top_eigenvalue<float> lambda;
    eigenvalue_result<float> lambda0;
    status s = create_network_state<float>(dims, state_memory, state);
    if (s == status::ok) s = draw_initial<float>(dims.width, 1, draw_memory, state);
    if (s == status::ok) s = model.create(data, state, model_memory, model);
    if (s == status::ok) s = lambda.create(model, 1e-6, lambda_memory, lambda);
    if (s == status::ok) s = lambda.update(lambda0);
    if (s != status::ok) return s;
    return run(model_engine{model, lambda}, 3 / double{lambda0.value}, lambda0.value, {}, result);
}

int main()
{
    run_summary result;
    if (const status s = train(result); s != status::ok) return std::puts(status_text(s)), 1;
    std::printf("phase %s: lambda %.4g -> %.4g, loss %.4g -> %.4g\n", phase_name(classify(result)), result.lambda_initial,
                result.lambda_final, result.loss_initial, result.loss_final);
}
