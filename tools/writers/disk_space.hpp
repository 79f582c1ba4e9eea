// That what is about to be computed can be kept.
#ifndef CATAPULT_TOOLS_WRITERS_DISK_SPACE_HPP
#define CATAPULT_TOOLS_WRITERS_DISK_SPACE_HPP

#include <string>
#include <vector>

namespace catapult::tools {

struct planned_file {
    std::string option;  ///< what names it on the command line
    std::string path;
    double bytes = 0;  ///< (may be more than an integer holds)
};

/// request_error, with the sizes, if the files together are more than what is free where they are to be written. Pipes and
/// devices have no size, and a folder that does not tell what is free is not asked twice.
void require_disk_space(const std::vector<planned_file>& files);

}  // namespace catapult::tools

#endif
