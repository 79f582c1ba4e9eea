// Ranges of rows, handed out to whoever asks next; what became of them is passed on in order.
#ifndef CATAPULT_TOOLS_HAND_OUT_HPP
#define CATAPULT_TOOLS_HAND_OUT_HPP

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace catapult::tools {

struct row_range {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// All members but the constructor may be called from several threads.
class hand_out {
public:
    using take_rows = std::function<void(const std::string& rows, std::uint64_t count)>;
    /// Rows first … end − 1. `in_order` gets them in order, one call at a time. At most `ahead` ranges wait there for
    /// an earlier one.
    hand_out(std::uint64_t first, std::uint64_t end, std::size_t ahead, take_rows in_order);

    /// The next range, of at most `most` rows, none of which lies on both sides of a multiple of `boundary`. False if
    /// there are none left, or after stop(). Waits while too many ranges wait for an earlier one, unless that is
    /// this caller's own to bring: a caller brings each range before it takes the next.
    bool take(std::uint64_t most, std::uint64_t boundary, row_range& range);
    /// What became of a range that was taken. Fewer rows than taken end the rows that are passed on.
    void bring(const row_range& range, std::string rows);
    /// A range that was taken and will not be brought. Nothing after it is passed on.
    void stop();

    /// Rows not yet handed out.
    std::uint64_t left();

private:
    struct waiting {
        std::uint64_t count;
        std::string rows;
    };

    std::mutex mutex_;
    std::condition_variable moved_;
    std::map<std::uint64_t, waiting> waiting_;
    std::uint64_t next_;      // to be handed out
    std::uint64_t passed_;    // all before are
    std::uint64_t end_;
    std::size_t ahead_;
    bool stopped_ = false;
    take_rows in_order_;
};

}  // namespace catapult::tools

#endif
