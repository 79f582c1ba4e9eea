// A file descriptor that is closed with its owner, and writing to one.
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

    /// To be called once, of a default one.
    void take(int descriptor) { descriptor_ = descriptor; }
    operator int() const { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// All of it; false, with errno, where that is not possible.
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
