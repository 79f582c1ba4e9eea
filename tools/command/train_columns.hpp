// The columns of the rows that `train` writes.
#ifndef CATAPULT_TOOLS_COMMAND_TRAIN_COLUMNS_HPP
#define CATAPULT_TOOLS_COMMAND_TRAIN_COLUMNS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "catapult/numerics/eigenvalue.hpp"
#include "engines/observations.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// The values that a row may show.
struct trained_step {
    std::uint64_t step = 0;
    double eta = 0;   ///< of the next step
    double time = 0;  ///< the sum of the learning rates of all steps
    double loss = 0;
    double excess_loss = 0;
    eigenvalue_result<double> lambda;
    network_observer& network;
};

class train_columns {
public:
    /// Has the columns step, loss, lambda_max, excess_loss.
    train_columns();
    /// Adds columns by a comma-separated list of names, and skips those already there. An unknown name is a
    /// request_error that lists the known ones. Observations come after the other columns.
    void add(const std::string& option, const std::string& names);
    /// The names of the columns that can be added, separated by commas.
    static std::string additional();

    const chosen_observations& observations() const { return observations_; }
    std::vector<std::string> names() const;
    std::vector<cell> row(const trained_step& at) const;

private:
    std::vector<std::size_t> which_;
    chosen_observations observations_;
};

}  // namespace catapult::tools

#endif
