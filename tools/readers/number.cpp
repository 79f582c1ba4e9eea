#include "readers/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

#include "readers/failure.hpp"

namespace catapult::tools {

namespace {

// Whole numbers up to here are exact in double, and so is every width.
constexpr double largest_exact = 9007199254740992.0;

[[noreturn]] void refuse(const std::string& option, const std::string& text, const std::string& wanted)
{
    throw request_error(option + " " + in_quotes(text) + ": " + wanted + " is wanted");
}

}  // namespace

bool parse_real(std::string_view text, double& value)
{
    if (text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
    if (text.empty()) return false;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end || error == std::errc::invalid_argument) return false;
    // from_chars does not say which side of the range a number is on; the C library does.
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

std::uint64_t parse_count(const std::string& option, const std::string& text)
{
    std::uint64_t whole = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, whole);
    if (stop == end && error == std::errc()) return whole;
    double value = 0;
    if (!parse_real(text, value) || !(value >= 0) || value != std::floor(value))
        refuse(option, text, "a whole number such as 1000 or 1e6");
    if (value > largest_exact) refuse(option, text, "a whole number up to 2^53 (up to 2^64 - 1 without an exponent)");
    return static_cast<std::uint64_t>(value);
}

std::uint64_t parse_positive_count(const std::string& option, const std::string& text)
{
    const std::uint64_t value = parse_count(option, text);
    if (value == 0) refuse(option, text, "a whole number of 1 or more");
    return value;
}

double parse_width(const std::string& option, const std::string& text)
{
    double value = 0;
    if (!parse_real(text, value) || !(value >= 1) || value != std::floor(value))
        refuse(option, text, "a whole number of 1 or more, such as 1e6, or inf");
    if (value > largest_exact && text.find_first_of("0123456789") == std::string::npos)
        return std::numeric_limits<double>::infinity();
    if (value > largest_exact) refuse(option, text, "a width up to 2^53, or inf");
    return value;
}

double parse_finite(const std::string& option, const std::string& text)
{
    double value = 0;
    if (!parse_real(text, value) || !std::isfinite(value)) refuse(option, text, "a finite number");
    return value;
}

double parse_not_negative(const std::string& option, const std::string& text)
{
    double value = 0;
    if (!parse_real(text, value) || !std::isfinite(value) || value < 0) refuse(option, text, "a finite number of 0 or more");
    return value;
}

}  // namespace catapult::tools
