#include "command/parallel.hpp"

#include <algorithm>

namespace catapult::tools {

thread_team::thread_team(std::size_t threads)
{
    for (std::size_t member = 1; member < threads; ++member) threads_.emplace_back([this, member] { serve(member); });
}

thread_team::~thread_team()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    start_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void thread_team::do_share(std::size_t member)
{
    const std::size_t first = chunks_ / size() * member + std::min(member, chunks_ % size());
    const std::size_t count = chunks_ / size() + (member < chunks_ % size() ? 1 : 0);
    if (count == 0) return;
    try {
        (*work_)(first, count, member);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

void thread_team::serve(std::size_t member)
{
    std::size_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        start_.wait(lock, [&] { return stopping_ || round_ != seen; });
        if (stopping_) return;
        seen = round_;
        lock.unlock();
        do_share(member);
        lock.lock();
        if (--working_ == 0) done_.notify_one();
    }
}

void thread_team::run(std::size_t chunks, const range_work& work)
{
    if (chunks < 2 || threads_.empty()) {
        if (chunks != 0) work(0, chunks, 0);
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        work_ = &work;
        chunks_ = chunks;
        working_ = threads_.size();
        failure_ = nullptr;
        ++round_;
    }
    start_.notify_all();
    do_share(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return working_ == 0; });
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace catapult::tools
