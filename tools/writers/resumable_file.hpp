// A file of rows that grows while a long run goes on, and from which an interrupted run goes on.
#ifndef CATAPULT_TOOLS_RESUMABLE_FILE_HPP
#define CATAPULT_TOOLS_RESUMABLE_FILE_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

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

/// Rows are appended to FILE.partial, whose first line is the identity. FILE itself appears, or is replaced, when the
/// rows are whole. FILE.partial outlives a killed run, and may then end in a torn line.
class resumable_file {
public:
    /// Without `resume`, request_error if there is a FILE.partial already: hours of work may be in it.
    /// With it, goes on with FILE.partial; if there is none, with the rows of FILE, which has no identity: it is recognised
    /// by what `matches` says of each row, and by its first row; if there is neither, from the start.
    /// A torn last line is dropped. request_error, with both files as they were, if they are of another run.
    resumable_file(const std::string& path, const resumable_rows& rows, bool resume);
    ~resumable_file();
    resumable_file(const resumable_file&) = delete;
    resumable_file& operator=(const resumable_file&) = delete;

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
    void scan(int descriptor, const std::string& name, bool has_identity, std::uint64_t& good_bytes);
    void write(std::string_view bytes);
    [[noreturn]] void fail(int error) const;

    std::string path_;
    std::string partial_;
    const resumable_rows& about_;
    std::uint64_t rows_ = 0;
    int descriptor_ = -1;
    bool whole_already_ = false;  // FILE is, and there is no FILE.partial
};

}  // namespace catapult::tools

#endif
