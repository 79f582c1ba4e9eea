#include "engines/ruled_network.hpp"

#include <cmath>

#include "vocabulary/memory.hpp"

namespace catapult::tools {

sampled_data::sampled_data(const std::vector<double>& inputs, std::vector<double> targets, std::size_t samples)
    : targets_(std::move(targets))
{
    check(samples > 0 ? status::ok : status::invalid_argument, "data");
    const std::size_t d = inputs.size() / samples, k = targets_.size() / samples;
    const matrix_view<const double> x = {inputs.data(), samples, d};
    check(data_.reduce(x, {targets_.data(), samples, k}, true), "data");
    projected_.resize(samples * data_->rank);
    check(project_inputs(*data_, x, matrix_view<double>(projected_.data(), samples, data_->rank)), "data");
}

training_objective<double> sampled_data::objective(const output_loss<double>& loss) const
{
    return {*data_, loss, {projected_.data(), data_->samples, data_->rank}, {targets_.data(), data_->samples, data_->outputs}};
}

sampled_data gaussian_classes(std::uint64_t seed, std::size_t samples, std::size_t inputs, std::size_t classes)
{
    constexpr std::uint32_t input_stream = 1000;
    std::vector<double> x(samples * inputs), y(samples * classes);
    fill_normals<double>({seed, input_stream}, 0, x);
    for (double& element : x) element /= std::sqrt(static_cast<double>(inputs));
    for (std::size_t i = 0; i < samples; ++i) y[i * classes + i % classes] = 1;
    return {x, std::move(y), samples};
}

double stable_eta_lambda(const training_rule& rule)
{
    const double mu = rule.momentum;
    return 2 * (1 + mu) / (rule.nesterov ? 1 + 2 * mu : 1);
}

ruled_network::ruled_network(const training_objective<double>& objective, double width, const training_rule& rule,
                             std::uint64_t seed, const weight_scales& scales)
    : stable_(stable_eta_lambda(rule))
{
    owned<network_state<double>> state;
    check(draw_initial(objective.data, width, seed, state), "network");
    check(model_.create(objective, *state, rule, scales.first, scales.second), "network");
    check(eigenvalue_.create(*model_, lambda_tolerance), "kernel");
    eigenvalue_result<double> known;
    const status s = certify(*eigenvalue_, *model_, known);
    if (s != status::not_converged) check(s, "kernel");
    start_ = known.value;
}

status ruled_network::lambda(double& result)
{
    eigenvalue_result<double> found;
    const status s = eigenvalue_->update(found);
    if (s != status::ok && s != status::not_converged) return s;
    result = found.value;
    return status::ok;
}

double ruled_network::lambda()
{
    double result = 0;
    check(lambda(result), "kernel");
    return result;
}

followed_sharpness::followed_sharpness(ruled_network& network) : network_(network)
{
    gram_training<double>& model = network.model();
    const hessian_dims dims = {model.dims(), model.objective().inputs.rows};
    check(state_.create(model.dims()), "state");
    check(sharpness_.create(model.objective(), dims, 1e-9), "sharpness");
}

double followed_sharpness::value()
{
    check(network_.model().state(*state_), "state");
    eigenvalue_result<double> found;
    const status s = sharpness_->update(*state_, found);
    if (s != status::not_converged) check(s, "sharpness");
    return found.value;
}

run_summary trained(ruled_network& network, double eta, const stopping_rule& rule)
{
    run_summary result;
    check(run(network, eta, network.lambda0(), rule, result), "run");
    return result;
}

}  // namespace catapult::tools
