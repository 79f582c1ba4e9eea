#include "engines/network_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/numerics/dense.hpp"

namespace catapult::tools {

namespace {

// Of residuals; eigenvalues that are apart then have about its square.
constexpr double spectrum_tolerance = 1e-9;

}  // namespace

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
    sharpness_known_ = spectrum_known_ = false;
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

training_objective<double> network_observer::objective() const
{
    training_objective<double> result;
    result.data = run_.data;
    if (run_.sampled) {
        result.loss = run_.loss;
        result.inputs = run_.samples->inputs;
        result.targets = run_.samples->targets;
    }
    return result;
}

// With rates η_U and η_V of the layers, η acts by the Hessian of the weights over their roots: directions δU come with √η_U, and
// so does V where it stands for ∂f/∂U. Rates whose product is 1 do not change the predictor, so that this is a factor and
// the Hessian of a network with other weights and the same outputs.
network_observer::balanced_rates network_observer::balance() const
{
    const double largest = std::fmax(run_.rule.rate_first, run_.rule.rate_second), least = 0x1p-50 * largest;
    const double first = std::fmax(run_.rule.rate_first, least), second = std::fmax(run_.rule.rate_second, least);
    return {std::sqrt(first * second), std::sqrt(second / first), std::sqrt(first / second)};
}

double network_observer::batch_sharpness_value()
{
    const balanced_rates rates = balance();
    const network_state<double>& at = weighted_state(rates.of_first, rates.of_second);
    if (!batch_) {
        const network_dims dims = network_.reduced_dims();
        batch_memory_ = memory_for([&](std::size_t& b) { return batch_sharpness<double>::bytes(dims, b); }, "a batch's Hessian");
        batch_sharpness<double> made;
        check(batch_sharpness<double>::create(objective(), dims, batch_memory_.view(), made), "a batch's Hessian");
        batch_ = made;
    }
    directional_curvature<double> result;
    check(batch_->measure(at, network_.next_batch(), result), "--columns batch_sharpness");
    return rates.factor * result.value;
}

std::optional<double> network_observer::sharpness_value()
{
    (void)state();
    if (sharpness_known_) return sharpness_found_;
    const balanced_rates rates = balance();
    const network_state<double>& at = weighted_state(rates.of_first, rates.of_second);
    eigenvalue_result<double> result;
    status s = status::ok;
    if (!sharpness_) {
        const training_objective<double> objective = this->objective();
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
    if (s != status::not_converged && s != status::invalid_argument) check(s, "the loss Hessian");
    sharpness_found_.reset();
    if (s != status::invalid_argument) sharpness_found_ = rates.factor * result.value;
    sharpness_known_ = true;
    return sharpness_found_;
}

const network_state<double>& network_observer::weighted_state(double of_first, double of_second)
{
    const network_state<double>& from = state();
    if (of_first == 1 && of_second == 1) return from;
    if (weighted_memory_.view().empty()) {
        const network_dims dims = network_.reduced_dims();
        weighted_memory_ = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network");
        check(create_network_state(dims, weighted_memory_.view(), weighted_), "the network");
    }
    const auto weighted = [](double factor, double deviation, bool diagonal) {
        return factor * deviation + (diagonal ? factor - 1 : 0);
    };
    weighted_.width = from.width;
    for (std::size_t i = 0; i < from.predictor.rows; ++i)
        std::copy_n(from.predictor.row(i), from.predictor.columns, weighted_.predictor.row(i));
    for (std::size_t i = 0; i < from.first_deviation.rows; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            weighted_.first_deviation.set(i, j, weighted(of_first, from.first_deviation.get(i, j), i == j));
    for (std::size_t c = 0; c < from.second_deviation.rows; ++c)
        for (std::size_t l = 0; l < from.second_deviation.rows; ++l)
            weighted_.second_deviation(c, l) = weighted(of_second, from.second_deviation(c, l), c == l);
    const std::size_t first = from.first_layer.rows * from.first_layer.columns,
                      second = from.second_layer.rows * from.second_layer.columns;
    for (std::size_t i = 0; i < first; ++i) weighted_.first_layer.data[i] = std::sqrt(of_first) * from.first_layer.data[i];
    for (std::size_t i = 0; i < second; ++i) weighted_.second_layer.data[i] = std::sqrt(of_second) * from.second_layer.data[i];
    return weighted_;
}

// U's part of the kernel is that of VᵀV, and V's that of UᵀU.
const network_state<double>& network_observer::kernel_state()
{
    return weighted_state(run_.rule.rate_second, run_.rule.rate_first);
}

double network_observer::trace()
{
    double result = 0;
    check(kernel_trace(run_.data, kernel_state(), result), "--columns trace");
    return result;
}

double network_observer::alignment()
{
    double result = 0;
    check(layer_alignment(state(), result), "--columns alignment");
    return result;
}

std::vector<double> network_observer::residual_coordinates()
{
    const network_state<double>& at = state();
    const std::size_t r = run_.data.rank, k = run_.data.outputs;
    const double unit = std::ldexp(1.0, run_.data.exponent);
    std::vector<double> result(r * k);
    if (!run_.sampled) {
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c)
                result[i * k + c] = unit * (run_.data.singular_values[i] * at.predictor(i, c) - run_.data.targets(i, c));
        return result;
    }
    // QᵀR = Σ⁻¹(XP)ᵀR, with the gradient R of the loss in the outputs of each sample.
    std::vector<double> f(k), gradient(k);
    for (std::size_t i = 0; i < run_.samples->inputs.rows; ++i) {
        const double* const x = run_.samples->inputs.row(i);
        for (std::size_t c = 0; c < k; ++c) {
            f[c] = 0;
            for (std::size_t a = 0; a < r; ++a) f[c] += unit * x[a] * at.predictor(a, c);
        }
        (void)run_.loss.value(run_.loss.context, k, f.data(), run_.samples->targets.row(i), gradient.data());
        for (std::size_t a = 0; a < r; ++a)
            for (std::size_t c = 0; c < k; ++c) result[a * k + c] += x[a] * gradient[c];
    }
    for (std::size_t a = 0; a < r; ++a)
        for (std::size_t c = 0; c < k; ++c)
            result[a * k + c] = run_.data.singular_values[a] > 0 ? result[a * k + c] / run_.data.singular_values[a] : 0;
    return result;
}

void network_observer::find_spectrum()
{
    const network_state<double>& at = kernel_state();
    if (spectrum_known_) return;
    const std::size_t r = run_.data.rank, k = run_.data.outputs;
    if (!spectrum_) {
        const std::size_t count = std::min(run_.directions, r * k);
        const network_dims dims = network_.reduced_dims();
        spectrum_memory_ = memory_for([&](std::size_t& b) { return kernel_spectrum<double>::bytes(dims, count, b); },
                                      "the spectrum");
        kernel_spectrum<double> made;
        check(kernel_spectrum<double>::create(dims, count, spectrum_tolerance, spectrum_memory_.view(), made), "the spectrum");
        spectrum_ = made;
        eigenvalues_.resize(count);
        residuals_.resize(count);
    }
    const status s = spectrum_->update(run_.data, at, eigenvalues_);
    if (s != status::not_converged) check(s, "the spectrum");
    const std::vector<double> residual = residual_coordinates();
    check(spectrum_->project({residual.data(), r, k}, residuals_), "the spectrum");
    spectrum_known_ = true;
}

cell network_observer::eigenvalue(std::size_t direction)
{
    find_spectrum();
    return direction <= eigenvalues_.size() ? cell(eigenvalues_[direction - 1].value) : cell();
}

cell network_observer::residual_along(std::size_t direction)
{
    find_spectrum();
    return direction <= residuals_.size() ? cell(residuals_[direction - 1]) : cell();
}

}  // namespace catapult::tools
