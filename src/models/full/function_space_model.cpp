#include "catapult/models/function_space_model.hpp"

#include <cmath>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "models/full/data_unit.hpp"
#include "models/full/step_bound.hpp"
#include "numerics/vector.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

template <class T>
void function_space_model<T>::storage::find_gradient() noexcept
{
    detail::kernels<T>().dense.matrix_vector(samples, samples, gram, samples, residual, gradient);
    for (std::size_t i = 0; i < samples; ++i) gradient[i] /= count;
    const T square = detail::dot(samples, residual, gradient) / count;
    gradient_square = square < 0 ? T(0) : square;  // rounding may leave K a negative eigenvalue
}

namespace {

template <class T>
T largest(std::size_t n, const T* x) noexcept
{
    return detail::largest_magnitude<T>({x, 1, n});
}

template <class Storage, class T>
T excess_loss_of(const Storage& s, T residual_square) noexcept
{
    return residual_square / (2 * s.count) * s.unit;
}

/// The divisor that the caller chooses may be small, and then a loss overflows where the square does not.
template <class Storage, class T>
bool finite_loss(const Storage& s, T residual_square) noexcept
{
    return std::isfinite(residual_square * s.unit) && std::isfinite(excess_loss_of(s, residual_square));
}

}  // namespace

template <class T>
status function_space_model<T>::create(const function_space_start<T>& start, workspace memory,
                                       function_space_model& result) noexcept
{
    const std::size_t m = start.targets.size();
    if (m == 0) return status::invalid_argument;
    if (const status wrong = detail::check_width(start.width); wrong != status::ok) return wrong;
    const auto square = [m](const matrix_view<const T>& a) { return a.rows == m && a.columns == m; };
    if (start.outputs.size() != m || !square(start.input_gram) || !square(start.tangent)) return status::shape_mismatch;
    if (!detail::all_finite(m, start.targets.data()) || !detail::all_finite(m, start.outputs.data()) ||
        !detail::all_finite(start.input_gram) || !detail::all_finite(start.tangent) || !std::isfinite(start.second_deviation) ||
        !std::isfinite(start.divisor) || !std::isfinite(start.unreachable_loss))
        return status::not_finite;
    if (start.second_deviation < -1 || start.divisor < 0 || start.unreachable_loss < 0) return status::invalid_argument;

    storage s{};
    storage* placed = nullptr;
    const auto lay_out = [&](detail::layout& l) { storage::lay_out(l, m, placed, s); };
    if (const status problem = detail::place(lay_out, memory); problem != status::ok) return problem;
    s.samples = m;
    s.count = start.divisor > 0 ? start.divisor : static_cast<T>(m);
    s.unreachable_loss = start.unreachable_loss;
    s.width = start.width;
    s.inverse_width = 1 / static_cast<T>(start.width);
    s.second_deviation = start.second_deviation;
    s.gram_bound = detail::largest_magnitude(start.input_gram);
    s.tangent_bound = detail::largest_magnitude(start.tangent);
    int size = 0;
    (void)std::frexp(s.gram_bound, &size);
    const int exponent = detail::unit_exponent_of<T>(size / 2);
    s.unit = std::ldexp(T(1), 2 * exponent);
    if (!detail::normal(s.unit) || !detail::normal(1 / s.unit)) return status::invalid_argument;
    const T to_unit = std::ldexp(T(1), -exponent), to_square = 1 / s.unit;
    s.gram_bound *= to_square;
    s.tangent_bound *= to_square;
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            s.gram[i * m + j] = start.input_gram(i, j) * to_square;
            s.tangent[i * m + j] = start.tangent(i, j) * to_square;
        }
        s.outputs[i] = start.outputs[i] * to_unit;
        s.residual[i] = s.outputs[i] - start.targets[i] * to_unit;
    }
    s.residual_square = detail::dot(m, s.residual, s.residual);
    if (!finite_loss(s, s.residual_square)) return status::invalid_argument;
    s.find_gradient();
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status function_space_model<T>::step(T eta) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    if (const status wrong = detail::check_rate(eta); wrong != status::ok) return wrong;
    storage& s = *storage_;
    const std::size_t m = s.samples;
    eta = eta * s.unit;
    const T* const f = s.outputs;
    const T* const residual = s.residual;
    const T* const g = s.gradient;

    detail::kernels<T>().dense.matrix_vector(m, m, s.tangent, m, residual, s.product);
    // Both over n, so that large widths do not overflow: ‖v‖²/n, and ζᵀUᵀUζ/n = (f̃ᵀΘf̃ − (‖v‖²/n) f̃ᵀXζ)/m.
    const T second = 1 + s.second_deviation;
    const T overlap = detail::dot(m, f, residual);
    const T bend = (detail::dot(m, residual, s.product) - second * detail::dot(m, residual, g)) / s.count;
    const T drift = eta * s.inverse_width / s.count;
    const T curvature = eta * drift;

    const T kick = curvature * overlap;
    for (std::size_t i = 0; i < m; ++i) {
        const T change = kick * g[i] - eta * s.product[i];
        s.outputs_next[i] = f[i] + change;
        s.residual_next[i] = residual[i] + change;
    }
    const T second_next = s.second_deviation - 2 * drift * overlap + curvature * s.count * bend;
    // Θ' = Θ − (η/nm)(f gᵀ + g fᵀ) + (η²/nm)(‖v‖²/n) g gᵀ + [(η²/nm) bend − (2η/nm²) f·f̃] K
    const T gram_factor = curvature * bend - 2 * drift * overlap / s.count;
    const T gradient_factor = curvature * second;

    // The update of Θ is in place and cannot be undone. A bound decides beforehand whether Θ stays finite.
    const T square = detail::dot(m, s.residual_next, s.residual_next);
    const T side = largest(m, g) * (2 * drift * largest(m, f) + gradient_factor * largest(m, g));
    const T bound = s.tangent_bound + side + std::fabs(gram_factor) * s.gram_bound;
    const T rest = detail::dot(m, s.outputs_next, s.outputs_next) + std::fabs(second_next);
    if (!std::isfinite(rest) || !finite_loss(s, square) || !std::isfinite(2 * bound)) return status::diverged;

    if (s.inverse_width > 0) {
        for (std::size_t i = 0; i < m; ++i) {
            T* const row = s.tangent + i * m;
            const T* const gram = s.gram + i * m;
            for (std::size_t j = 0; j < m; ++j) {
                const T both = f[i] * g[j] + f[j] * g[i];
                row[j] = row[j] + (gradient_factor * (g[i] * g[j]) - drift * both + gram_factor * gram[j]);
            }
        }
        s.second_deviation = second_next;
        s.tangent_bound = bound;
    }
    T* const outputs = s.outputs;
    T* const residuals = s.residual;
    s.outputs = s.outputs_next;
    s.residual = s.residual_next;
    s.outputs_next = outputs;
    s.residual_next = residuals;
    s.residual_square = square;
    s.find_gradient();
    ++s.steps;
    return status::ok;
}

template <class T>
T function_space_model<T>::loss() const noexcept
{
    return excess_loss() + detail::held(storage_).unreachable_loss;
}

template <class T>
T function_space_model<T>::excess_loss() const noexcept
{
    const storage& s = detail::held(storage_);
    return excess_loss_of(s, s.residual_square);
}

template <class T>
T function_space_model<T>::relative_step(T eta) const noexcept
{
    const storage& s = detail::held(storage_);
    return detail::relative_step(eta, s.unit, std::sqrt(s.gradient_square), static_cast<T>(s.width));
}

template <class T>
T function_space_model<T>::square_unit() const noexcept
{
    return detail::held(storage_).unit;
}

template <class T>
std::size_t function_space_model<T>::steps() const noexcept
{
    return detail::held(storage_).steps;
}

template <class T>
double function_space_model<T>::width() const noexcept
{
    return detail::held(storage_).width;
}

template <class T>
span<const T> function_space_model<T>::outputs() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.outputs, s.samples};
}

template <class T>
span<const T> function_space_model<T>::residual() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.residual, s.samples};
}

template <class T>
matrix_view<const T> function_space_model<T>::tangent() const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.tangent, s.samples, s.samples};
}

template <class T>
T function_space_model<T>::second_deviation() const noexcept
{
    return detail::held(storage_).second_deviation;
}

template <class T>
std::size_t function_space_model<T>::rows() const noexcept
{
    return detail::held(storage_).samples;
}

template <class T>
void function_space_model<T>::apply(const T* x, T* y) const noexcept
{
    const storage& s = detail::held(storage_);
    detail::kernels<T>().dense.matrix_vector(s.samples, s.samples, s.tangent, s.samples, x, y);
}

template <class T>
status reduced_function_space_start(const reduced_data<T>& data, const network_state<T>& state, workspace memory,
                                    function_space_start<T>& result) noexcept
{
    const std::size_t r = data.rank;
    if (r == 0 || data.outputs != 1) return status::invalid_argument;
    const network_dims dims = {r, 1, state.width};
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    if (keeps_factor(dims)) return status::invalid_argument;
    if (data.singular_values.size() != r || data.targets.rows != r || data.targets.columns != 1 || !detail::fits(state, dims))
        return status::shape_mismatch;
    detail::reduced_arrays<T> to;
    if (const status p = detail::place([&](detail::layout& l) { to.lay_out(l, r); }, memory); p != status::ok) return p;
    const span<const T> sigma = data.singular_values;
    const T second = state.second_deviation(0, 0), samples = static_cast<T>(data.samples);
    for (std::size_t i = 0; i < r; ++i) {
        to.targets[i] = std::ldexp(data.targets(i, 0), data.exponent);
        to.outputs[i] = std::ldexp(sigma[i] * state.predictor(i, 0), data.exponent);
        for (std::size_t j = 0; j < r; ++j) {
            const T both = (i == j ? 2 + second : T(0)) + state.first_deviation.get(i, j);
            to.gram[i * r + j] = i == j ? std::ldexp(sigma[i] * sigma[i], 2 * data.exponent) : T(0);
            to.tangent[i * r + j] = std::ldexp(sigma[i] * both * sigma[j] / samples, 2 * data.exponent);
        }
    }
    result.width = state.width;
    result.input_gram = {to.gram, r, r};
    result.targets = {to.targets, r};
    result.outputs = {to.outputs, r};
    result.tangent = {to.tangent, r, r};
    result.second_deviation = second;
    result.divisor = samples;
    result.unreachable_loss = data.unreachable_loss;
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)                                                                              \
    template class function_space_model<T>;                                                                  \
    template status reduced_function_space_start(const reduced_data<T>&, const network_state<T>&, workspace, \
                                                 function_space_start<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
