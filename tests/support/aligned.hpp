// Aligned memory for workspaces in tests.
#ifndef CATAPULT_TESTS_SUPPORT_ALIGNED_HPP
#define CATAPULT_TESTS_SUPPORT_ALIGNED_HPP

#include <cstddef>
#include <cstdlib>

#include "catapult/owned_workspace.hpp"

namespace catapult::test {

class aligned_memory {
public:
    explicit aligned_memory(std::size_t bytes)
    {
        if (held_.allocate(bytes) != status::ok) std::abort();
    }
    workspace span() { return held_; }

private:
    owned_workspace held_;
};

/// Memory of the size that bytes(dims…, size) gives.
template <class Bytes, class... Dims>
aligned_memory memory_for(Bytes bytes, const Dims&... dims)
{
    std::size_t size = 0;
    if (bytes(dims..., size) != status::ok) std::abort();
    return aligned_memory(size);
}

}  // namespace catapult::test

#endif
