// Numbers from text, and text from numbers. A number that is printed here reads back to the same bits.
#ifndef CATAPULT_TOOLS_VOCABULARY_NUMBER_HPP
#define CATAPULT_TOOLS_VOCABULARY_NUMBER_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace catapult::tools {

/// Reads all of `text` as a double, with an optional sign. "inf" and "nan" are numbers. A number too large or too small
/// for a double becomes infinity or zero. False for any other text.
bool parse_real(std::string_view text, double& value);

/// The shortest text that reads back to the same bits, or "inf", "-inf", "nan".
std::string shortest(double value);
void append_shortest(std::string& text, double value);

/// The text for messages: in single quotes, cut to a line's length, unprintable characters replaced.
std::string in_quotes(std::string_view text);

/// Parsers of option values. Each throws a request_error that names the option and says what would be right.
std::uint64_t parse_count(const std::string& option, const std::string& text);           ///< "1000" or "1e6", 0 or more
std::uint64_t parse_positive_count(const std::string& option, const std::string& text);  ///< 1 or more
double parse_width(const std::string& option, const std::string& text);  ///< a whole number from 1 to 1e15, or "inf"

}  // namespace catapult::tools

#endif
