// The progress of a long run, on standard error, shown only to a person at a terminal.
#ifndef CATAPULT_TOOLS_WRITERS_PROGRESS_HPP
#define CATAPULT_TOOLS_WRITERS_PROGRESS_HPP

#include <chrono>
#include <cstdint>
#include <string>

namespace catapult::tools {

/// The count, the rate and the time left. `done` − `before` were done in the last `seconds`.
std::string progress_text(const std::string& unit, std::uint64_t before, std::uint64_t done, std::uint64_t total, double seconds);

/// Shows nothing in the first second. Then it shows a line with the rate and the time left, a few times a second.
class progress {
public:
    /// `unit` is the plural of the things counted. `total` is 0 if it is not known, or known only as a bound; then no
    /// time left is shown. `quiet` is for results that go to the terminal themselves. `before` were done by an earlier
    /// run: they count, but not in the rate.
    progress(std::string unit, std::uint64_t total, bool quiet, std::uint64_t before = 0);
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    /// Reports the count, `before` included. It is cheap enough for every step of a loop.
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
    std::uint64_t mask_ = 0;  // the clock is read only when the count is a multiple of mask_ + 1
    clock::time_point start_ = clock::now();
    clock::time_point last_ = start_;
};

}  // namespace catapult::tools

#endif
