// Protects files from a command line that names them twice.
#ifndef CATAPULT_TOOLS_WRITERS_DISTINCT_FILES_HPP
#define CATAPULT_TOOLS_WRITERS_DISTINCT_FILES_HPP

#include <string>
#include <vector>

namespace catapult::tools {

/// A file of a command line, and the option that names it.
struct named_file {
    std::string option;
    std::string path;
};

/// request_error if an output is also an input, or if two outputs are one file: by the same path, by another path to
/// it, or by a link. An input without a path is no input. An output without a path, or "-", is standard output. An
/// output may equal an input that is not a regular file. Two outputs may share a device, such as /dev/null or a
/// terminal, but not a pipe, where they would mix. Call this before anything is read or written.
void require_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs);

}  // namespace catapult::tools

#endif
