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

}  // namespace catapult::test

#endif
