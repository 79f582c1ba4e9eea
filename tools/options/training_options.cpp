#include "options/training_options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "options/options.hpp"

namespace catapult::tools {

namespace {

const std::map<std::string, rule_name> rules = {{"gd", rule_name::gd},
                                                {"momentum", rule_name::momentum},
                                                {"nesterov", rule_name::nesterov},
                                                {"sam", rule_name::sam},
                                                {"muon", rule_name::muon},
                                                {"normalized", rule_name::normalized},
                                                {"rmsprop-scalar", rule_name::rmsprop_scalar}};
const std::map<std::string, loss_name> losses = {{"squared", loss_name::squared},
                                                 {"mean-squared", loss_name::mean_squared},
                                                 {"softmax", loss_name::softmax},
                                                 {"logistic", loss_name::logistic}};
const std::map<std::string, shuffle_name> shuffles = {{"each-epoch", shuffle_name::each_epoch},
                                                      {"with-replacement", shuffle_name::with_replacement}};
const std::map<std::string, parametrisation> parametrisations = {{"ntk", parametrisation::ntk},
                                                                 {"standard", parametrisation::standard},
                                                                 {"mup", parametrisation::mup},
                                                                 {"mean-field", parametrisation::mean_field}};

constexpr real_range momentum_range = {0, 0x1.fffffffffffffp-1, "from 0 to below 1"};
constexpr real_range radius_range = {1e-100, 1e100, "from 1e-100 to 1e100"};
constexpr real_range decay_range = {0, 1e100, "from 0 to 1e100"};
constexpr real_range factor_range = {0, 1e100, "from 0 to 1e100"};
constexpr real_range scale_range = {1e-50, 1e50, "from 1e-50 to 1e50"};

constexpr double default_momentum = 0.9;
constexpr double default_radius = 0.05;

template <class Value>
std::string name_of(const std::map<std::string, Value>& names, Value value)
{
    for (const auto& [name, known] : names)
        if (known == value) return name;
    return {};
}

rule_name parse_rule(const std::string& option, const std::string& text)
{
    for (const char* elementwise : {"adam", "adamw", "adagrad", "rmsprop", "sign", "signsgd", "lion"})
        if (text == elementwise)
            throw request_error(option + " " + in_quotes(text) +
                                ": it treats single weights differently, so that its dynamics depend on more than the Gram "
                                "matrix; rules that do not are gd, momentum, nesterov, sam, muon, normalized, rmsprop-scalar");
    return parse_name(option, text, rules);
}

[[noreturn]] void refuse_schedule(const std::string& text, const std::string& reason)
{
    throw request_error("--schedule " + in_quotes(text) + ": " + reason +
                        "; constant, step:T1=F1,T2=F2 with ascending times eta*t, warmup:STEPS or cosine:STEPS is wanted");
}

/// step:T1=F1,T2=F2 after its colon.
std::vector<rate_change> parse_changes(const std::string& whole, const std::string& text)
{
    std::vector<rate_change> changes;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string part = text.substr(begin, end - begin);
        const std::size_t equals = part.find('=');
        rate_change change;
        if (equals == std::string::npos || !parse_real(std::string_view(part).substr(0, equals), change.time) ||
            !parse_real(std::string_view(part).substr(equals + 1), change.factor))
            refuse_schedule(whole, in_quotes(part) + " is not a time and a factor, T=F");
        changes.push_back(change);
        begin = end + 1;
    }
    return changes;
}

void parse_schedule(const std::string& option, const std::string& text, training_options& options)
{
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon), rest = colon == std::string::npos ? "" : text.substr(colon + 1);
    options.schedule = {};
    options.schedule_text = name == "constant" ? "" : text;
    if (name == "constant") {
        if (colon != std::string::npos) refuse_schedule(text, "constant takes nothing");
    } else if (name == "step") {
        options.changes = parse_changes(text, rest);
        options.schedule.kind = schedule_kind::changes;
        options.schedule.changes = options.changes;
    } else if (name == "warmup" || name == "cosine") {
        options.schedule.kind = name == "warmup" ? schedule_kind::warmup : schedule_kind::cosine;
        options.schedule.steps = parse_count_in(option, rest, positive_count);
    } else {
        refuse_schedule(text, "unknown");
    }
    if (check_schedule(options.schedule) != status::ok)
        refuse_schedule(text, "times must be 0 or more and ascend, and factors be 0 or more");
}

}  // namespace

bool training_options::plain() const
{
    return rule == rule_name::gd && !clip && !weight_decay && !rate_u && !rate_v && !sampled() && schedule_text.empty() &&
           weights == parametrisation::ntk && !scale_u && !scale_v && !output_scale && !linearise_at;
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

parametrisation_factors training_options::scales(double width) const
{
    parametrisation_factors result;
    if (parametrise(weights, width, result) != status::ok)
        throw request_error("--parametrisation " + name_of(parametrisations, weights) +
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

std::string training_options::loss_text() const { return "--loss " + name_of(losses, loss); }

std::string training_options::target_text() const
{
    if (loss == loss_name::softmax)
        return "probabilities that sum to 1, such as one-hot rows (--one-hot makes them of labels), of two classes or more,";
    if (loss == loss_name::logistic) return "targets 1 and -1 (--classes A,B makes them of labels)";
    return "finite numbers";
}

std::string training_options::describe() const
{
    std::string text;
    const auto add = [&](const std::string& part) { text += ", " + part; };
    if (rule != rule_name::gd) add("rule " + name_of(rules, rule));
    const training_rule made = made_rule(1);
    if (made.momentum > 0) add("momentum " + shortest(made.momentum));
    if (made.sam_radius > 0) add("radius " + shortest(made.sam_radius));
    if (loss != loss_name::squared) add("loss " + name_of(losses, loss));
    if (batch) add("batches of " + std::to_string(*batch) + " " + name_of(shuffles, shuffle.value_or(shuffle_name::each_epoch)));
    if (!schedule_text.empty()) add("schedule " + schedule_text);
    if (weights != parametrisation::ntk) add("parametrisation " + name_of(parametrisations, weights));
    return text;
}

void add_training(CLI::App& command, training_options& options)
{
    const std::string group = "Training";
    const auto grouped = [&](CLI::Option* option) { option->group(group); };
    grouped(add_parsed(command, "--rule", options.rule, parse_rule,
                       "gd; momentum (heavy ball) and nesterov as in PyTorch; sam; muon (exact polar factors); normalized (g/|g|);\n"
                       "rmsprop-scalar (one average of |g|^2 for all weights) [gd]",
                       "NAME"));
    grouped(add_real(command, "--momentum", options.momentum, momentum_range,
                     "Momentum B' = beta B + gradient of a rule other than gd and muon [0.9 for momentum and nesterov]", "BETA"));
    grouped(add_real(command, "--sam-radius", options.sam_radius, radius_range, "The radius of sam [0.05]", "R"));
    grouped(add_real(command, "--clip", options.clip, radius_range, "Clip the gradient to this norm", "C"));
    grouped(add_real(command, "--weight-decay", options.weight_decay, decay_range,
                     "Decoupled: weights are also multiplied by 1 - eta*W", "W"));
    grouped(add_real(command, "--rate-u", options.rate_u, factor_range, "The first layer's learning rate over eta [1]", "X"));
    grouped(add_real(command, "--rate-v", options.rate_v, factor_range, "The second layer's [1]", "X"));
    grouped(add_parsed(
        command, "--loss", options.loss,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, losses); },
        "squared: |F - Y|^2/2m, as in the paper; mean-squared: |F - Y|^2/2mk, whose rates are k times as large; softmax\n"
        "(cross-entropy); logistic (targets 1 and -1) [squared]",
        "NAME"));
    grouped(add_count(command, "--batch", options.batch, positive_count, "Take each gradient of B samples [all]", "B"));
    grouped(add_parsed(
        command, "--shuffle", options.shuffle,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, shuffles); },
        "each-epoch: every sample once an epoch; with-replacement [each-epoch]", "NAME"));
    grouped(command
                .add_option_function<std::string>(
                    "--schedule", [&options](const std::string& text) { parse_schedule("--schedule", text, options); },
                    "Factor of eta: constant; step:T1=F1,T2=F2 (F from time eta*t = T on); warmup:STEPS (linear); cosine:STEPS [constant]")
                ->type_name("NAME"));
    grouped(add_parsed(
        command, "--parametrisation", options.weights,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, parametrisations); },
        "ntk: F = X U'V/sqrt(n); standard: second layer N(0, 1/n), no 1/sqrt(n); mup; mean-field: F = X U'V/n, rates n*eta [ntk]", "NAME"));
    grouped(add_real(command, "--scale-u", options.scale_u, scale_range, "Multiply the first layer's initial weights [1]", "X"));
    grouped(add_real(command, "--scale-v", options.scale_v, scale_range, "Multiply the second layer's [1]", "X"));
    grouped(add_real(command, "--output-scale", options.output_scale, scale_range, "Multiply the outputs [1]", "X"));
    grouped(add_count(command, "--linearise-at", options.linearise_at, any_count,
                      "From this step on, train the model linearised at the weights of that step", "STEP"));
}

}  // namespace catapult::tools
