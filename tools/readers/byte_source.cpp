#include "readers/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "readers/published.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

namespace {

// Deflate expands a byte to at most this many bytes (zlib's technical notes).
constexpr std::uint64_t largest_expansion = 1032;

bool standard_input_taken = false;

}  // namespace

std::string input_name(const std::string& path) { return path == "-" ? "standard input" : path; }

byte_source::byte_source(const std::string& path) : path_(input_name(path))
{
    const bool standard_input = path == "-";
    if (standard_input && standard_input_taken) fail("can be read once only; give one of the two as a file");
    standard_input_taken = standard_input_taken || standard_input;
    const int descriptor = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const int error = errno;
        fail(std::string("cannot be read: ") + std::strerror(error) + (error == ENOENT ? where_published(path) : ""));
    }
    struct stat about = {};
    if (fstat(descriptor, &about) != 0 || S_ISDIR(about.st_mode)) {
        close(descriptor);
        fail("is a folder, not a file of numbers");
    }
    auto* const stream = gzdopen(descriptor, "rb");
    if (stream == nullptr) {
        close(descriptor);
        throw run_error(path + ": not enough memory to read it");
    }
    stream_ = stream;
    gzbuffer(stream, 1u << 18);
    limit_ = std::numeric_limits<std::uint64_t>::max();
    try {
        magic_size_ = read_compressed(magic_, sizeof magic_);
    } catch (...) {
        gzclose_r(stream);
        throw;
    }
    if (S_ISREG(about.st_mode)) {
        const auto size = static_cast<std::uint64_t>(about.st_size);
        limit_ = gzdirect(stream) ? size : size * largest_expansion;
    }
}

byte_source::~byte_source() { gzclose_r(static_cast<gzFile>(stream_)); }

void byte_source::fail(const std::string& message) const { throw request_error(path_ + ": " + message); }

std::size_t byte_source::read_compressed(void* to, std::size_t count)
{
    const auto stream = static_cast<gzFile>(stream_);
    std::size_t done = 0;
    while (done < count) {
        const auto part = static_cast<unsigned>(std::min<std::size_t>(count - done, 1u << 28));
        const int got = gzread(stream, static_cast<char*>(to) + done, part);
        int error = Z_OK;
        const char* text = gzerror(stream, &error);
        if (error == Z_ERRNO) fail(std::string("cannot be read: ") + std::strerror(errno));
        if (error == Z_BUF_ERROR) fail("the gzip stream is cut off; fetch the file again");
        if (got < 0 || error != Z_OK) fail(std::string("the gzip stream is damaged (") + text + "); fetch the file again");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::size_t byte_source::read(void* to, std::size_t count)
{
    const std::size_t held = std::min(count, magic_size_ - magic_taken_);
    std::memcpy(to, magic_ + magic_taken_, held);
    magic_taken_ += held;
    const std::size_t got = held + (held < count ? read_compressed(static_cast<char*>(to) + held, count - held) : 0);
    taken_ += got;
    return got;
}

std::vector<unsigned char> byte_source::read_exactly(std::uint64_t count, const std::string& what)
{
    if (limit_ < taken_ || count > limit_ - taken_ || count > std::numeric_limits<std::size_t>::max() / 2)
        fail("ends before " + what + ": " + std::to_string(count) + " bytes are announced, more than the file can hold");
    std::vector<unsigned char> bytes;
    // A pipe has no size to check `count` against. So memory is not reserved at once, but grows with the bytes that
    // arrive.
    if (limit_ != std::numeric_limits<std::uint64_t>::max()) bytes.reserve(static_cast<std::size_t>(count));
    while (bytes.size() < count) {
        const std::size_t have = bytes.size();
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(count - have, 1u << 22));
        bytes.resize(have + part);
        const std::size_t got = read(bytes.data() + have, part);
        if (got < part)
            fail("ends before " + what + ": " + std::to_string(count) + " bytes are announced, " + std::to_string(have + got) +
                 " are there");
    }
    return bytes;
}

void byte_source::expect_end()
{
    char more = 0;
    if (read(&more, 1) != 0) fail("goes on after the last element that its header announces");
}

}  // namespace catapult::tools
