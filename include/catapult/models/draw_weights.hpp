// The weights of a random network. Rows are drawn in any order and in any blocks, so that no program has to store all of
// them.
#ifndef CATAPULT_MODELS_DRAW_WEIGHTS_HPP
#define CATAPULT_MODELS_DRAW_WEIGHTS_HPP

#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// Draws rows first_row … first_row + b − 1 of U into `u` (b × d) and of V into `v` (b × k). All elements are independent
/// N(0, 1). Row i of U depends on the seed, i and d alone, and row i of V on the seed, i and k. `u` and `v` do not
/// overlap. `shape_mismatch` if they differ in rows. `invalid_argument` if (first_row + b)·d or (first_row + b)·k does not
/// fit 64 bits.
template <class T>
CATAPULT_EXPORT status draw_weights(std::uint64_t seed, std::uint64_t first_row, matrix_view<T> u, matrix_view<T> v) noexcept;

}  // namespace catapult

#endif
