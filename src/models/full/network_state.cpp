#include <limits>

#include "catapult/models/gram_model.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "models/full/gram_factor.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

bool keeps_factor(const network_dims& dims) noexcept
{
    return dims.width - static_cast<double>(dims.rank) < static_cast<double>(dims.outputs);
}

status detail::check_dims(const network_dims& dims) noexcept
{
    if (const status wrong = detail::check_width(dims.width); wrong != status::ok) return wrong;
    const bool drawable = !keeps_factor(dims) || detail::whole(dims.width);
    return dims.rank > 0 && dims.outputs > 0 && drawable ? status::ok : status::invalid_argument;
}

namespace {

template <class T>
void lay_out(detail::layout& l, const network_dims& dims, network_state<T>& s) noexcept
{
    const std::size_t r = dims.rank;
    const std::size_t k = dims.outputs;
    const bool narrow = keeps_factor(dims);
    s.first_deviation = {l.take<T>(narrow ? 0 : l.packed<T>(r)), narrow ? 0 : r};
    s.predictor = {l.take<T>(l.product(r, k)), r, k};
    s.second_deviation = {l.take<T>(l.product(k, k)), k, k};
    if (!narrow) return;
    const std::size_t n = detail::factor_rows(l, dims);
    s.first_layer = {l.take<T>(l.product(n, r)), n, r};
    s.second_layer = {l.take<T>(l.product(n, k)), n, k};
}

}  // namespace

template <class T>
status network_state_bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    network_state<T> s;
    return detail::measure([&](detail::layout& l) { lay_out(l, dims, s); }, result);
}

template <class T>
status create_network_state(const network_dims& dims, workspace memory, network_state<T>& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    network_state<T> s;
    if (const status problem = detail::place([&](detail::layout& l) { lay_out(l, dims, s); }, memory); problem != status::ok)
        return problem;
    s.width = keeps_factor(dims) ? static_cast<T>(dims.width) : std::numeric_limits<T>::infinity();
    detail::fill_zero(symmetric_view<T>::elements(s.first_deviation.rows), s.first_deviation.data);
    detail::fill_zero(s.first_layer.rows * dims.rank, s.first_layer.data);
    detail::fill_zero(s.second_layer.rows * dims.outputs, s.second_layer.data);
    detail::fill_zero(dims.rank * dims.outputs, s.predictor.data);
    detail::fill_zero(dims.outputs * dims.outputs, s.second_deviation.data);
    result = s;
    return status::ok;
}

template status network_state_bytes<float>(const network_dims&, std::size_t&) noexcept;
template status network_state_bytes<double>(const network_dims&, std::size_t&) noexcept;
template status create_network_state<float>(const network_dims&, workspace, network_state<float>&) noexcept;
template status create_network_state<double>(const network_dims&, workspace, network_state<double>&) noexcept;

}  // namespace catapult
