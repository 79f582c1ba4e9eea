#include "engines/trained_network.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "vocabulary/memory.hpp"

namespace catapult::tools {

gaussian_data::gaussian_data(std::uint64_t seed, std::size_t outputs)
{
    constexpr std::uint32_t input_stream = 1000, target_stream = 1001;
    std::vector<double> x(gaussian_samples * gaussian_inputs), y(gaussian_samples * outputs);
    fill_normals<double>({seed, input_stream}, 0, x);
    fill_normals<double>({seed, target_stream}, 0, y);
    for (double& element : x) element /= std::sqrt(static_cast<double>(gaussian_inputs));
    check(data.reduce({x.data(), gaussian_samples, gaussian_inputs}, {y.data(), gaussian_samples, outputs}), "data");
}

trained_network::trained_network(const reduced_data<double>& data, double width, bool linearised, std::uint64_t seed)
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    owned<network_state<double>> state;
    check(state.create(network_dims{data.rank, data.outputs, linearised ? infinite : width}), "network");
    check(draw_initial(width, seed, *state), "network");
    if (linearised) state->width = infinite;  // the start keeps the D and E of the finite width
    check(model_.create(data, *state), "network");
    check(eigenvalue_.create(*model_, lambda_tolerance), "kernel");
    eigenvalue_result<double> known;
    const status s = certify(*eigenvalue_, *model_, known);
    if (s != status::not_converged) check(s, "kernel");
    start_ = known.value;
}

double trained_network::lambda()
{
    eigenvalue_result<double> result;
    const status s = eigenvalue_->update(result);
    if (s != status::not_converged) check(s, "kernel");
    return result.value;
}

}  // namespace catapult::tools
