#include "options/training_options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "options/options.hpp"

namespace catapult::tools {

namespace {

constexpr real_range momentum_range = {0, 0x1.fffffffffffffp-1, "from 0 to below 1"};
constexpr real_range radius_range = {1e-100, 1e100, "from 1e-100 to 1e100"};
constexpr real_range decay_range = {0, 1e100, "from 0 to 1e100"};
constexpr real_range factor_range = {0, 1e100, "from 0 to 1e100"};
constexpr real_range scale_range = {1e-50, 1e50, "from 1e-50 to 1e50"};

rule_name parse_rule(const std::string& option, const std::string& text)
{
    std::string name = text;
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (name == "sgd") throw request_error(option + " " + in_quotes(text) + ": say gd, and the samples of a step by --batch");
    for (const char* elementwise : {"adam", "adamw", "adagrad", "rmsprop", "sign", "signsgd", "lion"})
        if (name == elementwise)
            throw request_error(option + " " + in_quotes(text) +
                                ": it treats single weights differently, so that its dynamics depend on more than the Gram "
                                "matrix; rules that do not are gd, momentum, nesterov, sam, muon, normalized, rmsprop-scalar");
    return parse_name(option, text, rule_names);
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
    options.schedule_form = schedule_kind::constant;
    options.schedule_text = name == "constant" ? "" : text;
    if (name == "constant") {
        if (colon != std::string::npos) refuse_schedule(text, "constant takes nothing");
    } else if (name == "step") {
        options.changes = parse_changes(text, rest);
        options.schedule_form = schedule_kind::changes;
    } else if (name == "warmup" || name == "cosine") {
        options.schedule_form = name == "warmup" ? schedule_kind::warmup : schedule_kind::cosine;
        options.schedule_steps = parse_count_in(option + " " + in_quotes(text) + ": STEPS", rest, positive_count);
    } else {
        refuse_schedule(text, "unknown");
    }
    if (check_schedule(options.schedule()) != status::ok)
        refuse_schedule(text, "times must be 0 or more and ascend, and factors be 0 or more");
}

}  // namespace

void add_shared_training(CLI::App& command, training_options& options)
{
    const std::string group = "Training";
    const auto grouped = [&](CLI::Option* option) { option->group(group); };
    grouped(
        add_parsed(command, "--rule", options.rule, parse_rule,
                   "gd; momentum (heavy ball) and nesterov as in PyTorch; sam; muon (exact polar factors); normalized (g/|g|);\n"
                   "rmsprop-scalar (one average of |g|^2 for all weights) [gd]",
                   "NAME"));
    grouped(add_real(command, "--momentum", options.momentum, momentum_range,
                     "Momentum B' = beta B + gradient of a rule other than gd and muon [0.9 for momentum and nesterov]", "BETA"));
    grouped(add_real(command, "--clip", options.clip, radius_range, "Clip the gradient to this norm", "C"));
    grouped(add_real(command, "--weight-decay", options.weight_decay, decay_range,
                     "Decoupled: weights are also multiplied by 1 - eta*W", "W"));
    grouped(add_parsed(
        command, "--loss", options.loss,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, loss_names); },
        "squared: |F - Y|^2/2m, as in the paper; mean-squared: |F - Y|^2/2mk, whose rates are k times as large; softmax\n"
        "(cross-entropy); logistic (targets 1 and -1) [squared]",
        "NAME"));
    grouped(add_count(command, "--batch", options.batch, positive_count, "Take each gradient of B samples [all]", "B"));
    grouped(add_parsed(
        command, "--shuffle", options.shuffle,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, shuffle_names); },
        "each-epoch: every sample once an epoch; with-replacement [each-epoch]", "NAME"));
    grouped(
        command
            .add_option_function<std::string>(
                "--schedule", [&options](const std::string& text) { parse_schedule("--schedule", text, options); },
                "Factor of eta: constant; step:T1=F1,T2=F2 (F from time eta*t = T on); warmup:STEPS (linear); cosine:STEPS [constant]")
            ->type_name("NAME"));
}

void add_training(CLI::App& command, training_options& options)
{
    add_shared_training(command, options);
    const std::string group = "Training";
    const auto grouped = [&](CLI::Option* option) { option->group(group); };
    grouped(add_real(command, "--sam-radius", options.sam_radius, radius_range, "The radius of sam [0.05]", "R"));
    grouped(add_real(command, "--rate-u", options.rate_u, factor_range, "The first layer's learning rate over eta [1]", "X"));
    grouped(add_real(command, "--rate-v", options.rate_v, factor_range, "The second layer's [1]", "X"));
    grouped(add_parsed(
        command, "--parametrisation", options.weights,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, parametrisation_names); },
        "ntk: F = X U'V/sqrt(n); standard: second layer N(0, 1/n), no 1/sqrt(n); mup; mean-field: F = X U'V/n, rates n*eta [ntk]",
        "NAME"));
    grouped(add_real(command, "--scale-u", options.scale_u, scale_range, "Multiply the first layer's initial weights [1]", "X"));
    grouped(add_real(command, "--scale-v", options.scale_v, scale_range, "Multiply the second layer's [1]", "X"));
    grouped(add_real(command, "--output-scale", options.output_scale, scale_range, "Multiply the outputs [1]", "X"));
    grouped(add_count(command, "--linearise-at", options.linearise_at, any_count,
                      "From this step on, train the model linearised at the weights of that step", "STEP"));
}

void add_test_data(CLI::App& command, dataset_options& options)
{
    command
        .add_option(
            "--test-inputs", options.inputs,
            "Samples that are not trained on, for the columns test_loss and test_accuracy, which are there unless --columns\n"
            "names one of them. Where they leave the span of --inputs, a network drawn in law is another one of its seed")
        ->type_name("FILE")
        ->group("Training");
    command.add_option("--test-targets", options.targets, "Their targets, unless --test-inputs is of CIFAR")
        ->type_name("FILE")
        ->group("Training");
}

void require_test_data(const dataset_options& options, const chosen_observations& observations)
{
    if (!options.complete()) throw request_error("--test-inputs and --test-targets belong together; give both, or neither");
    if (options.inputs.empty() && observations.need(observation_need::test_samples))
        throw request_error("--columns test_loss, test_accuracy: of which samples? --test-inputs and --test-targets say");
}

bool wants_test_columns(const dataset_options& options, const chosen_observations& observations)
{
    return !options.inputs.empty() && options.complete() && !observations.need(observation_need::test_samples);
}

}  // namespace catapult::tools
