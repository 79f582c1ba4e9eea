// Work that is shared by the processes that an MPI launcher started together, on one machine or on many.
#ifndef CATAPULT_TOOLS_CONCURRENCY_DISTRIBUTE_HPP
#define CATAPULT_TOOLS_CONCURRENCY_DISTRIBUTE_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "concurrency/hand_out.hpp"

namespace catapult::tools {

/// All processes do the same, in the same order; the first one has the files and the last word.
class process_group {
public:
    virtual ~process_group() = default;

    virtual bool is_first() const = 0;
    virtual std::size_t size() const = 0;
    /// Threads of one process, if nobody says how many.
    virtual std::size_t usual_threads() const = 0;

    /// Calls prepare() everywhere. True if it came to the same text everywhere. Otherwise the first process throws
    /// what was wrong, and the others, which then have nothing to say, get false.
    virtual bool agree(const std::function<std::string()>& prepare) = 0;

    /// Calls work() everywhere, with a source of `ranges`, which the first process has. work() returns counts; the
    /// first process gets their sums, or throws what went wrong in any. As a launcher leaves its processes a second after
    /// a signal, and what is in hand may take longer, the first process then calls interrupted() at once.
    using counting_work = std::function<std::vector<std::uint64_t>(range_source&)>;
    virtual std::vector<std::uint64_t> share(hand_out* ranges, const counting_work& work,
                                             const std::function<void()>& interrupted) = 0;
};

/// The processes of one launch, or this one alone if no MPI launcher started it. To be called once.
std::unique_ptr<process_group> join_processes();

/// What every process of a launch would say, the first one says: the others wait here until it has, which ends them.
void let_first_process_speak();

/// Of join_processes(): a process of a launch (distribute_mpi.cpp); request_error in a build without MPI (distribute_none.cpp).
std::unique_ptr<process_group> join_launch(std::uint64_t processes);

}  // namespace catapult::tools

#endif
