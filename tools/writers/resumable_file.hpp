// A file of rows that grows during a long run. An interrupted run can be resumed from it.
#ifndef CATAPULT_TOOLS_WRITERS_RESUMABLE_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_RESUMABLE_FILE_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "writers/open_file.hpp"

namespace catapult::tools {

/// A description of the rows, with which a file is recognised.
struct resumable_rows {
    std::string identity;     ///< a line that differs from that of any run with other rows
    std::string header;       ///< the line before the rows, with its newline; may be empty
    std::uint64_t total = 0;  ///< number of rows of the complete file
    /// Whether a line (without its newline) can be this row.
    std::function<bool(std::uint64_t row, std::string_view line)> matches;
    /// Computes the first row again, with its newline.
    std::function<std::string()> first_row;
};

/// Rows are appended to FILE.partial, which holds the identity, the header and the rows, with a checksum before each
/// line. When all rows are there, FILE appears or is replaced, without identity and checksums. If the run is killed,
/// FILE.partial stays and may end in a torn line.
class resumable_file {
public:
    /// Without `resume`, an existing FILE.partial is a request_error, because it may hold hours of work. With `resume`,
    /// the run continues FILE.partial. If there is none, it continues from the rows of FILE. FILE has no identity, so
    /// it is recognised by its first row and by `matches` for every row. If there is neither file, the run starts from
    /// the beginning. A torn last line is dropped. request_error if the files are of another run or if a line of
    /// FILE.partial is damaged; both files then stay as they were.
    resumable_file(const std::string& path, const resumable_rows& rows, bool resume);

    /// Number of rows present.
    std::uint64_t rows() const { return rows_; }
    /// Appends whole rows. run_error if the disk is full.
    void append(std::string_view text, std::uint64_t count);
    /// Makes FILE of the rows, which must be complete.
    void commit();
    const std::string& partial_path() const { return partial_; }

private:
    void open_partial(bool may_exist);
    void start_partial();
    /// Counts the rows of FILE.partial. Returns the bytes of its whole lines.
    std::uint64_t scan_partial();
    /// Counts the rows of FILE.
    void scan_whole(int descriptor);
    [[noreturn]] void refuse_damaged(std::uint64_t number) const;
    void append_line(std::string_view line);
    void flush();
    [[noreturn]] void fail(int error) const;

    std::string path_;
    std::string partial_;
    const resumable_rows& about_;
    std::uint64_t rows_ = 0;
    std::uint64_t lines_ = 0;  // lines of FILE.partial
    std::string pending_;
    open_file descriptor_;
    bool whole_already_ = false;  // FILE is complete, and there is no FILE.partial
};

}  // namespace catapult::tools

#endif
