#include "writers/resumable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "readers/failure.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20;

class open_file {
public:
    explicit open_file(int descriptor) : descriptor_(descriptor) {}
    ~open_file()
    {
        if (descriptor_ >= 0) close(descriptor_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    operator int() const { return descriptor_; }

private:
    int descriptor_;
};

/// Up to block_size bytes at `offset`; fewer only at the end.
std::string read_block(int descriptor, const std::string& name, std::uint64_t offset)
{
    std::string bytes(block_size, '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const ssize_t got = pread(descriptor, bytes.data() + have, bytes.size() - have, static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw run_error(name + ": cannot be read: " + std::strerror(errno));
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

/// Calls take(line without newline, bytes up to and with the newline) for each whole line; returns what is left, unless take answers false.
template <class Take>
std::string for_lines(int descriptor, const std::string& name, Take take)
{
    std::string rest;
    std::uint64_t offset = 0;
    for (;;) {
        const std::string block = read_block(descriptor, name, offset);
        if (block.empty()) return rest;
        std::uint64_t line_start = offset - rest.size();
        offset += block.size();
        rest += block;
        std::size_t begin = 0;
        for (std::size_t end; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
            const std::uint64_t after = line_start + end + 1;
            if (!take(std::string_view(rest).substr(begin, end - begin), after)) return rest;
        }
        rest.erase(0, begin);
        if (rest.size() > block_size) return rest;  // no line of ours is that long
    }
}

}  // namespace

resumable_file::resumable_file(const std::string& path, const resumable_rows& rows, bool resume)
    : path_(path), partial_(path + ".partial"), about_(rows)
{
    // What is wrong with FILE should be known now, not after hours.
    { const output_file probe(path); }
    if (!resume) {
        open_partial(false);
        start_partial();
        return;
    }
    if (access(partial_.c_str(), F_OK) == 0) {
        open_partial(true);
        std::uint64_t good = 0;
        scan(descriptor_, partial_, true, good);
        if (good == 0) {
            start_partial();
        } else {
            if (ftruncate(descriptor_, static_cast<off_t>(good)) != 0) fail(errno);
            if (lseek(descriptor_, 0, SEEK_END) < 0) fail(errno);
        }
        return;
    }
    const open_file present(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (present < 0) {
        if (errno != ENOENT) throw request_error(path + ": cannot be read: " + std::strerror(errno));
        open_partial(false);
        start_partial();
        return;
    }
    std::uint64_t good = 0;
    scan(present, path, false, good);
    if (rows_ == about_.total) {
        whole_already_ = true;
        return;
    }
    open_partial(false);
    start_partial();
    for (std::uint64_t offset = about_.header.size(); offset < good;) {
        const std::string block = read_block(present, path, offset).substr(0, static_cast<std::size_t>(good - offset));
        if (block.empty()) throw run_error(path + ": changed while it was read");
        write(block);
        offset += block.size();
    }
}

resumable_file::~resumable_file()
{
    if (descriptor_ >= 0) close(descriptor_);
}

void resumable_file::fail(int error) const { throw run_error(partial_ + ": cannot be written: " + std::strerror(error)); }

void resumable_file::open_partial(bool may_exist)
{
    descriptor_ = open(partial_.c_str(), O_RDWR | O_CLOEXEC | (may_exist ? 0 : O_CREAT | O_EXCL), 0666);
    if (descriptor_ < 0 && errno == EEXIST)
        throw request_error(partial_ + ": there from an interrupted run; --resume goes on with it, or remove it");
    if (descriptor_ < 0) throw request_error(partial_ + ": cannot be written: " + std::strerror(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        throw request_error(partial_ + ": another run is writing it; wait for it, or choose another --out");
}

void resumable_file::start_partial()
{
    if (ftruncate(descriptor_, 0) != 0 || lseek(descriptor_, 0, SEEK_SET) < 0) fail(errno);
    write(about_.identity + "\n" + about_.header);
}

void resumable_file::scan(int descriptor, const std::string& name, bool has_identity, std::uint64_t& good_bytes)
{
    const std::string another = name + ": of another sweep; use the options that it was started with, or choose another --out";
    std::uint64_t line_number = 0;
    const std::uint64_t lines_before = (has_identity ? 1 : 0) + (about_.header.empty() ? 0 : 1);
    std::uint64_t good = 0;
    std::string first;
    const std::string rest = for_lines(descriptor, name, [&](std::string_view line, std::uint64_t after) {
        if (line_number < lines_before) {
            const bool identity = has_identity && line_number == 0;
            const std::string expected = identity ? about_.identity : about_.header.substr(0, about_.header.size() - 1);
            if (line != expected) throw request_error(another);
        } else {
            if (rows_ == about_.total || !about_.matches(rows_, line))
                throw request_error(another + " (line " + std::to_string(line_number + 1) + ")");
            if (rows_ == 0) first = std::string(line) + "\n";
            ++rows_;
        }
        ++line_number;
        if (line_number >= lines_before) good = after;
        return true;
    });
    // Killed while the lines before the rows were written: what is there must be a beginning of them.
    if (line_number < lines_before) {
        const std::string before = (has_identity ? about_.identity + "\n" : std::string()) + about_.header;
        const std::string have = read_block(descriptor, name, 0);
        if (before.compare(0, have.size(), have) != 0) throw request_error(another);
        rows_ = 0;
    }
    if (!has_identity && rows_ > 0 && first != about_.first_row()) throw request_error(another + " (its first row is another)");
    if (!has_identity && rows_ == 0 && line_number >= lines_before && about_.first_row().compare(0, rest.size(), rest) != 0)
        throw request_error(another);
    if (!has_identity && rows_ == about_.total && !rest.empty()) throw request_error(another + " (it goes on after its last row)");
    good_bytes = good;
}

void resumable_file::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t done = ::write(descriptor_, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail(errno);
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
}

void resumable_file::append(std::string_view text, std::uint64_t count)
{
    write(text);
    rows_ += count;
}

void resumable_file::commit()
{
    if (whole_already_) return;
    output_file out(path_);
    for (std::uint64_t offset = about_.identity.size() + 1;;) {
        const std::string block = read_block(descriptor_, partial_, offset);
        if (block.empty()) break;
        out.write(block);
        offset += block.size();
    }
    out.commit();
    (void)unlink(partial_.c_str());
}

}  // namespace catapult::tools
