// The report of `catapult reproduce` for readers: the verdicts as a table, and one page that shows everything.
#ifndef CATAPULT_TOOLS_REPRODUCE_REPORT_HPP
#define CATAPULT_TOOLS_REPRODUCE_REPORT_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "reproduce/figure.hpp"

namespace catapult::tools {

/// The bytes of two PNG files: figures/NAME.png, and the version that the page shows on a phone.
struct drawn_picture {
    picture what;
    std::string wide;
    std::string narrow;
};

struct figure_result {
    const figure* which = nullptr;
    std::vector<claim> claims;
    std::vector<drawn_picture> pictures;
    std::string failure;  ///< the reason if the figure is not complete, or empty
};

struct reproduction {
    std::string folder;
    std::uint64_t seed = 0;
    std::vector<figure_result> results;
};

/// Writes one row for each claim: figure, statement, expected, measurement, measured, uncertainty, seed, networks,
/// holds.
void write_verdicts(const reproduction& r, table_format format, const std::string& path);

void write_summary(const reproduction& r);  ///< summary.md
void write_page(const reproduction& r);     ///< index.html, with the pictures inside

}  // namespace catapult::tools

#endif
