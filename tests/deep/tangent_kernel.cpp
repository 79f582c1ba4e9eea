// The kernel that is never formed, against the one formed from the gradients of single outputs.
#include "deep/tangent_kernel.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "deep/small_network.hpp"

using namespace catapult;
using namespace catapult::test;
using namespace catapult::tools;

namespace {

struct kernel_case {
    network_choice choice;
    sample_shape sample;
    double longest_sum;  // of any pass
    double layers;       // that round, norms counted
};

std::vector<kernel_case> kernel_cases()
{
    std::vector<kernel_case> cases;
    for (const auto& [act_name, act] : activation_names)
        for (const auto& [scaling_name, scaling] : weight_scaling_names)
            for (const double sigma_b : {0.0, 0.4}) {
                network_choice choice;
                choice.hidden = {12, 9};
                choice.act = act;
                choice.scaling = scaling;
                choice.sigma_b = sigma_b;
                cases.push_back({choice, {7, 1, 1}, 12, 3});
                choice.hidden.clear();
                choice.model = "cnn:5:2";
                cases.push_back({choice, {2, 6, 7}, 6 * 7 * 4, 4});
            }
    for (const auto& [scaling_name, scaling] : weight_scaling_names)
        for (const activation act : {activation::relu, activation::tanh}) {
            network_choice choice;
            choice.model = "wide-resnet:10:1";
            choice.act = act;
            choice.scaling = scaling;
            choice.sigma_b = scaling == weight_scaling::ntk ? 0.4 : 0.0;
            cases.push_back({choice, {3, 8, 8}, 9 * 64, 17});
        }
    return cases;
}

constexpr double divisor = 6;

torch::Tensor formed_kernel(const small_network& n)
{
    const torch::Tensor j = n.jacobian();
    return torch::matmul(j, j.t()) / divisor;
}

tangent_kernel kernel_of(const small_network& n)
{
    return {[&] { return n.outputs(); }, n.network->parameters(), divisor};
}

/// All columns of the operator.
torch::Tensor columns_of(const tangent_kernel& kernel)
{
    const auto rows = static_cast<std::int64_t>(kernel.rows());
    torch::Tensor columns = torch::empty({rows, rows}, torch::kFloat64);
    const torch::Tensor unit = torch::eye(rows, torch::kFloat64);
    for (std::int64_t i = 0; i < rows; ++i) kernel.apply(unit[i].data_ptr<double>(), columns[i].data_ptr<double>());
    return columns;
}

double top_of(const torch::Tensor& symmetric) { return std::get<0>(torch::linalg_eigh(symmetric)).max().item<double>(); }

}  // namespace

TEST_CASE("the operator is the formed kernel, and its largest eigenvalue the formed one's")
{
    for (const kernel_case& c : kernel_cases()) {
        CAPTURE(c.choice.describe());
        CAPTURE(c.choice.sigma_b);
        const small_network n(c.choice, c.sample, 4, 2);
        const torch::Tensor formed = formed_kernel(n);
        const tangent_kernel kernel = kernel_of(n);
        REQUIRE(kernel.rows() == 8);
        const double top = top_of(formed);
        CHECK(largest(columns_of(kernel) - formed) <= 1e-10 * top);
        followed_kernel followed(8, 1e-12);
        const eigenvalue_result<double> result = followed.certify(kernel);
        CHECK(std::fabs(result.value - top) <= 1e-10 * top);
        CHECK(result.evidence == eigenvalue_evidence::inertia);
        CHECK(std::fabs(followed.update(kernel).value - top) <= 1e-10 * top);
    }
}

TEST_CASE("in float the kernel is that of the rounded network")
{
    // A product passes the layers four times: forward, backward, and both again for the derivative of the backward pass. A sum
    // of N rounded terms has a relative error of about u·√N, and the product and the activation beside it add a few u. The
    // errors of the passes are independent, so that their squares add.
    constexpr double u = 0x1p-24;
    double worst = 0;
    for (const kernel_case& c : kernel_cases()) {
        CAPTURE(c.choice.describe());
        CAPTURE(c.choice.sigma_b);
        const torch::Tensor formed = formed_kernel(small_network(c.choice, c.sample, 4, 2));
        const small_network n(c.choice, c.sample, 4, 2, torch::kFloat32);
        const double top = top_of(formed);
        const double bound = std::sqrt(4 * c.layers) * (std::sqrt(c.longest_sum) + 4) * u;
        const tangent_kernel kernel = kernel_of(n);
        const double error = largest(columns_of(kernel) - formed) / top;
        CHECK(error <= bound);
        worst = std::fmax(worst, error / bound);
        const eigenvalue_result<double> result = followed_kernel(8, 1e-6).update(kernel);
        CHECK(std::fabs(result.value - top) <= 8 * bound * top + result.error_bound);
    }
    MESSAGE("largest error " << worst << " of its bound");
}

TEST_CASE("the error bound of a float network's eigenvalue holds for its weights as they are")
{
    for (const kernel_case& c : kernel_cases()) {
        CAPTURE(c.choice.describe());
        CAPTURE(c.choice.sigma_b);
        const small_network n(c.choice, c.sample, 4, 2, torch::kFloat32);
        small_network exact(c.choice, c.sample, 4, 2);
        {
            const torch::NoGradGuard no_gradients;
            exact.inputs.copy_(n.inputs);
            for (std::size_t i = 0; i < n.network->parameters().size(); ++i)
                exact.network->parameters()[i].copy_(n.network->parameters()[i]);
        }
        const double top = top_of(formed_kernel(exact));
        const tangent_kernel kernel = kernel_of(n);
        followed_kernel followed(8, 1e-7);
        for (const eigenvalue_result<double>& result : {followed.certify(kernel), followed.update(kernel)}) {
            CHECK(std::fabs(result.value - top) <= result.error_bound);
            CHECK(result.error_bound <= 1e-5 * top);
        }
    }
}

TEST_CASE("pull_back and push_forward are adjoint, and the Jacobian")
{
    for (const kernel_case& c : kernel_cases()) {
        CAPTURE(c.choice.describe());
        const small_network n(c.choice, c.sample, 4, 2);
        const tangent_kernel kernel = kernel_of(n);
        const torch::Tensor x = normals({4, 2}, 11);
        std::vector<torch::Tensor> w;
        for (const torch::Tensor& part : n.network->parameters()) w.push_back(normals(part.sizes(), 12 + w.size()));
        const std::vector<torch::Tensor> pulled = kernel.pull_back(x);
        const torch::Tensor pushed = kernel.push_forward(w);
        double product = 0, squares = 0;
        for (std::size_t i = 0; i < w.size(); ++i) {
            product += (pulled[i] * w[i]).sum().item<double>();
            squares += w[i].square().sum().item<double>();
        }
        const torch::Tensor j = n.jacobian();
        // Both are sums of products of J's rows with w, which are at most as large as their norms' product.
        const double size = j.norm().item<double>() * std::sqrt(squares);
        CHECK(std::fabs((pushed * x).sum().item<double>() - product) <= 1e-14 * size * x.norm().item<double>());
        std::vector<torch::Tensor> flat;
        for (const torch::Tensor& part : w) flat.push_back(part.flatten());
        CHECK(largest(pushed.flatten() - torch::matmul(j, torch::cat(flat))) <= 1e-14 * size);
    }
}

TEST_CASE("a network is followed for a thousand steps without more memory")
{
    network_choice choice;
    choice.hidden = {64, 64};
    const small_network n(choice, {32, 1, 1}, 16, 2);
    followed_kernel followed(32, 1e-6);
    const auto step = [&] {
        const tangent_kernel kernel = kernel_of(n);
        followed.update(kernel);
        const torch::NoGradGuard no_gradients;
        for (torch::Tensor& w : n.network->parameters()) w.mul_(0.9999);
    };
    const auto resident = [] {
        std::ifstream file("/proc/self/statm");
        double total = 0, pages = 0;
        file >> total >> pages;
        return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
    };
    if (resident() == 0) return;  // no such file here
    for (int i = 0; i < 200; ++i) step();
    const double before = resident();
    for (int i = 0; i < 1000; ++i) step();
    MESSAGE("grown by " << (resident() - before) / 1024 << " KiB");
    // A kernel's graph holds 16 × 64 doubles for each of two layers, 16 KiB, several times over. Were each kept, they would
    // be 16 MiB at least. The allocator takes memory from the system in pieces of 128 KiB.
    CHECK(resident() - before <= 8 * 128 * 1024.0);
}
