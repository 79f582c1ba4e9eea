// Files of other programs, told by their first bytes.
#ifndef CATAPULT_TOOLS_READERS_FOREIGN_FORMAT_HPP
#define CATAPULT_TOOLS_READERS_FOREIGN_FORMAT_HPP

#include <string>
#include <string_view>

namespace catapult::tools {

/// What a file that begins so is, if it is none that can be read, and how its numbers get into one that can; otherwise
/// empty. Made to follow the file's name and a colon.
std::string foreign_format(std::string_view magic);

}  // namespace catapult::tools

#endif
