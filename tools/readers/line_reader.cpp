#include "readers/line_reader.hpp"

#include <cstring>

namespace catapult::tools {

bool line_reader::refill()
{
    position_ = 0;
    newline_ = 0;
    end_ = source_.read(block_.data(), block_.size());
    return end_ != 0;
}

// The end of the current line within the block, or the block's end if the line goes on.
std::size_t line_reader::end_of_line()
{
    const auto find = [&](char wanted, std::size_t end) {
        const void* found = std::memchr(block_.data() + position_, wanted, end - position_);
        return found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - block_.data()) : end;
    };
    if (newline_ <= position_) newline_ = find('\n', end_);
    return find('\r', newline_);
}

bool line_reader::next(std::string& line)
{
    line.clear();
    bool any = false;
    for (;;) {
        if (position_ == end_ && !refill()) return any;
        if (after_return_) {
            after_return_ = false;
            if (block_[position_] == '\n') {
                ++position_;
                continue;
            }
        }
        any = true;
        const std::size_t stop = end_of_line();
        if (stop - position_ > longest_ - line.size())
            source_.fail("has a line of more than " + std::to_string(longest_) + " bytes; a row of numbers is a line");
        line.append(block_.data() + position_, stop - position_);
        position_ = stop;
        if (stop == end_) continue;
        after_return_ = block_[stop] == '\r';
        ++position_;
        return true;
    }
}

}  // namespace catapult::tools
