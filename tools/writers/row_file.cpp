#include "writers/row_file.hpp"

#include "vocabulary/failure.hpp"

namespace catapult::tools {

row_file::row_file(const std::string& path, const resumable_rows& rows, bool resume)
{
    if (is_plain_file(path)) {
        file_ = std::make_unique<resumable_file>(path, rows, resume);
        return;
    }
    if (resume) throw request_error("--resume goes on with a file; give it with --out FILE");
    stream_ = std::make_unique<output_file>(path);
    stream_->write(rows.header);
}

void row_file::append(const std::string& text, std::uint64_t count)
{
    written_ += count;
    if (file_)
        file_->append(text, count);
    else
        stream_->write(text);
}

void row_file::commit()
{
    if (file_)
        file_->commit();
    else
        stream_->commit();
}

std::string row_file::advice() const
{
    return file_ ? ", kept in " + file_->partial_path() + ": the same command with --resume goes on from there" : std::string();
}

}  // namespace catapult::tools
