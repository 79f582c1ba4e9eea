// An executor that takes chunks in another order than one thread would.
#ifndef CATAPULT_TESTS_SUPPORT_SCATTERED_HPP
#define CATAPULT_TESTS_SUPPORT_SCATTERED_HPP

#include <cstddef>
#include <vector>

#include "catapult/vocabulary/chunks.hpp"

namespace catapult::test {

/// Does the late chunks first, and the rest in ranges of one and two, as racing threads might. Counts the chunks of
/// each pass.
struct scattered {
    std::vector<std::size_t> passes;

    chunk_executor executor()
    {
        return {[](void* context, std::size_t chunks, chunk_executor::pass pass, void* work) {
                    static_cast<scattered*>(context)->passes.push_back(chunks);
                    const std::size_t late = chunks / 2;
                    pass(work, late, chunks - late);
                    if (late > 2) pass(work, late - 2, 2);
                    for (std::size_t c = late > 2 ? late - 2 : late; c-- > 0;) pass(work, c, 1);
                },
                this};
    }
};

}  // namespace catapult::test

#endif
