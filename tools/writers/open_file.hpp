// A file descriptor that is closed with its owner.
#ifndef CATAPULT_TOOLS_WRITERS_OPEN_FILE_HPP
#define CATAPULT_TOOLS_WRITERS_OPEN_FILE_HPP

#include <unistd.h>

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

}  // namespace catapult::tools

#endif
