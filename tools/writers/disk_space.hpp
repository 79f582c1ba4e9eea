// Checks before a long run that the disk can hold its files.
#ifndef CATAPULT_TOOLS_WRITERS_DISK_SPACE_HPP
#define CATAPULT_TOOLS_WRITERS_DISK_SPACE_HPP

#include <string>
#include <vector>

namespace catapult::tools {

struct planned_file {
    std::string option;  ///< the option that names the file
    std::string path;
    double bytes = 0;  ///< a double, because it may exceed any integer type
};

/// request_error, with the sizes, if the files together need more space than is free on their disk. Pipes and devices
/// need none. A folder that does not tell its free space is not checked.
void require_disk_space(const std::vector<planned_file>& files);

}  // namespace catapult::tools

#endif
