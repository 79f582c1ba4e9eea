#include "writers/table_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t flush_size = 1u << 16;

void append_csv_text(std::string& line, const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

/// The length of the UTF-8 sequence at the start of `text` by RFC 3629, or 0 if there is none.
std::size_t utf8_length(std::string_view text)
{
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned lead = at(0);
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // This refuses overlong encodings, surrogates, and numbers beyond U+10FFFF.
    const unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at(1) < low || at(1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if (at(i) < 0x80 || at(i) > 0xbf) return 0;
    return length;
}

/// Appends a JSON string (RFC 8259). JSON is UTF-8, so an invalid byte becomes U+FFFD and the line stays readable.
void append_json_text(std::string& line, std::string_view text)
{
    line += '"';
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const char c = text[0];
        if (length == 0)
            line += "\xef\xbf\xbd";
        else if (static_cast<unsigned char>(c) < ' ')
            line.append("\\u00").append({"01"[c >> 4], "0123456789abcdef"[c & 15]});
        else
            line.append(c == '"' || c == '\\' ? "\\" : "").append(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    line += '"';
}

void append_count(std::string& line, std::uint64_t count)
{
    char digits[24];
    line.append(digits, std::to_chars(digits, digits + sizeof digits, count).ptr);
}

// JSON has no infinity and no NaN. An infinite number becomes the same text as in CSV, as a string, which Python's
// float() reads. NaN becomes null.
std::string json_number(double value)
{
    if (std::isnan(value)) return "null";
    return std::isinf(value) ? '"' + shortest(value) + '"' : shortest(value);
}

void append_csv(std::string& text, const std::vector<cell>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i != 0) text += ',';
        if (const auto* number = std::get_if<double>(&cells[i])) append_shortest(text, *number);
        if (const auto* count = std::get_if<std::uint64_t>(&cells[i])) append_count(text, *count);
        if (const auto* words = std::get_if<std::string>(&cells[i])) append_csv_text(text, *words);
    }
    text += '\n';
}

void append_json(std::string& text, const std::vector<std::string>& keys, const std::vector<cell>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text += (i == 0 ? '{' : ',') + keys[i] + ':';
        if (std::holds_alternative<std::monostate>(cells[i])) text += "null";
        if (const auto* number = std::get_if<double>(&cells[i])) text += json_number(*number);
        if (const auto* count = std::get_if<std::uint64_t>(&cells[i])) append_count(text, *count);
        if (const auto* words = std::get_if<std::string>(&cells[i])) append_json_text(text, *words);
    }
    text += "}\n";
}

}  // namespace

row_text::row_text(table_format format, std::vector<std::string> columns) : format_(format), columns_(std::move(columns))
{
    for (const std::string& column : columns_) append_json_text(keys_.emplace_back(), column);
}

std::string row_text::header() const
{
    if (format_ != table_format::csv) return {};
    std::string text;
    append_csv(text, std::vector<cell>(columns_.begin(), columns_.end()));
    return text;
}

void row_text::append(std::string& text, const std::vector<cell>& cells) const
{
    if (format_ == table_format::csv)
        append_csv(text, cells);
    else
        append_json(text, keys_, cells);
}

table_writer::table_writer(output_file& out, table_format format, std::vector<std::string> columns)
    : out_(out), format_(format), columns_(columns.size()), lines_(format, std::move(columns)), pending_(lines_.header()),
      flush_at_(out.is_terminal() ? 1 : flush_size)
{
}

void table_writer::row(const std::vector<cell>& cells)
{
    if (format_ == table_format::npy) {
        for (const cell& c : cells) {
            const auto* count = std::get_if<std::uint64_t>(&c);
            const auto* number = std::get_if<double>(&c);
            elements_.push_back(count != nullptr ? static_cast<double>(*count) : number != nullptr ? *number : std::nan(""));
        }
        return;
    }
    lines_.append(pending_, cells);
    if (pending_.size() >= flush_at_) flush();
}

void table_writer::flush()
{
    out_.write(pending_);
    pending_.clear();
}

void table_writer::finish()
{
    if (format_ == table_format::npy)
        write_npy(out_, elements_.data(), elements_.size() / columns_, columns_);
    else
        flush();
}

npy_writer::npy_writer(output_file& out, std::size_t rows, std::size_t columns) : out_(out)
{
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    // The header ends with a newline, and the data begin at a multiple of 64 bytes.
    constexpr std::size_t preamble = 10;
    header.append(63 - (preamble + header.size()) % 64, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() & 0xff);
    bytes += static_cast<char>(header.size() >> 8);
    out_.write(bytes + header);
}

void npy_writer::append(const double* data, std::size_t count)
{
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &data[i], sizeof bits);
        for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(bits >> shift & 0xff);
        if (bytes.size() < flush_size) continue;
        out_.write(bytes);
        bytes.clear();
    }
    out_.write(bytes);
}

void write_npy(output_file& out, const double* data, std::size_t rows, std::size_t columns)
{
    npy_writer(out, rows, columns).append(data, rows * columns);
}

}  // namespace catapult::tools
