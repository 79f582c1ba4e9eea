// The samples of mini-batches as a function of a seed and the number of the step, the same on every machine.
#ifndef CATAPULT_MODELS_BATCH_ORDER_HPP
#define CATAPULT_MODELS_BATCH_ORDER_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// A batch of an epoch: elements first … first + count − 1 of the epoch's order.
struct batch_place {
    std::uint64_t epoch = 0;  ///< from 0
    std::size_t first = 0;    ///< a multiple of the size of a batch
    std::size_t count = 0;    ///< the size of a batch, but in the last batch of an epoch, which holds what remains
};

/// The batch of `step` (from 0), if every epoch takes all samples in batches of `batch`. All zero without samples and for
/// batches of none.
constexpr batch_place place_of_batch(std::size_t samples, std::size_t batch, std::uint64_t step) noexcept
{
    if (samples == 0 || batch == 0) return {};
    const std::size_t steps = (samples - 1) / batch + 1;
    const std::size_t first = static_cast<std::size_t>(step % steps) * batch;
    return {step / steps, first, batch < samples - first ? batch : samples - first};
}

/// order ← a permutation of 0 … order.size() − 1 for one epoch, all permutations equally likely. Those of different epochs and
/// seeds are independent. With place_of_batch, step after step,
///     if (place.first == 0) shuffle_samples(seed, place.epoch, order);
///     model.step(eta, order.subspan(place.first, place.count));
/// `invalid_argument` if (epoch + 1)·order.size() exceeds 2⁶⁴ or `order` is empty.
CATAPULT_EXPORT status shuffle_samples(std::uint64_t seed, std::uint64_t epoch, span<std::size_t> order) noexcept;

/// batch ← the samples of one step, each drawn from 0 … samples − 1 with replacement. All are independent for steps of
/// batches of one size. `invalid_argument` if (step + 1)·batch.size() exceeds 2⁶⁴, and without samples or for a batch of
/// none.
CATAPULT_EXPORT status draw_batch(std::uint64_t seed, std::uint64_t step, std::size_t samples, span<std::size_t> batch) noexcept;

}  // namespace catapult

#endif
