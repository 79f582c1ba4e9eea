#include "sweeps/sweep_run.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <new>

#include "concurrency/parallel.hpp"
#include "writers/interruption.hpp"

namespace catapult::tools {

namespace {

using clock = std::chrono::steady_clock;

class sweeping {
public:
    sweeping(const sweep_job& job, const row_text& text, std::size_t all_threads, range_source& ranges)
        : job_(job), text_(text), all_threads_(all_threads), ranges_(ranges)
    {
    }

    void run(std::size_t threads)
    {
        thread_team team(threads);
        able_ = team.size_for(threads);
        team.run(threads, [this](std::size_t, std::size_t, std::size_t) {
            try {
                if (const std::unique_ptr<sweep_worker> worker = find_worker()) work(*worker);
            } catch (...) {
                ranges_.stop();
                throw;
            }
        });
    }

    const sweep_tally& result() const { return tally_; }

private:
    // The most and the fewest points in a range of small problems, which run side by side. Larger problems are computed
    // one by one, with a look for signals between two points.
    static constexpr std::size_t longest = 1 << 14, shortest = 16;

    struct computed {
        std::vector<sweep_record> points;
        std::vector<std::vector<cell>> observed;  // of each point, or empty
    };

    /// Makes a worker. Null if there is not enough memory for it, but other threads have theirs.
    std::unique_ptr<sweep_worker> find_worker()
    {
        try {
            return make_worker(job_);
        } catch (const std::bad_alloc&) {
            if (--able_ == 0) throw;
            return nullptr;
        }
    }

    void work(sweep_worker& worker)
    {
        const bool one_by_one = !worker.side_by_side();
        std::uint64_t most = 64, in_memory = longest;
        computed records;
        row_range range;
        while (interrupting_signal() == 0 && ranges_.take(one_by_one ? network_share() : std::min(most, in_memory),
                                                          one_by_one ? job_.rates.size() : longest, range)) {
            const clock::time_point start = clock::now();
            if (!work_off(worker, range, in_memory, records)) ranges_.stop();
            const std::chrono::duration<double> took = clock::now() - start;
            if (took.count() < 0.05 && most < longest) most *= 2;
            if (took.count() > 0.5 && most > shortest) most /= 2;
        }
    }

    /// Computes the range in pieces of at most `in_memory` points and brings their rows. If memory is refused,
    /// `in_memory` shrinks. A thread that was short of memory goes on only while no other such thread does. False if a
    /// signal ended the range early.
    bool work_off(sweep_worker& worker, row_range left, std::uint64_t& in_memory, computed& records)
    {
        std::unique_lock alone(short_of_memory_, std::defer_lock);
        while (left.count > 0) {
            if (interrupting_signal() != 0) return false;
            const std::uint64_t piece = std::min(in_memory, left.count);
            std::string rows;
            try {
                compute(worker, left.first, static_cast<std::size_t>(piece), records);
                rows = sweep_lines(job_, text_, records.points, records.observed);
            } catch (const std::bad_alloc&) {
                if (piece == 1 && alone) throw;
                records = {};
                in_memory = std::max<std::uint64_t>(1, piece / 2);
                if (!alone) alone.lock();
                continue;
            }
            {
                const std::lock_guard lock(tally_mutex_);
                tally_.count(records.points);
            }
            const std::uint64_t done = records.points.size();
            ranges_.bring({left.first, done}, std::move(rows));
            if (done < piece) return false;
            left.first += done;
            left.count -= done;
        }
        return true;
    }

    /// Computes `count` records, or fewer if a signal comes.
    static void compute(sweep_worker& worker, std::uint64_t first, std::size_t count, computed& records)
    {
        records.observed.clear();
        records.points.resize(count);
        if (worker.side_by_side()) {
            worker.run(first, records.points);
            return;
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0 && interrupting_signal() != 0) return records.points.resize(i);
            worker.run(first + i, span<sweep_record>(&records.points[i], 1));
            records.observed.push_back(worker.observed());
        }
    }

    /// The number of rates in one share of a network. If few networks are left, shares are small enough to keep all
    /// threads busy to the end. Otherwise a share is a whole network, because each share draws the network again.
    std::uint64_t network_share()
    {
        const std::uint64_t rates = job_.rates.size();
        const std::uint64_t networks = ranges_.left() / rates;
        return networks >= 2 * all_threads_ || all_threads_ == 1 ? rates : std::max<std::uint64_t>(1, rates / (2 * all_threads_));
    }

    const sweep_job& job_;
    const row_text& text_;
    std::size_t all_threads_;
    range_source& ranges_;
    std::atomic<std::size_t> able_ = 0;  // threads that have enough memory for a worker
    std::mutex short_of_memory_;
    std::mutex tally_mutex_;
    sweep_tally tally_;
};

}  // namespace

std::string sweep_lines(const sweep_job& job, const row_text& text, span<const sweep_record> records,
                        const std::vector<std::vector<cell>>& observed)
{
    std::string result;
    std::vector<cell> cells;
    for (const sweep_record& record : records) {
        const auto place = static_cast<std::size_t>(&record - records.begin());
        sweep_cells(job, record, place < observed.size() ? observed[place] : std::vector<cell>(), cells);
        text.append(result, cells);
        // (Without this, a text of millions of rows would be copied each time it grows.)
        if (&record == records.begin()) result.reserve(records.size() * (result.size() + 32));
    }
    return result;
}

sweep_tally::sweep_tally(const std::vector<std::uint64_t>& counts)
{
    if (counts.size() < 2) return;
    divergent = counts[0];
    out_of_steps = counts[1];
}

void sweep_tally::count(span<const sweep_record> records)
{
    for (const sweep_record& record : records) {
        divergent += record.run.end == outcome::divergent ? 1 : 0;
        out_of_steps += record.run.end == outcome::out_of_steps ? 1 : 0;
    }
}

sweep_tally compute_sweep(const sweep_job& job, const row_text& text, std::size_t threads, std::size_t all_threads,
                          range_source& ranges)
{
    sweeping run(job, text, all_threads, ranges);
    run.run(threads);
    return run.result();
}

}  // namespace catapult::tools
