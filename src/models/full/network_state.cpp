#include "catapult/models/network_state.hpp"

#include <limits>

namespace catapult {

template <class T>
status create_network_state(const network_dims& dims, workspace memory, network_state<T>& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    network_state<T> s;
    if (const status problem = detail::place([&](detail::layout& l) { detail::lay_out(l, dims, s); }, memory);
        problem != status::ok)
        return problem;
    s.width = keeps_factor(dims) ? dims.width : std::numeric_limits<double>::infinity();
    detail::fill_zero(symmetric_view<T>::elements(s.first_deviation.rows), s.first_deviation.data);
    detail::fill_zero(s.first_layer.rows * dims.rank, s.first_layer.data);
    detail::fill_zero(s.second_layer.rows * dims.outputs, s.second_layer.data);
    detail::fill_zero(dims.rank * dims.outputs, s.predictor.data);
    detail::fill_zero(dims.outputs * dims.outputs, s.second_deviation.data);
    result = s;
    return status::ok;
}

template status create_network_state<float>(const network_dims&, workspace, network_state<float>&) noexcept;
template status create_network_state<double>(const network_dims&, workspace, network_state<double>&) noexcept;

}  // namespace catapult
