#include <limits>

#include "catapult/models/gram_model.hpp"
#include "models/full/gram_factor.hpp"
#include "vocabulary/checks.hpp"
#include "vocabulary/layout.hpp"

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
    constexpr std::size_t panel = symmetric_view<T>::panel;
    // The number of panels can be computed without overflow; a product of dimensions cannot.
    const std::size_t panels = r / panel + (r % panel != 0);
    const std::size_t pairs = panels % 2 == 0 ? l.product(panels / 2, panels + 1) : l.product(panels, panels / 2 + 1);
    const bool narrow = keeps_factor(dims);
    s.first_deviation = {l.take<T>(narrow ? 0 : l.product(pairs, panel * panel)), narrow ? 0 : r};
    s.predictor = {l.take<T>(l.product(r, k)), r, k};
    s.second_deviation = {l.take<T>(l.product(k, k)), k, k};
    if (!narrow) return;
    const std::size_t n = detail::factor_rows(l, dims);
    s.first_layer = {l.take<T>(l.product(n, r)), n, r};
    s.second_layer = {l.take<T>(l.product(n, k)), n, k};
}

template <class T>
void clear(T* first, std::size_t count) noexcept
{
    for (std::size_t i = 0; i < count; ++i) first[i] = T(0);
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
    clear(s.first_deviation.data, symmetric_view<T>::elements(s.first_deviation.rows));
    clear(s.first_layer.data, s.first_layer.rows * dims.rank);
    clear(s.second_layer.data, s.second_layer.rows * dims.outputs);
    clear(s.predictor.data, dims.rank * dims.outputs);
    clear(s.second_deviation.data, dims.outputs * dims.outputs);
    result = s;
    return status::ok;
}

template status network_state_bytes<float>(const network_dims&, std::size_t&) noexcept;
template status network_state_bytes<double>(const network_dims&, std::size_t&) noexcept;
template status create_network_state<float>(const network_dims&, workspace, network_state<float>&) noexcept;
template status create_network_state<double>(const network_dims&, workspace, network_state<double>&) noexcept;

}  // namespace catapult
