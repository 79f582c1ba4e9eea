// The numbers that options allow. Parsing, errors and help share these ranges, so that they agree.
#ifndef CATAPULT_TOOLS_VOCABULARY_RANGE_HPP
#define CATAPULT_TOOLS_VOCABULARY_RANGE_HPP

#include <cstdint>
#include <string>

namespace catapult::tools {

struct real_range {
    double low;
    double high;
    const char* text;          ///< "from … to …", for help and messages
    bool either_sign = false;  ///< the range is one of magnitudes; both signs are allowed
};

/// For learning rates, alone and times λ₀, and for λ₀. With this range and the two below, no intermediate result of the
/// warmup model leaves the range of a double.
inline constexpr real_range rate_range = {1e-100, 1e100, "from 1e-100 to 1e100"};
/// For outputs and labels.
inline constexpr real_range output_range = {-1e30, 1e30, "from -1e30 to 1e30"};
/// For the warmup model's input.
inline constexpr real_range input_range = {1e-20, 1e20, "from 1e-20 to 1e20, or the same below zero", true};
inline constexpr real_range time_range = {0, 1e100, "from 0 to 1e100"};

struct count_range {
    std::uint64_t low;
    std::uint64_t high;
    const char* text;
};

inline constexpr count_range any_count = {0, UINT64_MAX, "0 or more"};
inline constexpr count_range positive_count = {1, UINT64_MAX, "1 or more"};
inline constexpr count_range up_to_a_million = {1, 1000000, "from 1 to 1e6"};

/// The largest finite width.
inline constexpr double largest_width = 1e15;
inline constexpr const char* width_text = "a whole number from 1 to 1e15, or inf";

/// Parses the value of an option. Any other text is a request_error that names the option and the range.
double parse_real_in(const std::string& option, const std::string& text, const real_range& allowed);
std::uint64_t parse_count_in(const std::string& option, const std::string& text, const count_range& allowed);

}  // namespace catapult::tools

#endif
