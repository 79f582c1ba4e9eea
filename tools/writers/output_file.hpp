// Where results go: standard output, or a file that appears under its name only when it is whole.
#ifndef CATAPULT_TOOLS_WRITERS_OUTPUT_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_OUTPUT_FILE_HPP

#include <string>
#include <string_view>

namespace catapult::tools {

/// A file is written under a temporary name beside its own, and takes its own name at commit(), with everything on
/// the disk; until then an existing file of that name stays as it is. Devices and pipes are written directly.
/// An output that is destroyed without commit() leaves nothing behind, and so does an interrupted run.
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

/// From now on SIGINT, SIGTERM, SIGHUP, and SIGPIPE of an output that nobody reads any more, remove the temporary files of
/// all outputs and end the program: 130 for SIGINT (128 + the signal's number). A file beyond the limit on its size
/// (SIGXFSZ) is a failure to write it.
void clean_up_when_interrupted();

/// The folder that a path's last name is in.
std::string folder_of(const std::string& path);

/// Whether a path names a file that does not exist yet, or a regular one: no standard output (an empty path), pipe or device.
bool is_plain_file(const std::string& path);

}  // namespace catapult::tools

#endif
