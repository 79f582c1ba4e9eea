#include "deep/augmentation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "deep/small_network.hpp"
#include "vocabulary/failure.hpp"

using namespace catapult;
using namespace catapult::test;
using namespace catapult::tools;

namespace {

constexpr sample_shape shape = {3, 6, 5};
constexpr std::int64_t batch = 1000;

struct batch_of_images {
    torch::Tensor inputs = normals({batch, shape.size()}, 31);
    torch::Tensor targets = torch::eye(10, torch::kFloat64).repeat({batch / 10, 1});
};

batch_of_images augmented(const std::string& names, std::uint64_t step, std::uint64_t seed = 7)
{
    batch_of_images b;
    augmentation(names, shape, seed).apply(step, b.inputs, b.targets);
    return b;
}

torch::Tensor images(const torch::Tensor& inputs) { return inputs.view({-1, shape.channels, shape.height, shape.width}); }

}  // namespace

TEST_CASE("a flip mirrors about half of the images, and twice is none")
{
    const batch_of_images given;
    batch_of_images b;
    const augmentation flip("flip", shape, 7);
    flip.apply(3, b.inputs, b.targets);
    int flipped = 0;
    for (std::int64_t i = 0; i < batch; ++i) {
        const torch::Tensor before = images(given.inputs)[i], after = images(b.inputs)[i];
        const bool mirrored = torch::equal(after, before.flip(2));
        CHECK((mirrored || torch::equal(after, before)));
        flipped += mirrored ? 1 : 0;
    }
    CHECK(std::abs(flipped - batch / 2) <= 4.5 * std::sqrt(batch) / 2);
    CHECK(torch::equal(b.targets, given.targets));
    flip.apply(3, b.inputs, b.targets);
    CHECK(torch::equal(b.inputs, given.inputs));
}

TEST_CASE("a crop moves an image by up to four rows and columns, all moves occur, and zeros follow")
{
    const batch_of_images given;
    const batch_of_images b = augmented("crop", 3);
    CHECK(torch::equal(b.targets, given.targets));
    const torch::Tensor padded = torch::constant_pad_nd(images(given.inputs), {4, 4, 4, 4});
    std::set<std::int64_t> moves;
    int unique = 0;
    for (std::int64_t i = 0; i < batch; ++i) {
        int found = 0;
        for (std::int64_t move = 0; move < 81; ++move)
            if (torch::equal(images(b.inputs)[i],
                             padded[i].slice(1, move / 9, move / 9 + shape.height).slice(2, move % 9, move % 9 + shape.width))) {
                moves.insert(move);
                ++found;
            }
        unique += found == 1 ? 1 : 0;
    }
    CHECK(unique == batch);
    // A move is missed with a probability of (80/81)^1000.
    CHECK(moves.size() == 81);
}

TEST_CASE("mixup mixes inputs and targets alike, in pairs of a permutation")
{
    double sum = 0, squares = 0;
    constexpr int steps = 400;
    for (int step = 0; step < steps; ++step) {
        // The targets of all samples differ, and are the inputs too.
        torch::Tensor inputs = torch::eye(shape.size(), torch::kFloat64), targets = inputs.clone();
        augmentation("mixup", shape, 7).apply(step, inputs, targets);
        CHECK(torch::equal(inputs, targets));
        CHECK(largest(targets.sum(1) - 1) <= 4e-16);
        CHECK(largest(targets.sum(0) - 1) <= 4e-16);
        // Samples that are their own partners have 1 on the diagonal, all others the share.
        const double share = targets.diagonal().min().item<double>();
        CHECK(((targets.diagonal() - share).abs() < 1e-15).logical_or((targets.diagonal() - 1).abs() < 1e-15).all().item<bool>());
        sum += share;
        squares += share * share;
    }
    // The mean and the mean square of a uniform number deviate by √(1/12) and √(4/45), over √steps.
    CHECK(std::fabs(sum / steps - 0.5) <= 4.5 * std::sqrt(1.0 / 12 / steps));
    CHECK(std::fabs(squares / steps - 1.0 / 3) <= 4.5 * std::sqrt(4.0 / 45 / steps));
    const batch_of_images b = augmented("mixup", 3);
    CHECK(largest(b.targets.sum(1) - 1) <= 4e-16);
}

TEST_CASE("augmentations repeat for a seed and step, and differ for others")
{
    for (const char* names : {"flip", "crop", "mixup", "flip,crop,mixup"}) {
        CAPTURE(names);
        const batch_of_images b = augmented(names, 3);
        CHECK(torch::equal(augmented(names, 3).inputs, b.inputs));
        CHECK(torch::equal(augmented(names, 3).targets, b.targets));
        CHECK_FALSE(torch::equal(augmented(names, 4).inputs, b.inputs));
        CHECK_FALSE(torch::equal(augmented(names, 3, 8).inputs, b.inputs));
    }
    CHECK(torch::equal(augmented("crop,mixup,flip", 3).inputs, augmented("flip,crop,mixup", 3).inputs));
}

TEST_CASE("flips and crops of a sample do not depend on how many follow it, and floats are augmented alike")
{
    const batch_of_images whole = augmented("flip,crop", 3);
    batch_of_images part;
    part.inputs = part.inputs.slice(0, 0, 10).clone();
    part.targets = part.targets.slice(0, 0, 10).clone();
    const augmentation a("flip,crop", shape, 7);
    a.apply(3, part.inputs, part.targets);
    CHECK(torch::equal(part.inputs, whole.inputs.slice(0, 0, 10)));
    torch::Tensor inputs = batch_of_images().inputs.to(torch::kFloat32), targets = batch_of_images().targets.to(torch::kFloat32);
    a.apply(3, inputs, targets);
    CHECK(torch::equal(inputs, whole.inputs.to(torch::kFloat32)));
}

TEST_CASE("an empty list leaves batches alone, and other names are refused")
{
    CHECK_FALSE(augmentation("", shape, 7).any());
    CHECK_FALSE(augmentation().any());
    CHECK(torch::equal(augmented("", 3).inputs, batch_of_images().inputs));
    CHECK(augmentation("mixup", {784, 1, 1}, 7).any());
    for (const char* names : {"flap", "flip,", ",", "flip;crop", "flip,,crop", "Flip"}) {
        CAPTURE(names);
        CHECK_THROWS_AS(augmentation(names, shape, 7), request_error);
    }
    CHECK_THROWS_WITH_AS(augmentation("flip", {1, 1, 784}, 7),
                         "--augment flip: images are wanted, and each sample is 784 numbers", request_error);
    CHECK_THROWS_AS(augmentation("mixup,crop", {784, 1, 1}, 7), request_error);
}
