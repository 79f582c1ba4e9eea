// Recognises files of other programs by their first bytes.
#ifndef CATAPULT_TOOLS_READERS_FOREIGN_FORMAT_HPP
#define CATAPULT_TOOLS_READERS_FOREIGN_FORMAT_HPP

#include <string>
#include <string_view>

namespace catapult::tools {

/// If `magic` begins a known format that cannot be read here: a text that names the format and says how to convert the
/// file. Otherwise empty. In a message, the text follows the file's name and a colon.
std::string foreign_format(std::string_view magic);

}  // namespace catapult::tools

#endif
