// Where the rows of a long run go.
#ifndef CATAPULT_TOOLS_WRITERS_ROW_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_ROW_FILE_HPP

#include <cstdint>
#include <memory>
#include <string>

#include "writers/output_file.hpp"
#include "writers/resumable_file.hpp"

namespace catapult::tools {

/// A resumable file, or standard output, a pipe or a device.
class row_file {
public:
    /// Errors as of resumable_file. Also request_error to resume what is no file.
    row_file(const std::string& path, const resumable_rows& rows, bool resume);

    /// Number of rows present.
    std::uint64_t rows() const { return file_ ? file_->rows() : written_; }
    bool is_terminal() const { return stream_ && stream_->is_terminal(); }
    void append(const std::string& text, std::uint64_t count);
    void commit();
    /// For messages: where an interrupted run is kept, and how to continue it.
    std::string advice() const;

private:
    std::unique_ptr<resumable_file> file_;
    std::unique_ptr<output_file> stream_;
    std::uint64_t written_ = 0;
};

}  // namespace catapult::tools

#endif
