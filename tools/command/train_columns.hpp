// The columns of `train`'s rows.
#ifndef CATAPULT_TOOLS_COMMAND_TRAIN_COLUMNS_HPP
#define CATAPULT_TOOLS_COMMAND_TRAIN_COLUMNS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "catapult/numerics/eigenvalue.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// What a row may tell of.
struct trained_step {
    std::uint64_t step = 0;
    double eta = 0;
    double loss = 0;
    double excess_loss = 0;
    eigenvalue_result<double> lambda;
};

class train_columns {
public:
    /// step, loss, lambda_max, excess_loss.
    train_columns();
    /// Adds the names of a list with commas, but for those that are there. request_error, with those that there are, for any other.
    void add(const std::string& option, const std::string& names);
    /// Those that can be added, with commas.
    static std::string additional();

    std::vector<std::string> names() const;
    std::vector<cell> row(const trained_step& at) const;

private:
    std::vector<std::size_t> which_;
};

}  // namespace catapult::tools

#endif
