#include "catapult/models/batch_order.hpp"

#include "numerics/random_integer.hpp"
#include "numerics/random_streams.hpp"

namespace catapult {
namespace {

/// Whether group·size + size − 1, the index of a group's last random number, fits 64 bits.
bool has_numbers(std::uint64_t group, std::uint64_t size) noexcept
{
    return size > 0 && group <= (UINT64_MAX - (size - 1)) / size;
}

}  // namespace

status shuffle_samples(std::uint64_t seed, std::uint64_t epoch, span<std::size_t> order) noexcept
{
    const std::size_t m = order.size();
    if (!has_numbers(epoch, m)) return status::invalid_argument;
    const random_stream numbers = detail::stream_of(seed, detail::stream::sample_order);
    for (std::size_t i = 0; i < m; ++i) order[i] = i;
    // Fisher and Yates, from the end.
    for (std::size_t i = m - 1; i > 0; --i) {
        const auto other = static_cast<std::size_t>(detail::integer_below(numbers, epoch * m + i, std::uint64_t{i} + 1));
        const std::size_t kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    return status::ok;
}

status draw_batch(std::uint64_t seed, std::uint64_t step, std::size_t samples, span<std::size_t> batch) noexcept
{
    if (samples == 0 || !has_numbers(step, batch.size())) return status::invalid_argument;
    const random_stream numbers = detail::stream_of(seed, detail::stream::sample_choice);
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i] = static_cast<std::size_t>(detail::integer_below(numbers, step * batch.size() + i, samples));
    return status::ok;
}

}  // namespace catapult
