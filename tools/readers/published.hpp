// The files of well-known data sets, by their names.
#ifndef CATAPULT_TOOLS_READERS_PUBLISHED_HPP
#define CATAPULT_TOOLS_READERS_PUBLISHED_HPP

#include <string>

namespace catapult::tools {

/// If a data set is published with a file of this name: a text that says so and where, to follow a message. Otherwise
/// empty.
std::string where_published(const std::string& path);

}  // namespace catapult::tools

#endif
