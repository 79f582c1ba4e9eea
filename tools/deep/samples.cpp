#include "deep/samples.hpp"

#include <cmath>
#include <cstdio>

#include "catapult/numerics/random.hpp"
#include "engines/run_data.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

double compute_place::printed(double value) const
{
    if (type != torch::kFloat32) return value;
    char text[32];
    std::snprintf(text, sizeof text, "%.8g", value);
    double result = value;
    parse_real(text, result);
    return result;
}

torch::Device parse_device(const std::string& option, const std::string& text)
{
    if (text == "cpu") return torch::kCPU;
    if (text != "cuda") throw request_error(option + " " + in_quotes(text) + ": cpu or cuda is wanted");
    if (!torch::cuda::is_available())
        throw request_error(option + " cuda: this machine or this LibTorch has no CUDA device; use cpu");
    return torch::kCUDA;
}

sample_tensors sample_tensors::rows(std::int64_t first, std::int64_t number) const
{
    return {inputs.narrow(0, first, number), targets.narrow(0, first, number)};
}

sample_tensors sample_tensors::chosen(const torch::Tensor& indices) const
{
    return {inputs.index_select(0, indices), targets.index_select(0, indices)};
}

namespace {

// In pieces, so that the doubles of a large set are never all there.
sample_tensors to_tensors(const dataset& source, const std::string& targets, const compute_place& place,
                          const training_options* training)
{
    const auto m = static_cast<std::int64_t>(source.samples()), d = static_cast<std::int64_t>(source.inputs()),
               k = static_cast<std::int64_t>(source.outputs());
    sample_tensors result = {torch::empty({m, d}, place.options()), torch::empty({m, k}, place.options())};
    constexpr std::int64_t piece = 1024;
    for (std::int64_t first = 0; first < m; first += piece) {
        const std::int64_t count = std::min(piece, m - first);
        const torch::Tensor x = torch::empty({count, d}, torch::kFloat64), y = torch::empty({count, k}, torch::kFloat64);
        source.copy(static_cast<std::size_t>(first), static_cast<std::size_t>(count), x.data_ptr<double>(), y.data_ptr<double>());
        if (training != nullptr)
            refuse_targets({y.data_ptr<double>(), static_cast<std::size_t>(count), static_cast<std::size_t>(k)}, *training,
                           targets, static_cast<std::size_t>(first));
        result.inputs.narrow(0, first, count).copy_(x);
        result.targets.narrow(0, first, count).copy_(y);
    }
    return result;
}

// The images that the file says; else square ones of one channel, if there is such a square.
sample_shape shape_of(const dataset& read)
{
    const image_shape& image = read.image();
    if (image.channels != 0)
        return {static_cast<std::int64_t>(image.channels), static_cast<std::int64_t>(image.height),
                static_cast<std::int64_t>(image.width)};
    const auto inputs = static_cast<std::int64_t>(read.inputs());
    const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(inputs))));
    return side * side == inputs ? sample_shape{1, side, side} : sample_shape{1, 1, inputs};
}

}  // namespace

deep_data load_deep_data(const dataset_options& data, const dataset_options& test, const compute_place& place,
                         const training_options* training)
{
    const dataset read(data);
    deep_data result;
    result.training = to_tensors(read, data.targets, place, training);
    result.shape = shape_of(read);
    result.notes = read.notes();
    if (!test.inputs.empty()) {
        const dataset unseen(test, read);
        result.test = to_tensors(unseen, test.targets, place, training);
        result.notes.insert(result.notes.end(), unseen.notes().begin(), unseen.notes().end());
    }
    return result;
}

deep_data random_data(std::int64_t samples, const sample_shape& shape, std::int64_t classes, std::uint64_t seed,
                      const compute_place& place)
{
    deep_data result;
    result.shape = shape;
    const torch::Tensor x = torch::empty({samples, shape.size()}, torch::kFloat64), y = torch::zeros({samples, classes});
    fill_normals(random_stream{seed, 0xda7a}, 0, span<double>(x.data_ptr<double>(), static_cast<std::size_t>(x.numel())));
    for (std::int64_t i = 0; i < samples; ++i)
        y[i][static_cast<std::int64_t>(uniform({seed, 0xc1a55}, static_cast<std::uint64_t>(i)) * static_cast<double>(classes))] =
            1;
    result.training = {x.to(place.options()), y.to(place.options())};
    return result;
}

}  // namespace catapult::tools
