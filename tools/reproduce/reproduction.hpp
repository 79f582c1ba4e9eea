// The work of `reproduce`: chosen figures as data, pictures and verdicts in a folder.
#ifndef CATAPULT_TOOLS_REPRODUCE_REPRODUCTION_HPP
#define CATAPULT_TOOLS_REPRODUCE_REPRODUCTION_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "reproduce/figure.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

struct reproduction_request {
    std::vector<const figure*> figures;
    std::string folder;
    bool force = false;  ///< write into a folder that is there already
    std::uint64_t seed = 1;
    table_format format = table_format::csv;  ///< of the verdicts on standard output
    const dataset_options* data = nullptr;    ///< the user's training set, or null
};

/// Those of `all` with these names, or all that need no data that are not given. request_error for other names, and for a figure of
/// data without data.
std::vector<const figure*> choose_figures(const std::vector<figure>& all, const std::vector<std::string>& names, bool has_data);

/// Makes the figures one after the other. A figure that fails leaves the others whole; its failure is thrown at the end.
void make_reproduction(const reproduction_request& request);

}  // namespace catapult::tools

#endif
