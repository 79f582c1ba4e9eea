// Threads for passes that are made of chunks. What a chunk computes does not depend on who computes it.
#ifndef CATAPULT_TOOLS_CONCURRENCY_PARALLEL_HPP
#define CATAPULT_TOOLS_CONCURRENCY_PARALLEL_HPP

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "catapult/vocabulary/chunks.hpp"

namespace catapult::tools {

/// Threads are started when there are chunks for them, and never more than there are. Where the system refuses one, the
/// team goes on with those that it has.
class thread_team {
public:
    /// At most `threads`, of which the calling thread is one.
    explicit thread_team(std::size_t threads);
    ~thread_team();
    thread_team(const thread_team&) = delete;
    thread_team& operator=(const thread_team&) = delete;

    /// How many members share so many chunks. It may grow with the chunks, and does not shrink.
    std::size_t size_for(std::size_t chunks);
    /// Calls work(first, count, member) for ranges that together are 0 … chunks − 1, one for each of the members 0 …
    /// size_for(chunks) − 1 that has any, and returns when all are done. The first exception is passed on.
    using range_work = std::function<void(std::size_t first, std::size_t count, std::size_t member)>;
    void run(std::size_t chunks, const range_work& work);
    /// The team, for the library's passes.
    chunk_executor executor();

private:
    void serve(std::size_t member, std::size_t seen);
    void do_share(std::size_t member);

    std::size_t most_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable start_;
    std::condition_variable done_;
    const range_work* work_ = nullptr;
    std::size_t chunks_ = 0;
    std::size_t members_ = 1;
    std::size_t round_ = 0;
    std::size_t working_ = 0;
    bool stopping_ = false;
    std::exception_ptr failure_;
};

}  // namespace catapult::tools

#endif
