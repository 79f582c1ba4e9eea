#include "writers/disk_space.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

void require_disk_space(const std::vector<planned_file>& files)
{
    std::map<dev_t, double> wanted;
    for (const planned_file& file : files) {
        if (!is_plain_file(file.path)) continue;
        std::string there = file.path;
        struct stat about = {};
        if (stat(there.c_str(), &about) != 0) {
            there = folder_of(file.path);
            if (stat(there.c_str(), &about) != 0) continue;
        }
        std::error_code error;
        const std::filesystem::space_info space = std::filesystem::space(there, error);
        if (error) continue;
        double& sum = wanted[about.st_dev];
        const double before = sum;
        sum += file.bytes;
        if (sum > static_cast<double>(space.available))
            throw request_error(file.option + " " + file.path + ": " + size_text(file.bytes) + " would be written" +
                                (before > 0 ? ", " + size_text(before) + " beside them" : "") + ", and " +
                                size_text(static_cast<double>(space.available)) +
                                " are free there; use a smaller width, or another disk");
    }
}

}  // namespace catapult::tools
