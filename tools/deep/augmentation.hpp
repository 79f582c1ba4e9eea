// Augmentations of batches of images, each a function of a seed and the number of the step: a run repeats, and goes on from
// any step, with the same numbers.
#ifndef CATAPULT_TOOLS_DEEP_AUGMENTATION_HPP
#define CATAPULT_TOOLS_DEEP_AUGMENTATION_HPP

#include "deep/networks.hpp"

namespace catapult::tools {

class augmentation {
public:
    /// Leaves batches as they are.
    augmentation() = default;
    /// `names` is a list of flip, crop and mixup with commas between them, in any order, or empty. request_error for other
    /// names, and for flip or crop of samples that are no images.
    augmentation(const std::string& names, const sample_shape& sample, std::uint64_t seed);

    bool any() const { return flip_ || crop_ || mixup_; }

    /// Augments the batch of a step, with a sample in each row of both. In this order:
    ///   - flip: every other image, by chance, is mirrored left to right;
    ///   - crop: four rows and columns of zeros are put around each image, and a part of the image's size is cut out anywhere;
    ///   - mixup (arXiv:1710.09412, α = 1): a·x + (1 − a)·x′ for inputs and targets, x′ the sample at the same place of a
    ///     permutation of the batch, a uniform on (0, 1) and one for the batch.
    void apply(std::uint64_t step, torch::Tensor& inputs, torch::Tensor& targets) const;

private:
    torch::Tensor flipped(std::uint64_t step, const torch::Tensor& images) const;
    torch::Tensor cropped(std::uint64_t step, const torch::Tensor& images) const;

    sample_shape sample_;
    std::uint64_t seed_ = 0;
    bool flip_ = false;
    bool crop_ = false;
    bool mixup_ = false;
};

}  // namespace catapult::tools

#endif
