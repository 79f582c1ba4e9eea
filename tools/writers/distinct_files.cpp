#include "writers/distinct_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "vocabulary/failure.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

/// The file that a path leads to, or, if there is none yet, its name and the folder that it would be in.
struct place {
    bool known = false;  // false if even the folder is missing
    bool exists = false;
    struct stat about = {};
    std::string name;

    bool is_regular() const { return exists && S_ISREG(about.st_mode); }
    bool is_device() const { return exists && (S_ISCHR(about.st_mode) || S_ISBLK(about.st_mode)); }
};

place place_of(const std::string& path, int standard_stream)
{
    place result;
    if (path.empty() || path == "-") {
        result.known = result.exists = fstat(standard_stream, &result.about) == 0;
        return result;
    }
    if (stat(path.c_str(), &result.about) == 0) {
        result.known = result.exists = true;
        return result;
    }
    result.name = path.substr(path.find_last_of('/') + 1);
    result.known = stat(folder_of(path).c_str(), &result.about) == 0;
    return result;
}

bool are_one(const place& a, const place& b)
{
    return a.known && b.known && a.about.st_dev == b.about.st_dev && a.about.st_ino == b.about.st_ino && a.name == b.name;
}

std::string text_of(const named_file& file, const char* standard_stream)
{
    return file.path.empty() || file.path == "-" ? standard_stream : file.option + " " + file.path;
}

}  // namespace

void require_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs)
{
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const place output = place_of(outputs[i].path, STDOUT_FILENO);
        const std::string text = text_of(outputs[i], "standard output");
        for (const named_file& input : inputs)
            if (!input.path.empty() && output.is_regular() && are_one(output, place_of(input.path, STDIN_FILENO)))
                throw request_error(text + ": the same file as " + text_of(input, "standard input") +
                                    ", which would be lost; choose another");
        if (output.is_device()) continue;
        for (std::size_t j = 0; j < i; ++j)
            if (are_one(output, place_of(outputs[j].path, STDOUT_FILENO)))
                throw request_error(text + ": the same file as " + text_of(outputs[j], "standard output") +
                                    "; each needs its own");
    }
}

}  // namespace catapult::tools
