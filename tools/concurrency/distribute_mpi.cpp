// Some MPIs still include their C++ bindings. Those would need libraries that nothing here uses.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "concurrency/distribute.hpp"
#include "vocabulary/failure.hpp"
#include "writers/interruption.hpp"

namespace catapult::tools {

namespace {

using clock = std::chrono::steady_clock;

constexpr int to_first = 1;  // message tags
constexpr int from_first = 2;

// A launcher ends its processes about a second after a signal. A process that stays silent for this time after a signal
// counts as gone.
constexpr std::chrono::milliseconds patience(400);

class lost_touch : public run_error {
public:
    using run_error::run_error;
};

void check_mpi(int error, const char* what)
{
    if (error == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING] = {};
    int length = 0;
    MPI_Error_string(error, text, &length);
    throw lost_touch(std::string("MPI: ") + what + ": " + text);
}

/// The pauses between attempts to receive something. They grow with the number of attempts.
class pauses {
public:
    void pause()
    {
        if (++looks_ < 50) {
            std::this_thread::yield();
            return;
        }
        std::this_thread::sleep_for(length_);
        length_ = std::min(length_ * 2, std::chrono::microseconds(1000));
    }
    void end()
    {
        looks_ = 0;
        length_ = std::chrono::microseconds(20);
    }

private:
    int looks_ = 0;
    std::chrono::microseconds length_{20};
};

/// Whether `patience` has passed since this object first saw a signal.
class deadline {
public:
    bool has_passed()
    {
        if (interrupting_signal() == 0) return false;
        if (since_ == clock::time_point()) since_ = clock::now();
        return clock::now() - since_ > patience;
    }

private:
    clock::time_point since_;
};

enum class kind : std::uint64_t { take, bring, stop, failed_request, failed_run, leave };
enum class verdict : std::uint64_t { range, later, none };

// A message to the first process: this header, then text. All processes run the same program, so the bytes are sent as
// they are.
struct message {
    kind what = kind::take;
    std::uint64_t first = 0;   // take: most; leave: the signal that came, or 0
    std::uint64_t second = 0;  // take: boundary; leave: the number of counts in the text
    row_range range;           // bring
};
struct reply {
    verdict what = verdict::none;
    row_range range;
    std::uint64_t left = 0;
};

std::string packed(const message& header, const std::string& text)
{
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes + text;
}

// Waits for a request without keeping a core busy. Gives up if the other process seems gone.
void finish(MPI_Request& request, const char* what)
{
    pauses idle;
    deadline end;
    for (;;) {
        int done = 0;
        check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), what);
        if (done != 0) return;
        if (end.has_passed()) throw lost_touch(std::string("MPI: ") + what + ": the other process is gone");
        idle.pause();
    }
}

/// The source of ranges in every process except the first.
class remote_source final : public range_source {
public:
    bool take(std::uint64_t most, std::uint64_t boundary, row_range& range) override
    {
        message question;
        question.first = most;
        question.second = boundary;
        for (;;) {
            reply got;
            {
                const std::lock_guard lock(mutex_);
                MPI_Request request;
                check_mpi(MPI_Irecv(&got, sizeof got, MPI_BYTE, 0, from_first, MPI_COMM_WORLD, &request), "receiving");
                send_locked(question, {});
                finish(request, "receiving");
                left_ = got.left;
            }
            range = got.range;
            if (got.what != verdict::later) return got.what == verdict::range;
            if (interrupting_signal() != 0) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    void bring(const row_range& range, std::string rows) override
    {
        message header;
        header.what = kind::bring;
        header.range = range;
        send(header, rows);
    }
    void stop() override
    {
        message header;
        header.what = kind::stop;
        send(header, {});
    }
    std::uint64_t left() override
    {
        const std::lock_guard lock(mutex_);
        return left_;
    }

    void send(const message& header, const std::string& text)
    {
        const std::lock_guard lock(mutex_);
        send_locked(header, text);
    }

private:
    void send_locked(const message& header, const std::string& text)
    {
        const std::string bytes = packed(header, text);
        MPI_Request request;
        check_mpi(MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, 0, to_first, MPI_COMM_WORLD, &request),
                  "sending");
        finish(request, "sending");
    }

    std::mutex mutex_;  // lets one thread at a time use MPI
    std::uint64_t left_ = 0;
};

class launch final : public process_group {
public:
    launch()
    {
        int level = 0;
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
        MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &size_);
        orderly_ = true;
        if (level < MPI_THREAD_SERIALIZED) throw run_error("this MPI does not allow threads");
    }
    // MPI_Finalize needs all processes, and a launcher that is not ending them. After a signal it is therefore skipped.
    // The launcher ends all processes once the first one exits, and only the first one may still have to write. So the
    // others wait.
    ~launch() override
    {
        if (orderly_ && interrupting_signal() == 0)
            MPI_Finalize();
        else
            let_first_process_speak();
    }
    launch(const launch&) = delete;
    launch& operator=(const launch&) = delete;

    bool is_first() const override { return rank_ == 0; }
    std::size_t size() const override { return static_cast<std::size_t>(size_); }
    std::size_t usual_threads() const override { return 1; }

    bool agree(const std::function<std::string()>& prepare) override
    {
        std::exception_ptr own;
        message header;
        header.what = kind::leave;
        std::string text;
        try {
            text = prepare();
        } catch (const std::exception& error) {
            own = std::current_exception();
            header.what = kind_of(own);
            text = text_of(error);
        }
        return is_first() ? judge(own, text) : hear(header, text);
    }

    std::vector<std::uint64_t> share(hand_out* ranges, const counting_work& work,
                                     const std::function<void()>& interrupted) override
    {
        return is_first() ? serve(*ranges, work, interrupted) : help(work);
    }

private:
    static kind kind_of(const std::exception_ptr& failure)
    {
        try {
            std::rethrow_exception(failure);
        } catch (const request_error&) {
            return kind::failed_request;
        } catch (...) {
            return kind::failed_run;
        }
    }

    static std::exception_ptr failure_of(int rank, kind what, const std::string& text)
    {
        const std::string all = "rank " + std::to_string(rank) + ": " + text;
        return what == kind::failed_request ? std::make_exception_ptr(request_error(all))
                                            : std::make_exception_ptr(run_error(all));
    }

    bool judge(std::exception_ptr failure, const std::string& text)
    {
        for (int from = 1; from < size_; ++from) {
            message header;
            std::string other;
            receive(from, header, other);
            if (failure) continue;
            if (header.what != kind::leave)
                failure = failure_of(from, header.what, other);
            else if (other != text)
                failure = failure_of(from, kind::failed_request, "its data, options or version are not those of rank 0");
        }
        int good = failure ? 0 : 1;
        check_mpi(MPI_Bcast(&good, 1, MPI_INT, 0, MPI_COMM_WORLD), "agreeing");
        if (failure) std::rethrow_exception(failure);
        return true;
    }

    bool hear(const message& header, const std::string& text)
    {
        remote_source().send(header, text);
        int good = 0;
        check_mpi(MPI_Bcast(&good, 1, MPI_INT, 0, MPI_COMM_WORLD), "agreeing");
        return good != 0;
    }

    static int receive(int from, message& header, std::string& text)
    {
        MPI_Status about;
        check_mpi(MPI_Probe(from, to_first, MPI_COMM_WORLD, &about), "receiving");
        int size = 0;
        MPI_Get_count(&about, MPI_BYTE, &size);
        std::string bytes(static_cast<std::size_t>(size), '\0');
        MPI_Request request;
        check_mpi(MPI_Irecv(bytes.data(), size, MPI_BYTE, about.MPI_SOURCE, to_first, MPI_COMM_WORLD, &request), "receiving");
        finish(request, "receiving");
        std::memcpy(&header, bytes.data(), sizeof header);
        text = bytes.substr(sizeof header);
        return about.MPI_SOURCE;
    }

    std::vector<std::uint64_t> help(const counting_work& work)
    {
        remote_source source;
        message last;
        std::string text;
        try {
            const std::vector<std::uint64_t> counts = work(source);
            last.what = kind::leave;
            last.first = static_cast<std::uint64_t>(interrupting_signal());
            last.second = counts.size();
            text.assign(reinterpret_cast<const char*>(counts.data()), counts.size() * sizeof counts[0]);
        } catch (const lost_touch&) {
            orderly_ = false;
            if (interrupting_signal() == 0) throw;
            return {};
        } catch (const std::exception& error) {
            last.what = kind_of(std::current_exception());
            text = text_of(error);
        }
        try {
            source.send(last, text);
        } catch (const lost_touch&) {
            orderly_ = false;
        }
        return {};
    }

    // The main thread of the first process only hands out ranges. A second thread computes. If no second thread can be
    // started, the other processes compute everything.
    std::vector<std::uint64_t> serve(hand_out& ranges, const counting_work& work, const std::function<void()>& interrupted)
    {
        std::vector<std::uint64_t> sums;
        std::exception_ptr own, failure;
        std::atomic<bool> computed = false;
        const auto compute = [&] {
            try {
                sums = work(ranges);
            } catch (...) {
                own = std::current_exception();
            }
            computed = true;
        };
        std::thread computing;
        try {
            computing = std::thread(compute);
        } catch (const std::system_error&) {
            if (size_ == 1)
                compute();
            else
                computed = true;
        }
        bool reported = false;
        const auto report = [&] {
            if (!reported) interrupted();
            reported = true;
        };
        std::vector<std::uint64_t> others;
        try {
            answer_all(ranges, others, failure, report, computed);
        } catch (const lost_touch&) {
            // Some MPIs notice that a process has died before the launcher ends the others.
            orderly_ = false;
            if (interrupting_signal() == 0) note_interruption(SIGTERM);
            report();
            ranges.stop();
        } catch (...) {
            orderly_ = false;
            if (!failure) failure = std::current_exception();
            ranges.stop();
        }
        if (computing.joinable()) computing.join();
        if (failure) std::rethrow_exception(failure);
        if (own) std::rethrow_exception(own);
        if (others.size() < sums.size()) others.resize(sums.size());
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += others[i];
        return sums;
    }

    // Answers messages until all processes are done, or until the others stay silent after a signal.
    void answer_all(hand_out& ranges, std::vector<std::uint64_t>& counts, std::exception_ptr& failure,
                    const std::function<void()>& report, const std::atomic<bool>& computed)
    {
        pauses idle;
        deadline end;
        for (int present = size_ - 1; present > 0 || !computed;) {
            if (interrupting_signal() != 0) report();
            int there = 0;
            check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, to_first, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE), "receiving");
            if (there == 0) {
                if (end.has_passed()) {
                    orderly_ = false;
                    return;
                }
                idle.pause();
                continue;
            }
            idle.end();
            message header;
            std::string text;
            const int from = receive(MPI_ANY_SOURCE, header, text);
            switch (header.what) {
            case kind::take: answer(ranges, from, header); break;
            case kind::bring: try { ranges.bring(header.range, std::move(text));
                } catch (...) {
                    if (!failure) failure = std::current_exception();
                }
                break;
            case kind::stop: ranges.stop(); break;
            case kind::failed_request:
            case kind::failed_run:
                ranges.stop();
                if (!failure) failure = failure_of(from, header.what, text);
                --present;
                break;
            case kind::leave:
                counts.resize(std::max<std::size_t>(counts.size(), header.second));
                for (std::size_t i = 0; i < header.second; ++i) {
                    std::uint64_t count = 0;
                    std::memcpy(&count, text.data() + i * sizeof count, sizeof count);
                    counts[i] += count;
                }
                // A signal to one process interrupts all of them.
                if (header.first != 0 && interrupting_signal() == 0) note_interruption(static_cast<int>(header.first));
                --present;
                break;
            }
        }
    }

    static void answer(hand_out& ranges, int to, const message& question)
    {
        reply given;
        if (interrupting_signal() == 0) {
            switch (ranges.try_take(question.first, question.second, given.range)) {
            case hand_out::answer::range: given.what = verdict::range; break;
            case hand_out::answer::later: given.what = verdict::later; break;
            case hand_out::answer::none: break;
            }
        }
        given.left = ranges.left();
        // The reply is small and its receiver waits for it, so this call does not block.
        check_mpi(MPI_Send(&given, sizeof given, MPI_BYTE, to, from_first, MPI_COMM_WORLD), "sending");
    }

    int rank_ = 0;
    int size_ = 1;
    bool orderly_ = false;
};

}  // namespace

std::unique_ptr<process_group> join_launch(std::uint64_t) { return std::make_unique<launch>(); }

}  // namespace catapult::tools
