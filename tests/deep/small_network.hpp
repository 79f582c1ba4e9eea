// Small deep networks with their inputs, and their Jacobians row by row.
#ifndef CATAPULT_TESTS_DEEP_SMALL_NETWORK_HPP
#define CATAPULT_TESTS_DEEP_SMALL_NETWORK_HPP

#include "catapult/numerics/random.hpp"
#include "deep/networks.hpp"

namespace catapult::test {

/// Normal numbers of a seed, those in float the rounded ones in double.
inline torch::Tensor normals(torch::IntArrayRef shape, std::uint64_t seed, torch::Dtype type = torch::kFloat64)
{
    torch::Tensor drawn = torch::empty(shape, torch::kFloat64);
    fill_normals(random_stream{seed, 0}, 0, span<double>(drawn.data_ptr<double>(), static_cast<std::size_t>(drawn.numel())));
    return drawn.to(type);
}

struct small_network {
    std::shared_ptr<tools::deep_network> network;
    torch::Tensor inputs;

    small_network(const tools::network_choice& choice, const tools::sample_shape& sample, std::int64_t samples,
                  std::int64_t outputs, torch::Dtype type = torch::kFloat64)
        : network(tools::make_network(choice, sample, outputs)), inputs(normals({samples, sample.size()}, 5, type))
    {
        network->to(type);
        network->draw(1);
    }

    torch::Tensor outputs() const { return network->forward(inputs); }

    /// The gradient of each output in all weights, a row of it for each output.
    torch::Tensor jacobian() const
    {
        const std::vector<torch::Tensor> weights = network->parameters();
        const torch::Tensor f = outputs().flatten();
        std::vector<torch::Tensor> rows;
        for (std::int64_t i = 0; i < f.numel(); ++i) {
            std::vector<torch::Tensor> row;
            for (const torch::Tensor& part : torch::autograd::grad({f[i]}, weights, {}, true)) row.push_back(part.flatten());
            rows.push_back(torch::cat(row));
        }
        return torch::stack(rows);
    }
};

inline double largest(const torch::Tensor& x) { return x.abs().max().item<double>(); }

}  // namespace catapult::test

#endif
