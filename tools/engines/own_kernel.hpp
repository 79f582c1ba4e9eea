// λ₀ of a network of one's own, from its kernel or its Jacobian.
#ifndef CATAPULT_TOOLS_ENGINES_OWN_KERNEL_HPP
#define CATAPULT_TOOLS_ENGINES_OWN_KERNEL_HPP

#include <cstdint>
#include <string>

#include "catapult/numerics/eigenvalue.hpp"

namespace catapult::tools {

/// The largest eigenvalue of Θ = K/m for the kernel K of a file, K_(αj)(βl) = ∂f_αj/∂θ·∂f_βl/∂θ, with one row for each of m
/// samples and k outputs, in any order. request_error if it is not square, not symmetric to a millionth of its largest
/// element, or has no multiple of k rows.
eigenvalue_result<double> top_of_kernel(const std::string& path, std::uint64_t outputs);
/// The same of K = JJᵀ for a Jacobian J, with a row for each sample and output and a column for each parameter.
eigenvalue_result<double> top_of_jacobian(const std::string& path, std::uint64_t outputs);

}  // namespace catapult::tools

#endif
