// Threads for passes that consist of chunks. The result of a chunk does not depend on the thread that computes it.
#ifndef CATAPULT_TOOLS_CONCURRENCY_PARALLEL_HPP
#define CATAPULT_TOOLS_CONCURRENCY_PARALLEL_HPP

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "catapult/vocabulary/chunks.hpp"

namespace catapult::tools {

/// The threads that were asked for; 0 asks for one on each core.
std::size_t thread_count(std::uint64_t asked);

/// Threads are started only when there are chunks for them. If the system refuses a thread, the team works with those
/// it has.
class thread_team {
public:
    /// Makes a team of at most `threads` threads. The calling thread is one of them.
    explicit thread_team(std::size_t threads);
    ~thread_team();
    thread_team(const thread_team&) = delete;
    thread_team& operator=(const thread_team&) = delete;

    /// The number of members that share this many chunks. More chunks may start more threads.
    std::size_t size_for(std::size_t chunks);
    /// Splits 0 … chunks − 1 into ranges for the members 0 … size_for(chunks) − 1, calls work(first, count, member) for
    /// each range, and returns when all are done. If calls throw, the first exception is thrown here.
    using range_work = std::function<void(std::size_t first, std::size_t count, std::size_t member)>;
    void run(std::size_t chunks, const range_work& work);
    /// The team as an executor for the library's passes.
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
