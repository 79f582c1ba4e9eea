// The learning rates of a network of one's own, any LibTorch module: a recurrent one here, on random sequences.
#include <cstdio>

#include "deep/tangent_kernel.hpp"

using namespace catapult::tools;

int main()
{
    torch::manual_seed(1);
    torch::nn::LSTM recurrent(torch::nn::LSTMOptions(3, 16).batch_first(true));
    torch::nn::Linear readout(16, 2);
    recurrent->to(torch::kFloat64);
    readout->to(torch::kFloat64);
    const torch::Tensor sequences = torch::randn({20, 7, 3}, torch::kFloat64), targets = torch::randn({20, 2}, torch::kFloat64);

    std::vector<torch::Tensor> weights = recurrent->parameters();
    for (const torch::Tensor& w : readout->parameters()) weights.push_back(w);
    const auto outputs = [&] { return readout(std::get<0>(recurrent(sequences)).select(1, 6)); };
    const auto loss = [&] { return (outputs() - targets).square().sum() / (2 * 20); };

    // The loss |f − y|²/2m belongs to the kernel JJᵀ/m.
    const tangent_kernel kernel(outputs, weights, 20);
    followed_kernel largest(kernel.rows(), 1e-10);
    const catapult::eigenvalue_result<double> lambda0 = largest.certify(kernel);
    std::printf("lambda0 %.6g, within %.1g; eta_crit %.6g\n", lambda0.value, lambda0.error_bound, 2 / lambda0.value);

    const double eta = 1.2 * 2 / lambda0.value;
    const double first = loss().item<double>();
    for (int step = 0; step < 500; ++step) {
        const std::vector<torch::Tensor> gradient = torch::autograd::grad({loss()}, weights);
        const torch::NoGradGuard no_gradients;
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i].sub_(gradient[i], eta);
    }
    const tangent_kernel flattened(outputs, weights, 20);
    const double lambda = largest.update(flattened).value;
    std::printf("at 1.2 eta_crit: loss %.4f -> %.4f, lambda %.4f, 2/eta %.4f\n", first, loss().item<double>(), lambda, 2 / eta);
    return lambda < 2 / eta ? 0 : 1;
}
