// The weights of a random network, one by one: rows in any order and any blocks, so that they need never be stored.
#ifndef CATAPULT_MODELS_DRAW_WEIGHTS_HPP
#define CATAPULT_MODELS_DRAW_WEIGHTS_HPP

#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// Rows first_row … first_row + b − 1 of U (b × d) and V (b × k), N(0, 1): row i is a function of the seed, i, d and k.
/// `shape_mismatch` if U and V differ in rows, `invalid_argument` if the number of the last element does not fit 64 bits.
template <class T>
CATAPULT_EXPORT status draw_weights(std::uint64_t seed, std::uint64_t first_row, matrix_view<T> u, matrix_view<T> v) noexcept;

}  // namespace catapult

#endif
