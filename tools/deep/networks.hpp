// The networks of LBDSG's section 3 as LibTorch modules. Their random weights come from this project's generator, so that a
// seed names the same network on every device.
#ifndef CATAPULT_TOOLS_DEEP_NETWORKS_HPP
#define CATAPULT_TOOLS_DEEP_NETWORKS_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "deep/torch.hpp"

namespace catapult::tools {

enum class activation { relu, tanh, erf, identity };
extern const std::map<std::string, activation> activation_names;

/// How a layer of fan-in N has its weights and what it multiplies them by.
enum class weight_scaling {
    ntk,       ///< drawn from N(0, 1), multiplied by σ_w/√N in the forward pass; biases by σ_b
    standard,  ///< drawn from N(0, σ_w²/N), multiplied by 1; biases from N(0, σ_b²)
    lecun,     ///< as standard, with σ_w = 1 where it is not given
};
extern const std::map<std::string, weight_scaling> weight_scaling_names;

/// The shape of one sample: one number, or channels × height × width.
struct sample_shape {
    std::int64_t channels = 1;
    std::int64_t height = 1;
    std::int64_t width = 1;

    std::int64_t size() const { return channels * height * width; }
};

struct network_choice {
    std::vector<std::int64_t> hidden;  ///< the widths of the hidden layers of a fully connected network
    std::string model;                 ///< empty for fully connected, or a name that make_convolutional() knows
    activation act = activation::relu;
    weight_scaling scaling = weight_scaling::ntk;
    std::optional<double> sigma_w;  ///< [√2 for ReLU, else 1; 1 with lecun]
    double sigma_b = 0;             ///< without it, layers have no biases

    double weight_scale() const;
    std::string describe() const;
};

/// The scaling of a layer by its fan-in.
struct layer_scale {
    double drawn = 1;   ///< the standard deviation of the weights as they are drawn
    double factor = 1;  ///< by which the forward pass multiplies them
};
layer_scale scale_of(const network_choice& choice, std::int64_t fan_in);
layer_scale bias_scale_of(const network_choice& choice);

torch::Tensor activate(activation act, const torch::Tensor& x);

/// A dense layer (weights outputs × inputs), or a convolution (channels out × channels in × height × width).
struct layer {
    torch::Tensor weight;
    torch::Tensor bias;  ///< undefined without biases
    double factor = 1;
    double bias_factor = 1;
};
torch::Tensor dense(const layer& l, torch::Tensor x);
/// Kernels of odd size, with the padding that keeps the size of an image at stride 1.
torch::Tensor convolve(const layer& l, const torch::Tensor& x, std::int64_t stride = 1);

/// Any module whose outputs (samples × outputs) have a tangent kernel.
class deep_network : public torch::nn::Module {
public:
    /// Set around the forward pass of a training step. Only then does a forward pass change anything: in training mode, batch
    /// norm updates its running averages, which evaluation uses.
    bool tracking = false;

    /// `inputs` has a sample in each row.
    virtual torch::Tensor forward(torch::Tensor inputs) = 0;
    /// The numbers that the forward pass of a sample keeps for its gradient, about.
    virtual double kept_per_sample() const = 0;
    /// The number of weights.
    double weights() const;

    /// Draws all weights for a seed, and sets the running averages to their start.
    void draw(std::uint64_t seed);

protected:
    /// Registers weights of this shape, which draw() draws with this standard deviation (0: it sets them to `mean`). Until then,
    /// or until the network is moved to another device or type, they take no memory: it may be more than there is.
    torch::Tensor add_weights(const std::string& name, torch::IntArrayRef shape, double deviation, double mean = 0);
    /// Registers the weights of a layer of this shape, and its biases if the choice has some.
    layer add_layer(const network_choice& choice, torch::IntArrayRef shape, bool biases = true);
    /// Registers a running average, which begins at `start`. It belongs to the network's state, but is no weight.
    torch::Tensor add_average(const std::string& name, std::int64_t size, double start);

private:
    struct drawn_weights {
        torch::Tensor values;
        double deviation;
        double mean;
    };
    struct running_average {
        torch::Tensor values;
        double start;
    };
    std::vector<drawn_weights> drawn_;
    std::vector<running_average> averages_;
    int layer_count_ = 0;
};

/// Makes the network without its weights' values. request_error for a model that is not known or does not fit the samples.
std::shared_ptr<deep_network> make_network(const network_choice& choice, const sample_shape& sample, std::int64_t outputs);

}  // namespace catapult::tools

#endif
