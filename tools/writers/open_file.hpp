// A file descriptor that closes with its owner, and a function that writes to a descriptor.
#ifndef CATAPULT_TOOLS_WRITERS_OPEN_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_OPEN_FILE_HPP

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace catapult::tools {

class open_file {
public:
    open_file() = default;
    explicit open_file(int descriptor) : descriptor_(descriptor) {}
    ~open_file()
    {
        if (descriptor_ >= 0) close(descriptor_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    /// Takes over a descriptor. Call it once, on a default-constructed object.
    void take(int descriptor) { descriptor_ = descriptor; }
    operator int() const { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// Writes all bytes. False, with errno set, if that fails.
inline bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t done = write(descriptor, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

}  // namespace catapult::tools

#endif
