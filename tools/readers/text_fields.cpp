#include "readers/text_fields.hpp"

#include <algorithm>
#include <string>

#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

char character(separator by)
{
    switch (by) {
    case separator::comma: return ',';
    case separator::tab: return '\t';
    case separator::semicolon: return ';';
    case separator::blanks: break;
    }
    return ' ';
}

std::string_view unquoted(std::string_view field)
{
    const bool quoted = field.size() >= 2 && field.front() == field.back() && (field.front() == '"' || field.front() == '\'');
    return quoted ? trimmed(field.substr(1, field.size() - 2)) : field;
}

// The position of the first of the `wanted` characters outside double quotes; the size if there is none; npos if a
// quote is left open.
std::size_t find_outside_quotes(std::string_view text, std::string_view wanted)
{
    bool within_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') within_quotes = !within_quotes;
        if (!within_quotes && wanted.find(text[i]) != std::string_view::npos) return i;
    }
    return within_quotes ? std::string_view::npos : text.size();
}

std::size_t end_of_field(std::string_view text, separator by, bool has_quotes)
{
    const char one[] = {character(by)};
    if (has_quotes)
        return find_outside_quotes(text, by == separator::blanks ? std::string_view(" \t") : std::string_view(one, 1));
    if (by != separator::blanks) return std::min(text.find(one[0]), text.size());
    return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_blank) - text.begin());
}

bool splits_into_numbers(std::string_view line, separator by)
{
    std::vector<std::string_view> fields;
    if (line.find(character(by)) == std::string_view::npos || !split(line, by, fields)) return false;
    if (ends_in_separator(line, by)) fields.pop_back();
    double ignored = 0;
    return std::all_of(fields.begin(), fields.end(), [&](std::string_view field) { return parse_real(field, ignored); });
}

// Whether blanks separate fields that are numbers with decimal commas or plain numbers.
bool has_only_decimal_commas(std::string_view line)
{
    std::vector<std::string_view> fields;
    if (!split(line, separator::blanks, fields) || fields.size() < 2) return false;
    double ignored = 0;
    return std::all_of(fields.begin(), fields.end(),
                       [&](std::string_view field) { return has_decimal_comma(field) || parse_real(field, ignored); });
}

}  // namespace

const char* separator_name(separator by)
{
    switch (by) {
    case separator::comma: return "commas";
    case separator::tab: return "tabs";
    case separator::semicolon: return "semicolons";
    case separator::blanks: break;
    }
    return "blanks";
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view without_comment(std::string_view line)
{
    if (line.find('#') == std::string_view::npos) return line;
    return line.substr(0, find_outside_quotes(line, "#"));
}

bool ends_in_separator(std::string_view line, separator by)
{
    if (by == separator::blanks) return false;
    while (!line.empty() && is_blank(line.back()) && line.back() != character(by)) line.remove_suffix(1);
    return !line.empty() && line.back() == character(by);
}

bool split(std::string_view line, separator by, std::vector<std::string_view>& fields)
{
    fields.clear();
    if (by == separator::blanks) line = trimmed(line);
    const bool has_quotes = line.find('"') != std::string_view::npos;
    for (;;) {
        const std::size_t size = end_of_field(line, by, has_quotes);
        if (size == std::string_view::npos) return false;
        fields.push_back(unquoted(trimmed(line.substr(0, size))));
        if (size == line.size()) return true;
        line.remove_prefix(size + 1);
        if (by == separator::blanks) line = trimmed(line);
    }
}

separator choose_separator(std::string_view first, std::string_view second)
{
    for (const std::string_view line : {first, second})
        for (const separator by : {separator::semicolon, separator::tab, separator::comma, separator::blanks})
            if (splits_into_numbers(line, by)) return by;
    // Neither line holds numbers alone. The separator that is chosen now only decides the error message.
    for (const separator by : {separator::semicolon, separator::tab})
        if (first.find(character(by)) != std::string_view::npos) return by;
    if (has_only_decimal_commas(second.empty() ? first : second)) return separator::blanks;
    if (first.find(',') == std::string_view::npos && first.find(' ') != std::string_view::npos) return separator::blanks;
    return separator::comma;
}

bool has_decimal_comma(std::string_view field)
{
    const std::size_t comma = field.find(',');
    if (comma == std::string_view::npos) return false;
    std::string with_point(field);
    with_point[comma] = '.';
    double ignored = 0;
    return parse_real(with_point, ignored);
}

bool looks_like_name(std::string_view field) { return field.find_first_not_of("0123456789+-.,eE \t") != std::string_view::npos; }

}  // namespace catapult::tools
