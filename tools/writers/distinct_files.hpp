// That no file is lost because a command line names it twice.
#ifndef CATAPULT_TOOLS_WRITERS_DISTINCT_FILES_HPP
#define CATAPULT_TOOLS_WRITERS_DISTINCT_FILES_HPP

#include <string>
#include <vector>

namespace catapult::tools {

/// A file of a command line, and what names it there.
struct named_file {
    std::string option;
    std::string path;
};

/// request_error if an output is an input as well, or if two outputs are one: the same path, another path to it, or a link.
/// An input without a path is none; an output without one, or -, is standard output. An output may be an input that is no
/// regular file; two outputs may go to one device, such as /dev/null or a terminal, but not to one pipe, where they would mix.
/// To be called before anything is read or written.
void require_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs);

}  // namespace catapult::tools

#endif
