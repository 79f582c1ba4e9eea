// Runs the command and reads the table that it writes.
#ifndef CATAPULT_TESTS_SUPPORT_COMMAND_TABLE_HPP
#define CATAPULT_TESTS_SUPPORT_COMMAND_TABLE_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/tested_command.hpp"

namespace catapult::test {

/// The rows of a CSV table with a header.
struct command_table {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> rows;

    explicit command_table(const std::string& text)
    {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::vector<std::string> fields;
            std::istringstream in(line + ",");
            for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
            (names.empty() ? names : rows.emplace_back()) = std::move(fields);
        }
    }

    std::vector<std::string> texts(const std::string& name) const
    {
        const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
        CAPTURE(name);
        REQUIRE(at < names.size());
        std::vector<std::string> result;
        for (const auto& row : rows) {
            REQUIRE(row.size() == names.size());
            result.push_back(row[at]);
        }
        return result;
    }
    std::vector<double> column(const std::string& name) const
    {
        std::vector<double> result;
        for (const std::string& text : texts(name)) result.push_back(std::strtod(text.c_str(), nullptr));
        return result;
    }
};

/// The table that the command writes; it must end well.
inline command_table table_of(const std::string& arguments)
{
    CAPTURE(arguments);
    const int code = run_command(arguments);
    INFO(read("stderr"));
    REQUIRE(code == 0);
    return command_table(read("stdout"));
}

/// Checks for exit code 2, empty standard output, and one line on standard error that contains `part`.
inline void check_refused(const std::string& arguments, const std::string& part)
{
    CAPTURE(arguments);
    CHECK(run_command(arguments) == 2);
    const std::string error = read("stderr");
    CAPTURE(error);
    CHECK(error.compare(0, 10, "catapult: ") == 0);
    CHECK(error.find(part) != std::string::npos);
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(read("stdout").empty());
}

}  // namespace catapult::test

#endif
