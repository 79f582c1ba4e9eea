#include "concurrency/hand_out.hpp"

#include <algorithm>

namespace catapult::tools {

hand_out::hand_out(std::uint64_t first, std::uint64_t end, std::size_t ahead, take_rows in_order)
    : next_(first), passed_(first), end_(end), ahead_(ahead), in_order_(std::move(in_order))
{
}

bool hand_out::next_range(std::uint64_t most, std::uint64_t boundary, row_range& range)
{
    if (stopped_ || next_ == end_) return false;
    const std::uint64_t to_boundary = boundary - next_ % boundary;
    range = {next_, std::min({most, to_boundary, end_ - next_})};
    next_ += range.count;
    return true;
}

bool hand_out::take(std::uint64_t most, std::uint64_t boundary, row_range& range)
{
    std::unique_lock lock(mutex_);
    // The caller may wait, because the missing range is with another thread or process, which will bring it.
    moved_.wait(lock, [this] { return is_ready(); });
    return next_range(most, boundary, range);
}

hand_out::answer hand_out::try_take(std::uint64_t most, std::uint64_t boundary, row_range& range)
{
    const std::lock_guard lock(mutex_);
    if (!is_ready()) return answer::later;
    return next_range(most, boundary, range) ? answer::range : answer::none;
}

void hand_out::bring(const row_range& range, std::string rows)
{
    const std::lock_guard lock(mutex_);
    waiting_.emplace(range.first, waiting{range.count, std::move(rows)});
    try {
        for (auto first = waiting_.begin(); first != waiting_.end() && first->first == passed_; first = waiting_.begin()) {
            in_order_(first->second.rows, first->second.count);
            passed_ += first->second.count;
            waiting_.erase(first);
        }
    } catch (...) {
        stopped_ = true;
        moved_.notify_all();
        throw;
    }
    moved_.notify_all();
}

void hand_out::stop()
{
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    moved_.notify_all();
}

std::uint64_t hand_out::left()
{
    const std::lock_guard lock(mutex_);
    return end_ - next_;
}

std::uint64_t hand_out::passed()
{
    const std::lock_guard lock(mutex_);
    return passed_;
}

}  // namespace catapult::tools
