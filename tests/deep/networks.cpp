// The networks: their weights, their scaling, their layers, and what is refused.
#include "deep/networks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "deep/small_network.hpp"
#include "vocabulary/failure.hpp"

using namespace catapult;
using namespace catapult::test;
using namespace catapult::tools;

namespace {

struct model_case {
    std::string model;
    std::vector<std::int64_t> hidden;
    sample_shape sample;
};
const std::vector<model_case> models = {
    {"", {60, 50}, {40, 1, 1}}, {"cnn:24:3", {}, {3, 8, 8}}, {"wide-resnet:16:2", {}, {3, 8, 8}}};

network_choice choice_of(const model_case& m, weight_scaling scaling)
{
    network_choice choice;
    choice.model = m.model;
    choice.hidden = m.hidden;
    choice.scaling = scaling;
    choice.sigma_b = 0.3;
    return choice;
}

bool begins(const std::string& text, const char* with) { return text.rfind(with, 0) == 0; }

}  // namespace

TEST_CASE("the weights of a float network are those of a double one, rounded")
{
    for (const model_case& m : models)
        for (const auto& [name, scaling] : weight_scaling_names) {
            const small_network wide(choice_of(m, scaling), m.sample, 2, 4);
            const small_network narrow(choice_of(m, scaling), m.sample, 2, 4, torch::kFloat32);
            const auto in_double = wide.network->parameters(), in_float = narrow.network->parameters();
            REQUIRE(in_double.size() == in_float.size());
            for (std::size_t i = 0; i < in_double.size(); ++i)
                CHECK(torch::equal(in_double[i].detach().to(torch::kFloat32), in_float[i]));
        }
}

TEST_CASE("the weights have the variance of their layer's fan-in, and no two layers the same numbers")
{
    for (const model_case& m : models)
        for (const auto& named : weight_scaling_names) {
            const weight_scaling scaling = named.second;
            CAPTURE(m.model);
            CAPTURE(named.first);
            const small_network n(choice_of(m, scaling), m.sample, 2, 4);
            double first = 0;
            int layers = 0;
            for (const auto& w : n.network->named_parameters()) {
                CAPTURE(w.key());
                const torch::Tensor values = w.value().detach();
                if (begins(w.key(), "scale")) CHECK(torch::equal(values, torch::ones_like(values)));
                if (begins(w.key(), "shift")) CHECK(torch::equal(values, torch::zeros_like(values)));
                if (!begins(w.key(), "weight")) continue;
                const auto count = static_cast<double>(values.numel());
                const double fan_in = count / static_cast<double>(values.size(0));
                const double variance = scaling == weight_scaling::ntk     ? 1
                                        : scaling == weight_scaling::lecun ? 1 / fan_in
                                                                           : 2 / fan_in;
                // The mean of N squares deviates by √(2/N), the mean of N numbers by 1/√N, both rarely by 4.5 times that.
                CHECK(std::fabs(values.square().mean().item<double>() / variance - 1) <= 4.5 * std::sqrt(2 / count));
                CHECK(std::fabs(values.mean().item<double>()) <= 4.5 * std::sqrt(variance / count));
                const double number = values.flatten()[0].item<double>() / std::sqrt(variance);
                if (layers++ == 0) first = number;
                CHECK((layers == 1 || std::fabs(number - first) > 1e-9));
            }
            CHECK(layers >= 3);
        }
}

TEST_CASE("biases have the deviation sigma_b, and without it there are none")
{
    model_case m = {"", {4000}, {3, 1, 1}};
    for (const weight_scaling scaling : {weight_scaling::ntk, weight_scaling::standard}) {
        const small_network n(choice_of(m, scaling), m.sample, 2, 4);
        const torch::Tensor biases = n.network->named_parameters()["bias0"];
        const double deviation = scaling == weight_scaling::ntk ? 1 : 0.3;
        CHECK(std::fabs(biases.square().mean().item<double>() / (deviation * deviation) - 1) <= 4.5 * std::sqrt(2.0 / 4000));
    }
    for (const model_case& without : models) {
        network_choice choice = choice_of(without, weight_scaling::ntk);
        choice.sigma_b = 0;
        const small_network n(choice, without.sample, 2, 4);
        for (const auto& w : n.network->named_parameters()) CHECK_FALSE(begins(w.key(), "bias"));
    }
}

TEST_CASE("ntk and standard networks of a seed are the same function at the start")
{
    for (const model_case& m : models) {
        CAPTURE(m.model);
        const torch::Tensor ntk = small_network(choice_of(m, weight_scaling::ntk), m.sample, 5, 4).outputs();
        const torch::Tensor standard = small_network(choice_of(m, weight_scaling::standard), m.sample, 5, 4).outputs();
        // Up to the rounding of up to 16 layers with sums of up to 9·128 terms.
        CHECK(largest(ntk - standard) <= 1e-13 * largest(ntk));
        CHECK(largest(ntk) > 0.01);
    }
}

TEST_CASE("a CNN's outputs are those of plain loops")
{
    const std::int64_t channels = 3, height = 5, width = 7, maps = 4;
    const model_case m = {"cnn:4:2", {}, {channels, height, width}};
    const small_network n(choice_of(m, weight_scaling::standard), m.sample, 2, 3);
    const auto weights = n.network->named_parameters();
    const torch::Tensor found = n.outputs();

    const auto layer_of = [&](const torch::Tensor& image, const std::string& number) {
        const auto x = image.accessor<double, 3>();
        const torch::Tensor made = torch::zeros({maps, image.size(1), image.size(2)}, torch::kFloat64);
        auto y = made.accessor<double, 3>();
        const torch::Tensor weight = weights["weight" + number].detach(), bias = weights["bias" + number].detach();
        const auto w = weight.accessor<double, 4>();
        for (std::int64_t c = 0; c < maps; ++c)
            for (std::int64_t i = 0; i < image.size(1); ++i)
                for (std::int64_t j = 0; j < image.size(2); ++j) {
                    double sum = bias[c].item<double>();
                    for (std::int64_t b = 0; b < image.size(0); ++b)
                        for (std::int64_t p = std::max<std::int64_t>(i - 1, 0); p <= std::min(i + 1, image.size(1) - 1); ++p)
                            for (std::int64_t q = std::max<std::int64_t>(j - 1, 0); q <= std::min(j + 1, image.size(2) - 1); ++q)
                                sum += w[c][b][p - i + 1][q - j + 1] * x[b][p][q];
                    y[c][i][j] = std::fmax(sum, 0);
                }
        return made;
    };
    for (std::int64_t s = 0; s < 2; ++s) {
        const torch::Tensor a = layer_of(n.inputs[s].view({channels, height, width}), "0");
        const torch::Tensor halved = torch::zeros({maps, height / 2, width / 2}, torch::kFloat64);
        for (std::int64_t i = 0; i < height / 2; ++i)
            for (std::int64_t j = 0; j < width / 2; ++j)
                for (std::int64_t k = 0; k < 4; ++k)
                    halved.select(1, i).select(1, j) += a.select(1, 2 * i + k / 2).select(1, 2 * j + k % 2) / 4;
        const torch::Tensor b = layer_of(halved, "1");
        for (std::int64_t o = 0; o < 3; ++o) {
            double sum = weights["bias2"][o].item<double>();
            for (std::int64_t c = 0; c < maps; ++c) sum += weights["weight2"][o][c].item<double>() * b[c].mean().item<double>();
            CHECK(found[s][o].item<double>() == doctest::Approx(sum).epsilon(1e-13));
        }
    }
}

TEST_CASE("a Wide ResNet's outputs are those of its paper's blocks, written out")
{
    network_choice choice;
    choice.model = "wide-resnet:10:1";
    choice.scaling = weight_scaling::standard;
    const small_network n(choice, {3, 8, 8}, 5, 4);
    const auto w = n.network->named_parameters();
    // At the start, scales are 1 and shifts 0.
    const auto normalised = [](const torch::Tensor& x) {
        const torch::Tensor from_mean = x - x.mean({0, 2, 3}, true);
        return torch::relu(from_mean / (from_mean.square().mean({0, 2, 3}, true) + 1e-5).sqrt());
    };
    const auto conv3 = [&](const torch::Tensor& x, const char* name, int stride) {
        return torch::conv2d(x, w[name], {}, stride, 1);
    };
    torch::Tensor x = conv3(n.inputs.view({5, 3, 8, 8}), "weight0", 1);
    x = x + conv3(normalised(conv3(normalised(x), "weight1", 1)), "weight2", 1);
    torch::Tensor a = normalised(x);
    x = torch::conv2d(a, w["weight5"], {}, 2) + conv3(normalised(conv3(a, "weight3", 2)), "weight4", 1);
    a = normalised(x);
    x = torch::conv2d(a, w["weight8"], {}, 2) + conv3(normalised(conv3(a, "weight6", 2)), "weight7", 1);
    const torch::Tensor expected = torch::matmul(normalised(x).mean({2, 3}), w["weight9"].t());
    CHECK(largest(n.outputs() - expected) <= 1e-12 * largest(expected));
}

TEST_CASE("a Wide ResNet has the layers of its paper")
{
    network_choice choice;
    choice.model = "wide-resnet:28:10";
    choice.sigma_b = 1;
    // 36.5 million, as the paper says; the exact number is the sum over its layers.
    double expected = 3 * 16 * 9, channels = 16;
    for (const double out : {160.0, 320.0, 640.0})
        for (int block = 0; block < 4; ++block) {
            expected += 2 * channels + channels * out * 9 + 2 * out + out * out * 9 + (channels != out ? channels * out : 0);
            channels = out;
        }
    expected += 2 * 640 + 640 * 10 + 10;
    CHECK(expected == 36479194);
    CHECK(make_network(choice, {3, 32, 32}, 10)->weights() == expected);

    // At widening 1, only the second and third group change the number of channels.
    choice.model = "wide-resnet:16:1";
    std::vector<std::string> shortcuts;
    for (const auto& w : make_network(choice, {3, 32, 32}, 10)->named_parameters())
        if (w.value().dim() == 4 && w.value().size(2) == 1)
            shortcuts.push_back(std::to_string(w.value().size(1)) + " to " + std::to_string(w.value().size(0)));
    CHECK(shortcuts == std::vector<std::string>{"16 to 32", "32 to 64"});
}

TEST_CASE("what the forward pass keeps is counted")
{
    network_choice choice;
    choice.model = "cnn:10:2";
    // Two maps of each convolution, the halved image, the averages and the outputs.
    CHECK(make_network(choice, {3, 8, 6}, 4)->kept_per_sample() == 2 * 10 * 48 + 10 * 12 + 2 * 10 * 12 + 10 + 4);
    choice.model = "wide-resnet:10:2";
    // Two maps of each norm, the image, the averages and the outputs.
    CHECK(make_network(choice, {3, 8, 8}, 4)->kept_per_sample() ==
          2 * (16 * 64 + 32 * 64 + 32 * 64 + 64 * 16 + 64 * 16 + 128 * 4 + 128 * 4) + 3 * 64 + 128 + 4);
}

TEST_CASE("names and images that do not fit are refused in one line")
{
    struct refused {
        const char* model;
        sample_shape sample;
        const char* said;
    };
    const sample_shape image = {3, 32, 32};
    for (const refused& r : std::vector<refused>{
             {"resnet", image, "wide-resnet:DEPTH:WIDEN is wanted"},
             {"cnn:", image, "CHANNELS"},
             {"cnn:0", image, "CHANNELS"},
             {"cnn:1e9", image, "CHANNELS"},
             {"cnn:8:x", image, "LAYERS"},
             {"cnn:8:2:2", image, "wide-resnet:DEPTH:WIDEN is wanted"},
             {"wide-resnet", image, "wide-resnet:DEPTH:WIDEN is wanted"},
             {"wide-resnet:28", image, "wide-resnet:DEPTH:WIDEN is wanted"},
             {"wide-resnet:27:10", image, "6n + 4"},
             {"wide-resnet:4:1", image, "6n + 4"},
             {"wide-resnet:28:-1", image, "WIDEN"},
             {"wide-resnet:10:1", {3, 3, 32}, "4x4 or more"},
             {"cnn", {3, 3, 32}, "4x4 or more"},
             {"cnn:8:7", image, "64x64 or more"},
             {"cnn:8:10000", image, "4294967296x4294967296 or more"},
             {"cnn:8:1", {784, 1, 1}, "2x2 or more are wanted, and each sample is 784 x 1x1"},
             {"cnn", {1, 1, 784}, "each sample is 1 x 1x784"},
         }) {
        CAPTURE(r.model);
        network_choice choice;
        choice.model = r.model;
        std::string message;
        try {
            make_network(choice, r.sample, 10);
        } catch (const request_error& e) {
            message = e.what();
        }
        CAPTURE(message);
        CHECK(begins(message, "--model"));
        CHECK(message.find(r.said) != std::string::npos);
        CHECK(message.find('\n') == std::string::npos);
    }
}
