// Passes that consist of chunks, over the caller's threads (catapult/vocabulary/chunks.hpp).
#ifndef CATAPULT_SRC_VOCABULARY_FOR_CHUNKS_HPP
#define CATAPULT_SRC_VOCABULARY_FOR_CHUNKS_HPP

#include "catapult/vocabulary/chunks.hpp"

namespace catapult::detail {

/// Calls chunk(c) for each c < chunks, spread by `spread`.
template <class Chunk>
void for_chunks(const chunk_executor& spread, std::size_t chunks, const Chunk& chunk) noexcept
{
    const auto pass = [](void* work, std::size_t first, std::size_t count) {
        for (std::size_t c = first; c < first + count; ++c) (*static_cast<const Chunk*>(work))(c);
    };
    void* const work = const_cast<Chunk*>(&chunk);
    if (spread.run == nullptr)
        pass(work, 0, chunks);
    else
        spread.run(spread.context, chunks, pass, work);
}

}  // namespace catapult::detail

#endif
