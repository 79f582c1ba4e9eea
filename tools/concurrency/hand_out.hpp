// Ranges of rows for threads and processes that ask for them. The results are passed on in the order of the rows.
#ifndef CATAPULT_TOOLS_CONCURRENCY_HAND_OUT_HPP
#define CATAPULT_TOOLS_CONCURRENCY_HAND_OUT_HPP

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

/// The source of ranges for threads that compute, in this process or in another. Several threads may call all members.
class range_source {
public:
    virtual ~range_source() = default;

    /// Gives the next range, of at most `most` rows, that does not cross a multiple of `boundary`. False if no range is
    /// left, or after stop(). Waits while too many finished ranges wait for an earlier one. That earlier range must not
    /// be the caller's own, so a caller brings each range completely before it takes the next.
    virtual bool take(std::uint64_t most, std::uint64_t boundary, row_range& range) = 0;
    /// Brings the rows of a range that was taken, or of its next piece. If a piece has fewer rows than were taken, no
    /// later row is passed on until the rest comes.
    virtual void bring(const row_range& range, std::string rows) = 0;
    /// Says that a range that was taken will not be brought completely. No row after it is passed on.
    virtual void stop() = 0;

    /// The number of rows not yet handed out. In another process, the number when it last heard.
    virtual std::uint64_t left() = 0;
};

class hand_out final : public range_source {
public:
    using take_rows = std::function<void(const std::string& rows, std::uint64_t count)>;
    /// Hands out rows first … end − 1. `in_order` gets the results in order, one call at a time. At most `ahead`
    /// finished ranges wait for an earlier one.
    hand_out(std::uint64_t first, std::uint64_t end, std::size_t ahead, take_rows in_order);

    bool take(std::uint64_t most, std::uint64_t boundary, row_range& range) override;
    void bring(const row_range& range, std::string rows) override;
    void stop() override;
    std::uint64_t left() override;

    /// All rows before this one have been passed on.
    std::uint64_t passed();

    enum class answer { range, later, none };
    /// Like take(), but returns `later` where take() would wait.
    answer try_take(std::uint64_t most, std::uint64_t boundary, row_range& range);

private:
    struct waiting {
        std::uint64_t count;
        std::string rows;
    };

    bool is_ready() const { return stopped_ || waiting_.size() < ahead_; }
    bool next_range(std::uint64_t most, std::uint64_t boundary, row_range& range);

    std::mutex mutex_;
    std::condition_variable moved_;
    std::map<std::uint64_t, waiting> waiting_;
    std::uint64_t next_;    // the next row to be handed out
    std::uint64_t passed_;  // all rows before this one have been passed on
    std::uint64_t end_;
    std::size_t ahead_;
    bool stopped_ = false;
    take_rows in_order_;
};

}  // namespace catapult::tools

#endif
