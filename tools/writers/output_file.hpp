// Output for results: standard output, or a file that gets its name only when it is complete.
#ifndef CATAPULT_TOOLS_WRITERS_OUTPUT_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_OUTPUT_FILE_HPP

#include <string>
#include <string_view>

namespace catapult::tools {

/// A file is written under a temporary name in the same folder. commit() brings it to the disk and gives it its own
/// name. Until then an existing file of that name stays as it is. Devices and pipes are written directly. An output
/// that is destroyed without commit() leaves no file, and neither does an interrupted run.
class output_file {
public:
    /// An empty path means standard output. request_error if the file cannot be created.
    explicit output_file(const std::string& path);
    ~output_file();
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    /// run_error if the disk is full.
    void write(std::string_view bytes);
    void commit();
    bool is_terminal() const;

private:
    [[noreturn]] void fail(int error) const;
    void forget_temporary();

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
};

/// From now on SIGINT, SIGTERM and SIGHUP remove the temporary files of all outputs and end the program. So does
/// SIGPIPE, which comes when nobody reads an output any more. The exit code is 128 + the signal's number, 130 for
/// SIGINT. A file that exceeds the limit on file sizes (SIGXFSZ) is a write error instead.
void clean_up_when_interrupted();

/// The folder part of a path.
std::string folder_of(const std::string& path);

/// Whether a path names a regular file or none yet. False for standard output (an empty path), a pipe or a device.
bool is_plain_file(const std::string& path);

}  // namespace catapult::tools

#endif
