#include "deep/networks.hpp"

#include <cmath>

#include "catapult/numerics/random.hpp"
#include "deep/convolutional.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

const std::map<std::string, activation> activation_names = {
    {"relu", activation::relu}, {"tanh", activation::tanh}, {"erf", activation::erf}, {"identity", activation::identity}};
const std::map<std::string, weight_scaling> weight_scaling_names = {
    {"ntk", weight_scaling::ntk}, {"standard", weight_scaling::standard}, {"lecun", weight_scaling::lecun}};

double network_choice::weight_scale() const
{
    return sigma_w.value_or(scaling != weight_scaling::lecun && act == activation::relu ? std::sqrt(2.0) : 1);
}

std::string network_choice::describe() const
{
    std::string text = model;
    if (model.empty()) {
        text = "fully connected";
        for (std::size_t i = 0; i < hidden.size(); ++i) text += (i == 0 ? " " : ",") + std::to_string(hidden[i]);
    }
    for (const auto& [name, value] : activation_names)
        if (value == act) text += ", " + name;
    for (const auto& [name, value] : weight_scaling_names)
        if (value == scaling) text += ", " + name;
    return text + ", sigma_w " + shortest(weight_scale()) + ", sigma_b " + shortest(sigma_b);
}

layer_scale scale_of(const network_choice& choice, std::int64_t fan_in)
{
    const double scale = choice.weight_scale() / std::sqrt(static_cast<double>(fan_in));
    return choice.scaling == weight_scaling::ntk ? layer_scale{1, scale} : layer_scale{scale, 1};
}

layer_scale bias_scale_of(const network_choice& choice)
{
    return choice.scaling == weight_scaling::ntk ? layer_scale{1, choice.sigma_b} : layer_scale{choice.sigma_b, 1};
}

torch::Tensor activate(activation act, const torch::Tensor& x)
{
    switch (act) {
    case activation::relu: return torch::relu(x);
    case activation::tanh: return torch::tanh(x);
    case activation::erf: return torch::erf(x);
    case activation::identity: break;
    }
    return x;
}

torch::Tensor dense(const layer& l, torch::Tensor x)
{
    x = torch::matmul(x, l.weight.t());
    if (l.factor != 1) x = x * l.factor;
    return l.bias.defined() ? x + l.bias * l.bias_factor : x;
}

torch::Tensor convolve(const layer& l, const torch::Tensor& x, std::int64_t stride)
{
    // The factor goes to the weights, of which there are fewer than of the results.
    const torch::Tensor kernel = l.factor == 1 ? l.weight : l.weight * l.factor;
    const torch::Tensor bias = l.bias.defined() ? l.bias * l.bias_factor : l.bias;
    return torch::conv2d(x, kernel, bias, stride, kernel.size(2) / 2);
}

double deep_network::weights() const
{
    double count = 0;
    for (const drawn_weights& w : drawn_) count += static_cast<double>(w.values.numel());
    return count;
}

torch::Tensor deep_network::add_weights(const std::string& name, torch::IntArrayRef shape, double deviation, double mean)
{
    torch::Tensor values = register_parameter(name, torch::zeros({}).expand(shape));
    drawn_.push_back({values, deviation, mean});
    return values;
}

layer deep_network::add_layer(const network_choice& choice, torch::IntArrayRef shape, bool biases)
{
    const std::string name = std::to_string(layer_count_++);
    std::int64_t fan_in = 1;
    for (const std::int64_t size : shape.slice(1)) fan_in *= size;
    const layer_scale scale = scale_of(choice, fan_in), bias = bias_scale_of(choice);
    layer made = {add_weights("weight" + name, shape, scale.drawn), {}, scale.factor, bias.factor};
    if (biases && choice.sigma_b != 0) made.bias = add_weights("bias" + name, {shape[0]}, bias.drawn);
    return made;
}

torch::Tensor deep_network::add_average(const std::string& name, std::int64_t size, double start)
{
    torch::Tensor values = register_buffer(name, torch::full({size}, start));
    averages_.push_back({values, start});
    return values;
}

void deep_network::draw(std::uint64_t seed)
{
    const torch::NoGradGuard no_gradients;
    std::uint32_t stream = 0;
    for (drawn_weights& w : drawn_) {
        // In double on the CPU, so that a float network has the rounded weights of a double one.
        torch::Tensor drawn = torch::full(w.values.sizes(), w.mean, torch::kFloat64);
        if (w.deviation != 0) {
            fill_normals(random_stream{seed, stream}, 0,
                         span<double>(drawn.data_ptr<double>(), static_cast<std::size_t>(drawn.numel())));
            drawn.mul_(w.deviation).add_(w.mean);
        }
        if (!w.values.is_contiguous()) w.values.set_data(torch::empty(w.values.sizes(), w.values.options()));
        w.values.copy_(drawn);
        ++stream;
    }
    for (running_average& average : averages_) average.values.fill_(average.start);
}

namespace {

class fully_connected final : public deep_network {
public:
    fully_connected(const network_choice& choice, std::int64_t inputs, std::int64_t outputs) : act_(choice.act)
    {
        std::vector<std::int64_t> widths = choice.hidden;
        widths.push_back(outputs);
        for (const std::int64_t width : widths) {
            layers_.push_back(add_layer(choice, {width, inputs}));
            kept_ += 2 * static_cast<double>(width);
            inputs = width;
        }
    }

    torch::Tensor forward(torch::Tensor x) override
    {
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            x = dense(layers_[i], x);
            if (i + 1 < layers_.size()) x = activate(act_, x);
        }
        return x;
    }

    double kept_per_sample() const override { return kept_; }

private:
    std::vector<layer> layers_;
    activation act_;
    double kept_ = 0;
};

}  // namespace

std::shared_ptr<deep_network> make_network(const network_choice& choice, const sample_shape& sample, std::int64_t outputs)
{
    if (choice.model.empty()) return std::make_shared<fully_connected>(choice, sample.size(), outputs);
    return make_convolutional(choice, sample, outputs);
}

}  // namespace catapult::tools
