#include "engines/ruled_network.hpp"

#include "vocabulary/memory.hpp"

namespace catapult::tools {

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

run_summary trained(ruled_network& network, double eta, const stopping_rule& rule)
{
    run_summary result;
    check(run(network, eta, network.lambda0(), rule, result), "run");
    return result;
}

}  // namespace catapult::tools
