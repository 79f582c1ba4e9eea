// The bytes of a file or of standard input, in order; gzip is undone on the way.
#ifndef CATAPULT_TOOLS_READERS_BYTE_SOURCE_HPP
#define CATAPULT_TOOLS_READERS_BYTE_SOURCE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace catapult::tools {

/// What messages call the file of an option: "-" is standard input.
std::string input_name(const std::string& path);

class byte_source {
public:
    /// "-" is standard input, for the first who asks. request_error if the file cannot be opened for reading.
    explicit byte_source(const std::string& path);
    ~byte_source();
    byte_source(const byte_source&) = delete;
    byte_source& operator=(const byte_source&) = delete;

    /// The file's name, for messages.
    const std::string& path() const { return path_; }
    /// The first bytes of the file, up to 64, wherever reading stands.
    std::string_view magic() const { return {magic_, magic_size_}; }
    /// The next bytes; fewer than `count` at the end of the file only. request_error if the gzip stream is damaged.
    std::size_t read(void* to, std::size_t count);
    /// All of the next `count` bytes. `what` names them where the file ends too soon, or cannot be long enough, which
    /// is found out before anything is allocated.
    std::vector<unsigned char> read_exactly(std::uint64_t count, const std::string& what);
    /// request_error if there is anything left.
    void expect_end();

    /// A request_error that begins with the file's name.
    [[noreturn]] void fail(const std::string& message) const;

private:
    std::size_t read_compressed(void* to, std::size_t count);

    std::string path_;
    void* stream_ = nullptr;
    std::uint64_t limit_ = 0;  // no more bytes than this can come out of the file
    std::uint64_t taken_ = 0;
    char magic_[64] = {};
    std::size_t magic_size_ = 0;
    std::size_t magic_taken_ = 0;
};

}  // namespace catapult::tools

#endif
