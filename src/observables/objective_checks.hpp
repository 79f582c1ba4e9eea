// What observables of the loss ask of an objective.
#ifndef CATAPULT_SRC_OBSERVABLES_OBJECTIVE_CHECKS_HPP
#define CATAPULT_SRC_OBSERVABLES_OBJECTIVE_CHECKS_HPP

#include "catapult/models/network_state.hpp"
#include "catapult/models/training_objective.hpp"

namespace catapult::detail {

/// `shape_mismatch` if the parts of the objective do not fit `dims` or each other. `invalid_argument` for data without samples,
/// rank or outputs or not in_range(), and for inputs with a loss without `curvature`.
template <class T>
status check_curved_objective(const training_objective<T>& objective, const network_dims& dims) noexcept
{
    const reduced_data<T>& data = objective.data;
    const std::size_t r = dims.rank, k = dims.outputs, m = data.samples;
    if (m == 0 || data.rank == 0 || data.outputs == 0) return status::invalid_argument;
    if (data.rank != r || data.outputs != k || data.singular_values.size() != r) return status::shape_mismatch;
    if (!in_range(data)) return status::invalid_argument;
    const matrix_view<const T> x = objective.inputs, y = objective.targets;
    if (x.rows == 0) return data.targets.rows == r && data.targets.columns == k ? status::ok : status::shape_mismatch;
    const bool fits = x.rows == m && x.columns == r && x.stride == r && y.rows == m && y.columns == k && y.stride == k;
    if (!fits) return status::shape_mismatch;
    return objective.loss.value != nullptr && objective.loss.curvature != nullptr ? status::ok : status::invalid_argument;
}

}  // namespace catapult::detail

#endif
