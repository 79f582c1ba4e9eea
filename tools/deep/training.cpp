#include "deep/training.hpp"

#include <cmath>

#include "catapult/models/batch_order.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

torch::Tensor mean_loss(loss_name loss, const torch::Tensor& outputs, const torch::Tensor& targets)
{
    const double m = static_cast<double>(outputs.size(0)), k = static_cast<double>(outputs.size(1));
    if (loss == loss_name::softmax) return -(targets * torch::log_softmax(outputs, 1)).sum() / m;
    if (loss == loss_name::logistic) return torch::softplus(-targets * outputs).sum() / m;
    return (outputs - targets).square().sum() / (2 * m * (loss == loss_name::mean_squared ? k : 1));
}

double kernel_divisor(loss_name loss, std::int64_t samples, std::int64_t outputs)
{
    return static_cast<double>(samples) * (loss == loss_name::mean_squared ? static_cast<double>(outputs) : 1);
}

std::int64_t count_right(const torch::Tensor& outputs, const torch::Tensor& targets)
{
    return (outputs.size(1) == 1 ? (outputs * targets > 0) : (outputs.argmax(1) == targets.argmax(1))).sum().item<std::int64_t>();
}

deep_training::deep_training(const deep_setting& setting) : setting_(setting), weights_(setting.network->parameters())
{
    const sample_tensors& all = setting_.data.training;
    watched_samples_ = all.rows(0, setting_.watched);
    const std::int64_t block = setting_.training.batch
                                   ? std::min<std::int64_t>(setting_.watched, static_cast<std::int64_t>(*setting_.training.batch))
                                   : setting_.watched;
    for (std::int64_t first = 0; first + block <= setting_.watched; first += block)
        blocks_.emplace_back(static_cast<std::size_t>(block * all.outputs()), setting_.tolerance);
    for (const torch::Tensor& w : weights_) previous_.push_back(torch::empty_like(w));
    if (setting_.training.made_rule(1).momentum > 0)
        for (const torch::Tensor& w : weights_) velocity_.push_back(torch::zeros_like(w));
}

deep_training::gradient_pass deep_training::forward(const sample_tensors& samples, bool of_a_step)
{
    gradient_pass pass;
    setting_.network->tracking = of_a_step;
    pass.outputs = setting_.network->forward(samples.inputs);
    setting_.network->tracking = false;
    pass.loss = mean_loss(setting_.training.loss, pass.outputs, samples.targets);
    return pass;
}

torch::Tensor deep_training::linear_outputs(const tangent_kernel& kernel) const
{
    std::vector<torch::Tensor> moved;
    for (std::size_t i = 0; i < weights_.size(); ++i) moved.push_back(weights_[i] - origin_[i]);
    return kernel.outputs() + kernel.push_forward(moved);
}

void deep_training::linearise()
{
    found();
    const torch::NoGradGuard no_gradients;
    origin_.clear();
    for (torch::Tensor& w : weights_) {
        origin_.push_back(w.detach());
        w = w.detach().clone();
    }
    const torch::AutoGradMode gradients(true);
    linear_.emplace([this] { return setting_.network->forward(watched_samples_.inputs); }, setting_.network->parameters(), 1);
    watched_ = {};
}

bool deep_training::steps_on_watched() const
{
    return !setting_.training.batch && setting_.watched == setting_.data.training.count() && !setting_.augment.any();
}

const deep_training::gradient_pass& deep_training::watched()
{
    if (watched_.loss.defined()) return watched_;
    if (linear_) {
        watched_.outputs = linear_outputs(*linear_).detach().requires_grad_();
        watched_.loss = mean_loss(setting_.training.loss, watched_.outputs, watched_samples_.targets);
        return watched_;
    }
    const torch::AutoGradMode gradients(steps_on_watched());
    watched_ = forward(watched_samples_, steps_on_watched());
    return watched_;
}

double deep_training::watched_loss() { return watched().loss.item<double>(); }
double deep_training::watched_accuracy()
{
    return static_cast<double>(count_right(watched().outputs.detach(), watched_samples_.targets)) /
           static_cast<double>(watched_samples_.count());
}

deep_training::gradient_pass deep_training::pass_of(const sample_tensors& samples)
{
    if (!linear_) {
        const torch::NoGradGuard no_gradients;
        return forward(samples);
    }
    const tangent_kernel kernel([&] { return setting_.network->forward(samples.inputs); }, setting_.network->parameters(), 1);
    gradient_pass pass;
    pass.outputs = linear_outputs(kernel).detach();
    pass.loss = mean_loss(setting_.training.loss, pass.outputs, samples.targets);
    return pass;
}

sample_score deep_training::evaluate(const sample_tensors& samples)
{
    constexpr std::int64_t piece = 1000;
    std::int64_t right = 0;
    sample_score result;
    setting_.network->eval();
    for (std::int64_t first = 0; first < samples.count(); first += piece) {
        const sample_tensors part = samples.rows(first, std::min(piece, samples.count() - first));
        const gradient_pass pass = pass_of(part);
        const double weight = static_cast<double>(part.count()) / static_cast<double>(samples.count());
        result.loss += weight * pass.loss.item<double>();
        right += count_right(pass.outputs, part.targets);
    }
    setting_.network->train();
    result.accuracy = static_cast<double>(right) / static_cast<double>(samples.count());
    return result;
}

sample_tensors deep_training::batch()
{
    const sample_tensors& all = setting_.data.training;
    const auto count = static_cast<std::size_t>(all.count());
    const std::size_t size = std::min(static_cast<std::size_t>(*setting_.training.batch), count);
    std::vector<std::size_t> chosen(size);
    if (setting_.training.shuffle.value_or(shuffle_name::each_epoch) == shuffle_name::with_replacement) {
        check(draw_batch(setting_.seed, steps_, count, chosen), "the batch");
    } else {
        const batch_place place = place_of_batch(count, size, steps_);
        if (epoch_ != place.epoch) {
            order_.resize(count);
            check(shuffle_samples(setting_.seed, place.epoch, order_), "the order of the samples");
            epoch_ = place.epoch;
        }
        chosen.assign(order_.begin() + static_cast<std::ptrdiff_t>(place.first),
                      order_.begin() + static_cast<std::ptrdiff_t>(place.first + place.count));
    }
    const std::vector<std::int64_t> indices(chosen.begin(), chosen.end());
    return all.chosen(torch::tensor(indices).to(all.inputs.device()));
}

void deep_training::update(const std::vector<torch::Tensor>& gradient, double eta)
{
    const torch::NoGradGuard no_gradients;
    const training_rule rule = setting_.training.made_rule(1);
    double clipped = 1;
    if (std::isfinite(rule.clip)) {
        double square = 0;
        for (const torch::Tensor& g : gradient)
            if (g.defined()) square += g.square().sum().item<double>();
        clipped = std::fmin(1, rule.clip / std::sqrt(square));
    }
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        torch::Tensor& w = weights_[i];
        previous_[i].copy_(w);
        if (rule.weight_decay != 0) w.mul_(1 - eta * rule.weight_decay);
        if (!gradient[i].defined()) continue;
        if (velocity_.empty()) {
            w.add_(gradient[i], -eta * clipped);
            continue;
        }
        velocity_[i].mul_(rule.momentum).add_(gradient[i], clipped);
        if (rule.nesterov) w.add_(gradient[i], -eta * clipped);
        w.add_(velocity_[i], rule.nesterov ? -eta * rule.momentum : -eta);
    }
}

std::vector<torch::Tensor> deep_training::gradient()
{
    if (linear_) {
        const gradient_pass& pass = watched();
        return linear_->pull_back(torch::autograd::grad({pass.loss}, {pass.outputs})[0]);
    }
    const auto of = [this](const torch::Tensor& loss) { return torch::autograd::grad({loss}, weights_, {}, false, false, true); };
    if (steps_on_watched()) return of(watched().loss);
    sample_tensors samples = setting_.training.batch ? batch() : setting_.data.training;
    setting_.augment.apply(steps_, samples.inputs, samples.targets);
    return of(forward(samples, true).loss);
}

status deep_training::step(double eta)
{
    const double now = rate(eta);
    const std::vector<torch::Tensor> gradients = gradient();
    const gradient_pass before = {watched_.outputs.defined() ? watched_.outputs.detach() : torch::Tensor(),
                                  watched_.loss.defined() ? watched_.loss.detach() : torch::Tensor()};
    watched_ = {};
    update(gradients, now);
    if (!std::isfinite(watched_loss())) {
        const torch::NoGradGuard no_gradients;
        for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i].copy_(previous_[i]);
        watched_ = before;
        return status::diverged;
    }
    ++steps_;
    time_ = setting_.training.schedule_text.empty() ? eta * static_cast<double>(steps_) : time_ + now;
    found_now_ = false;
    return status::ok;
}

eigenvalue_result<double> deep_training::find(bool certify)
{
    if (linear_) return found_;
    eigenvalue_result<double> mean;
    mean.excess_bound = 0;
    const double share = 1 / static_cast<double>(blocks_.size());
    const auto block = static_cast<std::int64_t>(setting_.watched / static_cast<std::int64_t>(blocks_.size()));
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        const sample_tensors samples = watched_samples_.rows(static_cast<std::int64_t>(i) * block, block);
        const tangent_kernel kernel([&] { return setting_.network->forward(samples.inputs); }, weights_,
                                    kernel_divisor(setting_.training.loss, block, samples.outputs()));
        const eigenvalue_result<double> one = certify ? blocks_[i].certify(kernel) : blocks_[i].update(kernel);
        mean.value += share * one.value;
        mean.error_bound += share * one.error_bound;
        mean.excess_bound += share * one.excess_bound;
        mean.products += one.products;
        mean.evidence = one.evidence;
        mean.miss_probability = one.miss_probability;
    }
    return mean;
}

const eigenvalue_result<double>& deep_training::found()
{
    if (!found_now_) found_ = find(false);
    found_now_ = true;
    return found_;
}

const eigenvalue_result<double>& deep_training::certified()
{
    found_ = find(true);
    found_now_ = true;
    return found_;
}

status deep_training::lambda(double& result)
{
    result = found().value;
    return status::ok;
}

}  // namespace catapult::tools
