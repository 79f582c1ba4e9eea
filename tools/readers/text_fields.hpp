// What stands in a line of a text table, and what separates it.
#ifndef CATAPULT_TOOLS_READERS_TEXT_FIELDS_HPP
#define CATAPULT_TOOLS_READERS_TEXT_FIELDS_HPP

#include <string_view>
#include <vector>

namespace catapult::tools {

enum class separator {
    comma,
    tab,
    semicolon,
    blanks,  ///< any number of blanks and tabs, also around the line
};

/// "commas" and the like, for messages.
const char* separator_name(separator by);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// The line up to a # that is not within double quotes.
std::string_view without_comment(std::string_view line);

/// Whether the last thing on the line is a separator, which then need not begin a field.
bool ends_in_separator(std::string_view line, separator by);

/// The fields of a line, trimmed, without the quotes around them. False if a double quote is left open.
bool split(std::string_view line, separator by, std::vector<std::string_view>& fields);

/// What separates the fields of a table that begins with these two lines (the second may be empty): what makes numbers of
/// all fields of the first, or else, as that may be a header, of the second.
separator choose_separator(std::string_view first, std::string_view second);

/// Whether a field is a number but for a comma in the place of its decimal point.
bool has_decimal_comma(std::string_view field);

/// Whether a field holds what no number does, not even a damaged one: letters beyond those of an exponent, for example.
bool looks_like_name(std::string_view field);

}  // namespace catapult::tools

#endif
