// The work of each process of a sweep: it takes ranges of grid points and brings their rows.
#ifndef CATAPULT_TOOLS_SWEEPS_SWEEP_RUN_HPP
#define CATAPULT_TOOLS_SWEEPS_SWEEP_RUN_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "concurrency/hand_out.hpp"
#include "sweeps/sweep_job.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// The text of the rows of these records. `observed` is what was observed of each, or empty.
std::string sweep_lines(const sweep_job& job, const row_text& text, span<const sweep_record> records,
                        const std::vector<std::vector<cell>>& observed);

/// The counts that the command reports when the sweep is over.
struct sweep_tally {
    std::uint64_t divergent = 0;
    std::uint64_t out_of_steps = 0;

    sweep_tally() = default;
    explicit sweep_tally(const std::vector<std::uint64_t>& counts);
    std::vector<std::uint64_t> counts() const { return {divergent, out_of_steps}; }
    void count(span<const sweep_record> records);
};

/// Computes until no ranges are left or a signal comes. After a signal, the work in hand is still brought.
/// `all_threads` counts the threads of all processes.
sweep_tally compute_sweep(const sweep_job& job, const row_text& text, std::size_t threads, std::size_t all_threads,
                          range_source& ranges);

}  // namespace catapult::tools

#endif
