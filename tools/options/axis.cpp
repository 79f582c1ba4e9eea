#include "options/axis.hpp"

#include <algorithm>
#include <cmath>

#include "catapult/experiments/sweep.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/range.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {

namespace {

constexpr std::uint64_t most_values = 100000000;

double parse_rate(const std::string& option, const std::string& text) { return parse_real_in(option, text, rate_range); }

axis parse_range(const std::string& option, const std::string& text, double (*parse)(const std::string&, const std::string&))
{
    const std::vector<std::string> parts = split(text, ':');
    const std::string given = option + " " + in_quotes(text);
    if (parts.size() < 3 || parts.size() > 4 || (parts.size() == 4 && parts[3] != "log"))
        throw request_error(given + ": a range is LO:HI:COUNT or LO:HI:COUNT:log, such as 0.5:3.5:61");
    axis result;
    result.logarithmic = parts.size() == 4;
    for (const int end : {0, 1}) {
        // Zero and negative ends are refused here, because this message can name the whole range and the reason.
        double value = 0;
        if (parse_real(parts[static_cast<std::size_t>(end)], value) && value <= 0)
            throw request_error(given + ": " + (result.logarithmic ? "a logarithmic range cannot reach zero or below; " : "") +
                                "positive ends are wanted");
        (end == 0 ? result.low : result.high) = parse(option, parts[static_cast<std::size_t>(end)]);
    }
    if (!std::isfinite(result.high) || !std::isfinite(result.low))
        throw request_error(given + ": a range has finite ends; inf can be in a list");
    result.count = parse_positive_count(given + ", COUNT", parts[2]);
    if (result.low > result.high) throw request_error(given + ": the range is reversed; LO comes before HI");
    if (result.low == result.high && result.count > 1)
        throw request_error(given + ": the range is empty; LO is below HI, or COUNT is 1");
    return result;
}

axis parse_axis(const std::string& option, const std::string& text, double (*parse)(const std::string&, const std::string&))
{
    axis result;
    if (text.find(':') != std::string::npos) {
        result = parse_range(option, text, parse);
    } else {
        for (const std::string& part : split(text, ',')) result.listed.push_back(parse(option, part));
    }
    result.text = option + " " + in_quotes(text);
    return result;
}

}  // namespace

std::vector<double> axis::values() const
{
    if (!listed.empty()) return listed;
    if (count > most_values) throw request_error(text + ": more than " + std::to_string(most_values) + " values on one axis");
    std::vector<double> result(static_cast<std::size_t>(count));
    check(space_axis(low, high, logarithmic, result), text);
    if (whole) {
        for (double& value : result) value = std::round(value);
        result.erase(std::unique(result.begin(), result.end()), result.end());
    }
    return result;
}

axis parse_rates(const std::string& option, const std::string& text) { return parse_axis(option, text, parse_rate); }

axis parse_widths(const std::string& option, const std::string& text)
{
    axis result = parse_axis(option, text, parse_width);
    result.whole = true;
    return result;
}

}  // namespace catapult::tools
