// How long changes of low rank wait before they are folded into the large matrices of the Gram engines. Only the library's
// own headers need this file.
#ifndef CATAPULT_MODELS_DETAIL_WAITING_STEPS_HPP
#define CATAPULT_MODELS_DETAIL_WAITING_STEPS_HPP

#include <cstddef>

namespace catapult::detail {

/// The number of steps whose changes are folded together. About ten columns are best: products with a longer tail cost more
/// than the tail saves.
constexpr std::size_t waiting_steps(std::size_t outputs) noexcept
{
    constexpr std::size_t columns = 10;
    return outputs < columns / 2 ? (columns + outputs - 1) / outputs : 2;
}

}  // namespace catapult::detail

#endif
