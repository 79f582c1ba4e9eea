// Splits the lines of a text table into fields and finds the separator.
#ifndef CATAPULT_TOOLS_READERS_TEXT_FIELDS_HPP
#define CATAPULT_TOOLS_READERS_TEXT_FIELDS_HPP

#include <string_view>
#include <vector>

namespace catapult::tools {

enum class separator {
    comma,
    tab,
    semicolon,
    blanks,  ///< one or more blanks and tabs; those at the ends of a line do not count
};

/// A name for messages, such as "commas".
const char* separator_name(separator by);

/// `text` without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// `line` up to the first # outside double quotes.
std::string_view without_comment(std::string_view line);

/// Whether the line ends with a separator. Such a separator need not begin another field.
bool ends_in_separator(std::string_view line, separator by);

/// Splits a line into its fields, each trimmed and without its quotes. False if a double quote is left open.
bool split(std::string_view line, separator by, std::vector<std::string_view>& fields);

/// Finds the separator of a table that begins with these two lines (`second` may be empty). It is the one by which all
/// fields of `first` are numbers. If there is none, `first` may be a header, and all fields of `second` must be
/// numbers.
separator choose_separator(std::string_view first, std::string_view second);

/// Whether a field is a number with a comma as its decimal point.
bool has_decimal_comma(std::string_view field);

/// Whether a field has a character that no number has, not even a damaged one; for example a letter other than e and E.
bool looks_like_name(std::string_view field);

}  // namespace catapult::tools

#endif
