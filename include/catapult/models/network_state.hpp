// The state of a two-layer linear network of any width, in the reduced coordinates of data_reduction.hpp.
#ifndef CATAPULT_MODELS_NETWORK_STATE_HPP
#define CATAPULT_MODELS_NETWORK_STATE_HPP

#include <cstddef>
#include <limits>

#include "catapult/vocabulary/detail/dims.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/symmetric.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The size of a network in reduced coordinates.
struct network_dims {
    std::size_t rank = 0;                                    ///< r
    std::size_t outputs = 0;                                 ///< k
    double width = std::numeric_limits<double>::infinity();  ///< n; sizes depend on it only below r + k
};

/// Whether the state of a network is its factor A = [UP V] instead of its Gram matrix, which is so for n < r + k. The
/// Gram matrix then has rank n. Rounding errors would raise the rank, and they could grow (theory.md, 3, narrow
/// networks).
constexpr bool keeps_factor(const network_dims& dims) noexcept
{
    return dims.width - static_cast<double>(dims.rank) < static_cast<double>(dims.outputs);
}

/// The state of a network of any width n, in reduced coordinates (theory.md, 3):
///     (UP)ᵀ(UP) = n (I + D),   (UP)ᵀV = √n ω,   VᵀV = n (I + E).
/// D and E are the deviations from infinite width. In a random network they are of order n^{-1/2}. The outputs are
/// F = QΣω, over the unit of the data (reduced_data::exponent). A narrow network (keeps_factor) has UP and V instead of
/// D, which is empty; its ω and E follow from them. A view of the caller's memory.
template <class T>
struct network_state {
    double width = 0;                   ///< n ≥ 1, or infinity, where D and E never change
    symmetric_view<T> first_deviation;  ///< D, r × r, packed
    matrix_view<T> predictor;           ///< ω, r × k
    matrix_view<T> second_deviation;    ///< E, k × k, symmetric
    matrix_view<T> first_layer;         ///< UP, n × r, without gaps; empty unless narrow
    matrix_view<T> second_layer;        ///< V, n × k, without gaps; empty unless narrow
};

}  // namespace catapult

namespace catapult::detail {

/// `invalid_argument` for a dimension of zero, for a width below 1, and for a narrow width that is not whole.
/// `not_finite` for NaN.
constexpr status check_dims(const network_dims& dims) noexcept
{
    if (const status wrong = check_width(dims.width); wrong != status::ok) return wrong;
    const bool drawable = !keeps_factor(dims) || whole(dims.width);
    return dims.rank > 0 && dims.outputs > 0 && drawable ? status::ok : status::invalid_argument;
}

/// The width of a narrow network as an integer. If it does not fit one, the layout overflows.
constexpr std::size_t factor_rows(layout& l, const network_dims& dims) noexcept
{
    if (dims.width < static_cast<double>(SIZE_MAX / 2)) return static_cast<std::size_t>(dims.width);
    return l.product(SIZE_MAX, 2);
}

template <class T>
constexpr void lay_out(layout& l, const network_dims& dims, network_state<T>& s) noexcept
{
    const std::size_t r = dims.rank;
    const std::size_t k = dims.outputs;
    const bool narrow = keeps_factor(dims);
    s.first_deviation = {l.take<T>(narrow ? 0 : l.packed<T>(r)), narrow ? 0 : r};
    s.predictor = {l.take<T>(l.product(r, k)), r, k};
    s.second_deviation = {l.take<T>(l.product(k, k)), k, k};
    if (!narrow) return;
    const std::size_t n = factor_rows(l, dims);
    s.first_layer = {l.take<T>(l.product(n, r)), n, r};
    s.second_layer = {l.take<T>(l.product(n, k)), n, k};
}

}  // namespace catapult::detail

namespace catapult CATAPULT_EXPORT {

/// Memory for a network_state. `invalid_argument` for a dimension of zero, for a width below 1, and for a narrow width
/// that is not whole. `not_finite` for NaN.
template <class T>
constexpr status network_state_bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    network_state<T> s{};
    return detail::measure([&](detail::layout& l) { detail::lay_out(l, dims, s); }, result);
}
/// A state of zeros. Its width is infinite, or that of `dims` if it is narrow. Errors as above.
template <class T>
CATAPULT_EXPORT status create_network_state(const network_dims& dims, workspace memory, network_state<T>& result) noexcept;

}  // namespace catapult

#endif
