#include "engines/training.hpp"

#include <cmath>
#include <limits>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

const std::map<std::string, rule_name> rule_names = {{"gd", rule_name::gd},
                                                     {"momentum", rule_name::momentum},
                                                     {"nesterov", rule_name::nesterov},
                                                     {"sam", rule_name::sam},
                                                     {"muon", rule_name::muon},
                                                     {"normalized", rule_name::normalized},
                                                     {"rmsprop-scalar", rule_name::rmsprop_scalar}};
const std::map<std::string, loss_name> loss_names = {{"squared", loss_name::squared},
                                                     {"mean-squared", loss_name::mean_squared},
                                                     {"softmax", loss_name::softmax},
                                                     {"logistic", loss_name::logistic}};
const std::map<std::string, shuffle_name> shuffle_names = {{"each-epoch", shuffle_name::each_epoch},
                                                           {"with-replacement", shuffle_name::with_replacement}};
const std::map<std::string, parametrisation> parametrisation_names = {{"ntk", parametrisation::ntk},
                                                                      {"standard", parametrisation::standard},
                                                                      {"mup", parametrisation::mup},
                                                                      {"mean-field", parametrisation::mean_field}};

namespace {

constexpr double default_momentum = 0.9;
constexpr double default_radius = 0.05;

template <class Value>
std::string name_of(const std::map<std::string, Value>& names, Value value)
{
    for (const auto& [name, known] : names)
        if (known == value) return name;
    return {};
}

}  // namespace

bool training_options::plain() const
{
    const auto is = [](const std::optional<double>& value, double usual) { return value.value_or(usual) == usual; };
    return rule == rule_name::gd && !clip && is(weight_decay, 0) && is(rate_u, 1) && is(rate_v, 1) && !sampled() &&
           schedule_text.empty() && weights == parametrisation::ntk && is(scale_u, 1) && is(scale_v, 1) && is(output_scale, 1) &&
           !linearise_at;
}

void training_options::require_consistent() const
{
    if (momentum && rule == rule_name::gd)
        throw request_error("--momentum with --rule gd, which has none; give --rule momentum or nesterov");
    if (momentum && rule == rule_name::muon)
        throw request_error(
            "--momentum with --rule muon: the velocity's polar factor has no low rank, and is not computed; leave it out");
    if (sam_radius && rule != rule_name::sam)
        throw request_error("--sam-radius without --rule sam, whose radius it is; leave it out, or give --rule sam");
    if (clip && (rule == rule_name::normalized || rule == rule_name::muon))
        throw request_error("--clip with a rule that sets the size of its steps itself; leave it out");
    if (shuffle && !batch) throw request_error("--shuffle without --batch; give the size of a batch, or leave it out");
}

void training_options::require_linearised_by(std::uint64_t steps) const
{
    if (linearise_at && *linearise_at >= steps)
        throw request_error("--linearise-at " + std::to_string(*linearise_at) + ": a run takes " + std::to_string(steps) +
                            " steps at most; give an earlier one, or more --steps");
}

parametrisation_factors training_options::scales(double width) const
{
    parametrisation_factors result;
    if (parametrise(weights, width, result) != status::ok)
        throw request_error("--parametrisation " + name_of(parametrisation_names, weights) +
                            ": at this width it has no form with finite rates; give a finite --width, or use ntk");
    result.scale_first *= scale_u.value_or(1);
    result.scale_second *= scale_v.value_or(1);
    result.output_scale *= output_scale.value_or(1);
    result.rate_first *= rate_u.value_or(1);
    result.rate_second *= rate_v.value_or(1);
    return result;
}

training_rule training_options::made_rule(double width) const
{
    training_rule result;
    const bool moves = rule == rule_name::momentum || rule == rule_name::nesterov;
    result.momentum = momentum.value_or(moves ? default_momentum : 0);
    result.nesterov = rule == rule_name::nesterov && result.momentum > 0;
    if (rule == rule_name::sam) result.sam_radius = sam_radius.value_or(default_radius);
    result.clip = clip.value_or(std::numeric_limits<double>::infinity());
    if (rule == rule_name::normalized) result.scaling = gradient_scaling::normalized;
    if (rule == rule_name::rmsprop_scalar) result.scaling = gradient_scaling::rmsprop;
    if (rule == rule_name::muon) result.scaling = gradient_scaling::polar;
    result.weight_decay = weight_decay.value_or(0);
    const parametrisation_factors all = scales(width);
    result.rate_first = all.rate_first;
    result.rate_second = all.rate_second;
    if (check_rule(result) != status::ok)
        throw request_error("--rate-u 0 with --rate-v 0: nothing would be trained; give one of them a rate");
    return result;
}

output_loss<double> training_options::made_loss() const
{
    switch (loss) {
    case loss_name::mean_squared: return mean_squared_loss<double>();
    case loss_name::softmax: return softmax_loss<double>();
    case loss_name::logistic: return logistic_loss<double>();
    case loss_name::squared: break;
    }
    return squared_loss<double>();
}

double training_options::border_factor() const
{
    const double mu = momentum.value_or(default_momentum);
    if (rule == rule_name::momentum) return 1 / (1 + mu);
    if (rule == rule_name::nesterov) return (1 + 2 * mu) / (1 + mu);
    return momentum ? 1 / (1 + *momentum) : 1;
}

double training_options::curvature(std::size_t outputs) const
{
    switch (loss) {
    case loss_name::mean_squared: return 1 / static_cast<double>(outputs);
    case loss_name::softmax: return 0.5;
    case loss_name::logistic: return 0.25;
    case loss_name::squared: break;
    }
    return 1;
}

std::string training_options::loss_text() const { return "--loss " + name_of(loss_names, loss); }

std::string training_options::target_text() const
{
    if (loss == loss_name::softmax)
        return "probabilities that sum to 1, such as one-hot rows (--one-hot makes them of labels), of two classes or more,";
    if (loss == loss_name::logistic) return "targets 1 and -1 (--classes A,B makes them of labels)";
    return "finite numbers";
}

std::string training_options::identity() const
{
    std::string text = describe();
    const auto add = [&](const char* name, const auto& value) {
        if (value) text += std::string(", ") + name + " " + shortest(static_cast<double>(*value));
    };
    add("clip", clip);
    add("decay", weight_decay);
    add("rate u", rate_u);
    add("rate v", rate_v);
    add("scale u", scale_u);
    add("scale v", scale_v);
    add("output scale", output_scale);
    add("linearised at", linearise_at);
    return text;
}

std::string training_options::describe() const
{
    std::string text;
    const auto add = [&](const std::string& part) { text += ", " + part; };
    if (rule != rule_name::gd) add("rule " + name_of(rule_names, rule));
    const training_rule made = made_rule(1);
    if (made.momentum > 0) add("momentum " + shortest(made.momentum));
    if (made.sam_radius > 0) add("radius " + shortest(made.sam_radius));
    if (loss != loss_name::squared) add("loss " + name_of(loss_names, loss));
    if (batch)
        add("batches of " + std::to_string(*batch) + " " + name_of(shuffle_names, shuffle.value_or(shuffle_name::each_epoch)));
    if (!schedule_text.empty()) add("schedule " + schedule_text);
    if (weights != parametrisation::ntk) add("parametrisation " + name_of(parametrisation_names, weights));
    return text;
}

}  // namespace catapult::tools
