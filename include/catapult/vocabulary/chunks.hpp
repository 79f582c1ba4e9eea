// How work that is made of chunks is spread over the caller's threads.
#ifndef CATAPULT_VOCABULARY_CHUNKS_HPP
#define CATAPULT_VOCABULARY_CHUNKS_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// Runs passes over chunks for the library, which starts no threads itself. What a chunk computes does not depend on who
/// computes it, nor when, so that results have the same bits however the chunks are spread.
/// An empty one runs them one after the other, in the calling thread.
struct chunk_executor {
    /// The chunks first … first + count − 1 of the pass that `work` stands for.
    using pass = void (*)(void* work, std::size_t first, std::size_t count);
    /// Calls pass(work, first, count) for ranges that do not overlap and together are 0 … chunks − 1, in any order and from
    /// any threads, and returns when all are done. It must not throw.
    void (*run)(void* context, std::size_t chunks, pass pass, void* work) = nullptr;
    void* context = nullptr;  ///< what `run` is called with
};

}  // namespace CATAPULT_EXPORT

#endif
