#include <cmath>

#include "catapult/models/warmup_model.hpp"
#include "catapult/numerics/random.hpp"
#include "numerics/random_streams.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

template <class T>
status draw_warmup_start(double width, T input, std::uint64_t seed, warmup_start<T>& result) noexcept
{
    constexpr double widest_chi_squared = 1e15;
    if (!std::isfinite(input)) return status::not_finite;
    if (const status wrong = detail::check_width(width); wrong != status::ok) return wrong;
    if (input == 0) return status::zero_inputs;
    const double x = input;
    if (width > widest_chi_squared && std::isfinite(width)) return status::invalid_argument;
    const random_stream draws = detail::stream_of(seed, detail::stream::warmup);
    warmup_start<T> start;
    if (std::isfinite(width)) {
        // ‖u ± v‖²/2 = n (1 + s±): uᵀv is half their difference, in which the 1 drops out.
        const double plus = chi_squared_deviation(draws, 0, width);
        const double minus = chi_squared_deviation(draws, 1, width);
        start.output = static_cast<T>(0.5 * x * std::sqrt(width) * (plus - minus));
        start.lambda = static_cast<T>(x * x * (2 + (plus + minus)));
    } else {
        start.output = static_cast<T>(x * normal(draws, 0));
        start.lambda = static_cast<T>(2 * x * x);
    }
    result = start;
    return status::ok;
}

template <class T>
void draw_warmup_weights(std::uint64_t seed, span<T> u, span<T> v) noexcept
{
    fill_normals(detail::stream_of(seed, detail::stream::first_layer), 0, u);
    fill_normals(detail::stream_of(seed, detail::stream::second_layer), 0, v);
}

template status draw_warmup_start(double, float, std::uint64_t, warmup_start<float>&) noexcept;
template status draw_warmup_start(double, double, std::uint64_t, warmup_start<double>&) noexcept;
template void draw_warmup_weights(std::uint64_t, span<float>, span<float>) noexcept;
template void draw_warmup_weights(std::uint64_t, span<double>, span<double>) noexcept;

}  // namespace catapult
