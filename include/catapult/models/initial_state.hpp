// The state of a random network of any width, drawn in law (theory.md, 4).
#ifndef CATAPULT_MODELS_INITIAL_STATE_HPP
#define CATAPULT_MODELS_INITIAL_STATE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/detail/draw_storage.hpp"
#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The bytes that draw_initial needs for a state of these dimensions: O(r²) elements, none for a narrow one or at infinite
/// width. `invalid_argument` if a dimension is zero, or for a width that draw_initial would refuse.
template <class T>
constexpr status draw_initial_bytes(const network_dims& dims, double width, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_draw(dims, width); wrong != status::ok) return wrong;
    detail::draw_storage<T> s;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, dims, width); }, result);
}

/// Fills `result` (its shapes say what r and k are) with the reduced state of a network of `width` hidden units whose weights are
/// independent standard normal: exactly its law, in O(r³) work whatever the width. Width is a whole number from 1, or
/// infinity (D = E = 0 and ω standard normal): else `invalid_argument`, or `not_finite` for NaN. `shape_mismatch` if the parts of
/// `result` do not fit each other. `memory`: draw_initial_bytes, free afterwards. The same seed gives the same state everywhere.
/// Deviations are drawn as such, so that they keep their digits at widths where 1 + O(n^{-1/2}) would lose them.
/// A narrow network (keeps_factor) is drawn into the layers that a state created for its width has; `shape_mismatch` for those of
/// another width. A state without layers gets its D, ω and E: not to be trained, but to be linearised, by setting its width
/// to infinity.
template <class T>
CATAPULT_EXPORT status draw_initial(double width, std::uint64_t seed, workspace memory, network_state<T>& result) noexcept;

}  // namespace catapult

#endif
