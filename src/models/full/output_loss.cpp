#include "catapult/models/output_loss.hpp"

#include <limits>

#include "numerics/elementary.hpp"
#include "vocabulary/checks.hpp"

// All arithmetic is in double, whatever T is. Errors are stated for double, in units of u = 2⁻⁵³, for k outputs and without
// underflow; float adds the rounding of the result.
namespace catapult {
namespace {

using detail::exponential_of_difference;
using detail::log_one_plus;

/// Half squares are summed: where the loss is finite, so is each sum on the way. Value within (k + 2)u.
template <class T>
T squared_value(const void*, std::size_t outputs, const T* f, const T* y, T* gradient)
{
    double sum = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double residual = static_cast<double>(f[j]) - static_cast<double>(y[j]);
        sum += 0.5 * residual * residual;
        gradient[j] = static_cast<T>(residual);
    }
    return static_cast<T>(sum);
}

template <class T>
void squared_curvature(const void*, std::size_t outputs, const T*, const T*, const T* direction, T* result)
{
    for (std::size_t j = 0; j < outputs; ++j) result[j] = direction[j];
}

/// Value within (k + 3)u.
template <class T>
T mean_squared_value(const void*, std::size_t outputs, const T* f, const T* y, T* gradient)
{
    double sum = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double residual = static_cast<double>(f[j]) - static_cast<double>(y[j]);
        const double slope = residual / static_cast<double>(outputs);
        sum += 0.5 * slope * residual;
        gradient[j] = static_cast<T>(slope);
    }
    return static_cast<T>(sum);
}

template <class T>
void mean_squared_curvature(const void*, std::size_t outputs, const T*, const T*, const T* direction, T* result)
{
    for (std::size_t j = 0; j < outputs; ++j)
        result[j] = static_cast<T>(static_cast<double>(direction[j]) / static_cast<double>(outputs));
}

template <class T>
std::size_t place_of_largest(std::size_t n, const T* x) noexcept
{
    std::size_t largest = 0;
    for (std::size_t j = 1; j < n; ++j)
        if (x[j] > x[largest]) largest = j;
    return largest;
}

/// The sum of all but x_place.
template <class T>
double sum_of_others(std::size_t n, const T* x, std::size_t place) noexcept
{
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
        if (j != place) sum += static_cast<double>(x[j]);
    return sum;
}

/// With e_j = exp(f_j − f_c) for the largest output f_c, the sum `rest` of the other e_j, and S = Σ y_j, which is 1 up to
/// rounding,
///     ℓ = Σ_j y_j (f_c − f_j) + S ln(1 + rest)
///     ∂ℓ/∂f_j = S p_j − y_j = p_j (S − y_j) − y_j (1 − p_j).
/// No term of ℓ is negative, and S − y_j and 1 − p_j are sums of the others wherever they could cancel. So ℓ is within
/// (2k + 8)u, and the gradient within (5k + 15)u of p_j (S − y_j) + y_j (1 − p_j), which for one-hot targets is itself.
/// In float, e_j is rounded once more, as the gradient keeps it.
template <class T>
T softmax_value(const void*, std::size_t outputs, const T* f, const T* y, T* gradient)
{
    const std::size_t likely = place_of_largest(outputs, f), wanted = place_of_largest(outputs, y);
    const double top = static_cast<double>(f[likely]);
    const double other_targets = sum_of_others(outputs, y, wanted);
    const double targets = static_cast<double>(y[wanted]) + other_targets;
    // Half of each difference, which itself may overflow.
    double rest = 0, half_distance = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        if (j == likely) continue;
        const double output = static_cast<double>(f[j]), target = static_cast<double>(y[j]);
        const double e = exponential_of_difference(output, top);
        if (target != 0) half_distance += target * (0.5 * top - 0.5 * output);
        rest += e;
        gradient[j] = static_cast<T>(e);
    }
    gradient[likely] = 1;
    const double total = 1 + rest;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double e = static_cast<double>(gradient[j]), target = static_cast<double>(y[j]);
        const double other_target = j == wanted ? other_targets : targets - target;
        const double other = j == likely ? rest : total - e;
        gradient[j] = static_cast<T>(e / total * other_target - target * (other / total));
    }
    return static_cast<T>(2 * half_distance + targets * log_one_plus(rest));
}

/// S p_j (v_j − Σ_l p_l v_l), with v_j − v_c in place of v_j: where p_c is near 1, both differences are sums over the others.
/// Within (3k + 20)u of S p_j (|v_j − v_c| + Σ_l p_l |v_l − v_c|).
template <class T>
void softmax_curvature(const void*, std::size_t outputs, const T* f, const T* y, const T* direction, T* result)
{
    const std::size_t likely = place_of_largest(outputs, f);
    const double top = static_cast<double>(f[likely]), reference = static_cast<double>(direction[likely]);
    const double targets = sum_of_others(outputs, y, outputs);
    double rest = 0, mean = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        if (j == likely) continue;
        const double e = exponential_of_difference(static_cast<double>(f[j]), top);
        mean += e * (static_cast<double>(direction[j]) - reference);
        rest += e;
        result[j] = static_cast<T>(e);
    }
    result[likely] = 1;
    const double total = 1 + rest;
    mean /= total;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double p = static_cast<double>(result[j]) / total;
        result[j] = static_cast<T>(targets * p * ((static_cast<double>(direction[j]) - reference) - mean));
    }
}

/// Probabilities that were divided by their sum in T differ from 1 by at most (k + 1)ε/2 in sum, and the sum here by
/// another (k − 1)ε/2.
template <class T>
bool softmax_accepts(const void*, std::size_t outputs, const T* y)
{
    double sum = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        if (!(y[j] >= 0)) return false;
        sum += static_cast<double>(y[j]);
    }
    const double allowed = static_cast<double>(outputs) * static_cast<double>(std::numeric_limits<T>::epsilon());
    return outputs >= 2 && detail::magnitude(sum - 1) <= allowed;
}

/// With z = y_j f_j and e = exp(−|z|), which cannot overflow, ln(1 + exp(−z)) = ln(1 + e) + max(−z, 0). Value within
/// (k + 8)u, each element of the gradient within 4u.
template <class T>
T logistic_value(const void*, std::size_t outputs, const T* f, const T* y, T* gradient)
{
    double sum = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double target = static_cast<double>(y[j]), margin = target * static_cast<double>(f[j]);
        const double e = exponential(-detail::magnitude(margin));
        sum += margin > 0 ? log_one_plus(e) : log_one_plus(e) - margin;
        gradient[j] = static_cast<T>(-target * ((margin > 0 ? e : 1) / (1 + e)));
    }
    return static_cast<T>(sum);
}

/// v e/(1 + e)². Each element within 7u.
template <class T>
void logistic_curvature(const void*, std::size_t outputs, const T* f, const T*, const T* direction, T* result)
{
    for (std::size_t j = 0; j < outputs; ++j) {
        const double e = exponential(-detail::magnitude(static_cast<double>(f[j])));
        result[j] = static_cast<T>(static_cast<double>(direction[j]) * (e / ((1 + e) * (1 + e))));
    }
}

template <class T>
bool logistic_accepts(const void*, std::size_t outputs, const T* y)
{
    for (std::size_t j = 0; j < outputs; ++j)
        if (y[j] != 1 && y[j] != -1) return false;
    return true;
}

}  // namespace

template <class T>
output_loss<T> squared_loss() noexcept
{
    return {squared_value<T>, squared_curvature<T>, nullptr, nullptr};
}

template <class T>
output_loss<T> mean_squared_loss() noexcept
{
    return {mean_squared_value<T>, mean_squared_curvature<T>, nullptr, nullptr};
}

template <class T>
output_loss<T> softmax_loss() noexcept
{
    return {softmax_value<T>, softmax_curvature<T>, softmax_accepts<T>, nullptr};
}

template <class T>
output_loss<T> logistic_loss() noexcept
{
    return {logistic_value<T>, logistic_curvature<T>, logistic_accepts<T>, nullptr};
}

template <class T>
status check_targets(const output_loss<T>& loss, matrix_view<const T> targets, std::size_t& row) noexcept
{
    if (loss.value == nullptr) return status::invalid_argument;
    if (!detail::all_finite(targets)) return status::not_finite;
    for (std::size_t i = 0; i < targets.rows && loss.accepts != nullptr; ++i)
        if (!loss.accepts(loss.context, targets.columns, targets.row(i))) {
            row = i;
            return status::invalid_argument;
        }
    return status::ok;
}

template output_loss<float> squared_loss() noexcept;
template output_loss<double> squared_loss() noexcept;
template output_loss<float> mean_squared_loss() noexcept;
template output_loss<double> mean_squared_loss() noexcept;
template output_loss<float> softmax_loss() noexcept;
template output_loss<double> softmax_loss() noexcept;
template output_loss<float> logistic_loss() noexcept;
template output_loss<double> logistic_loss() noexcept;
template status check_targets(const output_loss<float>&, matrix_view<const float>, std::size_t&) noexcept;
template status check_targets(const output_loss<double>&, matrix_view<const double>, std::size_t&) noexcept;

}  // namespace catapult
