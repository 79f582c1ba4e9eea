// One axis of a grid, as a command line describes it.
#ifndef CATAPULT_TOOLS_OPTIONS_AXIS_HPP
#define CATAPULT_TOOLS_OPTIONS_AXIS_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace catapult::tools {

/// A list, A,B,…, or a range, LO:HI:COUNT with :log behind it for even steps of the logarithm.
struct axis {
    std::vector<double> listed;  ///< of a list; empty for a range
    double low = 0;
    double high = 0;
    std::uint64_t count = 0;
    bool logarithmic = false;
    bool whole = false;  ///< the values of a range are rounded to whole numbers, of which each is there once
    std::string text;    ///< as it was given, with the option: for messages

    /// At least as many as there are values.
    std::uint64_t size() const { return listed.empty() ? count : listed.size(); }
    /// request_error for more than can be kept.
    std::vector<double> values() const;
};

/// Option values. Each throws a request_error that says what would be right.
axis parse_rates(const std::string& option, const std::string& text);   ///< positive numbers
axis parse_widths(const std::string& option, const std::string& text);  ///< whole numbers of 1 or more; inf in a list

}  // namespace catapult::tools

#endif
