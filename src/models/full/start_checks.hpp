// What the Gram engines ask of the data and of the state that they start from.
#ifndef CATAPULT_SRC_MODELS_FULL_START_CHECKS_HPP
#define CATAPULT_SRC_MODELS_FULL_START_CHECKS_HPP

#include <cmath>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/network_state.hpp"
#include "vocabulary/checks.hpp"

namespace catapult::detail {

/// The factors of a training rule's initial weights.
template <class T>
status check_scales(T first, T second) noexcept
{
    if (!std::isfinite(first) || !std::isfinite(second)) return status::not_finite;
    return first > 0 && second > 0 ? status::ok : status::invalid_argument;
}

template <class T>
status check_start(const reduced_data<T>& data, const network_state<T>& initial) noexcept
{
    const std::size_t r = data.rank, k = data.outputs;
    if (r == 0 || k == 0 || data.samples == 0) return status::invalid_argument;
    if (const status wrong = check_width(initial.width); wrong != status::ok) return wrong;
    if (data.singular_values.size() != r || data.targets.rows != r || data.targets.columns != k ||
        !fits(initial, {r, k, initial.width}))
        return status::shape_mismatch;
    const std::size_t elements = symmetric_view<T>::elements(initial.first_deviation.rows);
    const bool finite = all_finite(r, data.singular_values.data()) && all_finite(1, &data.unreachable_loss) &&
                        all_finite(data.targets) && all_finite(elements, initial.first_deviation.data) &&
                        all_finite<T>(initial.predictor) && all_finite<T>(initial.second_deviation) &&
                        all_finite<T>(initial.first_layer) && all_finite<T>(initial.second_layer);
    if (!finite) return status::not_finite;
    return in_range(data) ? status::ok : status::invalid_argument;
}

}  // namespace catapult::detail

#endif
