// Batch norm, seen from outside a Wide ResNet.
#include <doctest/doctest.h>

#include <cmath>

#include "deep/small_network.hpp"
#include "deep/tangent_kernel.hpp"

using namespace catapult;
using namespace catapult::test;
using namespace catapult::tools;

namespace {

constexpr std::int64_t samples = 12, outputs = 64;

/// Images of `size` × `size`. Its last norm is before an activation that does nothing.
small_network residual_network(std::int64_t size)
{
    network_choice choice;
    choice.model = "wide-resnet:10:1";
    choice.act = activation::identity;
    choice.scaling = weight_scaling::standard;
    return {choice, {2, size, size}, samples, outputs};
}

void overwrite(torch::Tensor values, const torch::Tensor& to)
{
    const torch::NoGradGuard no_gradients;
    values.copy_(to);
}

std::vector<torch::Tensor> copies_of(const std::vector<torch::Tensor>& tensors)
{
    std::vector<torch::Tensor> copies;
    for (const torch::Tensor& t : tensors) copies.push_back(t.detach().clone());
    return copies;
}

bool same(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b)
{
    bool all = a.size() == b.size();
    for (std::size_t i = 0; all && i < a.size(); ++i) all = torch::equal(a[i], b[i]);
    return all;
}

void tracked_step(const small_network& n)
{
    n.network->tracking = true;
    n.outputs();
    n.network->tracking = false;
}

}  // namespace

TEST_CASE("in training mode each channel of the batch has mean 0 and variance 1, then scale and shift")
{
    // An image of 4 × 4 is one pixel behind two strides of 2. So a readout that is the identity shows the last norm itself.
    const small_network n = residual_network(4);
    const auto weights = n.network->named_parameters();
    for (const auto& w : weights)
        if (w.value().sizes() == torch::IntArrayRef({outputs, outputs}))
            overwrite(w.value(), torch::eye(outputs, torch::kFloat64));
    const torch::Tensor normalised = n.outputs();
    CHECK(largest(normalised.mean(0)) <= 1e-14 * samples);
    // The variance is v/(v + 1e-5), v that of what is normalised, which is not small here.
    CHECK(largest(normalised.square().mean(0) - 1) <= 1e-4);
    CHECK(largest(normalised.square().mean(0) - 1) >= 1e-8);

    const torch::Tensor scale = normals({outputs}, 21), shift = normals({outputs}, 22);
    overwrite(weights["scale6"], scale);
    overwrite(weights["shift6"], shift);
    CHECK(largest(n.outputs() - (normalised * scale + shift)) <= 1e-13);
}

TEST_CASE("forward passes and kernels change no average but for a tracked pass in training mode")
{
    const small_network n = residual_network(8);
    const std::vector<torch::Tensor> start = copies_of(n.network->buffers());
    REQUIRE(start.size() == 14);
    n.outputs();
    {
        const tangent_kernel kernel([&] { return n.outputs(); }, n.network->parameters(), samples);
        followed_kernel followed(kernel.rows(), 1e-3);
        followed.update(kernel);
    }
    CHECK(same(n.network->buffers(), start));

    tracked_step(n);
    const std::vector<torch::Tensor> once = copies_of(n.network->buffers());
    for (std::size_t i = 0; i < once.size(); ++i) CHECK_FALSE(torch::equal(once[i], start[i]));
    n.outputs();
    CHECK(same(n.network->buffers(), once));
    n.network->eval();
    tracked_step(n);
    CHECK(same(n.network->buffers(), once));

    n.network->draw(1);
    CHECK(same(n.network->buffers(), start));
}

TEST_CASE("a tracked pass moves the averages by a tenth of the way")
{
    const small_network n = residual_network(8);
    const auto weights = n.network->named_parameters();
    const auto averages = n.network->named_buffers();
    const torch::Tensor first = torch::conv2d(n.inputs.view({samples, 2, 8, 8}), weights["weight0"], {}, 1, 1).detach();
    const torch::Tensor mean = first.mean({0, 2, 3}), variance = first.var({0, 2, 3}, true);
    tracked_step(n);
    CHECK(largest(averages["mean0"] - 0.1 * mean) <= 1e-15);
    CHECK(largest(averages["variance0"] - (0.9 + 0.1 * variance)) <= 1e-14);
    tracked_step(n);
    CHECK(largest(averages["mean0"] - 0.19 * mean) <= 1e-15);
    CHECK(largest(averages["variance0"] - (0.81 + 0.19 * variance)) <= 1e-14);
}

TEST_CASE("evaluation normalises by the averages: with those of a batch, it repeats the training mode of that batch")
{
    const small_network n = residual_network(8);
    const torch::Tensor trained = n.outputs();
    tracked_step(n);
    // The sizes of the images at each norm: strides of 2 begin the second group and the third.
    const double sizes[] = {8, 8, 8, 4, 4, 2, 2};
    const auto averages = n.network->named_buffers();
    for (int i = 0; i < 7; ++i) {
        const double count = samples * sizes[i] * sizes[i];
        const torch::Tensor mean = averages["mean" + std::to_string(i)], variance = averages["variance" + std::to_string(i)];
        overwrite(mean, mean * 10);
        overwrite(variance, (variance - 0.9) * 10 * (count - 1) / count);
    }
    n.network->eval();
    const torch::Tensor evaluated = n.outputs();
    CHECK(largest(evaluated - trained) <= 1e-11 * largest(trained));
    // Alone, a sample is evaluated as in the batch.
    CHECK(largest(n.network->forward(n.inputs.slice(0, 3, 4)) - evaluated.slice(0, 3, 4)) <= 1e-12 * largest(trained));
}

TEST_CASE("gradients may be taken after a later pass has moved the averages")
{
    const small_network n = residual_network(8);
    n.network->tracking = true;
    const torch::Tensor f = n.outputs();
    n.outputs();
    n.network->tracking = false;
    const auto weights = n.network->parameters();
    const auto late = torch::autograd::grad({f.sum()}, weights, {}, false, false, true);
    const auto fresh = torch::autograd::grad({n.outputs().sum()}, weights, {}, false, false, true);
    CHECK(same(late, fresh));
}
