// Memory for one object, for programs that may allocate. The library itself never includes this header.
#ifndef CATAPULT_OWNED_WORKSPACE_HPP
#define CATAPULT_OWNED_WORKSPACE_HPP

#include <cstddef>
#include <memory>
#include <new>

#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult {

/// Memory of any size, aligned as the library asks for, and not initialised.
class owned_workspace {
public:
    /// `out_of_memory` where the system has none. What was held before is then kept.
    status allocate(std::size_t bytes) noexcept
    {
        void* const found = ::operator new(bytes, std::align_val_t(workspace_alignment), std::nothrow);
        if (found == nullptr) return status::out_of_memory;
        data_.reset(static_cast<std::byte*>(found));
        size_ = bytes;
        return status::ok;
    }
    /// All of the memory. Empty before `allocate`.
    operator workspace() noexcept { return {data_.get(), size_}; }

private:
    struct release {
        void operator()(std::byte* data) const noexcept { ::operator delete(data, std::align_val_t(workspace_alignment)); }
    };
    std::unique_ptr<std::byte, release> data_;
    std::size_t size_ = 0;
};

}  // namespace catapult

#endif
