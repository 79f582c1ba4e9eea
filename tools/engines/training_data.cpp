#include "engines/training_data.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>

#include "concurrency/parallel.hpp"
#include "engines/reduced_file.hpp"
#include "readers/byte_source.hpp"
#include "vocabulary/say.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

/// Rows of the data, copied in blocks to where a reduction takes them from.
class row_blocks {
public:
    explicit row_blocks(const dataset& source)
        : source_(source), most_(std::min<std::size_t>(source.samples(), 256)),
          inputs_(memory_for_doubles(most_, source.inputs())), targets_(memory_for_doubles(most_, source.outputs()))
    {
    }

    /// Calls take(inputs, targets) with samples first … end − 1, a block at a time.
    template <class Take>
    void pass(std::size_t first, std::size_t end, Take take)
    {
        for (; first < end; first += most_) {
            const std::size_t count = std::min(most_, end - first);
            source_.copy(first, count, inputs_.as<double>(), targets_.as<double>());
            take(matrix_view<const double>(inputs_.as<double>(), count, source_.inputs()),
                 matrix_view<const double>(targets_.as<double>(), count, source_.outputs()));
        }
    }

private:
    const dataset& source_;
    std::size_t most_;
    memory inputs_;
    memory targets_;
};

/// Reduces segments of rows by several threads. They are merged in the order of the rows, so that the bits are the same.
class segment_reduction {
public:
    segment_reduction(const dataset& source, const data_dims& dims, data_reduction<double>& into, const std::string& name,
                      progress& shown)
        : source_(source), dims_(dims), into_(into), name_(name), shown_(shown)
    {
    }

    /// Makes room for up to so many threads. Returns how many got it.
    std::size_t prepare(std::size_t threads)
    {
        try {
            while (workers_.size() < threads) workers_.push_back(std::make_unique<worker>(source_, dims_, name_));
        } catch (const std::bad_alloc&) {
            // Those who have room do the work.
        }
        return workers_.size();
    }

    void run(thread_team& team)
    {
        team.run(workers_.size(), [this](std::size_t first, std::size_t count, std::size_t) {
            for (std::size_t i = first; i < first + count; ++i) work(*workers_[i]);
        });
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    struct worker {
        worker(const dataset& source, const data_dims& dims, const std::string& name)
            : storage(memory_for([&](std::size_t& bytes) { return data_segment<double>::bytes(dims, bytes); }, name)),
              blocks(source)
        {
            check(data_segment<double>::create(dims, storage.view(), segment), name);
        }
        memory storage;
        data_segment<double> segment;
        row_blocks blocks;
    };

    void work(worker& own)
    {
        const std::size_t length = data_reduction<double>::segment_rows(dims_);
        std::unique_lock lock(mutex_);
        while (next_ < end_) {
            const std::size_t first = next_, last = std::min(first + length, dims_.samples);
            next_ = last;
            try {
                lock.unlock();
                own.blocks.pass(first, last, [&](matrix_view<const double> inputs, matrix_view<const double> targets) {
                    check(own.segment.add(inputs, targets), name_);
                    const std::lock_guard counting(mutex_);
                    shown_.at(done_ += inputs.rows);
                });
                lock.lock();
                merged_.wait(lock, [&] { return turn_ == first || end_ <= first; });
                if (end_ <= first) return;
                lock.unlock();
                check(into_.merge(own.segment), name_);
                lock.lock();
                turn_ = last;
            } catch (...) {
                if (!lock.owns_lock()) lock.lock();
                // The failure of the earliest segment is the one that a single thread would meet.
                if (first < end_) {
                    end_ = first;
                    failure_ = std::current_exception();
                }
            }
            merged_.notify_all();
        }
    }

    const dataset& source_;
    const data_dims& dims_;
    data_reduction<double>& into_;
    const std::string& name_;
    progress& shown_;
    std::vector<std::unique_ptr<worker>> workers_;
    std::mutex mutex_;
    std::condition_variable merged_;
    std::size_t next_ = 0;             // the first row of the next segment
    std::size_t turn_ = 0;             // all rows before this one are merged
    std::size_t end_ = dims_.samples;  // no segment from here on is wanted
    std::size_t done_ = 0;             // rows, for the progress
    std::exception_ptr failure_;
};

}  // namespace

training_data load_training_data(const dataset_options& options, std::size_t threads)
{
    return options.names_reduced() ? read_reduced(options) : reduce(dataset(options), options, false, threads);
}

training_data reduce(const dataset& source, const dataset_options& options, bool keep_basis, std::size_t threads)
{
    const std::string name = input_name(options.inputs);
    data_dims dims;
    dims.samples = source.samples();
    dims.inputs = source.inputs();
    dims.outputs = source.outputs();
    dims.keep_basis = keep_basis;

    training_data result;
    result.notes = source.notes();
    result.storage = memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(dims, bytes); }, name);
    data_reduction<double> reduction;
    check(data_reduction<double>::create(dims, result.storage.view(), reduction), name);

    progress shown("samples", dims.samples, false);
    const std::size_t length = data_reduction<double>::segment_rows(dims);
    thread_team team(threads);
    const std::size_t wanted = team.size_for((dims.samples - 1) / length + 1);
    segment_reduction segments(source, dims, reduction, name, shown);
    if (wanted > 1 && segments.prepare(wanted) > 1) {
        segments.run(team);
    } else {
        std::size_t done = 0;
        row_blocks(source).pass(0, dims.samples, [&](matrix_view<const double> inputs, matrix_view<const double> targets) {
            check(reduction.add(inputs, targets), name);
            shown.at(done += inputs.rows);
        });
    }
    const status reduced = reduction.finish(result.reduced);
    if (reduced == status::invalid_argument)
        throw request_error(options.targets_file() +
                            ": the squares of the targets leave the range of a double, and the loss with them; scale them");
    check(reduced, name);
    if (!in_range(result.reduced))
        throw request_error(
            name +
            ": the squares of the inputs leave the range of a double, and lambda with them; scale them, or use --normalize unit");
    return result;
}

void say_notes(const training_data& data, bool details)
{
    for (const note& n : data.notes)
        if (details || !n.detail) say(n.text);
}

}  // namespace catapult::tools
