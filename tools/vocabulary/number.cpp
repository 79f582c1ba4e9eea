#include "vocabulary/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

#include "vocabulary/failure.hpp"
#include "vocabulary/range.hpp"

namespace catapult::tools {

namespace {

// Whole numbers up to here are exact in a double.
constexpr double largest_exact = 9007199254740992.0;

[[noreturn]] void refuse(const std::string& option, const std::string& text, const std::string& wanted)
{
    throw request_error(option + " " + in_quotes(text) + ": " + wanted + (wanted.find(',') == std::string::npos ? "" : ",") +
                        " is wanted");
}

}  // namespace

bool parse_real(std::string_view text, double& value)
{
    if (text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
    if (text.empty()) return false;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end || error == std::errc::invalid_argument) return false;
    // from_chars does not tell whether a number is too large or too small. The C library does.
    if (error == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
    return true;
}

void append_shortest(std::string& text, double value)
{
    if (std::isnan(value)) {
        text += "nan";
        return;
    }
    char digits[32];
    const auto [stop, error] = std::to_chars(digits, digits + sizeof digits, value);
    (void)error;
    text.append(digits, stop);
}

std::string shortest(double value)
{
    std::string text;
    append_shortest(text, value);
    return text;
}

std::string in_quotes(std::string_view text)
{
    constexpr std::size_t longest = 40;
    std::string result = "'";
    for (const char c : text.substr(0, longest)) result += (c >= ' ' && c < 0x7f) ? c : '?';
    return result + (text.size() > longest ? "...'" : "'");
}

std::uint64_t parse_count_in(const std::string& option, const std::string& text, const count_range& allowed)
{
    const std::string wanted = std::string("a whole number ") + (allowed.high == UINT64_MAX ? "of " : "") + allowed.text;
    std::uint64_t whole = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, whole);
    if (stop == end && error == std::errc()) {
        if (whole < allowed.low || whole > allowed.high) refuse(option, text, wanted);
        return whole;
    }
    double value = 0;
    if (!parse_real(text, value) || !(value >= 0) || value != std::floor(value))
        refuse(option, text, wanted + ", such as 1000 or 1e6");
    if (value > largest_exact && allowed.high > (std::uint64_t{1} << 53))
        refuse(option, text, wanted + " up to 2^53 (2^64 - 1 without an exponent)");
    if (value > largest_exact || static_cast<std::uint64_t>(value) < allowed.low ||
        static_cast<std::uint64_t>(value) > allowed.high)
        refuse(option, text, wanted);
    return static_cast<std::uint64_t>(value);
}

std::uint64_t parse_count(const std::string& option, const std::string& text) { return parse_count_in(option, text, any_count); }

std::uint64_t parse_positive_count(const std::string& option, const std::string& text)
{
    return parse_count_in(option, text, positive_count);
}

double parse_width(const std::string& option, const std::string& text)
{
    double value = 0;
    const bool number = parse_real(text, value) && value >= 1 && value == std::floor(value);
    // A number that is too large for a double becomes infinite too, but the user did not mean infinity. So only a text
    // without digits counts.
    if (number && std::isinf(value) && text.find_first_of("0123456789") == std::string::npos) return value;
    if (!number || value > largest_width) refuse(option, text, width_text);
    return value;
}

double parse_real_in(const std::string& option, const std::string& text, const real_range& allowed)
{
    double value = 0;
    const bool number = parse_real(text, value);
    const double size = allowed.either_sign ? std::fabs(value) : value;
    if (!number || !(size >= allowed.low && size <= allowed.high)) refuse(option, text, std::string("a number ") + allowed.text);
    return value;
}

}  // namespace catapult::tools
