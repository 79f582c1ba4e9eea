#include "deep/convolutional.hpp"

#include <algorithm>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/range.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {
namespace {

constexpr count_range size_range = {1, 10000, "from 1 to 10000"};

/// For LBDSG's figure 5 (a, b), a CNN on CIFAR-10. Its layers are chosen here: 3 × 3 convolutions with activations, all of the
/// same number of channels, between them average pooling that halves the image, behind them the average over what is left of
/// it, and a dense readout.
class cnn final : public deep_network {
public:
    cnn(const network_choice& choice, const sample_shape& sample, std::int64_t outputs, std::int64_t channels,
        std::int64_t layers)
        : sample_(sample), act_(choice.act)
    {
        std::int64_t in = sample.channels, height = sample.height, width = sample.width;
        for (std::int64_t i = 0; i < layers; ++i) {
            if (i > 0) {
                height /= 2;
                width /= 2;
                kept_ += static_cast<double>(channels * height * width);
            }
            convolutions_.push_back(add_layer(choice, {channels, in, 3, 3}));
            kept_ += 2 * static_cast<double>(channels * height * width);
            in = channels;
        }
        readout_ = add_layer(choice, {outputs, in});
        kept_ += static_cast<double>(in + outputs);
    }

    torch::Tensor forward(torch::Tensor x) override
    {
        x = x.reshape({-1, sample_.channels, sample_.height, sample_.width});
        for (std::size_t i = 0; i < convolutions_.size(); ++i) {
            if (i > 0) x = torch::avg_pool2d(x, 2);
            x = activate(act_, convolve(convolutions_[i], x));
        }
        return dense(readout_, x.mean({2, 3}));
    }

    double kept_per_sample() const override { return kept_; }

private:
    sample_shape sample_;
    activation act_;
    std::vector<layer> convolutions_;
    layer readout_;
    double kept_ = 0;
};

}  // namespace

std::shared_ptr<deep_network> make_convolutional(const network_choice& choice, const sample_shape& sample, std::int64_t outputs)
{
    const std::string option = "--model " + in_quotes(choice.model);
    const std::vector<std::string> parts = split(choice.model, ':');
    const auto size = [&](std::size_t part, const char* what) {
        return static_cast<std::int64_t>(parse_count_in("--model: " + std::string(what), parts[part], size_range));
    };
    const auto need_images = [&](std::int64_t smallest) {
        if (std::min(sample.height, sample.width) >= smallest) return;
        const auto by = [](std::int64_t a, std::int64_t b) { return std::to_string(a) + "x" + std::to_string(b); };
        throw request_error(option + ": images of " + by(smallest, smallest) + " or more are wanted, and each sample is " +
                            std::to_string(sample.channels) + " x " + by(sample.height, sample.width));
    };

    if (parts[0] == "cnn" && parts.size() <= 3) {
        const std::int64_t channels = parts.size() > 1 ? size(1, "CHANNELS") : 320;
        const std::int64_t layers = parts.size() > 2 ? size(2, "LAYERS") : 3;
        // What has one row is no image. Between the layers, an image is halved.
        need_images(std::int64_t{1} << std::clamp<std::int64_t>(layers - 1, 1, 32));
        return std::make_shared<cnn>(choice, sample, outputs, channels, layers);
    }
    if (parts[0] == "wide-resnet" && parts.size() == 3) {
        const std::int64_t depth = size(1, "DEPTH"), widen = size(2, "WIDEN");
        if (depth < 10 || depth % 6 != 4) throw request_error(option + ": a DEPTH of 6n + 4 is wanted, such as 10, 16 or 28");
        need_images(4);
        return make_wide_resnet(choice, sample, outputs, (depth - 4) / 6, widen);
    }
    throw request_error(option + ": cnn, cnn:CHANNELS[:LAYERS] or wide-resnet:DEPTH:WIDEN is wanted");
}

}  // namespace catapult::tools
