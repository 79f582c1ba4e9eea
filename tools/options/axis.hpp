// One axis of a grid, as given on a command line.
#ifndef CATAPULT_TOOLS_OPTIONS_AXIS_HPP
#define CATAPULT_TOOLS_OPTIONS_AXIS_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace catapult::tools {

/// A list A,B,… or a range LO:HI:COUNT. A range with :log at its end has even steps of the logarithm.
struct axis {
    std::vector<double> listed;  ///< the values of a list; empty for a range
    double low = 0;
    double high = 0;
    std::uint64_t count = 0;
    bool logarithmic = false;
    bool whole = false;  ///< the values of a range are rounded to whole numbers, and each is kept once
    std::string text;    ///< the option and its text as given, for messages

    /// The number of values or, for a rounded range, an upper bound of it.
    std::uint64_t size() const { return listed.empty() ? count : listed.size(); }
    /// The values. request_error if there are too many to keep.
    std::vector<double> values() const;
};

/// Parsers of option values. Each throws a request_error that says what would be right.
axis parse_rates(const std::string& option, const std::string& text);   ///< positive numbers
axis parse_widths(const std::string& option, const std::string& text);  ///< whole numbers of 1 or more; a list may contain inf

}  // namespace catapult::tools

#endif
