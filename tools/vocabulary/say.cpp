#include "vocabulary/say.hpp"

#include <unistd.h>

namespace catapult::tools {

void say(const std::string& message)
{
    const std::string line = "catapult: " + message + "\n";
    (void)!write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace catapult::tools
