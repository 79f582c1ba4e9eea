#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/matrix.hpp"
#include "readers/number.hpp"

namespace catapult::tools {

namespace {

// Lines out of blocks of the source, without their ends (\n or \r\n).
class line_reader {
public:
    explicit line_reader(byte_source& source) : source_(source), block_(1u << 16) {}

    bool next(std::string& line)
    {
        line.clear();
        bool any = false;
        for (;;) {
            if (position_ == end_) {
                position_ = 0;
                end_ = source_.read(block_.data(), block_.size());
                if (end_ == 0) break;
            }
            any = true;
            const char* first = block_.data() + position_;
            const void* newline = std::memchr(first, '\n', end_ - position_);
            const std::size_t size =
                newline != nullptr ? static_cast<std::size_t>(static_cast<const char*>(newline) - first) : end_ - position_;
            line.append(first, size);
            position_ += size;
            if (newline != nullptr) {
                ++position_;
                break;
            }
        }
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return any;
    }

private:
    byte_source& source_;
    std::vector<char> block_;
    std::size_t position_ = 0;
    std::size_t end_ = 0;
};

std::string_view trimmed(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

void split(std::string_view line, std::vector<std::string_view>& fields)
{
    fields.clear();
    for (;;) {
        const std::size_t comma = line.find(',');
        fields.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos) return;
        line.remove_prefix(comma + 1);
    }
}

std::string place(std::size_t line, std::size_t column)
{
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

bool host_is_big_endian() { return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__; }

}  // namespace

file_matrix read_csv(byte_source& source)
{
    file_matrix result;
    result.path = source.path();
    result.big_endian = host_is_big_endian();

    line_reader lines(source);
    std::string line;
    std::vector<std::string_view> fields;
    std::vector<double> row;
    std::size_t number = 0;
    std::size_t blank_line = 0;
    std::size_t header_columns = 0;
    while (lines.next(line)) {
        ++number;
        std::string_view text = line;
        if (number == 1 && text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
        if (trimmed(text).empty()) {
            if (blank_line == 0) blank_line = number;
            continue;
        }
        if (blank_line != 0) source.fail("line " + std::to_string(blank_line) + " is blank; every line before the last must hold a row");
        split(text, fields);
        row.resize(fields.size());
        std::size_t wrong = fields.size();
        std::size_t wrong_count = 0;
        for (std::size_t j = 0; j < fields.size(); ++j) {
            if (parse_real(fields[j], row[j])) continue;
            if (wrong_count++ == 0) wrong = j;
        }
        if (number == 1 && wrong_count == fields.size()) {
            header_columns = fields.size();
            continue;
        }
        if (wrong_count != 0)
            source.fail(place(number, wrong + 1) + ": " + in_quotes(fields[wrong]) + " is not a number; rows are numbers separated by commas");
        const std::size_t expected = result.rows != 0 ? result.columns : header_columns != 0 ? header_columns : fields.size();
        if (fields.size() != expected)
            source.fail("line " + std::to_string(number) + " has " + std::to_string(fields.size()) +
                        " columns, the lines before it " + std::to_string(expected) + "; all lines must have as many");
        for (std::size_t j = 0; j < row.size(); ++j)
            if (!std::isfinite(row[j]))
                source.fail(place(number, j + 1) + ": " + in_quotes(fields[j]) + " is not finite; every element must be a finite number");
        const std::size_t have = result.bytes.size();
        result.bytes.resize(have + row.size() * sizeof(double));
        std::memcpy(result.bytes.data() + have, row.data(), row.size() * sizeof(double));
        result.columns = expected;
        ++result.rows;
    }
    if (result.rows == 0) source.fail("holds no row of numbers");
    return result;
}

}  // namespace catapult::tools
