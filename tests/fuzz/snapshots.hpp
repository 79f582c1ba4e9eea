// Snapshots of one object, whole or damaged, restored into another.
#ifndef CATAPULT_TESTS_FUZZ_SNAPSHOTS_HPP
#define CATAPULT_TESTS_FUZZ_SNAPSHOTS_HPP

#include <cstddef>
#include <cstdint>

#include "fuzz/calls.hpp"
#include "fuzz/choices.hpp"

namespace catapult::test {

/// `seen(model)` gives the bytes that a model shows.
template <class Model, class Seen>
void restore_damaged(choices& in, arena& memory, Model& from, Model& to, Seen seen)
{
    const std::size_t size = from.snapshot_size();
    const workspace place = memory.take(size);
    if (size > 0 && in.one_in(8))
        require(from.save(place.subspan(0, size - 1)) == status::workspace_too_small, "one byte fewer is refused");
    require((from.save(place) == status::ok) == (size > 0), "what has a size can be kept");
    const std::size_t damages = size > 0 && in.one_in(2) ? in.below(4) : 0;
    for (std::size_t i = 0; i < damages; ++i) {
        // At the start, where sizes are, more often than among the elements.
        const std::size_t at = in.one_in(2) ? in.byte() : static_cast<std::size_t>(in.word());
        place[at % size] = std::byte(in.byte());
    }
    if (damages > 0 && in.one_in(2)) {
        // As a file that somebody wrote on purpose: its checksum is right.
        std::uint64_t hash = 0xcbf29ce484222325u;
        for (std::size_t i = 0; i < size - 8; ++i) hash = (hash ^ std::to_integer<std::uint64_t>(place[i])) * 0x100000001b3u;
        for (std::size_t i = 0; i < 8; ++i) place[size - 8 + i] = std::byte(hash >> 8 * i & 0xff);
    }
    const std::size_t length = size > 0 && in.one_in(8) ? static_cast<std::size_t>(in.word() % size) : size;
    const output_bytes before = seen(to);
    const status answer = to.restore(place.subspan(0, length));
    require(length == size || answer != status::ok, "part of a snapshot is refused");
    if (answer != status::ok) return require(before == seen(to), "a refused snapshot changes nothing");
    if (damages == 0 && &from == &to) require(before == seen(to), "a model that is restored at once is as it was");
}

}  // namespace catapult::test

#endif
