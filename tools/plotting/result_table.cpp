#include "plotting/result_table.hpp"

#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <string_view>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

// The number columns that pictures use. Other columns may hold anything.
const char* const number_columns[] = {"step",         "loss",        "lambda",  "lambda_max",        "width",
                                      "eta",          "eta_lambda0", "lambda0", "steps_to_converge", "loss_max",
                                      "lambda_final", "exponent",    "stderr",  "range_low",         "range_high",
                                      "seeds",        "first_seed"};
const char* const text_columns[] = {"phase", "side"};

template <std::size_t count>
bool is_one_of(const char* const (&names)[count], const std::string& name)
{
    for (const char* const known : names)
        if (name == known) return true;
    return false;
}

bool next_line(std::istream& in, std::string& line)
{
    if (!std::getline(in, line)) return false;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
}

void split(std::string_view line, std::vector<std::string_view>& fields)
{
    fields.clear();
    for (;;) {
        const std::size_t comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) return;
        line.remove_prefix(comma + 1);
    }
}

}  // namespace

const std::vector<double>& result_table::number(const std::string& column) const
{
    const auto found = numbers.find(column);
    if (found == numbers.end()) throw request_error(in_quotes(path) + ": has no column " + column);
    return found->second;
}

const std::vector<std::string>& result_table::text(const std::string& column) const
{
    const auto found = texts.find(column);
    if (found == texts.end()) throw request_error(in_quotes(path) + ": has no column " + column);
    return found->second;
}

result_table read_result(const std::string& path)
{
    std::ifstream file;
    if (path != "-") file.open(path);
    std::istream& in = path == "-" ? std::cin : file;
    result_table table;
    table.path = path == "-" ? "standard input" : path;
    const std::string where = in_quotes(table.path) + ": ";
    if (!next_line(in, table.header) || table.header.empty())
        throw request_error(where + "cannot be read, or is empty; a CSV result is wanted");
    if (table.header.front() == '{')
        throw request_error(where + "looks like JSON; a CSV result is wanted, which --format csv makes");

    std::vector<std::string_view> fields;
    split(table.header, fields);
    struct column {
        std::vector<double>* numbers;
        std::vector<std::string>* texts;
        std::string name;
    };
    std::vector<column> columns;
    for (const std::string_view field : fields) {
        const std::string name(field);
        if (table.has(name) || table.texts.count(name) != 0)
            throw request_error(where + "has two columns " + name + "; a result of catapult has one");
        columns.push_back({is_one_of(number_columns, name) ? &table.numbers[name] : nullptr,
                           is_one_of(text_columns, name) ? &table.texts[name] : nullptr, name});
    }
    std::string line;
    for (std::size_t number = 2; next_line(in, line); ++number) {
        if (line.empty()) continue;
        split(line, fields);
        if (fields.size() != columns.size())
            throw request_error(where + "line " + std::to_string(number) + " has " + std::to_string(fields.size()) +
                                " columns, the first " + std::to_string(columns.size()) + "; is the file whole?");
        for (std::size_t j = 0; j < fields.size(); ++j) {
            if (columns[j].texts != nullptr) {
                columns[j].texts->emplace_back(fields[j]);
                continue;
            }
            if (columns[j].numbers == nullptr) continue;
            double value = std::numeric_limits<double>::quiet_NaN();
            if (!fields[j].empty() && !parse_real(fields[j], value))
                throw request_error(where + "line " + std::to_string(number) + ", " + columns[j].name + ": " +
                                    in_quotes(fields[j]) + " is not a number");
            columns[j].numbers->push_back(value);
        }
        ++table.rows;
    }
    if (table.rows == 0) throw request_error(where + "has no rows to draw");
    return table;
}

}  // namespace catapult::tools
