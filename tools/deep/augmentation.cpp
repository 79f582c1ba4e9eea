#include "deep/augmentation.hpp"

#include <algorithm>

#include "catapult/models/batch_order.hpp"
#include "catapult/numerics/random.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {
namespace {

constexpr std::int64_t border = 4;

enum stream : std::uint32_t { flips, crops, shares };

/// Number i of a step, whatever the size of a batch.
std::uint64_t index_of(std::uint64_t step, std::int64_t i) { return (step << 32) + static_cast<std::uint64_t>(i); }

}  // namespace

augmentation::augmentation(const std::string& names, const sample_shape& sample, std::uint64_t seed)
    : sample_(sample), seed_(seed ^ 0x6175676d656e7473)  // the same seed also names the network and the order of the samples
{
    if (names.empty()) return;
    for (const std::string& name : split(names, ',')) {
        if (name != "flip" && name != "crop" && name != "mixup")
            throw request_error("--augment " + in_quotes(name) + ": flip, crop or mixup is wanted");
        if (name != "mixup" && std::min(sample.height, sample.width) < 2)
            throw request_error("--augment " + name + ": images are wanted, and each sample is " + std::to_string(sample.size()) +
                                " numbers");
        flip_ = flip_ || name == "flip";
        crop_ = crop_ || name == "crop";
        mixup_ = mixup_ || name == "mixup";
    }
}

torch::Tensor augmentation::flipped(std::uint64_t step, const torch::Tensor& images) const
{
    const std::int64_t batch = images.size(0);
    torch::Tensor chosen = torch::empty({batch, 1, 1, 1}, torch::kBool);
    for (std::int64_t i = 0; i < batch; ++i) chosen.data_ptr<bool>()[i] = uniform({seed_, flips}, index_of(step, i)) < 0.5;
    return torch::where(chosen.to(images.device()), images.flip(3), images);
}

torch::Tensor augmentation::cropped(std::uint64_t step, const torch::Tensor& images) const
{
    const std::int64_t batch = images.size(0);
    torch::Tensor corners = torch::empty({2, batch, 1}, torch::kInt64);
    // Numbers 2i and 2i + 1 are for sample i.
    for (std::int64_t i = 0; i < 2 * batch; ++i)
        corners.data_ptr<std::int64_t>()[i % 2 * batch + i / 2] = static_cast<std::int64_t>(
            uniform({seed_, crops}, index_of(step, i)) * (2 * border + 1));
    corners = corners.to(images.device());
    const auto whole = torch::TensorOptions(images.device()).dtype(torch::kInt64);
    const torch::Tensor rows = corners[0] + torch::arange(sample_.height, whole);
    const torch::Tensor columns = corners[1] + torch::arange(sample_.width, whole);
    const torch::Tensor padded = torch::constant_pad_nd(images, {border, border, border, border});
    return padded.index({torch::arange(batch, whole).view({-1, 1, 1, 1}),
                         torch::arange(sample_.channels, whole).view({1, -1, 1, 1}), rows.view({batch, 1, -1, 1}),
                         columns.view({batch, 1, 1, -1})});
}

void augmentation::apply(std::uint64_t step, torch::Tensor& inputs, torch::Tensor& targets) const
{
    const torch::NoGradGuard no_gradients;
    const std::int64_t batch = inputs.size(0);
    if (flip_ || crop_) {
        torch::Tensor images = inputs.reshape({batch, sample_.channels, sample_.height, sample_.width});
        if (flip_) images = flipped(step, images);
        if (crop_) images = cropped(step, images);
        inputs = images.reshape(inputs.sizes());
    }
    if (mixup_) {
        std::vector<std::size_t> order(static_cast<std::size_t>(batch));
        check(shuffle_samples(seed_, step, {order.data(), order.size()}), "the pairs of mixup");
        const torch::Tensor partners = torch::tensor(std::vector<std::int64_t>(order.begin(), order.end()), torch::kInt64)
                                           .to(inputs.device());
        const double share = uniform({seed_, shares}, step);
        inputs = inputs * share + inputs.index_select(0, partners) * (1 - share);
        targets = targets * share + targets.index_select(0, partners) * (1 - share);
    }
}

}  // namespace catapult::tools
