#include "engines/trained_network.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/random.hpp"

namespace catapult::tools {

gaussian_data::gaussian_data(std::uint64_t seed, std::size_t outputs)
{
    constexpr std::uint32_t input_stream = 1000, target_stream = 1001;
    const data_dims dims{gaussian_samples, gaussian_inputs, outputs, false};
    storage = memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(dims, bytes); }, "data");
    std::vector<double> x(gaussian_samples * gaussian_inputs), y(gaussian_samples * outputs);
    fill_normals<double>({seed, input_stream}, 0, x);
    fill_normals<double>({seed, target_stream}, 0, y);
    for (double& element : x) element /= std::sqrt(static_cast<double>(gaussian_inputs));
    data_reduction<double> reduction;
    check(data_reduction<double>::create(dims, storage.view(), reduction), "data");
    check(reduction.add({x.data(), gaussian_samples, gaussian_inputs}, {y.data(), gaussian_samples, outputs}), "data");
    check(reduction.finish(reduced), "data");
}

trained_network::trained_network(const reduced_data<double>& data, double width, bool linearised, std::uint64_t seed)
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const network_dims dims{data.rank, data.targets.columns, linearised ? infinite : width};
    memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "network");
    memory work = memory_for([&](std::size_t& b) { return draw_initial_bytes<double>(dims, width, b); }, "network");
    network_state<double> state;
    check(create_network_state(dims, state_memory.view(), state), "network");
    check(draw_initial<double>(width, seed, work.view(), state), "network");
    if (linearised) state.width = infinite;  // the start keeps the D and E of the finite width
    model_memory_ = memory_for([&](std::size_t& b) { return gram_model<double>::bytes(dims, b); }, "network");
    eigenvalue_memory_ = memory_for([&](std::size_t& b) { return top_eigenvalue<double>::bytes(dims, b); }, "kernel");
    check(gram_model<double>::create(data, state, model_memory_.view(), model), "network");
    check(top_eigenvalue<double>::create(model, lambda_tolerance, eigenvalue_memory_.view(), eigenvalue_), "kernel");
    memory certificate = memory_for([&](std::size_t& b) { return top_eigenvalue<double>::certify_bytes(dims, b); }, "kernel");
    eigenvalue_result<double> known;
    const status s = eigenvalue_.certify(certificate.view(), known);
    if (s != status::not_converged) check(s, "kernel");
    start_ = known.value;
}

double trained_network::lambda()
{
    eigenvalue_result<double> result;
    const status s = eigenvalue_.update(result);
    if (s != status::not_converged) check(s, "kernel");
    return result.value;
}

}  // namespace catapult::tools
