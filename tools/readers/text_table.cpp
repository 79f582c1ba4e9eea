#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/line_reader.hpp"
#include "readers/matrix.hpp"
#include "readers/text_fields.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

bool host_is_big_endian() { return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__; }

// A line that is not blank, and its number in the file.
struct content_line {
    std::size_t number = 0;
    std::string text;
};

// Reads lines and skips blank lines and comments.
class content_reader {
public:
    explicit content_reader(byte_source& source) : lines_(source) {}

    bool next(content_line& line)
    {
        while (lines_.next(line.text)) {
            if (++number_ == 1 && line.text.compare(0, 3, "\xef\xbb\xbf") == 0) line.text.erase(0, 3);
            line.text.resize(without_comment(line.text).size());
            line.number = number_;
            if (!trimmed(line.text).empty()) return true;
        }
        return false;
    }

private:
    line_reader lines_;
    std::size_t number_ = 0;
};

class row_reader {
public:
    row_reader(const byte_source& source, separator by, file_matrix& result) : source_(source), by_(by), result_(result) {}

    void take(const content_line& line)
    {
        const std::string name = "line " + std::to_string(line.number);
        if (!split(line.text, by_, fields_)) source_.fail(name + ": a double quote is left open");
        // A separator at the end of a line adds an empty last field. It is dropped unless the row needs it.
        if (fields_.size() != columns_ && ends_in_separator(line.text, by_)) fields_.pop_back();
        row_.resize(fields_.size());
        std::size_t wrong = fields_.size();
        std::size_t wrong_count = 0;
        for (std::size_t j = 0; j < fields_.size(); ++j) {
            if (parse_real(fields_[j], row_[j])) continue;
            if (wrong_count++ == 0) wrong = j;
        }
        const bool first = columns_ == 0;
        if (first) {
            columns_ = fields_.size();
            if (wrong_count != 0 && is_header(wrong_count)) {
                take_header(line);
                return;
            }
        }
        if (wrong_count != 0) refuse_field(name, wrong, first && wrong_count < fields_.size());
        if (fields_.size() != columns_)
            source_.fail(name + " has " + std::to_string(fields_.size()) + " columns, the lines before it " +
                         std::to_string(columns_) + "; all lines must have as many");
        for (std::size_t j = 0; j < row_.size(); ++j)
            if (!std::isfinite(row_[j])) refuse_infinite(name, j);
        const std::size_t have = result_.bytes.size();
        result_.bytes.resize(have + row_.size() * sizeof(double));
        std::memcpy(result_.bytes.data() + have, row_.data(), row_.size() * sizeof(double));
        result_.columns = columns_;
        ++result_.rows;
    }

private:
    // A header is either names and no number, or an empty field and then 0, 1, 2, ..., as pandas names columns beside
    // its index.
    bool is_header(std::size_t wrong_count) const
    {
        if (wrong_count == fields_.size()) {
            for (const std::string_view field : fields_)
                if (looks_like_name(field)) return true;
            return false;
        }
        if (!fields_[0].empty() || wrong_count != 1) return false;
        for (std::size_t j = 1; j < fields_.size(); ++j)
            if (row_[j] != static_cast<double>(j - 1)) return false;
        return true;
    }

    void take_header(const content_line& line)
    {
        for (const char c : line.text)
            if (static_cast<unsigned char>(c) < ' ' && c != '\t')
                source_.fail(
                    "is no text, nor a format that its first bytes tell; text, .npy and IDX can be read, and CIFAR by its name, .bin");
        result_.has_header = true;
        result_.first_name = fields_[0];
        result_.notes.push_back(
            {result_.path + ": line " + std::to_string(line.number) + " is taken as a header: " + in_quotes(trimmed(line.text)),
             true});
    }

    [[noreturn]] void refuse_field(const std::string& line, std::size_t j, bool beside_numbers) const
    {
        const std::string place = line + ", column " + std::to_string(j + 1);
        const std::string_view field = fields_[j];
        if (field.empty()) source_.fail(place + " is empty; every element must be a number");
        if (has_decimal_comma(field))
            source_.fail(place + ": " + in_quotes(field) +
                         " has a decimal comma; write numbers with a decimal point, such as 1.5");
        source_.fail(place + ": " + in_quotes(field) + " is not a number" +
                     (beside_numbers ? "; the first line is either a header of names alone or a row of numbers"
                                     : std::string("; rows are numbers separated by ") + separator_name(by_)));
    }

    [[noreturn]] void refuse_infinite(const std::string& line, std::size_t j) const
    {
        const std::string_view field = fields_[j];
        const bool too_large = field.find_first_of("0123456789") != std::string_view::npos;
        source_.fail(line + ", column " + std::to_string(j + 1) + ": " + in_quotes(field) +
                     (too_large ? " is beyond the range of a double, which ends at 1.8e308; scale the data"
                                : " is not finite; every element must be a finite number"));
    }

    const byte_source& source_;
    separator by_;
    file_matrix& result_;
    std::vector<std::string_view> fields_;
    std::vector<double> row_;
    std::size_t columns_ = 0;
};

}  // namespace

file_matrix read_text(byte_source& source)
{
    file_matrix result;
    result.path = source.path();
    result.format = file_format::text;
    result.big_endian = host_is_big_endian();

    content_reader lines(source);
    content_line first, second;
    if (!lines.next(first)) source.fail("holds no row of numbers");
    const bool more = lines.next(second);
    row_reader rows(source, choose_separator(first.text, second.text), result);
    rows.take(first);
    if (more) rows.take(second);
    while (more && lines.next(second)) rows.take(second);
    if (result.rows == 0) source.fail("holds no row of numbers, only a header");
    return result;
}

}  // namespace catapult::tools
