// Memory for workspaces in tests.
#ifndef CATAPULT_TESTS_SUPPORT_ALIGNED_HPP
#define CATAPULT_TESTS_SUPPORT_ALIGNED_HPP

#include <cstddef>
#include <vector>

#include "catapult/vocabulary/workspace.hpp"

namespace catapult::test {

class aligned_memory {
public:
    explicit aligned_memory(std::size_t bytes) : blocks_(bytes / sizeof(block) + 1), bytes_(bytes) {}
    workspace span() { return {reinterpret_cast<std::byte*>(blocks_.data()), bytes_}; }

private:
    struct alignas(workspace_alignment) block {
        std::byte bytes[workspace_alignment];
    };
    std::vector<block> blocks_;
    std::size_t bytes_;
};

}  // namespace catapult::test

#endif
