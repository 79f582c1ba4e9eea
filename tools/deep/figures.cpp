#include "deep/figures.hpp"

#include <algorithm>
#include <cmath>

#include "deep/runs.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

std::vector<figure> deep_figures(const deep_figure_setting& setting)
{
    const auto with = [&setting](void (*run)(figure_run&, const deep_figure_setting&)) {
        return [&setting, run](figure_run& of) { run(of, setting); };
    };
    return {
        {"3", "3abc", "Three hidden layers of ReLU: loss and curvature by learning rate", with(run_deep_curves), true},
        {"4", "6", "The network beside its linearisations before and after the catapult", with(run_deep_linearised), true},
        {"S13", nullptr, "How much the kernel changes, against the width", with(run_deep_kernel_change), true},
        {"S10", nullptr, "The largest learning rate of tanh, erf, linear and ReLU networks", with(run_deep_activations), true},
        {"S8", nullptr, "Momentum", with(run_deep_momentum), true},
        {"S9", nullptr, "L2 regularisation", with(run_deep_decay), true},
        {"5ab", nullptr, "A convolutional network", with(run_deep_cnn)},
        {"3def", "5cd", "A Wide ResNet", with(run_deep_wide_resnet)},
    };
}

namespace {

deep_options completed(const deep_figure_setting& setting, deep_options options, std::size_t samples)
{
    options.data = setting.data;
    options.data.samples = std::min(setting.data.samples.value_or(samples), samples);
    if (options.data.normalize == normalization::none) options.data.normalize = normalization::overall;
    options.test = setting.test;
    options.test.normalize = options.data.normalize;
    if (!setting.paper && !options.test.samples) options.test.samples = 1000;
    options.place = setting.place;
    return options;
}

}  // namespace

deep_lab::deep_lab(const deep_figure_setting& setting, deep_options options, std::size_t samples)
    : options_(completed(setting, std::move(options), samples)), experiment_(options_)
{
}

double deep_lab::lambda0(std::uint64_t seed)
{
    if (known_seed_ != seed) lambda0_ = experiment_.start(seed).found().value;
    known_seed_ = seed;
    return lambda0_;
}

curve deep_lab::train(std::uint64_t seed, const curve_plan& plan)
{
    curve result;
    result.lambda0 = lambda0(seed);
    result.eta = plan.eta_lambda0 / result.lambda0;
    deep_training training = experiment_.start(seed);
    result.loss_initial = result.loss_peak = result.loss_final = training.watched_loss();
    const auto record = [&] {
        result.points.push_back({training.steps(), training.time(), training.watched_loss(), training.found().value});
    };
    const std::uint64_t every = plan.rows == 0 ? 0 : std::max<std::uint64_t>(1, plan.steps / plan.rows);
    if (every != 0) record();
    while (training.steps() < plan.steps) {
        linearise_if_due(training);
        const status s = training.step(result.eta);
        if (s == status::diverged) {
            result.diverged = true;
            result.loss_peak = std::numeric_limits<double>::infinity();
            break;
        }
        check(s, "step");
        result.loss_final = training.watched_loss();
        result.loss_peak = std::max(result.loss_peak, result.loss_final);
        if (every != 0 && (training.steps() % every == 0 || training.steps() == plan.steps)) record();
    }
    if (plan.lambda && !result.diverged) result.lambda_final = training.found().value;
    result.accuracy = training.watched_accuracy();
    if (plan.test && experiment_.data().test.count() > 0 && !result.diverged)
        result.test_accuracy = training.evaluate(experiment_.data().test).accuracy;
    return result;
}

deep_options fully_connected_options(std::vector<std::int64_t> hidden, activation act)
{
    deep_options options;
    options.network.hidden = std::move(hidden);
    options.network.act = act;
    return options;
}

}  // namespace catapult::tools
