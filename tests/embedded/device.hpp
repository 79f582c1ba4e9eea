// What the demonstration and the footprint of the whole pipeline share: 20 samples of 5 inputs, a network of a million hidden
// units, and all memory, static and of sizes that the compiler knows.
#ifndef CATAPULT_TESTS_EMBEDDED_DEVICE_HPP
#define CATAPULT_TESTS_EMBEDDED_DEVICE_HPP

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/tangent_kernel.hpp"

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

/// Reduces the data and draws the network in law.
status begin(reduced_data<float>& data, network_state<float>& state)
{
    fill_normals<float>({1, 1}, 0, x);
    fill_normals<float>({1, 2}, 0, y);
    data_reduction<float> reduction;
    status s = data_reduction<float>::create(shape, data_memory, reduction);
    if (s == status::ok) s = reduction.add({x, samples, inputs}, {y, samples, 1});
    if (s == status::ok) s = reduction.finish(data);
    if (s == status::ok) s = create_network_state<float>(dims, state_memory, state);
    if (s == status::ok) s = draw_initial<float>(width, 1, draw_memory, state);
    return s;
}

/// λ by power iteration from the last vector.
struct followed_lambda {
    symmetric_operator<float> op;
    status update(eigenvalue_result<float>& result)
    {
        return power_iteration<float>(op, {1e-4, 300}, vector, eigenvalue_memory, result);
    }
};

}  // namespace
}  // namespace catapult::embedded

#endif
