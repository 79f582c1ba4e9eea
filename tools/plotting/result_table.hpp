// Reads a CSV result of this command.
#ifndef CATAPULT_TOOLS_PLOTTING_RESULT_TABLE_HPP
#define CATAPULT_TOOLS_PLOTTING_RESULT_TABLE_HPP

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace catapult::tools {

struct result_table {
    std::string path;
    std::string header;
    std::size_t rows = 0;
    std::map<std::string, std::vector<double>> numbers;     ///< the columns that pictures show; an empty field is NaN
    std::map<std::string, std::vector<std::string>> texts;  ///< the columns phase and side

    bool has(const std::string& column) const { return numbers.count(column) != 0; }
    /// The values of a column. request_error if the table does not have it.
    const std::vector<double>& number(const std::string& column) const;
    const std::vector<std::string>& text(const std::string& column) const;
};

/// Reads a result; "-" is standard input. request_error, with the line, if it is not a table of numbers or has no rows.
result_table read_result(const std::string& path);

}  // namespace catapult::tools

#endif
