#include "deep/tangent_kernel.hpp"

#include <cmath>

namespace catapult::tools {

tangent_kernel::tangent_kernel(const std::function<torch::Tensor()>& outputs, std::vector<torch::Tensor> weights, double divisor)
    : weights_(std::move(weights)), divisor_(divisor), outputs_(outputs())
{
    cotangent_ = torch::zeros_like(outputs_, torch::requires_grad());
    gradient_ = torch::autograd::grad({outputs_}, weights_, {cotangent_}, true, true, true);
}

std::vector<torch::Tensor> tangent_kernel::pull_back(const torch::Tensor& x) const
{
    return torch::autograd::grad({outputs_}, weights_, {x}, true, false, true);
}

torch::Tensor tangent_kernel::push_forward(const std::vector<torch::Tensor>& w) const
{
    // Weights that no output depends on have no gradient.
    std::vector<torch::Tensor> gradients, along;
    for (std::size_t i = 0; i < weights_.size(); ++i)
        if (gradient_[i].defined() && w[i].defined()) {
            gradients.push_back(gradient_[i]);
            along.push_back(w[i]);
        }
    if (gradients.empty()) return torch::zeros_like(outputs_);
    return torch::autograd::grad(gradients, {cotangent_}, along, true, false)[0];
}

void tangent_kernel::apply(const double* x, double* y) const
{
    const torch::Tensor given = torch::from_blob(const_cast<double*>(x), outputs_.sizes(), torch::kFloat64);
    const torch::Tensor product = push_forward(pull_back(given.to(outputs_.options())));
    const torch::Tensor result = product.to(torch::kCPU, torch::kFloat64).contiguous();
    const double* values = result.data_ptr<double>();
    for (std::size_t i = 0; i < rows(); ++i) y[i] = values[i] / divisor_;
}

namespace {

eigenvalue_options options_for(double tolerance)
{
    eigenvalue_options options;
    options.tolerance = tolerance;
    options.max_products = 200;
    options.max_subspace = 32;
    return options;
}

/// The library may not be left by an exception of LibTorch, which is kept and thrown again behind it.
struct guarded_product {
    const tangent_kernel& kernel;
    std::exception_ptr failure;

    std::size_t rows() const { return kernel.rows(); }
    void apply(const double* x, double* y)
    {
        try {
            kernel.apply(x, y);
        } catch (...) {
            failure = std::current_exception();
            for (std::size_t i = 0; i < rows(); ++i) y[i] = std::nan("");
        }
    }
    void done(status s, const char* what) const
    {
        if (failure) std::rethrow_exception(failure);
        if (s != status::not_converged) check(s, what);
    }
};

eigenvalue_result<double> with_rounding(eigenvalue_result<double> found, const tangent_kernel& kernel)
{
    found.error_bound += kernel.rounding() * std::fabs(found.value);
    found.excess_bound += kernel.rounding() * std::fabs(found.value);
    return found;
}

}  // namespace

followed_kernel::followed_kernel(std::size_t rows, double tolerance)
    : options_(options_for(tolerance)), rows_(rows),
      work_(memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::bytes(rows, options_, b); }, "the eigenvalue"))
{
    check(eigenvalue_tracker<double>::create(rows, options_, work_.view(), tracker_), "the eigenvalue");
}

eigenvalue_result<double> followed_kernel::update(const tangent_kernel& kernel)
{
    guarded_product product = {kernel, nullptr};
    eigenvalue_result<double> result;
    product.done(tracker_.update(make_operator<double>(product), result), "the largest eigenvalue");
    return with_rounding(result, kernel);
}

eigenvalue_result<double> followed_kernel::certify(const tangent_kernel& kernel)
{
    guarded_product product = {kernel, nullptr};
    certificate_options how;
    how.max_dense_rows = 256;
    how.max_products = 64;
    // To rounding, which the products of a float network do not have, the search would take all its products.
    eigenvalue_options limited = options_;
    limited.max_products = 48;
    memory own = memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::bytes(rows_, limited, b); },
                            "the eigenvalue");
    memory work = memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::certify_bytes(rows_, how, b); },
                             "the evidence for the eigenvalue");
    eigenvalue_tracker<double> tracker;
    check(eigenvalue_tracker<double>::create(rows_, limited, own.view(), tracker), "the eigenvalue");
    eigenvalue_result<double> result;
    product.done(tracker.certify(make_operator<double>(product), how, work.view(), result), "the largest eigenvalue");
    return with_rounding(result, kernel);
}

}  // namespace catapult::tools
