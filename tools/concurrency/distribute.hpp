// Work shared by all processes that an MPI launcher started together, on one machine or on many.
#ifndef CATAPULT_TOOLS_CONCURRENCY_DISTRIBUTE_HPP
#define CATAPULT_TOOLS_CONCURRENCY_DISTRIBUTE_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "concurrency/hand_out.hpp"

namespace catapult::tools {

/// All processes call the same members in the same order. Only the first process writes the files and reports results.
class process_group {
public:
    virtual ~process_group() = default;

    virtual bool is_first() const = 0;
    virtual std::size_t size() const = 0;
    /// The number of threads in each process if the user gives none.
    virtual std::size_t usual_threads() const = 0;

    /// Calls prepare() in each process. True if all got the same text. Otherwise the first process throws an error that
    /// says what was wrong. The other processes return false and report nothing.
    virtual bool agree(const std::function<std::string()>& prepare) = 0;

    /// Calls work() in each process with a source of the ranges in `ranges`, which only the first process has. work()
    /// returns counts. The first process returns their sums, or throws the first failure of any process. Launchers end
    /// their processes a second after a signal, and the work in hand may take longer. So after a signal, the first
    /// process calls interrupted() at once.
    using counting_work = std::function<std::vector<std::uint64_t>(range_source&)>;
    virtual std::vector<std::uint64_t> share(hand_out* ranges, const counting_work& work,
                                             const std::function<void()>& interrupted) = 0;
};

/// Joins the processes of one launch, or makes a group of this process alone if no MPI launcher started it. Call it
/// once.
std::unique_ptr<process_group> join_processes();

/// Leaves an error that all processes have to the first one. The other processes wait here until it has reported the
/// error and the launcher ends them.
void let_first_process_speak();

/// For join_processes(): a process of a launch (distribute_mpi.cpp), or a request_error in a build without MPI
/// (distribute_none.cpp).
std::unique_ptr<process_group> join_launch(std::uint64_t processes);

}  // namespace catapult::tools

#endif
