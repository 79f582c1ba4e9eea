// Memory for benchmarks, aligned, in large pages if the system has them. The library and its peers use the same kind.
#ifndef CATAPULT_BENCH_MEMORY_HPP
#define CATAPULT_BENCH_MEMORY_HPP

#include <cstddef>
#include <cstdlib>
#include <cstring>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "catapult/vocabulary/workspace.hpp"

namespace catapult::bench {

/// Memory filled with zeros. Ends the process if memory is refused.
class memory {
public:
    explicit memory(std::size_t bytes)
    {
        const std::size_t page = bytes < (std::size_t{1} << 21) ? 4096 : std::size_t{1} << 21;
        bytes_ = (bytes + page) / page * page;
        data_ = static_cast<std::byte*>(std::aligned_alloc(page, bytes_));
        if (!data_) std::abort();
#if defined(__linux__)
        if (page > 4096) madvise(data_, bytes_, MADV_HUGEPAGE);
#endif
        std::memset(data_, 0, bytes_);
    }
    memory(const memory&) = delete;
    memory& operator=(const memory&) = delete;
    ~memory() { std::free(data_); }

    workspace span() const { return {data_, bytes_}; }
    std::byte* data() const { return data_; }

private:
    std::byte* data_ = nullptr;
    std::size_t bytes_ = 0;
};

class array {
public:
    explicit array(std::size_t count) : memory_(count * sizeof(double)), count_(count) {}
    double* data() const { return reinterpret_cast<double*>(memory_.data()); }
    std::size_t size() const { return count_; }
    double& operator[](std::size_t i) const { return data()[i]; }

private:
    memory memory_;
    std::size_t count_;
};

}  // namespace catapult::bench

#endif
