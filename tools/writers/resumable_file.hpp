// A file of rows that grows while a long run goes on, and from which an interrupted run goes on.
#ifndef CATAPULT_TOOLS_WRITERS_RESUMABLE_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_RESUMABLE_FILE_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "writers/open_file.hpp"

namespace catapult::tools {

/// What a run that fills the file is like.
struct resumable_rows {
    std::string identity;     ///< a line that no run with other rows has
    std::string header;       ///< the line before the rows, with its newline; may be empty
    std::uint64_t total = 0;  ///< rows of the whole file
    /// Whether a line (without its newline) can be that row.
    std::function<bool(std::uint64_t row, std::string_view line)> matches;
    /// The first row, with its newline, computed again.
    std::function<std::string()> first_row;
};

/// Rows are appended to FILE.partial: the identity, the header and the rows, a checksum before each line. FILE itself,
/// without identity and checksums, appears, or is replaced, when the rows are whole. FILE.partial outlives a killed run,
/// and may then end in a torn line.
class resumable_file {
public:
    /// Without `resume`, request_error if there is a FILE.partial already: hours of work may be in it.
    /// With it, goes on with FILE.partial; if there is none, with the rows of FILE, which has no identity: it is recognised
    /// by what `matches` says of each row, and by its first row; if there is neither, from the start.
    /// A torn last line is dropped. request_error, with both files as they were, if they are of another run, or if a
    /// line of FILE.partial is damaged.
    resumable_file(const std::string& path, const resumable_rows& rows, bool resume);

    /// Rows that are there.
    std::uint64_t rows() const { return rows_; }
    /// Whole rows, in one piece. run_error if the disk is full.
    void append(std::string_view text, std::uint64_t count);
    /// The rows are whole: FILE takes them.
    void commit();
    const std::string& partial_path() const { return partial_; }

private:
    void open_partial(bool may_exist);
    void start_partial();
    /// Counts the rows of FILE.partial; the bytes of its whole lines.
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
    std::uint64_t lines_ = 0;  // of FILE.partial
    std::string pending_;
    open_file descriptor_;
    bool whole_already_ = false;  // FILE is, and there is no FILE.partial
};

}  // namespace catapult::tools

#endif
