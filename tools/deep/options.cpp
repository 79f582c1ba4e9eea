#include "deep/options.hpp"

#include <cstdio>
#include <fstream>

#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {

namespace {

constexpr real_range scale_range = {0, 1e10, "from 0 to 1e10"};
constexpr real_range tolerance_range = {1e-14, 0.1, "from 1e-14 to 0.1"};
constexpr std::int64_t widest = 1 << 24;

std::vector<std::int64_t> parse_hidden(const std::string& option, const std::string& text)
{
    std::vector<std::int64_t> widths;
    if (text == "none") return widths;
    for (const std::string& part : split(text, ','))
        widths.push_back(static_cast<std::int64_t>(
            parse_count_in(option, part, {1, static_cast<std::uint64_t>(widest), "from 1 to 16777216"})));
    return widths;
}

/// The memory that is free, or infinity where that cannot be told.
double free_memory(const torch::Device& device)
{
    if (device.is_cuda()) return std::numeric_limits<double>::infinity();  // LibTorch says by how much it misses
    std::ifstream file("/proc/meminfo");
    for (std::string key; file >> key;) {
        double kilobytes = 0;
        if (key == "MemAvailable:" && file >> kilobytes) return 1024 * kilobytes;
        file.ignore(256, '\n');
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace

void add_deep(CLI::App& command, deep_options& options, bool result_is_array)
{
    add_data(command, options.data, data_source::files);
    add_test_data(command, options.test);
    const std::string group = "Network";
    const auto grouped = [&](CLI::Option* option) { option->group(group); };
    grouped(add_parsed(command, "--hidden", options.network.hidden, parse_hidden,
                       "Fully connected: the widths of the hidden layers, such as 2048,2048,2048, or none", "N,N,..."));
    grouped(command
                .add_option("--model", options.network.model,
                            "Instead of --hidden: cnn:CHANNELS:LAYERS (cnn is cnn:320:3), or wide-resnet:DEPTH:WIDEN (28:10)")
                ->type_name("NAME"));
    grouped(add_parsed(
        command, "--activation", options.network.act,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, activation_names); },
        "relu, tanh, erf or identity [relu]", "NAME"));
    grouped(add_parsed(
        command, "--parametrisation", options.network.scaling,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, weight_scaling_names); },
        "ntk: weights N(0, 1), times sigma_w/sqrt(fan-in) in the layer; standard: weights N(0, sigma_w^2/fan-in); lecun: the same,\n"
        "with sigma_w = 1 [ntk]",
        "NAME"));
    grouped(add_real(command, "--sigma-w", options.network.sigma_w, scale_range,
                     "Scale of the weights [sqrt(2) for relu, else 1; 1 with lecun]", "X"));
    grouped(add_real(command, "--sigma-b", options.network.sigma_b, scale_range, "Scale of the biases; 0: none [0]", "X"));
    add_shared_training(command, options.training);
    command.get_option("--loss")->description(
        "mean-squared: |F - Y|^2/2mk over m samples and k outputs, as in the paper's supplement; squared: |F - Y|^2/2m; softmax\n"
        "(cross-entropy); logistic (targets 1 and -1). Lambda is that of JJ'/mk for mean-squared, of JJ'/m for the others\n"
        "[mean-squared]");
    command.add_option("--augment", options.augment, "Augment the images of each step: a list of flip, crop and mixup [none]")
        ->type_name("NAME,...")
        ->group("Training");
    add_count(command, "--linearise-at", options.training.linearise_at, any_count,
              "From this step on, train the model linearised at the weights of that step", "STEP")
        ->group("Training");
    add_count(command, "--watch", options.watched, positive_count,
              "Loss, accuracy and lambda are those of the first N samples; lambda is the mean over blocks of a batch [all; with\n"
              "--batch, a batch]",
              "N")
        ->group("Training");
    add_real(command, "--tolerance", options.tolerance, tolerance_range, "Of lambda, relative, as its residual [1e-4]", "X")
        ->group("Training");
    add_parsed(command, "--device", options.place.device, parse_device, "cpu or cuda [cpu]", "NAME");
    add_parsed(
        command, "--precision", options.place.type,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text,
                              std::map<std::string, torch::ScalarType>{{"float", torch::kFloat32}, {"double", torch::kFloat64}});
        },
        "float or double [float]", "NAME");
    add_common(command, options.common, result_is_array);
}

void require_consistent(const deep_options& options)
{
    if (options.network.hidden.empty() == options.network.model.empty() && !options.network.model.empty())
        throw request_error("--hidden and --model were both given; one of them says what the network is");
    options.training.require_consistent();
    const rule_name rule = options.training.rule;
    if (rule != rule_name::gd && rule != rule_name::momentum && rule != rule_name::nesterov)
        throw request_error("--rule: deep networks are trained by gd, momentum or nesterov");
    if (options.training.linearise_at && (options.training.batch || options.watched || !options.augment.empty()))
        throw request_error(
            "--linearise-at with --batch, --watch or --augment: a linearised model is trained on all samples as they are; leave one of them out");
    if (!options.test.complete()) throw request_error("--test-inputs and --test-targets belong together; give both, or neither");
}

deep_experiment::deep_experiment(const deep_options& options) : options_(options)
{
    data_ = given_data()
                ? load_deep_data(options.data, options.test, options.place, &options.training)
                : random_data(static_cast<std::int64_t>(options.data.samples.value_or(128)), {3, 32, 32}, 10, 0, options.place);
    for (const note& n : data_.notes)
        if (options.common.verbose || !n.detail) say(n.text);
    const std::int64_t samples = data_.training.count();
    const auto batch = options.training.batch;
    if (batch && *batch > static_cast<std::uint64_t>(samples))
        throw request_error("--batch " + std::to_string(*batch) + ": there are " + std::to_string(samples) + " samples");
    watched_ = static_cast<std::int64_t>(options.watched.value_or(batch.value_or(static_cast<std::uint64_t>(samples))));
    if (watched_ > samples)
        throw request_error("--watch " + std::to_string(watched_) + ": there are " + std::to_string(samples) + " samples");
    if (batch && watched_ >= static_cast<std::int64_t>(*batch) && watched_ % static_cast<std::int64_t>(*batch) != 0)
        throw request_error("--watch " + std::to_string(watched_) + ": a multiple of --batch is wanted");
    network_ = make_network(options.network, data_.shape, data_.training.outputs());

    // Weights, the gradient, a copy of each, the velocity and the kernel's gradient; what is kept of each sample's pass, and as
    // much again for its backward pass.
    const double element = options.place.type == torch::kFloat32 ? 4 : 8;
    const double block = static_cast<double>(batch ? std::min<std::int64_t>(watched_, static_cast<std::int64_t>(*batch))
                                                   : watched_);
    const double bytes = element * (6 * network_->weights() + 6 * block * network_->kept_per_sample());
    if (const double there = free_memory(options.place.device); bytes > there)
        throw memory_refused("needs about " + size_text(bytes) + " for the network and its gradients, and " + size_text(there) +
                             " are free; use fewer samples or a smaller network");
    network_->to(options.place.device, options.place.type);
}

deep_training deep_experiment::start(std::uint64_t seed)
{
    network_->draw(seed);
    return deep_training({data_, network_, options_.training, augmentation(options_.augment, data_.shape, seed), watched_,
                          options_.tolerance, seed});
}

std::string deep_experiment::describe() const
{
    return options_.network.describe() + ", " + shortest(network_->weights()) + " weights, " +
           std::to_string(data_.training.count()) + " samples, " + std::to_string(data_.training.outputs()) + " outputs";
}

}  // namespace catapult::tools
