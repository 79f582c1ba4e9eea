#include "deep/convolutional.hpp"

namespace catapult::tools {
namespace {

/// In training mode a channel is normalised over its batch and image, in evaluation by the running averages.
struct batch_norm {
    torch::Tensor scale, shift;
    torch::Tensor mean, variance;  ///< the running averages
};

/// x + convolution(activation(norm(...))) twice, the activation before the convolution.
struct residual_block {
    batch_norm norm1;
    layer convolution1;
    batch_norm norm2;
    layer convolution2;
    layer shortcut;  ///< without weights where the number of channels stays
    std::int64_t stride = 1;
};

class wide_resnet final : public deep_network {
public:
    wide_resnet(const network_choice& choice, const sample_shape& sample, std::int64_t outputs, std::int64_t blocks,
                std::int64_t widen)
        : sample_(sample), act_(choice.act)
    {
        std::int64_t channels = 16, height = sample.height, width = sample.width;
        first_ = add_layer(choice, {channels, sample.channels, 3, 3}, false);
        for (std::int64_t group = 0; group < 3; ++group)
            for (std::int64_t i = 0; i < blocks; ++i) {
                const std::int64_t out = (std::int64_t{16} << group) * widen;
                residual_block b;
                b.stride = group > 0 && i == 0 ? 2 : 1;
                b.norm1 = add_norm(channels, height * width);
                b.convolution1 = add_layer(choice, {out, channels, 3, 3}, false);
                height = (height - 1) / b.stride + 1;
                width = (width - 1) / b.stride + 1;
                b.norm2 = add_norm(out, height * width);
                b.convolution2 = add_layer(choice, {out, out, 3, 3}, false);
                if (out != channels) b.shortcut = add_layer(choice, {out, channels, 1, 1}, false);
                blocks_.push_back(b);
                channels = out;
            }
        last_ = add_norm(channels, height * width);
        readout_ = add_layer(choice, {outputs, channels});
        kept_ += static_cast<double>(sample.size() + channels + outputs);
    }

    torch::Tensor forward(torch::Tensor x) override
    {
        x = convolve(first_, x.reshape({-1, sample_.channels, sample_.height, sample_.width}));
        for (const residual_block& b : blocks_) {
            // Where the shape changes, both ways begin with the same norm and activation.
            torch::Tensor y = activate(act_, normalise(b.norm1, x));
            if (b.shortcut.weight.defined()) x = convolve(b.shortcut, y, b.stride);
            y = convolve(b.convolution1, y, b.stride);
            x = x + convolve(b.convolution2, activate(act_, normalise(b.norm2, y)));
        }
        return dense(readout_, activate(act_, normalise(last_, x)).mean({2, 3}));
    }

    double kept_per_sample() const override { return kept_; }

private:
    batch_norm add_norm(std::int64_t channels, std::int64_t pixels)
    {
        // What is normalised is kept, and the activations after it.
        kept_ += 2 * static_cast<double>(channels * pixels);
        const std::string name = std::to_string(norms_++);
        return {add_weights("scale" + name, {channels}, 0, 1), add_weights("shift" + name, {channels}, 0, 0),
                add_average("mean" + name, channels, 0), add_average("variance" + name, channels, 1)};
    }

    torch::Tensor normalise(const batch_norm& n, const torch::Tensor& x) const
    {
        constexpr double share_of_batch = 0.1, added_to_variance = 1e-5;
        const bool averages = tracking || !is_training();
        return torch::batch_norm(x, n.scale, n.shift, averages ? n.mean : torch::Tensor(),
                                 averages ? n.variance : torch::Tensor(), is_training(), share_of_batch, added_to_variance,
                                 torch::globalContext().userEnabledCuDNN());
    }

    sample_shape sample_;
    activation act_;
    layer first_;
    std::vector<residual_block> blocks_;
    batch_norm last_;
    layer readout_;
    double kept_ = 0;
    int norms_ = 0;
};

}  // namespace

std::shared_ptr<deep_network> make_wide_resnet(const network_choice& choice, const sample_shape& sample, std::int64_t outputs,
                                               std::int64_t blocks, std::int64_t widen)
{
    return std::make_shared<wide_resnet>(choice, sample, outputs, blocks, widen);
}

}  // namespace catapult::tools
