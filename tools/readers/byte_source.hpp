// The bytes of a file or of standard input, in order. Gzip is decompressed on the way.
#ifndef CATAPULT_TOOLS_READERS_BYTE_SOURCE_HPP
#define CATAPULT_TOOLS_READERS_BYTE_SOURCE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace catapult::tools {

/// The name of an option's file in messages. "-" is standard input.
std::string input_name(const std::string& path);

class byte_source {
public:
    /// "-" is standard input, which only one source may read. request_error if the file cannot be opened for reading.
    explicit byte_source(const std::string& path);
    ~byte_source();
    byte_source(const byte_source&) = delete;
    byte_source& operator=(const byte_source&) = delete;

    /// The file's name, for messages.
    const std::string& path() const { return path_; }
    /// The first bytes of the file, up to 64, wherever reading stands.
    std::string_view magic() const { return {magic_, magic_size_}; }
    /// Reads the next bytes. Fewer than `count` only at the end of the file. request_error if the gzip stream is
    /// damaged.
    std::size_t read(void* to, std::size_t count);
    /// Reads exactly `count` bytes. request_error if the file ends too soon; `what` names these bytes in the message. A
    /// file that is too short by its size is refused before memory is allocated.
    std::vector<unsigned char> read_exactly(std::uint64_t count, const std::string& what);
    /// request_error if any byte is left.
    void expect_end();

    /// Throws a request_error that begins with the file's name.
    [[noreturn]] void fail(const std::string& message) const;

private:
    std::size_t read_compressed(void* to, std::size_t count);

    std::string path_;
    void* stream_ = nullptr;
    std::uint64_t limit_ = 0;  // the most bytes that the file can yield
    std::uint64_t taken_ = 0;
    char magic_[64] = {};
    std::size_t magic_size_ = 0;
    std::size_t magic_taken_ = 0;
};

}  // namespace catapult::tools

#endif
