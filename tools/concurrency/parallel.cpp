#include "concurrency/parallel.hpp"

#include <algorithm>
#include <new>
#include <system_error>

#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

// Where memory is limited, thread stacks must not use all of it. So this much is held for each new thread while threads
// start, and then released for their work.
constexpr std::size_t room_for_work = std::size_t{4} << 20;

}  // namespace

std::size_t thread_count(std::uint64_t asked)
{
    if (asked == 0) return std::max(1u, std::thread::hardware_concurrency());
    return static_cast<std::size_t>(asked);
}

thread_team::thread_team(std::size_t threads) : most_(std::max<std::size_t>(1, threads)) {}

thread_team::~thread_team()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    start_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

std::size_t thread_team::size_for(std::size_t chunks)
{
    const std::size_t wanted = std::min(most_, chunks);
    try {
        std::vector<memory> rooms;
        for (; threads_.size() + 1 < wanted; rooms.emplace_back(room_for_work))
            threads_.emplace_back([this, member = threads_.size() + 1, seen = round_] { serve(member, seen); });
    } catch (const std::system_error&) {
        most_ = threads_.size() + 1;
    } catch (const std::bad_alloc&) {
        most_ = threads_.size() + 1;
    }
    return std::max<std::size_t>(1, std::min(most_, chunks));
}

void thread_team::do_share(std::size_t member)
{
    if (member >= members_) return;
    const std::size_t first = chunks_ / members_ * member + std::min(member, chunks_ % members_);
    const std::size_t count = chunks_ / members_ + (member < chunks_ % members_ ? 1 : 0);
    try {
        (*work_)(first, count, member);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

void thread_team::serve(std::size_t member, std::size_t seen)
{
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
    if (chunks == 0) return;
    const std::size_t members = size_for(chunks);
    if (members == 1) {
        work(0, chunks, 0);
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        work_ = &work;
        chunks_ = chunks;
        members_ = members;
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

chunk_executor thread_team::executor()
{
    return {[](void* team, std::size_t chunks, chunk_executor::pass pass, void* work) {
                static_cast<thread_team*>(team)->run(
                    chunks, [=](std::size_t first, std::size_t count, std::size_t) { pass(work, first, count); });
            },
            this};
}

}  // namespace catapult::tools
