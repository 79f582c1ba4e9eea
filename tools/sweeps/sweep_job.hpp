// A sweep as given on a command line: its grid, and workers that compute ranges of it.
#ifndef CATAPULT_TOOLS_SWEEPS_SWEEP_JOB_HPP
#define CATAPULT_TOOLS_SWEEPS_SWEEP_JOB_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catapult/experiments/sweep.hpp"
#include "engines/observations.hpp"
#include "engines/run_data.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

enum class sweep_model { warmup, full };

struct sweep_job {
    sweep_model model = sweep_model::warmup;
    std::vector<double> widths;
    std::vector<double> rates;
    bool relative = true;
    std::uint64_t first_seed = 0;
    std::uint64_t seeds = 1;
    sweep_options options;
    warmup_setting warmup;
    run_data data;                     ///< for the full model
    training_options training;         ///< for the full model
    chosen_observations observations;  ///< at the end of each run; for the full model

    sweep_grid grid() const;
    /// The number of grid points. request_error if the grid cannot be swept.
    std::uint64_t points() const;
    /// A line that differs from that of any other sweep: a description, and a hash of everything that the rows depend
    /// on.
    std::string identity(table_format format) const;
};

/// The columns of a sweep; sweep_cells gives the elements of a row. Without `observed`, its cells are empty.
std::vector<std::string> sweep_columns(const sweep_job& job);
void sweep_cells(const sweep_job& job, const sweep_record& record, const std::vector<cell>& observed, std::vector<cell>& cells);

/// Computes ranges of one job in one thread. The job must outlive the worker.
class sweep_worker {
public:
    virtual ~sweep_worker() = default;
    /// Computes the `records` of the grid points from `first` on.
    virtual void run(std::uint64_t first, span<sweep_record> records) = 0;
    /// The observations of the last point of the last range.
    virtual std::vector<cell> observed() const { return {}; }
    /// Whether a long range is faster than its points one after the other.
    virtual bool side_by_side() const = 0;
};
std::unique_ptr<sweep_worker> make_worker(const sweep_job& job);

}  // namespace catapult::tools

#endif
