// How far a long run has come, on standard error, for a person at a terminal only.
#ifndef CATAPULT_TOOLS_WRITERS_PROGRESS_HPP
#define CATAPULT_TOOLS_WRITERS_PROGRESS_HPP

#include <chrono>
#include <cstdint>
#include <string>

namespace catapult::tools {

/// How far, how fast and how long still, after `seconds` in which `done` − `before` were done.
std::string progress_text(const std::string& unit, std::uint64_t before, std::uint64_t done, std::uint64_t total, double seconds);

/// Shows nothing in the first second, then a line with the rate and the time left, a few times a second.
class progress {
public:
    /// `unit` is the plural of what is counted. A total that is not known, or only a bound, is 0: no time left is shown then.
    /// `quiet` where the results themselves go to the terminal. `before` are done by an earlier run: counted, but not in the rate.
    progress(std::string unit, std::uint64_t total, bool quiet, std::uint64_t before = 0);
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    /// Cheap enough for every step of a loop. `before` is part of `done`.
    void at(std::uint64_t done)
    {
        if (shown_ && (done & mask_) == 0) show(done);
    }

private:
    using clock = std::chrono::steady_clock;
    void show(std::uint64_t done);

    std::string unit_;
    std::uint64_t total_;
    std::uint64_t before_;
    bool shown_;
    bool written_ = false;
    std::uint64_t mask_ = 0;  // the clock is read at multiples of mask_ + 1 only
    clock::time_point start_ = clock::now();
    clock::time_point last_ = start_;
};

}  // namespace catapult::tools

#endif
