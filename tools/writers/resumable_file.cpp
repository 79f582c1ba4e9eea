#include "writers/resumable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "vocabulary/failure.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20;
constexpr std::size_t flush_size = std::size_t{1} << 16;

// The length of a checksum and a blank.
constexpr std::size_t seal_size = 9;

/// The checksum covers a line and its number, so it also finds a line that is missing or misplaced. It takes eight
/// bytes at a time, because a checksum by bytes would take as long as computing the rows. Each step is one-to-one in
/// both of its arguments.
std::uint32_t checksum(std::uint64_t number, std::string_view line)
{
    const auto mix = [](std::uint64_t state, std::uint64_t value) {
        state = (state ^ value) * 0x9e3779b97f4a7c15;
        return state ^ state >> 32;
    };
    const auto word = [](const char* bytes, std::size_t count) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
        return value;
    };
    std::uint64_t state = mix(number, line.size());
    std::size_t at = 0;
    for (; at + 8 <= line.size(); at += 8) state = mix(state, word(line.data() + at, 8));
    return static_cast<std::uint32_t>(mix(state, word(line.data() + at, line.size() - at)));
}

void append_sealed(std::string& text, std::uint64_t number, std::string_view line)
{
    const std::uint32_t sum = checksum(number, line);
    char seal[seal_size];
    for (int i = 0; i < 8; ++i) seal[i] = "0123456789abcdef"[sum >> (28 - 4 * i) & 0xf];
    seal[seal_size - 1] = ' ';
    text.append(seal, seal_size);
    text += line;
    text += '\n';
}

/// The line without its checksum, or a view without data if the checksum is wrong.
std::string_view unsealed(std::uint64_t number, std::string_view line)
{
    if (line.size() < seal_size || line[seal_size - 1] != ' ') return {};
    std::uint32_t sum = 0;
    for (const char c : line.substr(0, seal_size - 1)) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit && !(c >= 'a' && c <= 'f')) return {};
        sum = sum << 4 | static_cast<std::uint32_t>(digit ? c - '0' : c - 'a' + 10);
    }
    line.remove_prefix(seal_size);
    return checksum(number, line) == sum ? line : std::string_view();
}

std::string shell_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string_view without_newline(std::string_view line)
{
    line.remove_suffix(1);
    return line;
}

/// Reads block_size bytes at `offset`, or fewer at the end of the file.
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

/// Calls take(line without newline, offset behind its newline) for each whole line, until take returns false. Returns
/// the bytes after the last whole line, if take never returned false.
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
        if (rest.size() > block_size) return rest;  // a result has no line this long
    }
}

}  // namespace

resumable_file::resumable_file(const std::string& path, const resumable_rows& rows, bool resume)
    : path_(path), partial_(path + ".partial"), about_(rows)
{
    // Errors with FILE should show now, not after hours of work.
    {
        const output_file probe(path);
    }
    if (!resume) {
        open_partial(false);
        start_partial();
        return;
    }
    if (access(partial_.c_str(), F_OK) == 0) {
        open_partial(true);
        const std::uint64_t good = scan_partial();
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
    scan_whole(present);
    if (rows_ == about_.total) {
        whole_already_ = true;
        return;
    }
    open_partial(false);
    start_partial();
    std::uint64_t left = rows_;
    bool is_header = !about_.header.empty();
    for_lines(present, path, [&](std::string_view line, std::uint64_t) {
        if (left > 0 && !is_header) {
            append_line(line);
            --left;
        }
        is_header = false;
        return left > 0;
    });
    flush();
    if (left > 0) throw run_error(path + ": changed while it was read");
}

void resumable_file::fail(int error) const { throw run_error(partial_ + ": cannot be written: " + std::strerror(error)); }

void resumable_file::open_partial(bool may_exist)
{
    descriptor_.take(open(partial_.c_str(), O_RDWR | O_CLOEXEC | (may_exist ? 0 : O_CREAT | O_EXCL), 0666));
    if (descriptor_ < 0 && errno == EEXIST)
        throw request_error(partial_ + ": there from an interrupted run; --resume goes on with it, or remove it");
    if (descriptor_ < 0) throw request_error(partial_ + ": cannot be written: " + std::strerror(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        throw request_error(partial_ + ": another run is writing it; wait for it, or choose another --out");
}

void resumable_file::start_partial()
{
    if (ftruncate(descriptor_, 0) != 0 || lseek(descriptor_, 0, SEEK_SET) < 0) fail(errno);
    lines_ = 0;
    append_line(about_.identity);
    if (!about_.header.empty()) append_line(without_newline(about_.header));
    flush();
}

void resumable_file::refuse_damaged(std::uint64_t number) const
{
    const std::string what = partial_ + ": line " + std::to_string(number) + " is damaged; ";
    if (rows_ == 0) throw request_error(what + "no row comes before it: remove the file and start again");
    throw request_error(what + "sed -i '" + std::to_string(number) + ",$d' " + shell_quoted(partial_) + " keeps the " +
                        std::to_string(rows_) + " rows before it for --resume, or remove the file and start again");
}

std::uint64_t resumable_file::scan_partial()
{
    const std::string another = partial_ +
                                ": of another sweep; use the options that it was started with, or choose another --out";
    const std::uint64_t lines_before = about_.header.empty() ? 1 : 2;
    std::uint64_t good = 0;
    const std::string rest = for_lines(descriptor_, partial_, [&](std::string_view sealed, std::uint64_t after) {
        const std::uint64_t number = lines_ + 1;
        const std::string_view line = unsealed(number, sealed);
        if (line.data() == nullptr || rows_ == about_.total) refuse_damaged(number);
        if (number == 1 && line != about_.identity) throw request_error(another);
        if (number == 2 && lines_before == 2 && line != without_newline(about_.header)) throw request_error(another);
        if (number > lines_before) ++rows_;
        lines_ = number;
        if (number >= lines_before) good = after;
        return true;
    });
    if (lines_ > 0) return good;
    // The run was killed while it wrote the first line. The file must then hold the beginning of that line.
    std::string first;
    append_sealed(first, 1, about_.identity);
    if (first.compare(0, rest.size(), rest) != 0) throw request_error(another);
    return 0;
}

void resumable_file::scan_whole(int descriptor)
{
    const std::string another =
        path_ + ": of another sweep, or damaged; use the options that it was started with, or choose another --out";
    bool is_header = !about_.header.empty();
    const std::string header(is_header ? without_newline(about_.header) : std::string_view());
    std::string first;
    const std::string rest = for_lines(descriptor, path_, [&](std::string_view line, std::uint64_t) {
        if (is_header) {
            if (line != header) throw request_error(another);
            is_header = false;
            return true;
        }
        if (rows_ == about_.total || !about_.matches(rows_, line))
            throw request_error(another + " (line " + std::to_string(rows_ + (header.empty() ? 1 : 2)) + ")");
        if (rows_ == 0) first = std::string(line) + "\n";
        ++rows_;
        return true;
    });
    if (is_header && about_.header.compare(0, rest.size(), rest) != 0) throw request_error(another);
    if (rows_ > 0 && first != about_.first_row()) throw request_error(another + " (its first row is another)");
    if (!is_header && rows_ == 0 && about_.first_row().compare(0, rest.size(), rest) != 0) throw request_error(another);
    if (rows_ == about_.total && !rest.empty()) throw request_error(another + " (it goes on after its last row)");
}

void resumable_file::append_line(std::string_view line)
{
    append_sealed(pending_, ++lines_, line);
    if (pending_.size() >= flush_size) flush();
}

void resumable_file::flush()
{
    if (!write_all(descriptor_, pending_)) fail(errno);
    pending_.clear();
}

void resumable_file::append(std::string_view text, std::uint64_t count)
{
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        append_line(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    flush();
    rows_ += count;
}

void resumable_file::commit()
{
    if (whole_already_) return;
    output_file out(path_);
    std::uint64_t number = 0;
    std::string plain;
    const std::string rest = for_lines(descriptor_, partial_, [&](std::string_view sealed, std::uint64_t) {
        if (++number == 1) return true;
        if (sealed.size() < seal_size) return false;
        plain += sealed.substr(seal_size);
        plain += '\n';
        if (plain.size() >= flush_size) {
            out.write(plain);
            plain.clear();
        }
        return true;
    });
    if (number != lines_ || !rest.empty()) throw run_error(partial_ + ": changed while it was read");
    out.write(plain);
    out.commit();
    (void)unlink(partial_.c_str());
}

}  // namespace catapult::tools
