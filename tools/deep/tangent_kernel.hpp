// The tangent kernel Θ = JJᵀ/divisor of any LibTorch module, J the gradients of its outputs in its weights (theory.md, 1).
// It is never formed: a product takes one backward pass for Jᵀx, and one through that backward pass for J(Jᵀx).
#ifndef CATAPULT_TOOLS_DEEP_TANGENT_KERNEL_HPP
#define CATAPULT_TOOLS_DEEP_TANGENT_KERNEL_HPP

#include <functional>
#include <memory>
#include <vector>

#include "catapult/numerics/eigenvalue.hpp"
#include "deep/torch.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

/// The kernel of a network in its present state, an operator for make_operator. Vectors have an element for each sample and
/// output, row-major. It holds the graphs of its passes, and with them the memory of the activations, until it is destroyed.
class tangent_kernel {
public:
    /// `outputs` computes samples × outputs from the weights, none of which it may change. `divisor` is that of the loss: for
    /// squared error m, or mk for one that is also a mean over k outputs.
    tangent_kernel(const std::function<torch::Tensor()>& outputs, std::vector<torch::Tensor> weights, double divisor);

    std::size_t rows() const { return static_cast<std::size_t>(outputs_.numel()); }
    /// y ← Θx, in double, rounded to what the network computes in.
    void apply(const double* x, double* y) const;

    /// Jᵀx and Jw, without the divisor.
    std::vector<torch::Tensor> pull_back(const torch::Tensor& x) const;
    torch::Tensor push_forward(const std::vector<torch::Tensor>& w) const;
    /// The relative rounding of a product: some units of the network's precision.
    double rounding() const { return outputs_.scalar_type() == torch::kFloat32 ? 0x1p-20 : 0x1p-49; }
    /// The outputs, without a graph.
    torch::Tensor outputs() const { return outputs_.detach(); }

private:
    std::vector<torch::Tensor> weights_;
    double divisor_;
    torch::Tensor outputs_;
    torch::Tensor cotangent_;              // Jᵀ is linear in it, so that its value does not matter
    std::vector<torch::Tensor> gradient_;  // Jᵀ cotangent, with its graph
};

/// Follows the largest eigenvalue of a network's kernel from state to state, each time from the last eigenvector.
class followed_kernel {
public:
    /// `tolerance` is relative, of the residual.
    followed_kernel(std::size_t rows, double tolerance);

    /// The largest eigenvalue and its error bound, which includes the rounding of the products. A search that runs out of products
    /// leaves its best value, with its bound.
    eigenvalue_result<double> update(const tangent_kernel& kernel);
    /// The same with evidence that no eigenvalue is larger, by a hundred products or so.
    eigenvalue_result<double> certify(const tangent_kernel& kernel);

private:
    eigenvalue_options options_;
    std::size_t rows_;
    memory work_;
    eigenvalue_tracker<double> tracker_;
};

}  // namespace catapult::tools

#endif
