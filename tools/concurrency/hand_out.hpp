// Ranges of rows, handed out to whoever asks next; what became of them is passed on in order.
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

/// Where those who compute get their ranges from, in this process or in another. All members may be called from several threads.
class range_source {
public:
    virtual ~range_source() = default;

    /// The next range, of at most `most` rows, none of which lies on both sides of a multiple of `boundary`. False if
    /// there are none left, or after stop(). Waits while too many ranges wait for an earlier one, unless that is
    /// this caller's own to bring: a caller brings each range, whole, before it takes the next.
    virtual bool take(std::uint64_t most, std::uint64_t boundary, row_range& range) = 0;
    /// What became of a range that was taken, or of its next piece. Fewer rows than taken end the rows that are passed on.
    virtual void bring(const row_range& range, std::string rows) = 0;
    /// A range that was taken will not be brought, or not whole. Nothing after it is passed on.
    virtual void stop() = 0;

    /// Rows not yet handed out; in another process, when it last heard.
    virtual std::uint64_t left() = 0;
};

class hand_out final : public range_source {
public:
    using take_rows = std::function<void(const std::string& rows, std::uint64_t count)>;
    /// Rows first … end − 1. `in_order` gets them in order, one call at a time. At most `ahead` ranges wait there for
    /// an earlier one.
    hand_out(std::uint64_t first, std::uint64_t end, std::size_t ahead, take_rows in_order);

    bool take(std::uint64_t most, std::uint64_t boundary, row_range& range) override;
    void bring(const row_range& range, std::string rows) override;
    void stop() override;
    std::uint64_t left() override;

    /// All rows before this one have been passed on.
    std::uint64_t passed();

    enum class answer { range, later, none };
    /// As take(), which would wait where this says `later`.
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
    std::uint64_t next_;    // to be handed out
    std::uint64_t passed_;  // all before are
    std::uint64_t end_;
    std::size_t ahead_;
    bool stopped_ = false;
    take_rows in_order_;
};

}  // namespace catapult::tools

#endif
