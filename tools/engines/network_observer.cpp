#include "engines/network_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/numerics/dense.hpp"

namespace catapult::tools {

const network_state<double>& network_observer::state()
{
    if (state_known_) return state_;
    if (state_memory_.view().empty()) {
        const network_dims dims = network_.reduced_dims();
        state_memory_ = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network");
        check(create_network_state(dims, state_memory_.view(), state_), "the network");
    }
    network_.reduced_state(state_);
    training_.reset();
    test_.reset();
    sharpness_found_.reset();
    state_known_ = true;
    return state_;
}

evaluation network_observer::evaluate(const projected_samples& samples)
{
    const network_state<double>& at = state();
    const std::size_t m = samples.inputs.rows, r = samples.inputs.columns, k = samples.targets.columns;
    std::vector<double> f(k), unused(k), column(r);
    // Outputs one by one, each a product with a contiguous column of ω.
    std::vector<double> columns(k * r);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c) columns[c * r + i] = std::ldexp(at.predictor(i, c), run_.data.exponent);
    evaluation result;
    result.margin = std::numeric_limits<double>::infinity();
    std::size_t right = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const double* const y = samples.targets.row(i);
        for (std::size_t c = 0; c < k; ++c) f[c] = catapult::dot<double>({columns.data() + c * r, r}, {samples.inputs.row(i), r});
        result.loss += run_.loss.value(run_.loss.context, k, f.data(), y, unused.data());
        double margin = y[0] * f[0];
        if (k > 1) {
            const auto label = static_cast<std::size_t>(std::max_element(y, y + k) - y);
            double other = -std::numeric_limits<double>::infinity();
            for (std::size_t c = 0; c < k; ++c)
                if (c != label) other = std::max(other, f[c]);
            margin = f[label] - other;
        }
        if (margin > 0) ++right;
        result.margin = std::min(result.margin, margin);
    }
    result.loss /= static_cast<double>(m);
    result.accuracy = static_cast<double>(right) / static_cast<double>(m);
    return result;
}

const evaluation& network_observer::training()
{
    (void)state();
    if (!training_) training_ = evaluate(*run_.samples);
    return *training_;
}

const evaluation& network_observer::test()
{
    if (run_.test_samples == nullptr)
        throw request_error("--columns test_loss, test_accuracy: of which samples? --test-inputs and --test-targets say");
    (void)state();
    if (!test_) test_ = evaluate(*run_.test_samples);
    return *test_;
}

double network_observer::sharpness_value()
{
    const network_state<double>& at = state();
    if (sharpness_found_) return *sharpness_found_;
    eigenvalue_result<double> result;
    status s = status::ok;
    if (!sharpness_) {
        training_objective<double> objective;
        objective.data = run_.data;
        if (run_.sampled) {
            objective.loss = run_.loss;
            objective.inputs = run_.samples->inputs;
            objective.targets = run_.samples->targets;
        }
        const hessian_dims dims = {network_.reduced_dims(), objective.inputs.rows};
        sharpness_memory_ = memory_for([&](std::size_t& b) { return sharpness<double>::bytes(dims, b); }, "the loss Hessian");
        sharpness<double> made;
        check(sharpness<double>::create(objective, dims, lambda_tolerance, sharpness_memory_.view(), made), "the loss Hessian");
        sharpness_ = made;
        memory work = memory_for([&](std::size_t& b) { return sharpness<double>::certify_bytes(dims, b); }, "the loss Hessian");
        s = sharpness_->certify(at, work.view(), result);
    } else {
        s = sharpness_->update(at, result);
    }
    if (s != status::not_converged) check(s, "the loss Hessian");
    sharpness_found_ = result.value;
    return result.value;
}

}  // namespace catapult::tools
